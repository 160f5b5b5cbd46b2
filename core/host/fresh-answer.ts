import type { HookName } from "../event.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { describeFailure, type Seen } from "./failure.ts";
import type { Outcome, Runner } from "./runner.ts";
import { decodeResponse } from "./wire/messages.ts";

/**
 * Asks a plugin, and a stranger's plugin twice: an answer that cannot be repeated must not be used, let alone
 * remembered. With a remembered answer, the fresh one must equal it.
 */
export async function freshAnswer(
  runner: Runner,
  plugin: InstalledPlugin,
  hook: HookName,
  request: Uint8Array,
  remembered: Uint8Array | undefined,
): Promise<Outcome> {
  const first = await runner.ask(plugin, hook, request);
  if (!first.ok) return first;
  const reason = whyInvalid(hook, first.bytes);
  if (reason !== undefined) return failed(plugin, hook, { kind: "invalid", reason });
  const changed = remembered && firstDifference(remembered, first.bytes);
  if (changed !== undefined)
    return failed(plugin, hook, { kind: "differs", from: "remembered", firstDifference: changed });
  if (plugin.origin === "bundled") return first;
  const second = await runner.ask(plugin, hook, request);
  if (!second.ok) return second;
  const unstable = firstDifference(first.bytes, second.bytes);
  if (unstable !== undefined)
    return failed(plugin, hook, { kind: "differs", from: "first", firstDifference: unstable });
  return first;
}

function whyInvalid(hook: HookName, bytes: Uint8Array): string | undefined {
  try {
    decodeResponse(hook, bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The index of the first byte that differs; undefined when all are equal. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return a.length === b.length ? undefined : length;
}

function failed(plugin: InstalledPlugin, hook: HookName, seen: Seen): Outcome {
  return { ok: false, diagnostic: describeFailure({ plugin, hook, phase: hook, seen }) };
}
