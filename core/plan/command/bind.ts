import { create } from "@bufbuild/protobuf";
import { type Expression, ExpressionSchema, type Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { Pieces } from "../../config/expressions.ts";
import type { CallSite } from "./calls.ts";

/** What names mean where a text stands. */
export interface Meaning {
  /** Jobs of a member as it calls them → their ids. */
  readonly jobs?: ReadonlyMap<string, string>;
  readonly site?: CallSite;
  given?(site: CallSite, input: string): Text;
}

/** A text in which the names of a call's inputs, of its steps and of a member's jobs are those of the whole. */
export function bindText(text: Text, meaning: Meaning | undefined): Text {
  if (!meaning || text.parts.every(({ kind }) => kind.case !== "reference")) return text;
  const pieces = new Pieces();
  for (const { kind } of text.parts) {
    if (kind.case !== "reference") pieces.literal(kind.value ?? "");
    else {
      const value = inputAt(kind.value.path, meaning);
      if (value) pieces.append(value);
      else pieces.reference(renamed(kind.value.path, meaning));
    }
  }
  return pieces.text();
}

/** The same for a condition; `joined` are inputs that no one value stands for. */
export function bindExpression(
  expression: Expression,
  meaning: Meaning | undefined,
): { readonly expression: Expression; readonly joined: readonly string[] } {
  const joined: string[] = [];
  return { expression: meaning ? bind(expression) : expression, joined };

  function bind(each: Expression): Expression {
    const { kind } = each;
    if (kind.case === "call") {
      const { function: fn, arguments: operands } = kind.value;
      return create(ExpressionSchema, {
        kind: { case: "call", value: { function: fn, arguments: operands.map(bind) } },
      });
    }
    if (kind.case !== "reference") return each;
    const { path } = kind.value;
    const value = inputAt(path, meaning!);
    if (!value) return reference(renamed(path, meaning!));
    const [part, ...more] = value.parts;
    if (more.length > 0) joined.push(path.join("."));
    if (part?.kind.case === "reference") return reference(part.kind.value.path);
    return constant(part?.kind.value ?? "", meaning!.site!.inputs!.get(path[1]!)!.type);
  }
}

/** What the call gives; undefined for other names, and in the definition of a command. */
function inputAt(path: readonly string[], { site, given }: Meaning): Text | undefined {
  const isGiven = path[0] === "inputs" && path[1] !== undefined && site?.inputs?.has(path[1]);
  return isGiven ? given!(site!, path[1]!) : undefined;
}

function renamed(path: readonly string[], { site, jobs }: Meaning): readonly string[] {
  const [scope, name = "", ...rest] = path;
  if (scope === "steps") return ["steps", site?.steps.get(name) ?? name, ...rest];
  if (scope === "jobs") return ["jobs", jobs?.get(name) ?? name, ...rest];
  return path;
}

function reference(path: readonly string[]): Expression {
  return create(ExpressionSchema, { kind: { case: "reference", value: { path: [...path] } } });
}

/** Characters as a value of the input's type. */
function constant(characters: string, type: "string" | "boolean" | "choice" | "number"): Expression {
  const number = Number(characters);
  if (type === "boolean" && (characters === "true" || characters === "false"))
    return literal({ case: "boolean", value: characters === "true" });
  if (type === "number" && characters !== "" && Number.isFinite(number))
    return literal(
      Number.isSafeInteger(number)
        ? { case: "integer", value: BigInt(number) }
        : { case: "number", value: number },
    );
  return literal({ case: "text", value: characters });
}

type Constant =
  | { case: "text"; value: string }
  | { case: "boolean"; value: boolean }
  | { case: "integer"; value: bigint }
  | { case: "number"; value: number };

function literal(kind: Constant): Expression {
  return create(ExpressionSchema, { kind: { case: "literal", value: { kind } } });
}
