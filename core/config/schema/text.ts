import * as z from "zod/mini";
import {
  type ExpressionError,
  faultOfName,
  type NamePlace,
  parseCondition,
  parseText,
} from "../expressions.ts";
import { either, type Fault, rule } from "./strict.ts";

/** Text in which `{{ … }}` names a value. */
export const text = (expected = "text") => z.string(expected).check(rule(faultsOfText));

/** Text, or a number or boolean that stands for its text. */
export const scalar = (expected = "text, a number, true or false") =>
  either(expected, [z.string().check(rule(faultsOfText)), z.number(), z.boolean()]);

/** The version of a tool: text, or a whole number such as 22. */
export const version = either('a version, such as "3.3"', [
  text().check(z.minLength(1, 'a version, such as "3.3"')),
  z.int('a version, such as "3.3"').check(z.nonnegative('a version, such as "3.3"')),
]);

/** A condition, or a constant. */
export const condition = either("a condition in quotes, true or false", [
  z.string().check(rule((source: string) => faultsOf(parseCondition(source)))),
  z.boolean(),
]);

/** A value as TOML can write it; this room refuses dates, NaN and infinities before. */
export type TomlValue = string | number | boolean | TomlValue[] | { [key: string]: TomlValue };

/** Any value, taken as it is: `{{ }}` and `${{ }}` are characters in it. */
export const anything = z.unknown() as unknown as z.ZodMiniType<TomlValue, TomlValue>;

/** A table whose values are taken as they are. */
export const freeTable = (expected: string) => z.record(z.string(), anything, expected);

/** What a module is given: any value, its text with names. */
export const inputs = (expected = "a table of inputs") =>
  z.record(z.string(), anything, expected).check(rule((value: TomlValue) => faultsWithin(value)));

function* faultsWithin(value: TomlValue, path: (string | number)[] = []): Iterable<Fault> {
  if (typeof value === "string") for (const fault of faultsOfText(value)) yield { ...fault, path };
  else if (typeof value === "object")
    for (const [name, item] of Object.entries(value))
      yield* faultsWithin(item, [...path, Array.isArray(value) ? Number(name) : name]);
}

function faultsOfText(source: string): Fault[] {
  return source.includes("{{") ? faultsOf(parseText(source)) : [];
}

/** Names are checked as far as the language fixes them; variables and facts are known later. */
function faultsOf({ names, error }: { names: readonly NamePlace[]; error?: ExpressionError }): Fault[] {
  const faults = names.map(faultOfName).filter((fault) => fault !== undefined);
  return error === undefined ? faults : [...faults, error];
}
