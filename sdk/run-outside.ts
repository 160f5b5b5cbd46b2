import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import type { VersionsRequestSchema, VersionsResponse } from "../proto/gen/cig/plugin/v1/pins_pb.ts";
import type { StoreService } from "../proto/gen/cig/plugin/v1/store_pb.ts";
import { answerOutside, type OutsidePart, outsideServices } from "./answer-outside.ts";
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
  return (await run(plugin, "store", method, request, signal)) as StoreResponseOf<M>;
}

/** Asks a plugin's pins without a process; request and answer pass through their bytes. */
export async function runPins(
  plugin: Plugin,
  request: MessageInitShape<typeof VersionsRequestSchema>,
  signal: AbortSignal = new AbortController().signal,
): Promise<VersionsResponse> {
  return (await run(plugin, "pins", "versions", request, signal)) as VersionsResponse;
}

async function run(plugin: Plugin, part: OutsidePart, method: string, request: object, signal: AbortSignal) {
  const { input, output } = (outsideServices[part].method as Record<string, MethodOf>)[method]!;
  const sent = toBinary(input, create(input, request as MessageInitShape<typeof input>));
  const bytes = await answerOutside(plugin, part, method, fromBinary(input, sent), signal);
  return fromBinary(output, bytes);
}

interface MethodOf {
  readonly input: DescMessage;
  readonly output: DescMessage;
}
