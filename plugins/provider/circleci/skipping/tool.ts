import type { NamedText, Skipping, Yaml } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { compileVariables } from "../steps/environment.ts";
import { escaped } from "../value/characters.ts";

/** What a script that runs the tool needs around it. */
export interface ToolVariables {
  /** The functions that get the tool among them. */
  readonly environment: Map<string, Yaml>;
  /** Lines of a POSIX shell, for what only the job knows. */
  readonly exports: readonly string[];
}

/** The variables of the tool. What the project's settings hold is in every job's environment without a word. */
export function toolVariables(skippings: readonly Skipping[], top: Scope): ToolVariables {
  const env = new Map(
    skippings.flatMap((skipping) => skipping.env.map((each) => [each.name, each] as const)),
  );
  const own = [...env.values()].filter((each) => !isItself(each));
  const { environment, exports } = compileVariables(own, at(top, "skip"));
  const [first] = skippings;
  return {
    environment: new Map([["CIG_FUNCTIONS", escaped(`${first?.functions ?? ""}\n`)], ...environment]),
    exports,
  };
}

function isItself({ name, value }: NamedText): boolean {
  const [only, ...others] = value?.parts ?? [];
  const path = only?.kind.case === "reference" ? only.kind.value.path : [];
  return others.length === 0 && (path[0] === "env" || path[0] === "secrets") && path[1] === name;
}
