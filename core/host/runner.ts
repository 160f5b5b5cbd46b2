import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit, HookName } from "../event.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { Deadlines } from "./deadlines.ts";
import type { EarlyHost } from "./early-host.ts";
import { describeFailure, describeStubbornness, type Failure } from "./failure.ts";
import { startOwnProcess } from "./own-process.ts";
import { plainText } from "./process/plain-text.ts";
import { startWatchdog, type Watchdog } from "./process/watchdog.ts";
import type { Asked } from "./session.ts";
import { startSharedProcess } from "./shared-process.ts";
import type { Method, OutsideMethod } from "./wire/outside-messages.ts";

export interface RunnerOptions {
  readonly plugins: readonly InstalledPlugin[];
  readonly deadlines: Deadlines;
  readonly coreVersion: string;
  readonly emit: Emit;
  /** True: bundled plugins, too, get a process each. */
  readonly isolate: boolean;
  /** The shared process, where it was started ahead. */
  readonly early?: EarlyHost | undefined;
  /** Variables that were granted to the plugin, besides what every plugin has. */
  readonly granted?: Readonly<Record<string, string>>;
}

/** What processes are started with. */
export interface Surroundings {
  /** Private to this run, mode 0700, removed at its end. */
  readonly directory: string;
  readonly watchdog: Watchdog;
  readonly deadlines: Deadlines;
  readonly coreVersion: string;
  /** Variables that were granted. */
  readonly granted: Readonly<Record<string, string>>;
  /** Told of each line that a process of `plugin` writes to stderr, safe to show. */
  onLine(plugin: string, line: string): void;
}

/** A started process that answers for one plugin or for several. */
export interface Running {
  ask(plugin: InstalledPlugin, method: Method, request: Uint8Array, deadlineMs?: number): Promise<Asked>;
  /** Hangs up, waits `graceMs` for it to end by itself, and then ends it. */
  end(graceMs: number): Promise<"ended" | "ignored SIGTERM">;
}

export type Outcome =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/**
 * Starts plugins when they are first asked, and decides which process answers: the shared one for bundled plugins,
 * their own for all others. What fails in the shared process is asked again in a process of its own, so that a crash
 * costs nobody else's work and the guilty plugin is known by name.
 */
export class Runner {
  private readonly own = new Map<string, Promise<Running>>();
  private readonly shared = new Map<string, Promise<Running>>();
  /** Plugins that the shared process failed. */
  private readonly moved = new Set<string>();
  /** Plugins that are of no more use in this run, with the reason. */
  private readonly lost = new Map<string, Promise<Diagnostic>>();
  private surroundings: Surroundings | undefined;
  /** Names of the plugins that a process was asked for. */
  readonly started = new Set<string>();

  constructor(private readonly options: RunnerOptions) {}

  /** Asks a plugin. A plugin whose process failed is not started again: later questions get the same diagnostic. */
  async ask(plugin: InstalledPlugin, hook: HookName, request: Uint8Array): Promise<Outcome> {
    if (this.mayShare(plugin)) {
      this.note(plugin, true);
      const asked = await (await this.sharedProcess(plugin.sharedHost!)).ask(plugin, hook, request);
      if (asked.ok) return asked;
      if (!asked.isFatal) return { ok: false, diagnostic: describeFailure(asked.failure) };
      this.moved.add(plugin.name);
    }
    return this.askOwn(plugin, hook, request);
  }

  /** Asks what hangs on the world outside, always in a process of its own: what it does there reaches no other. */
  askOutside(
    plugin: InstalledPlugin,
    method: OutsideMethod,
    request: Uint8Array,
    deadlineMs: number,
  ): Promise<Outcome> {
    return this.askOwn(plugin, method, request, deadlineMs);
  }

  /** Ends every process. The rest of the run must not ask any more. */
  async close(): Promise<void> {
    if (!this.surroundings) return;
    await Promise.all([
      ...[...this.own].map(([name, running]) => this.hangUp(name, running)),
      ...[...this.shared.values()].map(async (running) => (await running).end(hangUpGraceMs)),
    ]);
    rmSync(this.surroundings.directory, { recursive: true, force: true });
    this.surroundings.watchdog.close();
    this.surroundings = undefined;
  }

