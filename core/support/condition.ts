import type { Expression, Function as Fn } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** True when the function is applied anywhere in the condition. */
export function applies(condition: Expression | undefined, name: Fn): boolean {
  return [...partsOf(condition)].some(({ kind }) => kind.case === "call" && kind.value.function === name);
}

/** True when the condition asks for an output of a job or a step. */
export function asksOutputs(condition: Expression | undefined): boolean {
  return referencesIn(condition).some(isOutput);
}

/** The names in a condition, in its order. */
export function referencesIn(condition: Expression | undefined): (readonly string[])[] {
  return [...partsOf(condition)].flatMap(({ kind }) => (kind.case === "reference" ? [kind.value.path] : []));
}

/** jobs.JOB.outputs.NAME, steps.ID.outputs.NAME */
export function isOutput(path: readonly string[]): boolean {
  return (path[0] === "jobs" || path[0] === "steps") && path[2] === "outputs";
}

function* partsOf(condition: Expression | undefined): Iterable<Expression> {
  if (!condition) return;
  yield condition;
  if (condition.kind.case === "call")
    for (const argument of condition.kind.value.arguments) yield* partsOf(argument);
}
