import { type Definitions, withParameters } from "../reader/definitions.ts";
import { judgeLogic } from "../reader/expression/logic.ts";
import { isRecord, listOf, type Raw, recordOf } from "../reader/raw.ts";
import { holdsMark } from "./text.ts";

/** A step with the commands of the file replaced by what they do, and the place of the step that it came from. */
export type FlatStep =
  | { readonly kind: "step"; readonly name: string; readonly value: unknown; readonly origin: number }
  | {
      readonly kind: "when";
      readonly isUnless: boolean;
      readonly condition: unknown;
      readonly steps: readonly FlatStep[];
      readonly origin: number;
    };

/** More steps than anybody writes; a file whose commands come to more is carried as it is. */
const mostSteps = 4000;

/** The steps of a job; undefined where its commands call each other without end. */
export function flattenSteps(steps: unknown, definitions: Definitions): FlatStep[] | undefined {
  const budget = { left: mostSteps };
  const all = listOf(steps).flatMap((step, origin) => flatten([step], origin, definitions, [], budget));
  return budget.left < 0 ? undefined : all;
}

function flatten(
  steps: readonly unknown[],
  origin: number,
  definitions: Definitions,
  above: readonly string[],
  budget: { left: number },
): FlatStep[] {
  return steps.flatMap((step): FlatStep[] => {
    if (budget.left-- < 0) return [];
    // A parameter of the kind `steps` is a list in the place of a step.
    if (Array.isArray(step)) return flatten(step, origin, definitions, above, budget);
    const [[name, value] = ["", undefined]] = isRecord(step)
      ? Object.entries(step)
      : [[String(step), undefined]];
    if (name === "steps") return flatten(listOf(value), origin, definitions, above, budget);
    if ((name === "when" || name === "unless") && isRecord(value) && "condition" in value) {
      const inner = flatten(listOf(value.steps), origin, definitions, above, budget);
      const truth = fixedTruth(value.condition);
      if (truth !== undefined) return truth === (name === "when") ? inner : [];
      return [
        { kind: "when", isUnless: name === "unless", condition: value.condition, steps: inner, origin },
      ];
    }
    const command = definitions.commands[name];
    if (!isRecord(command) || above.includes(name) || above.length > 20)
      return [{ kind: "step", name, value: value ?? undefined, origin }];
    const body = withParameters(command, recordOf(value));
    return flatten(listOf(body.steps), origin, definitions, [...above, name], budget);
  });
}

/** What a condition comes to whatever pipeline it is; undefined where the pipeline, or the matrix, decides. */
function fixedTruth(condition: unknown): boolean | undefined {
  if (holdsMark(condition)) return undefined;
  const truth = judgeLogic(condition, () => undefined);
  return truth === "unknown" ? undefined : truth;
}

/** The steps as CircleCI has them. */
export function rawSteps(steps: readonly FlatStep[]): unknown[] {
  return steps.map((step): unknown =>
    step.kind === "step"
      ? step.value === undefined
        ? step.name
        : { [step.name]: step.value }
      : { [step.isUnless ? "unless" : "when"]: { condition: step.condition, steps: rawSteps(step.steps) } },
  );
}

/** True where a value holds a list with a call of one of the file's commands, as orbs are given steps. */
export function callsCommand(value: unknown, commands: Raw): boolean {
  if (Array.isArray(value))
    return value.some(
      (each) =>
        (typeof each === "string" && Object.hasOwn(commands, each)) ||
        (isRecord(each) && Object.keys(each).some((name) => Object.hasOwn(commands, name))) ||
        callsCommand(each, commands),
    );
  return isRecord(value) && Object.values(value).some((each) => callsCommand(each, commands));
}
