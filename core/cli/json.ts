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
  // Thousands of jobs are made in order, and then need not be made again.
  if (isSorted(value)) return value;
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return typeof value === "bigint" ? Number(value) : value;
  const inner = Object.entries(value).map(([key, entry]): [string, unknown] => [key, sorted(entry)]);
  // Entries rather than assignment: a key named __proto__ is data here.
  return Object.fromEntries(inner.sort(([a], [b]) => byCodeUnit(a, b)));
}

/** True where nothing has to be done, at any depth. */
function isSorted(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isSorted);
  if (value === null || typeof value !== "object") return typeof value !== "bigint";
  const table = value as Readonly<Record<string, unknown>>;
  let before = "";
  for (const key of Object.keys(table)) {
    if (key < before || !isSorted(table[key])) return false;
    before = key;
  }
  return true;
}

/** JSON.stringify has already escaped what JSON itself forbids; the rest is legal JSON and yet not harmless. */
function escapeLive(text: string): string {
  const escaped = text.replace(
    dangerous,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return escaped.replace(/##(?=[A-Za-z]*\[)/g, "\\u0023#");
}
