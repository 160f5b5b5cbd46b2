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

export interface Workflow {
  readonly path: string;
  readonly root: Node;
  readonly on: Node | undefined;
  readonly triggers: ReadonlySet<string>;
  /** Undefined: not stated. */
  readonly permissions: Node | undefined;
  /** `env` at the top. */
  readonly env: readonly Entry[];
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly id: string;
  readonly node: Node;
  readonly permissions: Node | undefined;
  readonly hasTimeout: boolean;
  /** `if` */
  readonly condition: Node | undefined;
  /** `runs-on` */
  readonly runsOn: Node | undefined;
  readonly environment: Node | undefined;
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
}

export interface Entry {
  readonly key: string;
  readonly node: Node;
}
