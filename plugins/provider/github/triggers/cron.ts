import type { ScheduleTrigger } from "cig/sdk";
import type { Scope } from "../scope.ts";

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words: readonly string[];
}

const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59, words: [] },
  { name: "hour", least: 0, most: 23, words: [] },
  { name: "day of the month", least: 1, most: 31, words: [] },
  { name: "month", least: 1, most: 12, words: months },
  { name: "day of the week", least: 0, most: 6, words: days },
];

/** Reports a line that GitHub refuses, runs less often than it says, or has twice. */
export function checkSchedule(
  cron: string,
  before: readonly ScheduleTrigger[],
  timezone: string,
  scope: Scope,
): void {
  const fault =
    faultOf(cron) ??
    (before.some((each) => each.cron.trim() === cron.trim() && each.timezone === timezone)
      ? "the same line stands there twice"
      : undefined);
  if (fault)
    scope.report.add(
      "GH006",
      [...scope.subject, "cron"],
      `The cron line "${cron}" is not legal on GitHub: ${fault}.`,
      'Write five fields, such as "30 5 * * 1-5" for 5:30 on working days.',
    );
  if (timezone && !/^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/.test(timezone))
    scope.report.add(
      "GH006",
      [...scope.subject, "timezone"],
      `"${timezone}" is not the name of a time zone.`,
      'Write a name such as "Europe/Berlin".',
    );
}

/** What is wrong with a cron line for GitHub; undefined: nothing. */
export function faultOf(cron: string): string | undefined {
  if (cron.trim().startsWith("@")) return "short forms such as @daily are not known";
  const parts = cron.trim().split(/[ \t]+/);
  if (parts.length !== 5) return `it has ${parts.length} fields where five are needed`;
  for (const [index, field] of fields.entries()) {
    const fault = faultOfField(parts[index]!, field);
    if (fault) return `${fault} in the field for the ${field.name}`;
  }
  return runsTooOften(parts) ? "the shortest interval is five minutes" : undefined;
}

function faultOfField(source: string, field: Field): string | undefined {
  for (const item of source.split(",")) {
    const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(.+))?$/.exec(item);
    if (!match) return `"${item}" is no value`;
    const [, from = "", to, step] = match;
    if (from === "*" && to !== undefined) return `"${item}" is no range`;
    const ends = [from, to]
      .filter((end) => end !== undefined && end !== "*")
      .map((end) => numberOf(end!, field));
    if (ends.includes(undefined)) return `"${item}" is not from ${field.least} to ${field.most}`;
    if (ends.length === 2 && ends[0]! > ends[1]!) return `the range "${item}" runs backwards`;
    if (step !== undefined && !/^[1-9]\d{0,2}$/.test(step)) return `"${step}" is no step`;
  }
  return undefined;
}

function numberOf(word: string, { least, most, words }: Field): number | undefined {
  const index = words.indexOf(word.toUpperCase());
  if (index >= 0) return index + least;
  if (!/^\d{1,2}$/.test(word)) return undefined;
  const value = Number(word);
  return value >= least && value <= most ? value : undefined;
}

function runsTooOften([minute = "", hour = ""]: readonly string[]): boolean {
  const step = /^(?:\*|0-59)(?:\/(\d+))?$/.exec(minute);
  return step !== null && Number(step[1] ?? 1) < 5 && hour !== "";
}
