import { type Expression, Function as Name, quotedWord } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { guardOf } from "./call.ts";

/** What only the job can find out before it does anything. */
export type Question =
  /** A condition of the job; `ancestors` are the keys of all steps that it waits for. */
  | { readonly kind: "condition"; readonly expression: Expression; readonly ancestors: readonly string[] }
  /** One of the steps before has failed. */
  | { readonly kind: "failure"; readonly ancestors: readonly string[] }
  /** None of the steps that must have ended well has found that there is nothing to do. */
  | { readonly kind: "worked"; readonly keys: readonly string[] }
  /** All steps of one of the jobs have ended well. */
  | { readonly kind: "any"; readonly jobs: readonly (readonly string[])[] };

/**
 * Lines that end the job at once, and well, where it has nothing to do; the build remembers it, for the jobs behind.
 * Undefined where something cannot be asked, which is reported.
 */
export function questionLines(
  questions: readonly Question[],
  key: string,
  scope: Scope,
): string[] | undefined {
  const all = questions.map((question) => compiled(question, scope));
  if (all.includes(undefined)) return undefined;
  const distinct = [...new Set(all)];
  if (distinct.length === 0) return [];
  return [
    `if ! { ${distinct.join(" && ")}; }; then`,
    '  echo "There is nothing to do here."',
    `  buildkite-agent meta-data set ${quotedWord(`cig:skipped:${key}`)} true`,
    "  exit 0",
    "fi",
  ];
}

function compiled(question: Question, scope: Scope): string | undefined {
  const { parts } = scope;
  switch (question.kind) {
    case "failure":
      return failed(question.ancestors, scope);
    case "worked":
      parts!.use("skipped");
      return `! skipped ${question.keys.join(" ")}`;
    case "any": {
      parts!.use("ended_well");
      const ways = question.jobs.map((keys) => `ended_well ${keys.join(" ")}`);
      return ways.length === 1 ? ways[0]! : `{ ${ways.join(" || ")}; }`;
    }
    case "condition":
      return guardOf(question.expression, below(scope, "if"), (name) => {
        if (name === Name.ALWAYS) return "true";
        if (name === Name.CANCELLED) return undefined;
        const guard = failed(question.ancestors, scope);
        return name === Name.FAILURE ? guard : `{ ! ${guard}; }`;
      });
  }
}

function failed(ancestors: readonly string[], scope: Scope): string {
  if (ancestors.length === 0) return "false";
  scope.parts!.use("ended");
  return `ended "hard_failed errored" ${ancestors.join(" ")}`;
}
