/**
 * What a rendered configuration means, in words that all providers share. A reader turns a provider's files into this;
 * equal tables are equal meaning. Texts keep names that only the run knows in cig's own notation: `{{ git.sha }}`.
 */
export interface JobTable {
  /** In the order of the files. */
  readonly workflows: readonly WorkflowRow[];
}

/** One workflow: what starts it, and what it does. */
export interface WorkflowRow {
  /** As people see it. */
  readonly name: string;
  /** The occasions that start it, of those that `occasions` lists, in that order. */
  readonly startsOn: readonly Occasion[];
  /** As cron lines with a time zone: "0 3 * * 1 UTC". */
  readonly schedules: readonly string[];
  /** Names of the questions to the person who starts it by hand, sorted. */
  readonly inputs: readonly string[];
  /**
   * Which changed files start it: "push docs/**", "pull request !docs/**"; the last pattern that fits decides. Like all
   * that a table may leave out, it is compared where both tables say it: absent, the provider has no such thing.
   */
  readonly paths?: readonly string[];
  /** Of whole runs; "" for none. */
  readonly concurrency?: string;
  /** The occasions on which a newer run ends the older one of its group. */
  readonly cancels?: readonly Occasion[];
  /** What the job that tells of the whole run is called; "" for none. It is none of `jobs`, nor is the one that decides. */
  readonly gate?: string;
  /** One for each variant of each job, sorted by id. */
  readonly jobs: readonly JobRow[];
  readonly extras?: Extras;
}

/**
 * What only one system has a word for: the inputs of its building blocks, what its checks are called. Tables of the same
 * system are compared by it, others are not.
 */
export interface Extras {
  /** "github" */
  readonly system: string;
  /** By the system's own word: "with.cache", "name". */
  readonly entries: Readonly<Record<string, string>>;
}

/** What can happen to a repository. Its default branch is called `main` here, whatever it is called there. */
export const occasions = [
  "push to main",
  "push to feature/x",
  "tag v1.2.3",
  "pull request",
  "pull request of a fork",
  "merge queue",
  "schedule",
  "by hand",
  "release",
] as const;

export type Occasion = (typeof occasions)[number];

