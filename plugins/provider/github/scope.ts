import type { Cache, Job, Output } from "cig/sdk";
import type { Report } from "./report.ts";

/** What is known where a text or a condition stands: the workflow, the job, the steps before it. */
export interface Scope {
  readonly report: Report;
  readonly output: Output;
  /** Absent at the top of the workflow. */
  readonly job?: Job;
  /** Ids of the steps whose outputs can be read. */
  readonly steps: ReadonlySet<string>;
  /** Key path of cig.toml that remarks point at. */
  readonly subject: readonly string[];
}

export function outputScope(output: Output, report: Report): Scope {
  return { report, output, steps: new Set(), subject: [] };
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
