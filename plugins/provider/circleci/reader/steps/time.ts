import { and, type Decision, decide, not, shellCondition, type Truth } from "cig/sdk/table";
import type { Names } from "../expression/evaluate.ts";
import { judgeLogic } from "../expression/logic.ts";
import { valueOfText } from "../expression/text.ts";
import { namesOn, type Project } from "../names.ts";
import type { Raw } from "../raw.ts";
import { expand } from "../shell/expansion.ts";

/** A condition around a step. */
export interface Condition {
  readonly isUnless: boolean;
  readonly condition: unknown;
}

/** What decides when a step runs. */
export interface When {
  readonly conditions: readonly Condition[];
  /** `always`, `on_fail`, `on_success`. */
  readonly when: unknown;
  /** A question of a shell that the step's script asks first. */
  readonly guard?: string;
  /** Variables of the step as they stand in the file. */
  readonly environment: Raw;
}

export function decideStep({ conditions, when, guard, environment }: When, project: Project): Decision {
  return decide((occasion, ending) => {
    const fits = ending === "failure" ? when === "always" || when === "on_fail" : when !== "on_fail";
    if (!fits) return false;
    const names = namesOn(occasion, project);
    const around = conditions.map(({ isUnless, condition }): Truth => {
      const truth = judgeLogic(condition, names);
      return isUnless ? not(truth) : truth;
    });
    return and([...around, ...(guard === undefined ? [] : [judgeGuard(guard, names, environment)])]);
  });
}

/** Whether a question of a shell holds in a pipeline; `environment` as it stands in the file. */
export function judgeGuard(guard: string, names: Names, environment: Raw): Truth {
  return shellCondition(guard, (source) => expandAllIn(source, names, environment)) ?? "unknown";
}

/** Expansions side by side, as `git.ref` is made of. */
function expandAllIn(source: string, names: Names, environment: Raw): string | undefined {
  return expand(source, (name) => variable(name, names, environment));
}

function variable(name: string, names: Names, environment: Raw): string | undefined {
  if (name === "CIRCLE_TAG") return textOf(names("pipeline.git.tag"));
  if (name === "CIRCLE_BRANCH") return textOf(names("pipeline.git.branch"));
  if (!Object.hasOwn(environment, name)) return undefined;
  return textOf(valueOfText(String(environment[name] ?? ""), names));
}

function textOf(value: string | number | boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
