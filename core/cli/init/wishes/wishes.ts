/** What a person wants otherwise than init would do by itself; of the options, or of the answers to its questions. */
export interface Wishes {
  /** Whose files are rendered. Empty: of those that are in use, else GitHub. */
  readonly providers: readonly string[];
  /** Ids of the jobs to keep. Empty: all. */
  readonly jobs: readonly string[];
  /** Ids of jobs to leave out. */
  readonly without: readonly string[];
  /** A label that providers share, for all jobs. Absent: the provider's Linux machine. */
  readonly runner?: string;
  /** Of the tests, by name, with the version or without. Absent: what was found. */
  readonly services?: ReadonlyMap<string, string | undefined>;
  /** Versions that the tests run with, by tool. */
  readonly matrix: ReadonlyMap<string, readonly string[]>;
  /** Whether CI leaves out what already passed. */
  readonly skip: boolean;
  /** Levels of policy rules. */
  readonly levels: ReadonlyMap<string, string>;
}

/** All as init would do it. */
export const noWishes: Wishes = {
  providers: [],
  jobs: [],
  without: [],
  matrix: new Map(),
  skip: false,
  levels: new Map(),
};
