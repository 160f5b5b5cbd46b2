import { create, fromBinary, type MessageInitShape, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { PluginService } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { answer } from "./answer.ts";
import type { HookName, Plugin } from "./define-plugin.ts";

type Methods = typeof PluginService.method;
/** The request of a hook, as `create` takes it. */
export type RequestOf<H extends HookName> = MessageInitShape<Methods[H]["input"]>;
/** The answer of a hook. */
export type ResponseOf<H extends HookName> = MessageShape<Methods[H]["output"]>;

/**
 * Runs one hook of a plugin without a process. Request and answer travel through their bytes, so what a test
 * sees is what the core would see. Rejects with the Error that the hook threw.
 */
export async function runPlugin<H extends HookName>(
  plugin: Plugin,
  hook: H,
  request: RequestOf<H>,
): Promise<ResponseOf<H>> {
  const { input, output } = PluginService.method[hook];
  const sent = toBinary(input, create(input, request as object));
  const bytes = await answer(plugin, hook, fromBinary(input, sent));
  return fromBinary(output, bytes) as ResponseOf<H>;
}
