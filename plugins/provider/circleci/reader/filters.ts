import type { Truth } from "cig/sdk/table";
import { evaluate, type Names, truthOf } from "./expression/evaluate.ts";
import { parseExpression } from "./expression/parse.ts";
import { unescaped } from "./expression/text.ts";
import { isRecord, recordOf, textsOf } from "./raw.ts";

/** Whether `filters` let a job work in a pipeline. Without a word on tags a job is for branches alone. */
export function judgeFilters(filters: unknown, names: Names): Truth {
  if (typeof filters === "string") {
    const node = parseExpression(filters);
    return node ? truthOf(evaluate(node, names)) : "unknown";
  }
  const { branches, tags } = recordOf(filters);
  const tag = String(names("pipeline.git.tag") ?? "");
  if (tag !== "") return tags !== undefined && takes(tags, tag);
  return branches === undefined || takes(branches, String(names("pipeline.git.branch") ?? ""));
}

function takes(filter: unknown, name: string): boolean {
  const { only, ignore } = isRecord(filter) ? filter : { only: filter, ignore: undefined };
  const fits = (list: unknown) => textsOf(list).some((specifier) => matches(unescaped(specifier), name));
  return (only === undefined || fits(only)) && !fits(ignore);
}

/** `/…/` is a regular expression of the whole name. */
function matches(specifier: string, name: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(specifier)?.[1];
  if (pattern === undefined) return specifier === name;
  try {
    return new RegExp(`^(?:${pattern})$`, "s").test(name);
  } catch {
    return false;
  }
}
