import type { Cache, Job, Output, Variant } from "cig/sdk";
import type { Report } from "./report.ts";
import { type Commands, openCommands } from "./steps/commands.ts";
import { type Orbs, openOrbs } from "./steps/orbs.ts";

/** What is known where a text or a condition stands: the output, the job, the steps before it. */
export interface Scope {
  readonly report: Report;
  readonly output: Output;
  readonly orbs: Orbs;
  readonly commands: Commands;
  /** True when the workflow as a whole runs its failed jobs again, so that no job need do it for itself. */
  readonly rerunsWorkflow: boolean;
  /** Absent outside of jobs. */
  readonly job?: Job;
  /** Names of the job's parameters by what follows `matrix.`: "ruby", "target.image". */
  readonly parameters: ReadonlyMap<string, string>;
  /** Present where a text is for one variant alone: names of the matrix are its values then. */
  readonly variant?: Variant;
  /** How a matrix is named here: in a job's definition or in a workflow. */
  readonly matrixWord: "parameters" | "matrix";
  /** "linux", "macos", "windows"; undefined where the variants differ. */
  readonly os: string | undefined;
  /** "amd64", "arm64"; undefined where the variants differ. */
  readonly arch: string | undefined;
  /** Ids of the steps whose outputs can be read. */
  readonly steps: ReadonlySet<string>;
  /** Key path of cig.toml that remarks point at. */
  readonly subject: readonly string[];
}

/** What the workflows of one file share. */
export interface Shared {
  readonly report: Report;
  readonly orbs: Orbs;
  readonly commands: Commands;
}

export function openShared(outputs: readonly Output[], report: Report): Shared {
  return { report, orbs: openOrbs(), commands: openCommands(outputs) };
}

export function outputScope(output: Output, shared: Shared, rerunsWorkflow = false): Scope {
  return {
    ...shared,
    output,
    rerunsWorkflow,
    parameters: new Map(),
    matrixWord: "parameters",
    os: undefined,
    arch: undefined,
    steps: new Set(),
    subject: [],
  };
}

/** The scope with its remarks pointing at a key below. */
export function below(scope: Scope, ...keys: readonly string[]): Scope {
  return { ...scope, subject: [...scope.subject, ...keys] };
}

/** The scope with its remarks pointing at a key path of cig.toml. */
export function at(scope: Scope, ...keys: readonly string[]): Scope {
  return { ...scope, subject: keys };
}

export function cacheOf(scope: Scope, id: string): Cache | undefined {
  return scope.output.caches.find((cache) => cache.id === id);
}
