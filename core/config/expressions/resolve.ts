import { create } from "@bufbuild/protobuf";
import { type Expression, ExpressionSchema, type Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { parseCondition } from "./condition.ts";
import type { ExpressionError } from "./error.ts";
import { faultOfKnown, type Names } from "./known-names.ts";
import { literalOf } from "./literal.ts";
import { faultOfName, isStaticName, type NamePlace } from "./names.ts";
import { Pieces, parseText, textOf } from "./text.ts";

/** What is known before the run, and which run-time names exist where the text stands. */
export interface StaticScope {
  /** `[variables]` by name. Their texts may hold facts and run-time names. */
  readonly variables: ReadonlyMap<string, { readonly value: string | number | boolean; readonly text: Text }>;
  /** `{{ project.name }}` */
  readonly projectName: string;
  /** Facts by key ("ruby.version"): `{{ ruby_version }}` and `{{ facts.ruby.version }}`. */
  readonly facts: ReadonlyMap<string, string>;
  /** Absent lists are not checked. */
  readonly known?: Names;
}

/**
 * Puts static values into text; run-time names stay. Gives every error; names at fault stay in the text, so
 * that one mistake does not hide the next. A `Text` instead of source gives errors at offset 0.
 */
export function resolveText(
  source: string | Text,
  scope: StaticScope,
): { text: Text; errors: readonly ExpressionError[] } {
  const parsed = typeof source === "string" ? parseText(source) : { text: source, names: placeless(source) };
  if (parsed.text === undefined) return { text: textOf(""), errors: [parsed.error!] };
  const pieces = new Pieces();
  const errors: ExpressionError[] = [];
  let index = 0;
  for (const { kind } of parsed.text.parts) {
    if (kind.case !== "reference") pieces.literal(kind.value ?? "");
    else {
      const place = parsed.names[index++]!;
      const resolved = resolveName(place, scope);
      if ("error" in resolved) errors.push(resolved.error);
      if (!("text" in resolved)) pieces.reference(place.path);
      else appendText(pieces, resolved.text, place, scope, errors);
    }
  }
  return { text: pieces.text(), errors };
}

/** Puts static values into a condition; run-time names stay. Absent expression: see `errors`. */
export function resolveExpression(
  source: string | boolean,
  scope: StaticScope,
): { expression?: Expression; errors: readonly ExpressionError[] } {
  if (typeof source === "boolean")
    return { expression: literalOf({ case: "boolean", value: source }), errors: [] };
  const parsed = parseCondition(source);
  if (parsed.expression === undefined) return { errors: [parsed.error!] };
  const errors: ExpressionError[] = [];
  const places = parsed.names[Symbol.iterator]();
  const expression = substitute(parsed.expression, () => places.next().value!, scope, errors);
  return errors.length > 0 ? { errors } : { expression, errors };
}

function substitute(
  expression: Expression,
  nextPlace: () => NamePlace,
  scope: StaticScope,
  errors: ExpressionError[],
): Expression {
  const { kind } = expression;
  if (kind.case === "call")
    return create(ExpressionSchema, {
      kind: {
        case: "call",
        value: {
          function: kind.value.function,
          arguments: kind.value.arguments.map((each) => substitute(each, nextPlace, scope, errors)),
        },
      },
    });
  if (kind.case !== "reference") return expression;
  const place = nextPlace();
  const resolved = resolveName(place, scope);
  if ("error" in resolved) errors.push(resolved.error);
  if (!("text" in resolved)) return expression;
  if (typeof resolved.value === "boolean") return literalOf({ case: "boolean", value: resolved.value });
  if (typeof resolved.value === "number")
    return literalOf(
      Number.isInteger(resolved.value)
        ? { case: "integer", value: BigInt(resolved.value) }
        : { case: "number", value: resolved.value },
    );
  return fromText(resolved.text, place, scope, errors);
}

/** A variable's text as one value of a condition, which cannot join several. */
function fromText(text: Text, place: NamePlace, scope: StaticScope, errors: ExpressionError[]): Expression {
  const pieces = new Pieces();
  appendText(pieces, text, place, scope, errors);
  const { parts } = pieces.text();
  const [first] = parts;
  if (first === undefined) return literalOf({ case: "text", value: "" });
  if (parts.length > 1)
    errors.push({
      code: "CIG408",
      message: `The variable "${place.path.join(".")}" joins values of the run, which a condition cannot.`,
      hint: "Compare the names in it one by one.",
      offset: place.offset,
      end: place.end,
    });
  return first.kind.case === "reference"
    ? create(ExpressionSchema, { kind: { case: "reference", value: { path: [...first.kind.value.path] } } })
    : literalOf({ case: "text", value: first.kind.value ?? "" });
}

/** Appends a variable's text; what is wrong in it is told at the place that uses the variable. */
function appendText(
  pieces: Pieces,
  text: Text,
  place: NamePlace,
  scope: StaticScope,
  errors: ExpressionError[],
): void {
  for (const { kind } of text.parts) {
    if (kind.case !== "reference") {
      pieces.literal(kind.value ?? "");
      continue;
    }
    const inner = resolveName({ ...place, path: kind.value.path }, scope, place);
    if ("error" in inner) errors.push(inner.error);
    if (!("text" in inner)) pieces.reference(kind.value.path);
    // References between variables were followed when cig.toml was loaded: what is left are facts.
    else
      for (const part of inner.text.parts)
        pieces.literal(part.kind.case === "literal" ? part.kind.value : "");
  }
}

type Resolved =
  | { text: Text; value: string | number | boolean }
  | { error: ExpressionError }
  | { runTime: true };

function resolveName(place: NamePlace, scope: StaticScope, within?: NamePlace): Resolved {
  const { path } = place;
  const name = path.join(".");
  const variable = path.length === 1 ? scope.variables.get(name) : undefined;
  if (variable !== undefined) return variable;
  if (!isStaticName(path)) {
    const fault = faultOfName(place) ?? faultOfKnown(place, scope.known ?? {});
    return fault ? { error: fault } : { runTime: true };
  }
  const value = path.length === 1 ? factOf(name, scope.facts) : staticValue(path, scope);
  if (value !== undefined) {
    return { text: textOf(value), value };
  }
  const fault = faultOfName(place);
  return { error: fault ?? unknown(place, scope, within) };
}

function staticValue(path: readonly string[], scope: StaticScope): string | undefined {
  if (path[0] === "facts") return scope.facts.get(path.slice(1).join("."));
  return path.join(".") === "project.name" ? scope.projectName : undefined;
}

/** `ruby_version` names the fact `ruby.version`; the first key by code unit wins where two look alike. */
function factOf(name: string, facts: ReadonlyMap<string, string>): string | undefined {
  if (!name.includes("_")) return facts.get(name);
  let found: string | undefined;
  for (const key of facts.keys())
    if (key.replaceAll(".", "_") === name && (found === undefined || key < found)) found = key;
  return found === undefined ? undefined : facts.get(found);
}

function unknown({ path, offset, end }: NamePlace, scope: StaticScope, within?: NamePlace): ExpressionError {
  const name = path.join(".");
  const asFact = path[0] === "facts";
  const known = asFact
    ? [...scope.facts.keys()].map((key) => `facts.${key}`)
    : [
        ...scope.variables.keys(),
        ...[...scope.facts.keys()].map((key) => key.replaceAll(".", "_")),
        "workspace",
      ];
  const near = nearestName(name, known);
  const where = within ? `, which the variable "${within.path.join(".")}" uses,` : "";
  return {
    code: "CIG107",
    message: `"${name}"${where} is neither a variable nor a fact of this repository.`,
    hint: near
      ? `Did you mean ${near}?`
      : asFact || name.includes("_")
        ? `No plugin found it here. State it in cig.toml: [variables] ${name.replace(/^facts\./, "").replaceAll(".", "_")} = "…".`
        : `Add it to [variables]: ${name} = "…".`,
    offset,
    end,
  };
}

/** Names that end alike are compared by what differs: ruby_version is no misspelt rust_version. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const end = /[._][A-Za-z]+$/.exec(name)?.[0].toLowerCase() ?? "";
  const alike = known.filter((each) => each.toLowerCase().endsWith(end));
  const stem = (each: string) => each.slice(0, each.length - end.length);
  const near = nearest(stem(name), alike.map(stem));
  return (
    alike.find((each) => stem(each) === near) ??
    nearest(
      name,
      known.filter((each) => !alike.includes(each)),
    )
  );
}

function placeless({ parts }: Text): NamePlace[] {
  return parts.flatMap(({ kind }) =>
    kind.case === "reference" ? [{ path: kind.value.path, offset: 0, end: 0 }] : [],
  );
}
