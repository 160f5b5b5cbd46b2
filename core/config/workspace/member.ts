import type { Place } from "../../diagnostic/diagnostic.ts";
import type { CigToml } from "../schema.ts";
import type { Variable } from "../variables.ts";

/** A folder of the workspace with a cig.toml of its own. */
export interface Member {
  /** "packages/web" */
  readonly folder: string;
  /** What its jobs' ids begin with: "web". */
  readonly prefix: string;
  /** "packages/web/cig.toml" */
  readonly file: string;
  /** What it defines for itself, after profile and templates; paths lead from the repository's root. Without jobs. */
  readonly own: Pick<
    CigToml,
    "project" | "services" | "caches" | "runners" | "templates" | "commands" | "variables"
  >;
  /** The root's with its own over them, sorted by name; absent where it has none of its own. */
  readonly variables?: readonly Variable[];
  /** Its jobs as it calls them → their ids. */
  readonly jobs: ReadonlyMap<string, string>;
  /** Where a value of `own` is written; undefined for what it does not define. */
  at(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined;
}

/** Keys that hold for one member alone; all others hold for the repository. */
export const memberKeys = [
  "version",
  "include",
  "project",
  "variables",
  "env",
  "permissions",
  "jobs",
  "templates",
  "commands",
  "services",
  "caches",
  "runners",
  "profiles",
] as const;
