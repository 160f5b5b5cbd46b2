/**
 * What CI has to know of a plan to leave work out: the half of each signature that is decided when files are rendered,
 * and how jobs hang together. Plain data, which cig.lock keeps.
 */
export interface WorkPlan {
  /** The cig that planned. */
  readonly tool: { readonly version: string; readonly digest: string };
  /** 64 hex digits of all that the plan was made from; see `inputsDigest`. */
  readonly inputs: string;
  /** Patterns of the tracked files among it. */
  readonly reads: readonly string[];
  /** `--profile` and `--var` that it was made with. */
  readonly words: {
    readonly profile?: string;
    readonly variables: Readonly<Record<string, string>>;
  };
  /** A pull request with this label runs everything. */
  readonly forceLabel: string;
  /** Names of plugins that are asked whether a job must run. */
  readonly preflight: readonly string[];
  /** Where markers are kept. */
  readonly store: WorkStore;
  readonly outputs: readonly WorkOutput[];
  readonly workflows: readonly Workflow[];
}

/** "native", or a plugin with what cig.toml gives it. */
export type WorkStore =
  | "native"
  | {
      readonly plugin: string;
      readonly options: Readonly<Record<string, unknown>>;
      readonly timeoutMs?: number;
      /** What [plugins] of cig.toml grants. */
      readonly grant?: readonly string[];
    };

/** A rendered file that holds a workflow. */
export interface WorkOutput {
  readonly path: string;
  readonly provider: string;
  readonly workflow: string;
}

export interface Workflow {
  readonly id: string;
  readonly jobs: readonly JobWork[];
}

/** A job, in topological order. */
export interface JobWork {
  readonly id: string;
  /** True: it asks to be left out. */
  readonly skippable: boolean;
  /** Globs of the tracked files that count, and of further ones. */
  readonly files: readonly string[];
  readonly inputs: readonly string[];
  /** Variables that count. */
  readonly env: readonly string[];
  /** Names of the run whose values count: "git.sha". */
  readonly runtime: readonly string[];
  /** Patterns of branches on which it is left out whatever happened before. */
  readonly branches: readonly string[];
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly needs: readonly string[];
  readonly needsAny: readonly string[];
  readonly uses: readonly string[];
  readonly effects: boolean;
  readonly asksStatus: boolean;
  readonly mayFail: boolean;
  /** 1 where it is not shared. */
  readonly copies: number;
  /** `if`, as a tree of plain data; absent: none, or one that asks how others ended. */
  readonly condition?: unknown;
  /** Why no signature of this commit can hold all that it does. */
  readonly doubt?: string;
  readonly variants: readonly VariantWork[];
}

export interface VariantWork {
  readonly id: string;
  /** 64 hex digits: the component `definition`. */
  readonly definition: string;
  /** Its values of the matrix. */
  readonly matrix: Readonly<Record<string, unknown>>;
}
