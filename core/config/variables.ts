import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { Pieces, parseText, printText, textOf } from "./expressions.ts";
import type { Problem } from "./problem.ts";

/** One of `[variables]`, after profile and overrides, references to other variables followed. */
export interface Variable {
  readonly name: string;
  /** The value; of text that holds facts or run-time names its source, `{{ … }}` as written. */
  readonly value: string | number | boolean;
  /** The value as text, with references for facts and run-time names. */
  readonly text: Text;
  readonly origin: "cig.toml" | "profile" | "environment" | "--var";
}

export interface Overrides {
  /** `--var NAME=VALUE` */
  readonly variables: Readonly<Record<string, string>>;
  /** Where CIG_VAR_NAME is looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names that the chosen profile sets. */
  readonly fromProfile: readonly string[];
  /** Names that are declared in other files, where they are overridden. */
  readonly elsewhere?: ReadonlySet<string>;
}

type Scalar = string | number | boolean;
type Draft = Pick<Variable, "origin" | "value"> & { isLiteral: boolean };

/**
 * Applies overrides, `--var` over CIG_VAR_NAME over the file, each read as the type that the file declares,
 * and follows references between variables. What comes from outside is literal: `{{` in it means itself.
 */
export function resolveVariables(
  declared: Readonly<Record<string, Scalar>>,
  overrides: Overrides,
): { variables: Variable[]; problems: Problem[]; diagnostics: Diagnostic[] } {
  const drafts = new Map<string, Draft>();
  const diagnostics: Diagnostic[] = [];
  for (const [name, value] of Object.entries(declared)) {
    const origin = overrides.fromProfile.includes(name) ? "profile" : "cig.toml";
    drafts.set(name, { value, origin, isLiteral: typeof value !== "string" });
  }
  for (const [name, value] of fromEnvironment(overrides.environment))
    override(name, value, "environment", `CIG_VAR_${name}`);
  for (const [name, value] of Object.entries(overrides.variables))
    override(name, value, "--var", `--var ${name}`);
  return { ...follow(drafts), diagnostics };

  function override(name: string, source: string, origin: "environment" | "--var", shown: string): void {
    const draft = drafts.get(name);
    const value = draft && readAs(typeof declared[name], source);
    if (draft === undefined && overrides.elsewhere?.has(name)) return;
    if (draft === undefined) diagnostics.push(unknownVariable(name, shown, origin, [...drafts.keys()]));
    else if (value === undefined) diagnostics.push(wrongType(name, source, shown, typeof declared[name]));
    else drafts.set(name, { value, origin, isLiteral: true });
  }
}

/** Sorted, so that messages do not depend on the environment's order. */
function fromEnvironment(environment: Overrides["environment"]): [string, string][] {
  return Object.entries(environment)
    .flatMap(([key, value]): [string, string][] =>
      key.startsWith("CIG_VAR_") && value !== undefined ? [[key.slice("CIG_VAR_".length), value]] : [],
    )
    .sort(([a], [b]) => byCodeUnit(a, b));
}

function readAs(type: string, source: string): Scalar | undefined {
  if (type === "boolean") return source === "true" ? true : source === "false" ? false : undefined;
  if (type !== "number") return source;
  return /^-?\d{1,15}(\.\d{1,15})?$/.test(source) ? Number(source) : undefined;
}

/** A stray CIG_VAR_ variable may belong to another project of the same runner: no more than a warning. */
function unknownVariable(
  name: string,
  shown: string,
  origin: "environment" | "--var",
  known: string[],
): Diagnostic {
  const near = nearest(name, known);
  const hint = near
    ? `Did you mean ${near}?`
    : known.length > 0
      ? `Variables: ${known.sort(byCodeUnit).join(", ")}.`
      : `Declare it in cig.toml: [variables] ${name} = "…".`;
  const level = origin === "--var" ? "error" : "warning";
  return diagnose("CIG107", `${shown} sets a variable that [variables] does not declare.`, { hint, level });
}

function wrongType(name: string, source: string, shown: string, type: string): Diagnostic {
  const wanted = type === "boolean" ? "true or false" : "a number";
  return diagnose("CIG104", `${shown} is "${source}", but "${name}" is declared as ${wanted}.`, {
    hint: `Give ${wanted}.`,
    subject: ["variables", name],
  });
}

function follow(drafts: ReadonlyMap<string, Draft>): { variables: Variable[]; problems: Problem[] } {
  const texts = new Map<string, Text>();
  const problems: Problem[] = [];
  for (const name of drafts.keys()) textOfVariable(name, []);
  const variables = [...drafts].map(([name, { value, origin, isLiteral }]) => {
    const text = texts.get(name)!;
    return { name, value: isLiteral ? value : plain(text), text, origin };
  });
  return { variables: variables.sort((a, b) => byCodeUnit(a.name, b.name)), problems };

  function textOfVariable(name: string, trail: string[]): Text {
    const known = texts.get(name);
    if (known !== undefined) return known;
    const from = trail.indexOf(name);
    if (from >= 0) {
      problems.push(circle([...trail.slice(from), name]));
      return textOf("");
    }
    if (trail.length > maximumDepth) {
      problems.push(tooDeep(name));
      texts.set(name, textOf(""));
      return textOf("");
    }
    const { value, isLiteral } = drafts.get(name)!;
    const text = isLiteral ? textOf(String(value)) : expand(String(value), [...trail, name]);
    const fits = sizeOf(text) <= maximumSize;
    if (!fits) problems.push(tooLong(name));
    texts.set(name, fits ? text : textOf(""));
    return texts.get(name)!;
  }

  function expand(source: string, trail: string[]): Text {
    const pieces = new Pieces();
    for (const { kind } of parseText(source).text?.parts ?? []) {
      const name =
        kind.case === "reference" && kind.value.path.length === 1 ? kind.value.path[0]! : undefined;
      if (kind.case !== "reference") pieces.literal(kind.value ?? "");
      else if (name === undefined || !drafts.has(name)) pieces.reference(kind.value.path);
      else pieces.append(textOfVariable(name, trail));
    }
    return pieces.text();
  }
}

/** Doubling in each of thirty variables would otherwise fill the memory. */
const maximumSize = 1_000_000;

/** A longer chain of variables would only test our stack. */
const maximumDepth = 100;

function tooDeep(name: string): Problem {
  return {
    code: "CIG104",
    path: ["variables", name],
    message: `More than ${maximumDepth} variables refer to each other before "${name}" is reached.`,
    hint: "Use fewer steps.",
  };
}

function sizeOf(text: Text): number {
  return text.parts.reduce((sum, { kind }) => sum + (kind.case === "literal" ? kind.value.length : 1), 0);
}

function tooLong(name: string): Problem {
  return {
    code: "CIG104",
    path: ["variables", name],
    message: `The value of "${name}" grows beyond a million characters.`,
    hint: "Use fewer variables in it.",
  };
}

function circle(trail: string[]): Problem {
  return {
    code: "CIG111",
    path: ["variables", trail[0]!],
    message: `These variables refer to each other in a circle: ${trail.join(" → ")}.`,
    hint: "Give one of them a value without {{ }}.",
  };
}

/** The characters of a text, or its source where it holds names. */
function plain(text: Text): string {
  const isStatic = text.parts.every((part) => part.kind.case === "literal");
  return isStatic ? text.parts.map((part) => part.kind.value).join("") : printText(text);
}
