import type { JobSpec } from "./spec.ts";

/** What a commit holds. */
export interface Tree {
  readonly jobs: readonly JobSpec[];
  /** Content by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly ruby: string;
}

export interface Commit {
  /** 40 digits, which count. */
  readonly sha: string;
  readonly tree: Tree;
  readonly parent?: Commit;
}

/** "c7" */
export function nameOf({ sha }: Commit): string {
  return `c${Number.parseInt(sha, 16)}`;
}

/** What a run is about. */
export interface Context {
  /** "r7": unique. */
  readonly run: string;
  readonly event: "push" | "pull_request" | "schedule" | "merge_queue";
  readonly branch: string;
  /** 0: none. */
  readonly pr: number;
  /** The variables of its machines; undefined: not set. */
  readonly level: string | undefined;
}

/** The scopes that a run may believe, told once more for the oracle: its own, and what the default branch has earned. */
export function believes(context: Context, scope: string): boolean {
  if (scope === "trusted") return true;
  return scope === ownScope(context);
}

export function ownScope({ event, branch, pr }: Context): string {
  if (pr > 0) return `pr/${pr}`;
  return branch === "main" && event !== "merge_queue" ? "trusted" : `branch/${branch}`;
}
