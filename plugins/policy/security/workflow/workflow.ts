/** A value of a rendered workflow with its place, as plain data: rules need no YAML library. */
export interface Node {
  readonly value: unknown;
  /** Of the value, or of its key; from 1. */
  readonly line: number;
  readonly column: number;
  /** Of the first line of a text, which for a block is the one below. */
  readonly textLine: number;
  /** Key path of cig.toml that it comes from. Empty: unknown. */
  readonly subject: readonly string[];
  /** Id of the job that it stands in. */
  readonly job: string | undefined;
}

export type Provider = "github" | "circleci" | "buildkite" | "jenkins";

/** A rendered file of any provider. What a provider does not have is empty. */
export interface Workflow {
  readonly provider: Provider;
  readonly path: string;
  readonly root: Node;
  readonly on: Node | undefined;
  readonly triggers: ReadonlySet<string>;
  /** Undefined: not stated. */
  readonly permissions: Node | undefined;
  /** `env` at the top. */
  readonly env: readonly Entry[];
  readonly jobs: readonly Job[];
  /** Of CircleCI: "circleci/node@5.0.2" */
  readonly orbs: readonly Node[];
  /** Of Buildkite: "docker#v5.12.0" */
  readonly plugins: readonly Plugin[];
  /** Of Jenkins: "name@1.2.3" */
  readonly libraries: readonly Node[];
}

export interface Plugin {
  readonly name: Node;
  /** True: the commands of the same step upload further steps. */
  readonly uploads: boolean;
}

export interface Job {
  /** Of CircleCI and GitHub its key, of Buildkite the step's key or label, of Jenkins the stage. */
  readonly id: string;
  readonly node: Node;
  readonly permissions: Node | undefined;
  readonly hasTimeout: boolean;
  /** `if` */
  readonly condition: Node | undefined;
  /** `runs-on` */
  readonly runsOn: Node | undefined;
  /** True: a person's word, an environment or a context stands between the job and the world. */
  readonly isGuarded: boolean;
  /** Of a called workflow. */
  readonly uses: Node | undefined;
  readonly secrets: Node | undefined;
  readonly env: readonly Entry[];
  readonly images: readonly Image[];
  readonly steps: readonly Step[];
}

/** The job's container or one of its services. */
export interface Image {
  readonly image: Node | undefined;
  readonly options: Node | undefined;
  readonly volumes: readonly Node[];
  readonly env: readonly Entry[];
  /** `credentials.password` */
  readonly password: Node | undefined;
}

export interface Step {
  readonly node: Node;
  readonly name: string;
  readonly uses: Node | undefined;
  readonly run: Node | undefined;
  /** `if` */
  readonly condition: Node | undefined;
  readonly with: readonly Entry[];
  readonly env: readonly Entry[];
  /** What others than GitHub put into the script before a shell reads it. */
  readonly pasted?: readonly Pasted[];
}

/** A value that becomes a part of a script's text. */
export interface Pasted {
  /** As written: "<< pipeline.git.branch >>" */
  readonly source: string;
  /** Whether strangers choose it, or nobody is to see it. */
  readonly kind: "untrusted" | "secret";
  /** Of the file. */
  readonly line: number;
}

export interface Entry {
  readonly key: string;
  readonly node: Node;
}

/** What most files do not have. */
export const noParts = {
  on: undefined,
  triggers: new Set<string>(),
  permissions: undefined,
  env: [],
  orbs: [],
  plugins: [],
  libraries: [],
};

export const bareJob = {
  permissions: undefined,
  hasTimeout: true,
  condition: undefined,
  runsOn: undefined,
  isGuarded: true,
  uses: undefined,
  secrets: undefined,
  env: [],
  images: [],
};

export const bareImage: Image = {
  image: undefined,
  options: undefined,
  volumes: [],
  env: [],
  password: undefined,
};
