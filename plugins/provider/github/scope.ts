import type { Cache, Command, Job, Output } from "cig/sdk";
import type { Operand } from "./expression/operand.ts";
import type { Pins } from "./pins/pin.ts";
import type { Report } from "./report.ts";

/** What is known where a text or a condition stands: the workflow, the job, the steps before it. */
export interface Scope {
  readonly report: Report;
  readonly pins: Pins;
  readonly output: Output;
  /** Names of all artifacts of the workflow. */
  readonly artifacts: readonly string[];
  /** Commands that are composite actions, by id. */
  readonly actions: ReadonlyMap<string, Command>;
  /** The command that an action is made of. Absent: this is a workflow. */
  readonly command?: Command;
  /** Absent at the top of the workflow. */
  readonly job?: Job;
  /** Ids of the steps whose outputs can be read. */
  readonly steps: ReadonlySet<string>;
  /** True where a condition stands beside one that no pull request fulfils. */
  readonly isPush?: boolean;
  /** What `success()` means, where GitHub's own means something else. */
  readonly success?: Operand;
  /** Key path of cig.toml that remarks point at. */
  readonly subject: readonly string[];
}

export function outputScope(
  output: Output,
  report: Report,
  pins: Pins,
  actions: ReadonlyMap<string, Command>,
): Scope {
  const artifacts = output.jobs.flatMap(({ steps }) =>
    steps.flatMap(({ kind }) => (kind.case === "upload" ? kind.value.name : [])),
  );
  return { report, pins, output, actions, artifacts, steps: new Set(), subject: [] };
}

export function jobScope(scope: Scope, job: Job): Scope {
  return { ...scope, job, subject: ["jobs", job.id] };
}

/** The scope with its remarks pointing at a key below. */
export function below(scope: Scope, ...keys: readonly string[]): Scope {
  return { ...scope, subject: [...scope.subject, ...keys] };
}

export function cacheOf(scope: Scope, id: string): Cache | undefined {
  return scope.output.caches.find((cache) => cache.id === id);
}
