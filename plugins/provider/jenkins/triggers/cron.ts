import type { ScheduleTrigger } from "cig/sdk";
import { groovyString } from "../groovy/literal.ts";
import { at, type Scope } from "../scope.ts";

/** The trigger `cron`, all lines in one text, each with its time zone before it. */
export function compileCron(schedule: readonly ScheduleTrigger[], top: Scope): ReadonlyMap<string, string> {
  if (schedule.length === 0) return new Map();
  const lines = schedule.flatMap(({ cron, timezone }, index) => {
    const scope = at(top, "on", "schedule", String(index));
    const fields = wordsAsNumbers(cron.trim());
    const fault = faultOf(fields);
    if (fault)
      scope.report.add(
        "JK006",
        [...scope.subject, "cron"],
        `The cron line "${cron}" is not legal on Jenkins: ${fault}.`,
        'Write five fields, such as "30 5 * * 1-5" for 5:30 on working days.',
      );
    const zone = timezone || "UTC";
    if (!/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(zone))
      scope.report.add(
        "JK006",
        [...scope.subject, "timezone"],
        `"${zone}" is no name of a time zone.`,
        'Write a name such as "Europe/Berlin".',
      );
    return [`TZ=${zone}`, fields];
  });
  // A time zone holds for the lines behind it, so that it stands there once.
  const shorter = lines.filter(
    (line, index) =>
      !line.startsWith("TZ=") || lines.slice(0, index).findLast((each) => each.startsWith("TZ=")) !== line,
  );
  return new Map([["cron", `cron(${groovyString(shorter.join("\n"))})`]]);
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Jenkins knows numbers only. */
function wordsAsNumbers(cron: string): string {
  const parts = cron.split(/[ \t]+/);
  if (parts.length !== 5) return parts.join(" ");
  const replace = (part: string, words: readonly string[], first: number) =>
    part.replace(/[A-Za-z]+/g, (word) => {
      const found = words.indexOf(word.toUpperCase());
      return found < 0 ? word : String(found + first);
    });
  return [...parts.slice(0, 3), replace(parts[3]!, months, 1), replace(parts[4]!, days, 0)].join(" ");
}

const limits = [
  ["minute", 0, 59],
  ["hour", 0, 23],
  ["day of the month", 1, 31],
  ["month", 1, 12],
  ["day of the week", 0, 7],
] as const;

function faultOf(cron: string): string | undefined {
  if (/^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/.test(cron)) return undefined;
  const parts = cron.split(" ");
  if (parts.length !== 5) return `it has ${parts.length} fields where five are needed`;
  for (const [index, [name, least, most]] of limits.entries())
    for (const item of parts[index]!.split(",")) {
      const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(item);
      if (!match) return `"${item}" is no value in the field for the ${name}`;
      const [from, to, step] = match.slice(1).map((each) => (each === undefined ? undefined : Number(each)));
      if (from !== undefined && (from < least || from > most))
        return `the ${name} goes from ${least} to ${most}`;
      if (to !== undefined && (to > most || to < from!)) return `"${item}" runs backwards or beyond ${most}`;
      if (step === 0) return `the step of "${item}" is 0`;
    }
  return undefined;
}
