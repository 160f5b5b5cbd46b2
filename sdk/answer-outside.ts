import { create, type DescService, type Message, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { PinsService } from "../proto/gen/cig/plugin/v1/pins_pb.ts";
import { StoreService } from "../proto/gen/cig/plugin/v1/store_pb.ts";
import type { Plugin } from "./define-plugin.ts";

/** What a plugin can serve beside its hooks, by the plugin's part that answers. */
export const outsideServices = { store: StoreService, pins: PinsService } satisfies Record<
  string,
  DescService
>;
export type OutsidePart = keyof typeof outsideServices;

/** Runs one method of a plugin's store or pins and returns the bytes of its answer. Rejects with the author's Error. */
export async function answerOutside(
  plugin: Plugin,
  part: OutsidePart,
  method: string,
  request: Message,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const methods = plugin[part] as Readonly<Record<string, unknown>> | undefined;
  const run = methods?.[method];
  if (typeof run !== "function")
    throw new Error(`The plugin ${plugin.name} has no "${method}" in its ${part}.`);
  const init: unknown = await run.call(methods, request, { signal });
  if (typeof init !== "object" || init === null)
    throw new Error(`"${method}" of ${plugin.name} returned no message but ${String(init)}.`);
  const service: DescService = outsideServices[part];
  const schema = service.method[method]!.output;
  return toBinary(schema, create(schema, init as MessageInitShape<typeof schema>));
}
