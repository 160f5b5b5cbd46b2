import { type Expression, Function as Fn } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { nearest } from "../../diagnostic/nearest.ts";

/** What a condition can call, by the name that people write. */
export const functionNames: ReadonlyMap<string, Fn> = new Map([
  ["contains", Fn.CONTAINS],
  ["startsWith", Fn.STARTS_WITH],
  ["endsWith", Fn.ENDS_WITH],
  ["matches", Fn.MATCHES],
  ["success", Fn.SUCCESS],
  ["failure", Fn.FAILURE],
  ["always", Fn.ALWAYS],
  ["cancelled", Fn.CANCELLED],
]);

/** Says why a call cannot be: an unknown function, a wrong number of values, a broken pattern. */
export function checkCall(
  name: string,
  operands: readonly Expression[],
): { message: string; hint?: string } | undefined {
  const fn = functionNames.get(name);
  if (fn === undefined) return unknownFunction(name);
  const wanted = fn >= Fn.SUCCESS ? 0 : 2;
  if (operands.length !== wanted)
    return {
      message: `${name}() takes ${wanted === 0 ? "no value" : "two values"} and has ${operands.length} here.`,
      hint: wanted === 0 ? `Write ${name}().` : `Write ${name}(git.branch, "…").`,
    };
  return fn === Fn.MATCHES ? checkPattern(operands[1]!) : undefined;
}

function unknownFunction(name: string): { message: string; hint: string } {
  const near =
    nearest(name, functionNames.keys()) ?? ({ canceled: "cancelled" } as Record<string, string>)[name];
  return {
    message: `There is no function "${name}".`,
    hint: near ? `Did you mean ${near}()?` : `There are ${[...functionNames.keys()].join(", ")}.`,
  };
}

/** RE2 is what all providers can be given: no look-around, no references back. */
function checkPattern({ kind }: Expression): { message: string; hint?: string } | undefined {
  const pattern =
    kind.case === "literal" && kind.value.kind.case === "text" ? kind.value.kind.value : undefined;
  if (pattern === undefined)
    return {
      message: "The pattern of matches() must be text in quotes.",
      hint: 'Write matches(git.branch, "^release/").',
    };
  if (/\(\?<?[=!]/.test(pattern) || /(?<!\\)(?:\\\\)*\\[1-9]/.test(pattern))
    return {
      message: `The pattern "${pattern}" looks around or back, which not every provider can.`,
      hint: "Write it without (?=, (?!, (?<=, (?<! and \\1.",
    };
  try {
    new RegExp(
      pattern
        .replace(/^\(\?[imsU]+\)/, "")
        .replaceAll("(?P<", "(?<")
        .replaceAll("[[:", "[(:"),
    );
    return undefined;
  } catch {
    return { message: `"${pattern}" is not a regular expression.`, hint: "Check its brackets and signs." };
  }
}
