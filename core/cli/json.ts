import { byCodeUnit } from "../compare.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { dangerous } from "../report/foreign.ts";

/**
 * A machine form: one JSON document with sorted keys, two blanks a level and a newline at the end. Absent keys are left
 * out. Characters that a terminal or a CI runner would act on are written as escapes, which a parser undoes.
 */
export function toJson(document: object): string {
  return `${escapeLive(JSON.stringify(sorted(document), null, 2))}\n`;
}

/** A diagnostic as every machine form has it. */
export function diagnosticJson({ level, code, title, message, hint, at, plugin }: Diagnostic): object {
  return { level, code, title, message, hint, plugin, at: at && placeJson(at) };
}

/** A place as every machine form has it; unknown parts are left out. */
export function placeJson(at: { file: string; line: number; column?: number }): object {
  const line = at.line > 0 ? at.line : undefined;
  return { file: at.file, line, column: line && at.column ? at.column : undefined };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const inner = value.map(sorted);
    return inner.every((entry, index) => entry === value[index]) ? value : inner;
  }
  if (value === null || typeof value !== "object") return typeof value === "bigint" ? Number(value) : value;
  const entries = Object.entries(value);
  const isSorted = entries.every(([key], index) => index === 0 || entries[index - 1]![0] < key);
  const inner = entries.map(([key, entry]): [string, unknown] => [key, sorted(entry)]);
  // Thousands of jobs are made in order, and then need not be made again.
  if (isSorted && inner.every(([, entry], index) => entry === entries[index]![1])) return value;
  // Entries rather than assignment: a key named __proto__ is data here.
  return Object.fromEntries(inner.sort(([a], [b]) => byCodeUnit(a, b)));
}

/** JSON.stringify has already escaped what JSON itself forbids; the rest is legal JSON and yet not harmless. */
function escapeLive(text: string): string {
  const escaped = text.replace(
    dangerous,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.replace(/##(?=[A-Za-z]*\[)/g, "\\u0023#");
}