  /** The answers of a plugin that will not end are good; that it had to be killed is worth a word. */
  private async hangUp(name: string, running: Promise<Running>): Promise<void> {
    const ending = await (await running).end(hangUpGraceMs);
    const plugin = this.options.plugins.find((candidate) => candidate.name === name);
    if (ending === "ended" || !plugin || this.lost.has(name)) return;
    this.options.emit({ kind: "diagnostic", diagnostic: describeStubbornness(plugin) });
  }

  private mayShare(plugin: InstalledPlugin): boolean {
    return !this.options.isolate && plugin.sharedHost !== undefined && !this.moved.has(plugin.name);
  }

  private async askOwn(
    plugin: InstalledPlugin,
    method: Method,
    request: Uint8Array,
    deadlineMs?: number,
  ): Promise<Outcome> {
    const known = this.lost.get(plugin.name);
    if (known) return { ok: false, diagnostic: await known };
    const running = await this.ownProcess(plugin);
    const asked = await running.ask(plugin, method, request, deadlineMs);
    if (asked.ok) return asked;
    if (!asked.isFatal) return { ok: false, diagnostic: describeFailure(asked.failure) };
    return { ok: false, diagnostic: await this.lose(plugin, running, asked.failure) };
  }

  /** Several questions may fail at once with the same process: the first failure is the reason, and ends it. */
  private lose(plugin: InstalledPlugin, running: Running, failure: Failure): Promise<Diagnostic> {
    return remembered(this.lost, plugin.name, async () => {
      const ignoredSigterm = (await running.end(0)) === "ignored SIGTERM";
      return describeFailure({ ...failure, ignoredSigterm });
    });
  }

  private ownProcess(plugin: InstalledPlugin): Promise<Running> {
    return remembered(this.own, plugin.name, () => {
      this.note(plugin, false);
      return this.startSafely(() => startOwnProcess(plugin, this.surround()));
    });
  }

  private sharedProcess(program: string): Promise<Running> {
    return remembered(this.shared, program, () =>
      this.startSafely(() => startSharedProcess(program, this.surround(), this.options.early)),
    );
  }

  /** A process that the core cannot even prepare (no room for temporary files, say) fails like one that did not start. */
  private async startSafely(start: () => Promise<Running>): Promise<Running> {
    try {
      return await start();
    } catch (error) {
      const reason = plainText(error instanceof Error ? error.message : String(error));
      const seen = { kind: "unprepared", reason } as const;
      return {
        ask: async (plugin, hook) => {
          const failure: Failure = { plugin, hook, phase: "handshake", seen };
          return { ok: false, isFatal: true, failure };
        },
        end: async () => "ended",
      };
    }
  }

  private note({ name }: InstalledPlugin, shared: boolean): void {
    if (this.started.has(name)) return;
    this.started.add(name);
    this.options.emit({ kind: "plugin-started", plugin: name, shared });
  }

  private surround(): Surroundings {
    if (!this.surroundings) {
      const directory = mkdtempSync(join(temporaryRoot(), "cig-"));
      const { deadlines, coreVersion, granted = {}, emit } = this.options;
      const onLine = (plugin: string, line: string) => emit({ kind: "plugin-wrote", plugin, line });
      const watchdog = startWatchdog(directory);
      this.surroundings = { directory, watchdog, deadlines, coreVersion, granted, onLine };
    }
    return this.surroundings;
  }
}

/** Well-behaved plugins end as soon as the core hangs up, and save their compiled code while at it. */
const hangUpGraceMs = 500;

/** The address of a Unix socket has room for about 100 bytes. */
function temporaryRoot(): string {
  const usual = tmpdir();
  return process.platform !== "win32" && Buffer.byteLength(usual) > 70 ? "/tmp" : usual;
}

function remembered<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key) ?? make();
  map.set(key, known);
  return known;
}
