import { parse, TomlDate, TomlError } from "smol-toml";
import type { Problem } from "./problem.ts";
import type { TomlValue } from "./schema.ts";

export type TomlTable = { [key: string]: TomlValue };

/** True for a table, false for a list and for anything plain. */
export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === "object" && !Array.isArray(value);
}

/** Where the text stops being TOML. */
export interface SyntaxFault {
  readonly message: string;
  readonly hint?: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** True when a key or table stands there for the second time. */
  readonly isRepeated: boolean;
}

/**
 * Reads TOML 1.1 into plain tables without a prototype. Values that the language has no use for (dates, NaN,
 * integers beyond 2^53, `__proto__`, too deep nesting) are problems.
 */
export function parseToml(source: string): { table?: TomlTable; problems: Problem[]; fault?: SyntaxFault } {
  let table: TomlTable;
  try {
    table = parse(source, { integersAsBigInt: "asNeeded", maxDepth: maximumDepth }) as TomlTable;
  } catch (error) {
    if (error instanceof TomlError) return { problems: [], fault: explain(error) };
    throw error;
  }
  const problems: Problem[] = [];
  clean(table, [], problems);
  return { table, problems };
}

/** More levels than any real file has; deeper ones would only test our stack. */
const maximumDepth = 64;

/** Finds what TOML can say and the language cannot; turns the dates that it can use into text. */
function clean(container: TomlTable | TomlValue[], path: (string | number)[], problems: Problem[]): void {
  if (path.length > maximumDepth) {
    problems.push({ code: "CIG104", path, message: "This is nested too deeply.", hint: "Use fewer levels." });
    return;
  }
  const isList = Array.isArray(container);
  for (const key of Object.keys(container)) {
    const own = [...path, isList ? Number(key) : key];
    const value = (container as TomlTable)[key] as TomlValue | bigint | TomlDate;
    const put = (plain: TomlValue) => {
      (container as TomlTable)[key] = plain;
    };
    // What is replaced has been told; the plain value keeps the schema from telling it again.
    if (key === "__proto__") {
      problems.push({ code: "CIG103", path: own, onKey: true, message: '"__proto__" cannot be a key.' });
      delete (container as TomlTable)[key];
    } else if (value instanceof TomlDate) {
      if (!isExpiry(own) || !value.isDate()) problems.push(wrongDate(own, value));
      put(value.toISOString());
    } else if (typeof value === "bigint") {
      problems.push(tooLarge(own, value));
      put(Number(value));
    } else if (typeof value === "number" && !Number.isFinite(value)) {
      problems.push({
        code: "CIG104",
        path: own,
        message: `${shown(value)} is not a number that CI can use.`,
      });
      put(0);
    } else if (typeof value === "object") clean(value, own, problems);
    else if (typeof value === "string" && value.includes("\0"))
      problems.push({
        code: "CIG104",
        path: own,
        message: "This text holds the character NUL, which no provider can carry.",
      });
  }
}

function shown(value: number): string {
  return Number.isNaN(value) ? "nan" : "inf";
}

/** The one place where the language takes a date. */
function isExpiry(path: readonly (string | number)[]): boolean {
  return path.at(-1) === "expires" && path.at(-3) === "waivers";
}

function wrongDate(path: (string | number)[], date: TomlDate): Problem {
  const text = date.toISOString();
  return {
    code: "CIG104",
    path,
    message: `The date ${text} has no meaning here.`,
    hint: `Write it as text: "${text}".`,
  };
}

function tooLarge(path: (string | number)[], value: bigint): Problem {
  return {
    code: "CIG104",
    path,
    message: `The number ${value} is too large.`,
    hint: `Write it as text: "${value}".`,
  };
}

/** smol-toml's words as whole sentences with what to do. */
function explain(error: TomlError): SyntaxFault {
  const reason = /^Invalid TOML document: (.*)$/m.exec(error.message)?.[1] ?? error.message;
  const known = explanations.find(([words]) => reason.includes(words));
  const [, message = `This is not TOML: ${reason}.`, hint] = known ?? [];
  const isRepeated = reason.includes("trying to redefine");
  return {
    message,
    line: error.line,
    column: error.column,
    isRepeated,
    ...(hint === undefined ? {} : { hint }),
  };
}

const explanations: readonly (readonly [words: string, message: string, hint?: string])[] = [
  ["trying to redefine", "This key or table is defined twice.", "Join the two, or remove one."],
  [
    "invalid value",
    "A value is missing here, or it is not one that TOML knows.",
    'Text stands in quotes: key = "text".',
  ],
  [
    "unfinished string",
    "This text has no closing quote.",
    'Close it; text of several lines stands in """ … """.',
  ],
  [
    "control characters are not allowed in strings",
    "This text has no closing quote on its line, or holds a control character.",
    'Text of several lines stands in """ … """.',
  ],
  [
    "must be followed by an end-of-line",
    "Something follows the value that does not belong to it.",
    'Begin a new line. A quote inside quotes is written \\".',
  ],
  ["expected comma", 'A "," is missing here, or the list or table is not closed.'],
  [
    "illegal character in key",
    "A key holds letters, digits, - and _ only.",
    "Put a key with other characters in quotes; a table's name ends in ].",
  ],
  ["unexpected end of key", "A key is missing here."],
  [
    "unrecognised escape",
    "This escape does not exist.",
    "Write \\\\ for a backslash, or use single quotes: 'C:\\x'.",
  ],
  ["leading zero", "A number does not begin with 0.", 'Write it without the zero, or as text: "01".'],
  ["excessively nested", "This is nested too deeply.", "Use fewer levels."],
];
