import type { Fact } from "../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Input, Use } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { NamedText, Text, TextPart, Value } from "../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "./evidence/versions.ts";
import { literalOf, named, reference, text } from "./text.ts";

/** The input of that name, or undefined. */
export function inputOf(use: Use, name: string): Input | undefined {
  return use.inputs.find((input) => input.name === name);
}

/** An input as one Text: numbers and booleans as they are written. Undefined for a list, a table and nothing. */
export function textInput(use: Use, name: string): Text | undefined {
  const value = inputOf(use, name)?.value;
  if (value?.case === "text") return value.value;
  return value?.case === "other" ? textOfValue(value.value) : undefined;
}

/** An input as several Texts: the items of a list, or the one text. Undefined when it is not given. */
export function textsInput(use: Use, name: string): Text[] | undefined {
  const value = inputOf(use, name)?.value;
  if (value?.case === "other" && value.value.kind.case === "list")
    return value.value.kind.value.items.flatMap((item) => textOfValue(item) ?? []);
  const one = textInput(use, name);
  return one && [one];
}

/** A table of plain values as named Texts, sorted by name; none when it is not given. */
export function tableInput(use: Use, name: string): NamedText[] {
  const given = inputOf(use, name)?.value;
  if (given?.case !== "other" || given.value.kind.case !== "table") return [];
  return given.value.kind.value.entries
    .map(({ key, value }) => named(key, (value && textOfValue(value)) ?? ""))
    .sort((a, b) => byCodeUnit(a.name, b.name));
}

/** An input as a boolean; undefined when it is not given or neither true nor false. */
export function flagInput(use: Use, name: string): boolean | undefined {
  const written = literalOf(textInput(use, name));
  return written === "true" ? true : written === "false" ? false : undefined;
}

/** Which version of a tool a job gets, and who said so. */
export interface ToolVersion {
  readonly version: Text;
  readonly origin: "input" | "matrix" | "fact";
  /** With origin "fact". */
  readonly fact?: Fact;
}

/**
 * The version for a use: its `version` input, else the job's matrix axis that is named for the tool ("ruby",
 * "ruby_version", "ruby-version"), else the first of the facts that is known. Undefined when nobody says.
 */
export function versionOf(
  use: Use,
  tool: string,
  facts: readonly Fact[],
  keys: readonly string[],
): ToolVersion | undefined {
  const input = textInput(use, "version");
  if (input && literalOf(input) !== "") return { version: input, origin: "input" };
  const axis = [tool, `${tool}_version`, `${tool}-version`].find((name) => use.axes.includes(name));
  if (axis) return { version: text(reference(`matrix.${axis}`)), origin: "matrix" };
  for (const key of keys) {
    const fact = facts.find((candidate) => candidate.key === key);
    if (fact) return { version: text(fact.value), origin: "fact", fact };
  }
  return undefined;
}

function textOfValue(value: Value): Text | undefined {
  const { kind } = value;
  if (kind.case === "text") return text(...piecesOf(kind.value));
  if (kind.case === "boolean" || kind.case === "integer" || kind.case === "number")
    return text(String(kind.value));
  return undefined;
}

/** Items of a list are plain characters on the wire, so names in them are still written as `{{ git.sha }}`. */
function piecesOf(written: string): (string | TextPart)[] {
  const pieces: (string | TextPart)[] = [];
  let rest = 0;
  for (const match of written.matchAll(runTimeName)) {
    pieces.push(written.slice(rest, match.index), reference(match[1]!));
    rest = match.index + match[0].length;
  }
  return [...pieces, written.slice(rest)];
}

const runTimeName =
  /\{\{\s*((?:matrix|git|pr|run|secrets|jobs|steps|inputs|env|runner|workspace)(?:\.[\w-]+)*)\s*\}\}/g;
