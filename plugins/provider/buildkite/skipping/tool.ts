import { type NamedText, named, reference, text } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { compileVariables } from "../script/environment.ts";
import { definitionsOf } from "../script/functions/functions.ts";
import { openParts } from "../script/parts.ts";
import type { LeavingOut } from "./stage.ts";

/** The variable of the pipeline that holds the functions which get the tool. */
export const toolVariable = "CIG_TOOL_FUNCTIONS";

/** What a script that runs the tool needs around it. */
export interface ToolParts {
  /** Functions and exports; what the agents' environment holds is there without a word. */
  readonly lines: readonly string[];
  /** The secrets among the values, by the variables that hold them: not by names that scripts of the author may read. */
  readonly secrets: ReadonlyMap<string, string>;
}

export function toolParts({ skipping }: LeavingOut, top: Scope): ToolParts {
  const parts = { ...openParts(new Set()), secretVariable: (name: string) => `CIG_SECRET_${name}` };
  const labels = named("CIG_LABELS", reference("env.BUILDKITE_PULL_REQUEST_LABELS"));
  const own = skipping.env.filter((each) => !isItself(each));
  const all = [...own, ...(skipping.forceLabel === "" ? [] : [labels])];
  const variables = compileVariables(all, { ...at(top, "skip"), parts });
  return {
    lines: [
      ...definitionsOf(parts.functions),
      ...variables.map(({ name, word }) =>
        word.includes("$(") ? `${name}=${word}; export ${name}` : `export ${name}=${word}`,
      ),
    ],
    secrets: new Map([...parts.secrets].sort().map((name) => [parts.secretVariable(name), name])),
  };
}

function isItself({ name, value }: NamedText): boolean {
  const [only, ...others] = (value ?? text("")).parts;
  const path = only?.kind.case === "reference" ? only.kind.value.path : [];
  return others.length === 0 && path[0] === "env" && path[1] === name;
}
