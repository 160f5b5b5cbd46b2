/** A difference in meaning between what is on the disk and what would be written. */
export interface Change {
  readonly action: "add" | "change" | "remove" | "replace";
  /** The rendered file. */
  readonly path: string;
  /** "job.test", "trigger.push", "permission.contents" */
  readonly subject: string;
  /** What of it; absent: the whole. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  /** "cig.toml:14", or a fact with its file. */
  readonly cause?: string;
  /** Why it deserves a second look; absent: it does not. */
  readonly risk?: string;
}

/** The sign that stands before a change. Each differs in its characters, not only in colour. */
export const signs = { add: "+", change: "~", remove: "-", replace: "-/+" } as const;
