import type { Fault } from "./strict.ts";

/** Says why a text is no five-field cron line, naming the field at fault. */
export function faultsOfCron(source: string): Fault[] {
  const parts = source.trim().split(/\s+/);
  if (parts.length !== fields.length)
    return [
      {
        message: `"${source}" is not a cron line: it has ${parts.length === 1 ? "1 field" : `${parts.length} fields`} and not 5.`,
        hint: 'Write minute, hour, day of the month, month and day of the week, such as "0 3 * * 1".',
      },
    ];
  return fields.flatMap((field, index) =>
    parts[index]!.split(",").every((item) => fits(item, field))
      ? []
      : [
          {
            message: `"${parts[index]}" is not ${field.name} of a cron line (${field.low} to ${field.high}).`,
            hint: 'Write minute, hour, day of the month, month and day of the week, such as "0 3 * * 1".',
          },
        ],
  );
}

interface Field {
  name: string;
  low: number;
  high: number;
  words: readonly string[];
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

const fields: readonly Field[] = [
  { name: "a minute", low: 0, high: 59, words: [] },
  { name: "an hour", low: 0, high: 23, words: [] },
  { name: "a day of the month", low: 1, high: 31, words: [] },
  { name: "a month", low: 1, high: 12, words: ["", ...months] },
  { name: "a day of the week", low: 0, high: 7, words: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] },
];

function fits(item: string, field: Field): boolean {
  const match = /^(?:\*|([A-Za-z0-9]+)(?:-([A-Za-z0-9]+))?)(?:\/(\d{1,2}))?$/.exec(item);
  if (!match) return false;
  const [, from, to, step] = match;
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.high)) return false;
  if (from === undefined) return true;
  const low = numberOf(from, field);
  const high = to === undefined ? low : numberOf(to, field);
  return low !== undefined && high !== undefined && low <= high;
}

function numberOf(word: string, field: Field): number | undefined {
  const value = /^\d{1,2}$/.test(word) ? Number(word) : field.words.indexOf(word.toUpperCase());
  return value >= field.low && value <= field.high && word !== "" ? value : undefined;
}
