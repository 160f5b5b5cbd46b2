import type { Job, Output, Variant } from "cig/sdk";
import type { Report } from "./report.ts";
import type { Shared } from "./script/functions/shared.ts";
import type { ScriptParts } from "./script/parts.ts";

/** What is known where a text or a condition stands: the output, the job, its script so far. */
export interface Scope {
  readonly report: Report;
  readonly output: Output;
  /** Keys of the steps that a job becomes, by the job's id. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** True where this file asks those who start a build for its inputs, so that everything in it waits for the answers. */
  readonly asksInputs: boolean;
  /** Functions that scripts of the pipeline use. */
  readonly shared: Shared;
  /** Absent outside of jobs. */
  readonly job?: Job;
  /** Present where a text is for one variant alone: names of the matrix are its values then. */
  readonly variant?: Variant;
  /** What the job's script needs for the names that stand in it. Absent where no script is. */
  readonly parts?: ScriptParts;
  /** Ids of the steps before. */
  readonly steps: ReadonlySet<string>;
  /** Key path in cig.toml for remarks. */
  readonly subject: readonly string[];
}

/** The scope with another place in cig.toml. */
export function at(scope: Scope, ...subject: readonly string[]): Scope {
  return { ...scope, subject };
}

/** The scope of a place below this one. */
export function below(scope: Scope, ...segments: readonly string[]): Scope {
  return { ...scope, subject: [...scope.subject, ...segments] };
}
