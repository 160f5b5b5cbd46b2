import type { Cache, Job, Output } from "cig/sdk";
import type { HelperName } from "./groovy/helpers.ts";
import { type Bodies, openBodies } from "./job/bodies.ts";
import type { Copy } from "./order/copies.ts";
import type { Report } from "./report.ts";

/** What is known where a text or a condition stands: the output, the job, the steps before it. */
export interface Scope {
  readonly report: Report;
  readonly output: Output;
  /** Methods that the file needs below its pipeline; whoever writes a call adds its name. */
  readonly helpers: Set<HelperName>;
  /** Steps of whole jobs that stand in methods of their own. */
  readonly bodies: Bodies;
  /** Absent outside of jobs. */
  readonly job?: Job;
  /** Which run of the job; absent in a native matrix, where names of the matrix are variables of the cell. */
  readonly copy?: Copy;
  /** "steps": on a machine, with the sources; "stage": before there is one. */
  readonly place: "top" | "stage" | "steps";
  readonly os: string;
  readonly arch: string;
  /** Ids of the steps whose outputs can be read. */
  readonly steps: ReadonlySet<string>;
  /** Key path of cig.toml that remarks point at. */
  readonly subject: readonly string[];
}

export function outputScope(output: Output, report: Report): Scope {
  return {
    report,
    output,
    helpers: new Set(),
    bodies: openBodies(),
    place: "top",
    os: "linux",
    arch: "amd64",
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

/** The name of a method of this plugin, which the file will then have. */
export function helper(scope: Scope, name: HelperName): HelperName {
  scope.helpers.add(name);
  return name;
}
