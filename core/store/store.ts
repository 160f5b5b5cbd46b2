import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import type { Emit } from "../event.ts";
import type { PluginTable } from "../host/discover.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { Answered, Backend } from "./backend.ts";
import { refusing } from "./directory.ts";
import { judge, judgeLatest } from "./judge.ts";
import type { Marker } from "./marker.ts";
import { toNewMarker } from "./new-marker.ts";
import { openBackend } from "./open-backend.ts";
import { keyOf, type LookupResult, type MarkerKey, type RecordResult } from "./result.ts";
import type { Scopes } from "./scope.ts";
import { defaultTimeoutMs, type StoreSpec } from "./spec.ts";

export interface OpenStoreOptions {
  readonly spec: StoreSpec;
  readonly scopes: Scopes;
  /** The repository's root, absolute: relative folders in the options start there. */
  readonly root: string;
  /** `[plugins]` of cig.toml: what it grants. */
  readonly table: PluginTable;
  /** As `discover` finds them; asked only for stores that need a plugin. */
  plugins(): Promise<Result<readonly InstalledPlugin[]>>;
  /** Where granted variables come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  readonly emit?: Emit;
}

/** Where markers are kept. No method throws: whatever goes wrong is a doubt or a refusal with its reason. */
export interface Store {
  /** "cache/s3" */
  readonly plugin: string;
  /** Asks for all keys at once; the result has every key, by `keyOf`. */
  lookup(keys: readonly MarkerKey[]): Promise<ReadonlyMap<string, LookupResult>>;
  /** Keeps markers of this run; the result has every marker, by `keyOf`. A marker of another scope is refused. */
  record(markers: readonly Marker[]): Promise<ReadonlyMap<string, RecordResult>>;
  /** The newest marker of a job in the scopes of this run. For explanations only: it proves nothing about a signature. */
  latest(job: string): Promise<LookupResult>;
  /** What there is to say about the store so far: a missing grant, a plugin that failed. Warnings, each once. */
  diagnostics(): readonly Diagnostic[];
  /** Ends the plugin's process. The store must not be asked any more. */
  close(): Promise<void>;
}

/** Opens a store; nothing is read or started before the first question. */
export function openStore(options: OpenStoreOptions): Store {
  const { spec, scopes, now } = options;
  const timeoutMs = spec.timeout_ms ?? defaultTimeoutMs;
  const diagnostics = new Map<string, Diagnostic>();
  let backend: Promise<Backend> | undefined;

  function say(more: readonly Diagnostic[]): void {
    for (const diagnostic of more) diagnostics.set(`${diagnostic.code} ${diagnostic.message}`, diagnostic);
  }

  /** Asks within the deadline, which counts from here and includes whatever must be started. */
  async function ask<T>(
    question: (backend: Backend, deadlineMs: number) => Promise<Answered<T>>,
  ): Promise<Answered<T>> {
    const endsAt = performance.now() + timeoutMs;
    backend ??= openBackend(options, say).catch((error: unknown) =>
      refusing(`The store ${spec.plugin} could not be opened: ${messageOf(error)}`),
    );
    const asked = backend.then((open) => question(open, Math.max(1, Math.round(endsAt - performance.now()))));
    const answer = await within(timeoutMs, spec.plugin, asked);
    if (!answer.ok && answer.diagnostic) say([answer.diagnostic]);
    return answer;
  }

  return {
    plugin: spec.plugin,
    async lookup(keys) {
      if (keys.length === 0) return new Map();
      const answer = await ask((open, deadlineMs) => open.lookup(unique(keys), scopes.read, deadlineMs));
      if (!answer.ok) return doubts(keys, answer.reason);
      const told = new Map(answer.value.map((each) => [keyOf(each.key), each]));
      return new Map(
        keys.map((key) => {
          const own = told.get(keyOf(key));
          return [keyOf(key), own ? judge(own, key, scopes.read, now()) : unanswered];
        }),
      );
    },
    async record(markers) {
      const refused = new Map<string, RecordResult>();
      const wanted = markers.flatMap((marker) => {
        const prepared = toNewMarker(marker, scopes, now());
        if (typeof prepared !== "string") return [prepared];
        refused.set(keyOf(marker), { kind: "refused", reason: prepared });
        return [];
      });
      if (wanted.length === 0) return refused;
      const answer = await ask((open, deadlineMs) => open.record(wanted, deadlineMs));
      const results = wanted.map(({ key }, index): [string, RecordResult] => {
        const reason = answer.ok ? answer.value[index] : answer.reason;
        return [keyOf(key), reason === "" ? { kind: "stored" } : { kind: "refused", reason: reason ?? "" }];
      });
      return new Map([...refused, ...results]);
    },
    async latest(job) {
      const answer = await ask((open, deadlineMs) => open.latest(job, scopes.read, deadlineMs));
      if (!answer.ok) return { kind: "doubt", reason: answer.reason };
      return judgeLatest(answer.value, job, scopes.read, now());
    },
    diagnostics: () => [...diagnostics.values()],
    close: async () => (await backend)?.close(),
  };
}

function unique(keys: readonly MarkerKey[]): MarkerKey[] {
  return [...new Map(keys.map((key) => [keyOf(key), key])).values()];
}

function doubts(keys: readonly MarkerKey[], reason: string): Map<string, LookupResult> {
  return new Map(keys.map((key) => [keyOf(key), { kind: "doubt", reason }]));
}

const unanswered: LookupResult = { kind: "doubt", reason: "The store did not answer for this key." };

async function within<T>(
  timeoutMs: number,
  plugin: string,
  asked: Promise<Answered<T>>,
): Promise<Answered<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answered<T>>((resolve) => {
    const reason = `The store ${plugin} did not answer within ${timeoutMs / 1000} s.`;
    timer = setTimeout(() => resolve({ ok: false, reason }), timeoutMs);
  });
  const failed = asked.catch((error: unknown): Answered<T> => {
    return { ok: false, reason: `The store ${plugin} failed: ${messageOf(error)}` };
  });
  const answer = await Promise.race([failed, late]);
  clearTimeout(timer);
  return answer;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
