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

const shortForms: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/**
 * A cron line in the words that CircleCI's scheduler takes: numbers, lists and `*`. Steps, ranges and names, which it
 * does not, are spelled out. `fault` says what is wrong with a line.
 */
export function portableCron(cron: string): { readonly cron?: string; readonly fault?: string } {
  const trimmed = cron.trim();
  const parts = (shortForms[trimmed.toLowerCase()] ?? trimmed).split(/[ \t]+/);
  if (parts.length !== 5) return { fault: `it has ${parts.length} fields where five are needed` };
  const spelled: string[] = [];
  for (const [index, field] of fields.entries()) {
    const values = valuesOf(parts[index]!, field);
    if (typeof values === "string") return { fault: `${values} in the field for the ${field.name}` };
    spelled.push(values === undefined ? "*" : [...values].sort((a, b) => a - b).join(","));
  }
  return { cron: spelled.join(" ") };
}

/** The values of a field; undefined for all; a text for what is wrong. */
function valuesOf(source: string, field: Field): Set<number> | undefined | string {
  const values = new Set<number>();
  for (const item of source.split(",")) {
    const match = /^(\*|[^-/]+)(?:-([^-/]+))?(?:\/(\d{1,3}))?$/.exec(item);
    if (!match) return `"${item}" is no value`;
    const [, from = "", to, step] = match;
    if (from === "*" && to !== undefined) return `"${item}" is no range`;
    if (step !== undefined && Number(step) === 0) return `"${step}" is no step`;
    const first = from === "*" ? field.least : numberOf(from, field);
    const last =
      to !== undefined ? numberOf(to, field) : from === "*" || step !== undefined ? field.most : first;
    if (first === undefined || last === undefined)
      return `"${item}" is not from ${field.least} to ${field.most}`;
    if (first > last) return `the range "${item}" runs backwards`;
    for (let value = first; value <= last; value += Number(step ?? 1)) values.add(value);
  }
  return values.size === field.most - field.least + 1 ? undefined : values;
}

function numberOf(word: string, { least, most, words, name }: Field): number | undefined {
  const index = words.indexOf(word.toUpperCase());
  if (index >= 0) return index + least;
  if (!/^\d{1,2}$/.test(word)) return undefined;
  // Sunday is 0, and 7 to many.
  const value = name === "day of the week" && word === "7" ? 0 : Number(word);
  return value >= least && value <= most ? value : undefined;
}
