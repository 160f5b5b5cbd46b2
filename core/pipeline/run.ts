import type { Estimate } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Config } from "../config/config.ts";
import type { Detected } from "../detect/detect.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { located } from "../diagnostic/located.ts";
import type { Emit, Stage } from "../event.ts";
import type { EarlyHost } from "../host/early-host.ts";
import type { InstalledPlugin, PluginRecord } from "../host/host.ts";
import type { NamedPin } from "../lock/held-pins.ts";
import type { PinUse } from "../lock/used-pins.ts";
import type { MergedFile } from "../merge/merge.ts";
import type { FileChange } from "../output/output.ts";
import type { Pins } from "../pins.ts";
import type { Plan } from "../plan/plan.ts";
import type { Repo } from "../repo/repo.ts";

export interface PipelineOptions {
  /** The repository's root, absolute. */
  readonly root: string;
  /** Relative to the root. Absent: cig.toml. */
  readonly configFile?: string;
  readonly profile?: string;
  /** `--var NAME=VALUE` */
  readonly variables: Readonly<Record<string, string>>;
  /** Only outputs of these. Absent: all. */
  readonly providers?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly memo: "on" | "off" | "verify";
  /** True: each bundled plugin gets a process of its own. */
  readonly isolate: boolean;
  /** True: plugins on PATH take part. */
  readonly allowPath: boolean;
  readonly until: "detect" | "plan" | "files";
  /** Instead of loading one: `init` has none yet. */
  readonly config?: Config;
  /** The process of the bundled plugins, where it was started ahead; it is ended with the run. */
  readonly early?: EarlyHost | undefined;
  /** Instead of listing the files anew. */
  readonly repo?: Promise<Result<Repo>>;
  readonly emit: Emit;
  readonly coreVersion: string;
  /** Pins of cig.lock that are forgotten, so that the newest that plugins know come instead: all, or those of these names. */
  readonly forgetPins?: "all" | readonly string[];
  /** Instead of those of cig.lock. */
  readonly pins?: Pins;
  /** The folder with the plugins that are shipped with cig, absolute. Absent: the one beside this program. */
  readonly bundledDirectory?: string;
  /** Tests only: brings lists that have no meaning in their order into another one. */
  readonly shuffle?: <T>(items: readonly T[]) => T[];
}

export interface PipelineResult {
  readonly config?: Config;
  readonly detected?: Detected;
  readonly plan?: Plan;
  /** With header, sorted by path; empty when an error made them impossible. */
  readonly files: readonly MergedFile[];
  readonly changes: readonly FileChange[];
  /** What runs come to, where a policy has reckoned it. */
  readonly estimates: readonly Estimate[];
  /** With places where there are any. */
  readonly diagnostics: readonly Diagnostic[];
  readonly plugins: readonly PluginRecord[];
  /** All that can take part. */
  readonly installed: readonly InstalledPlugin[];
  readonly seen?: Seen;
  /** What cig.lock held when the run began, sorted, as plugins are told. */
  readonly heldPins: readonly NamedPin[];
  /** What the files fetch of third parties, sorted. Empty where no file was made. */
  readonly pins: readonly PinUse[];
  /** Milliseconds. */
  readonly timing: { readonly stages: Record<string, number>; readonly plugins: Record<string, number> };
}

/** Everything that the run depended on beside its options and cig.toml, as it found it. */
export interface Seen {
  /** The list of files. */
  readonly paths: readonly string[];
  /** What was read for plugins, and as a part of cig.toml, by path; undefined for what could not be. */
  readonly read: ReadonlyMap<string, Uint8Array | undefined>;
  /** What reading them left to say. */
  readonly remarks: readonly Diagnostic[];
  /** What stands where files are written, by path; undefined for nothing, "unsafe" for what cig does not touch. */
  readonly outputs: ReadonlyMap<string, Uint8Array | "unsafe" | undefined>;
}

/** What a run gathers on its way. */
export interface Run {
  readonly options: PipelineOptions;
  readonly emit: Emit;
  readonly diagnostics: readonly Diagnostic[];
  readonly part: { -readonly [Key in keyof PipelineResult]?: PipelineResult[Key] };
  stage<T>(stage: Stage, work: () => T | Promise<T>): Promise<T>;
  say(diagnostics: readonly Diagnostic[]): void;
  /** The value of a result, its diagnostics said. */
  take<T>(result: Result<T>): T | undefined;
  result(): PipelineResult;
}

/** A run that has gathered nothing yet. */
export function startRun(options: PipelineOptions): Run {
  const diagnostics: Diagnostic[] = [];
  const stages: Record<string, number> = {};
  const plugins: Record<string, number> = {};
  const part: Run["part"] = {};
  const emit: Emit = (event) => {
    if (event.kind === "plugin-answered")
      plugins[event.plugin] = (plugins[event.plugin] ?? 0) + event.durationMs;
    if (event.kind === "diagnostic") say([event.diagnostic]);
    options.emit(event);
  };
  const say = (more: readonly Diagnostic[]) => void diagnostics.push(...more);
  return {
    options,
    emit,
    diagnostics,
    part,
    async stage(stage, work) {
      const startedAt = performance.now();
      emit({ kind: "stage-started", stage });
      const value = await work();
      const durationMs = performance.now() - startedAt;
      stages[stage] = (stages[stage] ?? 0) + durationMs;
      emit({ kind: "stage-ended", stage, durationMs });
      return value;
    },
    say,
    take(result) {
      say(result.diagnostics);
      return result.value;
    },
    result: () => ({
      files: [],
      heldPins: [],
      pins: [],
      changes: [],
      estimates: [],
      plugins: [],
      installed: [],
      ...part,
      diagnostics: located(diagnostics, (subject) => part.config?.at(subject)),
      timing: { stages, plugins },
    }),
  };
}
