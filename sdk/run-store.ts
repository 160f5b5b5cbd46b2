import { create, fromBinary, type MessageInitShape, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { StoreService } from "../proto/gen/cig/plugin/v1/store_pb.ts";
import { answerStore } from "./answer-store.ts";
import type { Plugin } from "./define-plugin.ts";
import type { StoreMethodName } from "./store-methods.ts";

type Methods = typeof StoreService.method;
/** The request of a store's method, as `create` takes it. */
export type StoreRequestOf<M extends StoreMethodName> = MessageInitShape<Methods[M]["input"]>;
/** The answer of a store's method. */
export type StoreResponseOf<M extends StoreMethodName> = MessageShape<Methods[M]["output"]>;

/** Runs one method of a plugin's store without a process; request and answer pass through their bytes. */
export async function runStore<M extends StoreMethodName>(
  plugin: Plugin,
  method: M,
  request: StoreRequestOf<M>,
  signal: AbortSignal = new AbortController().signal,
): Promise<StoreResponseOf<M>> {
  const { input, output } = StoreService.method[method];
  const sent = toBinary(input, create(input, request as object));
  const bytes = await answerStore(plugin, method, fromBinary(input, sent), signal);
  return fromBinary(output, bytes) as StoreResponseOf<M>;
}
