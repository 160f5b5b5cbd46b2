import type * as z from "zod/mini";
import { safeParse } from "zod/mini";
import { nearest } from "../diagnostic/nearest.ts";
import type { Problem } from "./problem.ts";
import { type Fault, marks } from "./schema/strict.ts";
import { type CigToml, cigToml } from "./schema.ts";
import type { TomlTable } from "./toml.ts";
import { didYouMean, placeForEvents, suggestKey } from "./words.ts";

/** Checks a whole file against the language. Gives every problem, not the first alone. */
export function check(table: TomlTable): { value?: CigToml; problems: Problem[] } {
  const result = safeParse(cigToml, table);
  if (result.success) return { value: result.data, problems: [] };
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, [], table));
  return { problems: withoutMisspelt(problems) };
}

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** Leaves out what is missing because it is misspelt: the unknown key's hint says it all. */
function withoutMisspelt(problems: readonly Found[]): Problem[] {
  const hints = new Set<string>();
  for (const { code, path, hint } of problems)
    if (code === "CIG103")
      for (const word of ["", hint]) hints.add(JSON.stringify([path.slice(0, -1), word]));
  return problems.filter(
    ({ absent, path }) =>
      absent === undefined || !hints.has(JSON.stringify([path, absent === "" ? "" : didYouMean(absent)])),
  );
}

/** `absent` is the key that is missing, or empty where it could be any of several. */
type Found = Problem & { readonly absent?: string };

function problemsOf(issue: Issue, above: Path, table: TomlTable): Found[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  switch (issue.code) {
    case "custom":
      return [problemOfFault(path, issue.message, issue.params as Omit<Fault, "message">)];
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        unknownKey([...path, key], issue.message.slice(marks.keys.length), table),
      );
    case "invalid_key":
      return [wrongKey(path, issue.issues[0]?.message ?? "another name")];
    case "invalid_union": {
      const form = meantForm(issue.errors);
      return form
        ? form.flatMap((each) => problemsOf(each, path, table))
        : [wrongValue(path, issue.message, table, wordsOf(issue.errors))];
    }
    default:
      if (issue.message === marks.later) return [notYet(path)];
      return [wrongValue(path, issue.message, table, issue.code === "invalid_value" ? issue.values : [])];
  }
}

/** The problems of the form that the author meant: of those forms that the value's kind fits, the nearest. */
function meantForm(forms: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return forms.filter((issues) => !issues.some(isOtherKind)).sort((a, b) => a.length - b.length)[0];
}

/** The words that some form takes, as one of which a text may have been meant. */
function wordsOf(forms: readonly (readonly Issue[])[]): readonly unknown[] {
  return forms
    .flat()
    .flatMap((issue) => (issue.code === "invalid_value" && issue.path.length === 0 ? issue.values : []));
}

function isOtherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === "invalid_union") return meantForm(issue.errors) === undefined;
  if (issue.code === "custom") return issue.message === marks.otherForm;
  return issue.code === "invalid_type" || issue.code === "invalid_value";
}

function problemOfFault(path: Path, message: string, fault: Omit<Fault, "message">): Found {
  const { code = "CIG104", hint, offset, end, onKey, isAbsence } = fault;
  return {
    code,
    path,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(offset === undefined ? {} : { offset }),
    ...(end === undefined ? {} : { end }),
    ...(onKey === undefined ? {} : { onKey }),
    ...(isAbsence ? { absent: "" } : {}),
  };
}

function unknownKey(path: Path, list: string, table: TomlTable): Problem {
  const key = String(path.at(-1));
  const known = list.split(",");
  return {
    code: "CIG103",
    path,
    onKey: true,
    message: `${where(path.slice(0, -1))} has no key "${key}".`,
    hint: placeForEvents(path) ?? suggestKey(key, known, valueAt(table, path), path.length === 1),
  };
}

function wrongKey(path: Path, expected: string): Problem {
  return {
    code: "CIG104",
    path,
    onKey: true,
    message: `"${path.at(-1)}" cannot be a name in ${where(path.slice(0, -1))}: it must be ${expected}.`,
  };
}

function notYet(path: Path): Problem {
  return {
    code: "CIG112",
    path,
    onKey: true,
    message: `"${path.at(-1)}" is part of the language, but this version of cig does not understand it yet.`,
    hint: "Remove it, or write it for one provider in its table, such as provider.github.",
  };
}

function wrongValue(path: Path, expected: string, table: TomlTable, words: readonly unknown[] = []): Found {
  const found = valueAt(table, path);
  if (found === undefined) return missing(path, expected);
  const near = typeof found === "string" ? nearest(found, words.map(String)) : undefined;
  const elsewhere = typeof found === "object" ? placeForEvents(path) : undefined;
  const hint = near === undefined ? (elsewhere ?? rewritten(found, expected)) : `Did you mean "${near}"?`;
  return {
    code: "CIG104",
    path,
    message: `"${dotted(path)}" must be ${expected}, but it is ${describe(found)}.`,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The same value in the form that is expected, where one can guess what was meant. */
function rewritten(found: unknown, expected: string): string | undefined {
  const short = typeof found === "string" && found.length <= 60 && !/[^\x20-\x7e]/.test(found);
  const isPlain = short || typeof found === "number" || typeof found === "boolean";
  if (!isPlain || found === "") return undefined;
  const shown = JSON.stringify(found);
  if (typeof found === "string" && /^a list(?!.*\[\{)/.test(expected))
    return `Write it as a list: [${shown}].`;
  if (typeof found === "string" && expected.startsWith("a step"))
    return `Write it as a step: { run = ${shown} }.`;
  const wantsText =
    expected.startsWith(`"${found}"`) || /^(text|a name|a folder|a branch|a file)\b/.test(expected);
  return typeof found !== "string" && wantsText ? `Write it in quotes: "${found}".` : undefined;
}

function missing(path: Path, expected: string): Found {
  const key = String(path.at(-1));
  const value = /^"[^"]+"/.exec(expected)?.[0] ?? `…: ${expected}`;
  return {
    code: "CIG105",
    path: path.slice(0, -1),
    absent: key,
    message: `${where(path.slice(0, -1))} needs the key "${key}".`,
    hint: `Add ${key} = ${value}.`,
  };
}

/** "The file", or the table's key path in quotes. */
function where(path: Path): string {
  return path.length === 0 ? "The file" : `"${dotted(path)}"`;
}

/** `jobs.test.steps[0].run` */
function dotted(path: Path): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      const shown = /^[\w-]+$/.test(segment) ? segment : `'${segment}'`;
      return index === 0 ? shown : `.${shown}`;
    })
    .join("");
}

function describe(value: unknown): string {
  if (typeof value === "string") return `the text "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return "a table";
}

function valueAt(table: TomlTable, path: Path): unknown {
  let value: unknown = table;
  for (const segment of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}
