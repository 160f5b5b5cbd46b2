const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Bounds of the fields: minute, hour, day of the month, month, day of the week. */
const fields: readonly {
  readonly least: number;
  readonly most: number;
  readonly words: readonly string[];
}[] = [
  { least: 0, most: 59, words: [] },
  { least: 0, most: 23, words: [] },
  { least: 1, most: 31, words: [] },
  { least: 1, most: 12, words: months },
  { least: 0, most: 6, words: days },
];

/**
 * A cron line, with whatever stands behind it, in one way of writing: ranges, steps and names as lists of numbers, all
 * values as `*`. What is none stays as it is.
 */
export function plainCron(line: string): string {
  const parts = line.trim().split(/\s+/);
  const spelled = fields.map((field, index) => valuesOf(parts[index] ?? "", field));
  if (spelled.includes(undefined)) return line;
  return [...spelled, ...parts.slice(fields.length)].join(" ");
}

function valuesOf(source: string, field: (typeof fields)[number]): string | undefined {
  const { least, most } = field;
  const values = new Set<number>();
  for (const item of source.split(",")) {
    const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d+))?$/.exec(item);
    if (!match) return undefined;
    const [, from = "", to, step] = match;
    const first = from === "*" ? least : numberOf(from, field);
    const last = to !== undefined ? numberOf(to, field) : from === "*" || step !== undefined ? most : first;
    if (first === undefined || last === undefined || Number(step ?? 1) === 0) return undefined;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  if (values.size === most - least + 1) return "*";
  return [...values].sort((a, b) => a - b).join(",");
}

function numberOf(word: string, { least, most, words }: (typeof fields)[number]): number | undefined {
  const index = words.indexOf(word.toUpperCase());
  if (index >= 0) return index + least;
  const value = words === days && word === "7" ? 0 : Number(word);
  return /^\d+$/.test(word) && value >= least && value <= most ? value : undefined;
}
