import { create, type Message, toBinary } from "@bufbuild/protobuf";
import { StoreService } from "../proto/gen/cig/plugin/v1/store_pb.ts";
import type { Plugin } from "./define-plugin.ts";
import type { StoreMethodName } from "./store-methods.ts";

/** Runs one method of a store and returns the bytes of its answer. Rejects with the author's Error. */
export async function answerStore(
  plugin: Plugin,
  method: StoreMethodName,
  request: Message,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const run = plugin.store?.[method] as
    | ((request: Message, call: { signal: AbortSignal }) => unknown)
    | undefined;
  if (!run) throw new Error(`The plugin ${plugin.name} has no store.`);
  const init: unknown = await run.call(plugin.store, request, { signal });
  if (typeof init !== "object" || init === null)
    throw new Error(`"${method}" of ${plugin.name} returned no message but ${String(init)}.`);
  const schema = StoreService.method[method].output;
  return toBinary(schema, create(schema, init as object));
}
