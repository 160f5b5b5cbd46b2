import type { ShellFunction } from "cig/sdk";
import type { Helper } from "./helpers.ts";

/** What a job's script turns out to need while it is written. */
export interface ScriptParts {
  readonly functions: Set<ShellFunction>;
  readonly helpers: Set<Helper>;
  /** Secrets that some line reads. */
  readonly secrets: Set<string>;
  /** Variables of the pipeline that carry values into the script. */
  readonly variables: Map<string, string>;
  /** Names of all variables that scripts are given, for containers. */
  readonly exported: Set<string>;
  /** Ids of steps whose outputs are kept. */
  readonly kept: Set<string>;
  use(helper: Helper): void;
  /** The variable that holds a secret: of its name, unless the job has another variable of that name. */
  secretVariable(name: string): string;
}

/** `shared` gathers what the scripts of all jobs use. */
export function openParts(ownNames: ReadonlySet<string>, shared: Set<Helper>): ScriptParts {
  const helpers = new Set<Helper>();
  return {
    functions: new Set(),
    helpers,
    secrets: new Set(),
    variables: new Map(),
    exported: new Set(),
    kept: new Set(),
    use: (helper) => {
      helpers.add(helper);
      shared.add(helper);
    },
    secretVariable: (name) => (ownNames.has(name) ? `CIG_SECRET_${name}` : name),
  };
}