/** One variant of one job, with the values of its matrix in their places. */
export interface JobRow {
  /** As cig names variants: "test-ruby3.2-amd64"; the job's id where it has one variant. */
  readonly id: string;
  /** Variants of which all must have ended well, sorted by id. */
  readonly needs: readonly string[];
  /** Variants of which one must have ended well, sorted by id. */
  readonly needsAny: readonly string[];
  /** The occasions on which it works, if all that it needs has ended well. */
  readonly runsOn: readonly Occasion[];
  /** What must have happened before: "success", "failure" or "always". */
  readonly runsAfter: "success" | "failure" | "always";
  /** linux, macos, windows. */
  readonly os: string;
  /** amd64, arm64. */
  readonly arch: string;
  /** What names the machine, where cig.toml does: labels, a queue, a resource class. */
  readonly machine?: string;
  readonly image?: string;
  /** Sorted by name. */
  readonly services: readonly ServiceRow[];
  /** Secrets that some step gets, sorted. */
  readonly secrets: readonly string[];
  /** 0: none. */
  readonly timeoutMinutes: number;
  readonly continueOnError: boolean;
  /** "contents: read", sorted; empty where the provider has no such thing. */
  readonly permissions: readonly string[];
  readonly concurrency?: string;
  /** The occasions on which a newer job ends the older one of its group. Absent: the provider has no such thing. */
  readonly cancels?: readonly Occasion[];
  readonly environment?: string;
  /** "" for none. Absent: the provider has no such thing. */
  readonly environmentUrl?: string;
  /** True: a person has to agree first. */
  readonly approval: boolean;
  /** Further tries. */
  readonly retries: number;
  /** Copies that share the work; 1: no sharing. */
  readonly parallelism: number;
  /** At most so many variants of the job at a time. 0: no limit. */
  readonly maxParallel: number;
  /** True: one variant's failure ends the others. */
  readonly failFast: boolean;
  readonly oidc: boolean;
  /** True: it is left out where it has already succeeded on the same inputs. Conditions that only say so are not told. */
  readonly isSkippable?: boolean;
  /** What the author asked for, in order. What only the provider needs is left out. */
  readonly steps: readonly StepRow[];
  /** By name. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly extras?: Extras;
}

/** A server beside a job. */
export interface ServiceRow {
  readonly name: string;
  readonly image: string;
  /** "5432", or "15432:5432" where the two differ; sorted. */
  readonly ports: readonly string[];
  /** By name. */
  readonly env: Readonly<Record<string, string>>;
  /** True: the steps wait until it is ready. */
  readonly waitsUntilReady: boolean;
  /** The command that tells so, where the provider runs one; compared where both tables say it. */
  readonly ready?: string;
}

/** One step. `kind` decides what else is there. */
export type StepRow = (ScriptRow | (OtherRow & StepTime)) & { readonly extras?: Extras };

/** When a step that is no script runs; compared where both tables say it. */
export interface StepTime {
  readonly runsOn?: readonly Occasion[];
  readonly runsAfter?: "success" | "failure" | "always";
}

/** What is no script of the author's. */
export type OtherRow =
  | {
      readonly kind: "checkout";
      readonly ref: string;
      readonly depth: number;
      readonly submodules: boolean;
      readonly lfs: boolean;
    }
  /** `version` is "" where the tool or the machine decides. */
  | { readonly kind: "toolchain"; readonly tool: string; readonly version: string }
  | {
      readonly kind: "cache";
      readonly paths: readonly string[];
      readonly mode: "both" | "restore" | "save";
      /** What decides which cache it is, as `cacheKey` reads it, sorted: "files Gemfile.lock", "name git.branch", "text v1". */
      readonly key?: readonly string[];
      /** What the key may begin with instead, the best first: each as its words in a row. */
      readonly restoreKeys?: readonly string[];
    }
  /** Of a matrix: the name that all variants share. Paths from the root; that of `persist` is "workspace-JOB". */
  | {
      readonly kind: "upload";
      readonly name: string;
      readonly paths: readonly string[];
      /** 0: as long as the provider's settings say. Absent: the provider has no such thing. */
      readonly retentionDays?: number;
      /** What happens when there are no such files. */
      readonly ifMissing?: "warn" | "error" | "ignore";
    }
  /** `path` from the root, which is "". */
  | { readonly kind: "download"; readonly name: string; readonly path: string }
  /** "actions/stale", "circleci/node/install": without version or commit. */
  | { readonly kind: "native"; readonly uses: string }
  /** junit, coverage, summary, annotations. */
  | { readonly kind: "report"; readonly report: string; readonly paths: readonly string[] }
  | { readonly kind: "approve" };

/** A script of the author's. */
export interface ScriptRow {
  readonly kind: "run";
  /** As the author wrote it, without blank lines at the end. */
  readonly script: string;
  /** All variables that cig.toml gives it, of the workflow, the job and the step, by name. */
  readonly env: Readonly<Record<string, string>>;
  /** From the repository's root; "" is the root. */
  readonly workingDirectory: string;
  /** bash where nothing is said. */
  readonly shell: string;
  /** The occasions on which it runs, if the job does. */
  readonly runsOn: readonly Occasion[];
  readonly runsAfter: "success" | "failure" | "always";
  /** True where something decides that only the run knows: outputs, secrets, matrix values are decided already. */
  readonly isGuarded: boolean;
  /** 0: none of its own. */
  readonly timeoutMinutes: number;
  readonly continueOnError: boolean;
  readonly background: boolean;
  readonly retries: number;
}

/** What the files do not say of the repository that they lie in. */
export interface ReadOptions {
  /** "main" where nobody says another one. */
  readonly defaultBranch?: string;
  /** Takes files that cannot be read, with the reason as a sentence; the others are read. Absent: the reader throws. */
  readonly unreadable?: (path: string, reason: string) => void;
}

/** Turns the files of one provider, by path, into a table. Throws on text that no generator of cig writes. */
export type Reader = (
  files: ReadonlyMap<string, string>,
  options?: ReadOptions,
) => JobTable | Promise<JobTable>;
