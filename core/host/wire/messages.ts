import { fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { Hook, PluginService } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { HookName } from "../../event.ts";

type Methods = typeof PluginService.method;
export type RequestMessage<H extends HookName> = MessageShape<Methods[H]["input"]>;
export type ResponseMessage<H extends HookName> = MessageShape<Methods[H]["output"]>;

/** Protocol majors that this core speaks, ascending. */
export const coreProtocols: readonly number[] = [1];

/** Largest message in either direction, in bytes. The SDK has the same limit. */
export const maxMessageBytes = 64 * 1024 * 1024;

/** The gRPC path of a method: "/cig.plugin.v1.PluginService/Plan". */
export function methodPath(method: keyof Methods): string {
  return `/${PluginService.typeName}/${PluginService.method[method].name}`;
}

export function encodeRequest<H extends HookName>(hook: H, request: RequestMessage<H>): Uint8Array {
  return toBinary(PluginService.method[hook].input, request);
}

/** Throws when the bytes are not such a message. */
export function decodeResponse<H extends HookName>(hook: H, bytes: Uint8Array): ResponseMessage<H> {
  return fromBinary(PluginService.method[hook].output, bytes) as ResponseMessage<H>;
}

/** The hook's name in the manifest; undefined for one that this core does not know. */
export function hookNameOf(hook: Hook): HookName | undefined {
  return hookNames.get(hook);
}

const hookNames: ReadonlyMap<Hook, HookName> = new Map([
  [Hook.DETECT, "detect"],
  [Hook.PLAN, "plan"],
  [Hook.GENERATE, "generate"],
  [Hook.VALIDATE, "validate"],
  [Hook.PREFLIGHT, "preflight"],
  [Hook.IMPORT, "import"],
  [Hook.READ, "read"],
]);
