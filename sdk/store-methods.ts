import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  LatestRequest,
  LatestResponseSchema,
  LookupRequest,
  LookupResponseSchema,
  RecordRequest,
  RecordResponseSchema,
} from "../proto/gen/cig/plugin/v1/store_pb.ts";
import type { OutsideCall } from "./outside-call.ts";

/**
 * A store of markers. Each method has effects, is asked once, and never remembered. It answers for every key that it is
 * asked for, with a problem where it cannot tell; an Error thrown here is one problem for all. `objectStore` makes one
 * of anything that keeps bytes under names.
 */
export interface StoreMethods {
  lookup(request: LookupRequest, call: OutsideCall): Promise<MessageInitShape<typeof LookupResponseSchema>>;
  record(request: RecordRequest, call: OutsideCall): Promise<MessageInitShape<typeof RecordResponseSchema>>;
  latest(request: LatestRequest, call: OutsideCall): Promise<MessageInitShape<typeof LatestResponseSchema>>;
}

export const storeMethodNames = ["lookup", "record", "latest"] as const;
export type StoreMethodName = (typeof storeMethodNames)[number];
