import { byCodeUnit } from "../compare.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit, HookName, Memo as MemoUse } from "../event.ts";
import { noteUse } from "../note-use.ts";
import { type InstalledPlugin, reachesOutside } from "../source/installed-plugin.ts";
import { version } from "../version.ts";
import { type Deadlines, defaultDeadlines } from "./deadlines.ts";
import type { EarlyHost } from "./early-host.ts";
import { type Memo, openMemo, type Question } from "./memo.ts";
import type { Outcome } from "./runner.ts";
import {
  coreProtocols,
  decodeResponse,
  encodeRequest,
  type RequestMessage,
  type ResponseMessage,
} from "./wire/messages.ts";

export type { InstalledPlugin } from "../source/installed-plugin.ts";

export interface HostOptions {
  readonly plugins: readonly InstalledPlugin[];
  /** The repository's root, absolute: remembered answers are kept below it. */
  readonly root: string;
  readonly emit: Emit;
  /** "verify" asks although it remembers, and compares. */
  readonly memo: "on" | "off" | "verify";
  readonly deadlines?: Partial<Deadlines>;
  /** True: bundled plugins, too, get a process each. */
  readonly isolate?: boolean;
  /** The process of the bundled plugins, where it was started ahead. It is ended with the host. */
  readonly early?: EarlyHost | undefined;
  /** Said in the handshake; the version of this cig unless given. */
  readonly coreVersion?: string;
}

/** An answer, or why there is none. */
export type Answer<H extends HookName> =
  | { readonly ok: true; readonly response: ResponseMessage<H>; readonly memo: MemoUse }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** What part a plugin had in the run. */
export interface PluginRecord {
  readonly name: string;
  readonly version: string;
  /** True when a process was started for it. */
  readonly started: boolean;
  /** "hit" when every answer was remembered; "miss" when at least one had to be asked for. */
  readonly memo: MemoUse;
}

/** Asks plugins. It must be closed, or their processes keep the program alive. */
export interface Host {
  /** As they were given. */
  readonly plugins: readonly InstalledPlugin[];
  /**
   * Asks one hook of a plugin, which its manifest must declare. Never rejects for what a plugin does: its
   * failures are diagnostics, and cost no other plugin's answers.
   */
  call<H extends HookName>(plugin: InstalledPlugin, hook: H, request: RequestMessage<H>): Promise<Answer<H>>;
  /** The plugins that were asked, sorted by name. */
  records(): PluginRecord[];
  close(): Promise<void>;
}

/** Opens the host. It loads gRPC and starts processes only when an answer is not remembered. */
export function openHost(options: HostOptions): Host {
  const records = new Map<string, PluginRecord>();
  let memo: Promise<Memo | undefined> | undefined;
  let asker: Promise<Asker> | undefined;
  let started: ReadonlySet<string> = new Set();

  async function call<H extends HookName>(
    plugin: InstalledPlugin,
    hook: H,
    request: RequestMessage<H>,
  ): Promise<Answer<H>> {
    if (!plugin.manifest.hooks.includes(hook))
      throw new Error(`bug: ${plugin.name} declares no hook "${hook}"`);
    const startedAt = performance.now();
    const bytes = encodeRequest(hook, request);
    const question: Question = {
      digest: plugin.digest,
      hook,
      protocol: coreProtocols.at(-1)!,
      request: bytes,
    };
    if (options.memo !== "off") memo ??= openMemo(options.root);
    const store = isRemembered(plugin) ? await memo : undefined;
    const remembered = store?.lookup(question);
    const known = remembered && tryDecode(hook, remembered);
    const use = known && options.memo === "on" ? "hit" : store ? "miss" : "off";
    note(plugin, use);
    const answered = () =>
      options.emit({
        kind: "plugin-answered",
        plugin: plugin.name,
        hook,
        memo: use,
        durationMs: performance.now() - startedAt,
      });
    if (use === "hit" && known) {
      answered();
      return { ok: true, response: known, memo: use };
    }
    asker ??= openAsker();
    const outcome = await (await asker).ask(plugin, hook, bytes, known && remembered);
    if (!outcome.ok) {
      // An answer that could not be confirmed is not to be believed next time either.
      if (known) store?.forget(question);
      return outcome;
    }
    store?.store(question, outcome.bytes);
    answered();
    return { ok: true, response: decodeResponse(hook, outcome.bytes), memo: use };
  }

  async function openAsker(): Promise<Asker> {
    noteUse("asks plugins");
    const [{ Runner }, { freshAnswer }] = await Promise.all([
      import("./runner.ts"),
      import("./fresh-answer.ts"),
    ]);
    const { plugins, emit, isolate = false, coreVersion = version, early } = options;
    const deadlines = { ...defaultDeadlines, ...options.deadlines };
    const runner = new Runner({ plugins, emit, isolate, coreVersion, deadlines, early });
    started = runner.started;
    return {
      ask: (plugin, hook, request, remembered) => freshAnswer(runner, plugin, hook, request, remembered),
      close: () => runner.close(),
    };
  }

  function note({ name, version }: InstalledPlugin, use: MemoUse): void {
    const before = records.get(name)?.memo;
    const memo = before === undefined || before === "hit" ? use : before;
    records.set(name, { name, version, started: false, memo });
  }

  return {
    plugins: options.plugins,
    call,
    records: () =>
      [...records.values()]
        .map((record) => ({ ...record, started: started.has(record.name) }))
        .sort((a, b) => byCodeUnit(a.name, b.name)),
    async close() {
      options.early?.end();
      await Promise.all([asker?.then((open) => open.close()), memo?.then((store) => store?.prune())]);
    },
  };
}

/** What reaches outside and is not shipped with cig runs with variables of its user's: no digest covers its hooks. */
function isRemembered(plugin: InstalledPlugin): boolean {
  return !plugin.isForeign && (plugin.origin === "bundled" || !reachesOutside(plugin));
}

/** What is only needed when an answer is not remembered. */
interface Asker {
  ask(
    plugin: InstalledPlugin,
    hook: HookName,
    request: Uint8Array,
    remembered: Uint8Array | undefined,
  ): Promise<Outcome>;
  close(): Promise<void>;
}

function tryDecode<H extends HookName>(hook: H, bytes: Uint8Array): ResponseMessage<H> | undefined {
  try {
    return decodeResponse(hook, bytes);
  } catch {
    return undefined;
  }
}
