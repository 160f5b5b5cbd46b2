import { create, type Message, toBinary } from "@bufbuild/protobuf";
import {
  type HandshakeResponse,
  HandshakeResponseSchema,
  Hook,
  PluginService,
} from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { sortLists } from "./canonical-request.ts";
import { type HookName, hookNames, type Plugin } from "./define-plugin.ts";
import { noteUse } from "./note-use.ts";

/** Protocol majors that this SDK speaks, ascending. */
export const protocols = [1];

/** What the plugin says in the handshake; lists are sorted, hooks in the pipeline's order. */
export function introduce(plugin: Plugin): HandshakeResponse {
  return create(HandshakeResponseSchema, {
    name: plugin.name,
    version: plugin.version,
    protocols,
    capabilities: sorted(plugin.capabilities),
    requires: sorted(plugin.requires),
    conflictsWith: sorted(plugin.conflictsWith),
    hooks: hookNames.filter((hook) => plugin[hook]).map((hook) => hookNumbers[hook]),
  });
}

/**
 * Runs one hook and returns the bytes of its answer. The lists that the protocol sorts are sorted first, so
 * that the answer cannot depend on their order. Rejects with the author's Error, or with one that says what
 * is wrong with the answer.
 */
export async function answer(plugin: Plugin, hook: HookName, request: Message): Promise<Uint8Array> {
  const run = plugin[hook] as ((request: Message) => unknown) | undefined;
  if (!run) throw new Error(`The plugin ${plugin.name} has no hook "${hook}".`);
  noteUse(`${plugin.name} ${hook}`);
  sortLists(request);
  const init: unknown = await run.call(plugin, request);
  if (typeof init !== "object" || init === null)
    throw new Error(`The hook "${hook}" of ${plugin.name} returned no message but ${String(init)}.`);
  const schema = PluginService.method[hook].output;
  try {
    return toBinary(schema, create(schema, init as object));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The hook "${hook}" of ${plugin.name} returned an invalid ${schema.name}: ${reason}`, {
      cause,
    });
  }
}

export const hookNumbers = {
  detect: Hook.DETECT,
  plan: Hook.PLAN,
  generate: Hook.GENERATE,
  validate: Hook.VALIDATE,
  preflight: Hook.PREFLIGHT,
  import: Hook.IMPORT,
  read: Hook.READ,
} as const satisfies Record<HookName, Hook>;

function sorted(list: readonly string[] = []): string[] {
  // Without a comparison function, sort() orders by UTF-16 code unit, the same everywhere.
  return [...list].sort();
}
