import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  LatestRequest,
  LatestResponseSchema,
  LookupRequest,
  LookupResponseSchema,
  RecordRequest,
  RecordResponseSchema,
} from "../proto/gen/cig/plugin/v1/store_pb.ts";

/**
 * A store of markers. Each method has effects, is asked once, and never remembered. It answers for every key that it is
 * asked for, with a problem where it cannot tell; an Error thrown here is one problem for all. `objectStore` makes one
 * of anything that keeps bytes under names.
 */
export interface StoreMethods {
  lookup(request: LookupRequest, call: StoreCall): Promise<MessageInitShape<typeof LookupResponseSchema>>;
  record(request: RecordRequest, call: StoreCall): Promise<MessageInitShape<typeof RecordResponseSchema>>;
  latest(request: LatestRequest, call: StoreCall): Promise<MessageInitShape<typeof LatestResponseSchema>>;
}

/** What is known of a call beyond its request. */
export interface StoreCall {
  /** Aborted when the core has given up, or hung up. */
  readonly signal: AbortSignal;
}

export const storeMethodNames = ["lookup", "record", "latest"] as const;
export type StoreMethodName = (typeof storeMethodNames)[number];
