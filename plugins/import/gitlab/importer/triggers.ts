import type { TomlTable, TomlValue } from "cig/sdk/import";
import { pushOf, type Situation, situationOf } from "../condition/situation.ts";
import { mayHold, namesIn, otherPush, withDefaults } from "../model/needs.ts";
import type { Input, Pipeline } from "../model/pipeline.ts";

/** `[on]`: what some job is in a pipeline for. */
export function importedTriggers({ jobs, inputs }: Pipeline, defaultBranch: string): TomlTable {
  const defaults = Object.fromEntries(
    [...inputs].map(([name, each]) => [name, each.default === "" ? null : each.default]),
  ) as Record<string, string>;
  const tests = jobs.filter(({ trigger }) => trigger === "").map(({ test }) => test);
  const starts = (at: Situation | undefined) => {
    const situation = at && withDefaults(at, defaults);
    return (
      situation !== undefined &&
      tests.some((test) => mayHold(test, situation) || mayHold(test, { ...situation, ending: "failure" }))
    );
  };
  const names = [...new Set([defaultBranch, ...namesIn(tests)])];
  const branches = names.filter((name) => starts(pushOf("branch", name, defaultBranch)));
  const tags = names.filter((name) => starts(pushOf("tag", name, defaultBranch)));
  const isAnyBranch = starts(otherPush("branch", defaultBranch, defaults));
  const isAnyTag = starts(otherPush("tag", defaultBranch, defaults));
  const push = isAnyBranch ? true : branches.length > 0 ? branches.map(literalPattern) : undefined;
  const tag = isAnyTag ? true : tags.length > 0 ? tags.map(literalPattern) : undefined;
  const on: Record<string, TomlValue> = {
    ...(push !== undefined && { push }),
    ...(tag !== undefined && { tag }),
    ...(starts(situationOf("pull request", "success", defaultBranch)) && { pull_request: true }),
    ...(inputs.size > 0
      ? {
          manual: {
            inputs: Object.fromEntries([...inputs].map(([name, input]) => [name, inputTable(input)])),
          },
        }
      : starts(situationOf("by hand", "success", defaultBranch)) && { manual: true }),
  };
  return Object.keys(on).length > 0 ? (on as TomlTable) : { manual: true };
}

/** Signs of patterns in a name are characters. */
function literalPattern(name: string): string {
  return name.replace(/[*?+[\]!\\]/g, "\\$&");
}

function inputTable({ default: value, description, options }: Input): TomlTable {
  if (options.length > 0) {
    const all = options.includes(value) ? options : [value, ...options];
    return { type: "choice", options: all, default: value, ...(description !== "" && { description }) };
  }
  return { default: value, ...(description !== "" && { description }) };
}
