import type { FunctionName } from "./functions/functions.ts";

/** What a job's script turns out to need while it is written. */
export interface ScriptParts {
  readonly functions: Set<FunctionName>;
  /** Secrets that some line reads. */
  readonly secrets: Set<string>;
  /** Variables of the pipeline that carry values into the script. */
  readonly variables: Map<string, string>;
  /** Names of all variables that scripts are given, for containers. */
  readonly exported: Set<string>;
  /** Ids of steps whose outputs are kept. */
  readonly kept: Set<string>;
  use(name: FunctionName): void;
  /** The variable that holds a secret: of its name, unless the job has another variable of that name. */
  secretVariable(name: string): string;
}

export function openParts(ownNames: ReadonlySet<string>): ScriptParts {
  const functions = new Set<FunctionName>();
  return {
    functions,
    secrets: new Set(),
    variables: new Map(),
    exported: new Set(),
    kept: new Set(),
    use: (name) => void functions.add(name),
    secretVariable: (name) => (ownNames.has(name) ? `CIG_SECRET_${name}` : name),
  };
}
