import type { TomlTable, TomlValue } from "cig/sdk/import";
import type { Call, Expr, Stmt } from "../reader/syntax.ts";
import { argumentOf, callsIn, plainText, section } from "../reader/tree.ts";

/** Arguments of a call as the escape hatch has them; undefined where one is no literal. */
export function hatchValue({ args, named, body }: Call): TomlValue | undefined {
  if (body) return undefined;
  const values = args.map(literal);
  const entries = named.map(({ name, value }) => [name, literal(value)] as const);
  if (values.includes(undefined) || entries.some(([, value]) => value === undefined)) return undefined;
  if (entries.length > 0) return values.length > 0 ? undefined : (Object.fromEntries(entries) as TomlTable);
  const [only] = args;
  if (args.length === 1 && only!.kind === "call") {
    const inner = hatchValue(only as Call);
    // A call in a call is a table whose only entry is a table.
    return typeof inner === "object" && !Array.isArray(inner) ? { [(only as Call).name]: inner } : undefined;
  }
  if (values.length === 0) return true;
  return values.length === 1 ? values[0] : (values as TomlValue[]);
}

function literal(expr: Expr): TomlValue | undefined {
  if (expr.kind === "text") return expr.text;
  if (expr.kind === "number") return expr.value;
  if (expr.kind === "constant" && typeof expr.value === "boolean") return expr.value;
  if (expr.kind === "list") {
    const items = expr.items.map(literal);
    return items.includes(undefined) ? undefined : (items as TomlValue[]);
  }
  return expr.kind === "call" && !expr.of && !expr.body ? "" : undefined;
}

/** What of a section's calls the escape hatch can hold, and what not. */
export function hatchSection(
  body: readonly Stmt[],
  name: string,
  own: ReadonlySet<string>,
): { readonly table: TomlTable; readonly lost: readonly string[] } {
  const table: Record<string, TomlValue> = {};
  const lost: string[] = [];
  for (const call of linesOf(section(body, name) ?? [])) {
    if (own.has(call.name)) continue;
    const value = hatchValue(call);
    if (value === undefined) lost.push(call.name);
    else table[call.name] = value;
  }
  return { table, lost };
}

/** Calls, and bare names, which are calls without arguments. */
function linesOf(body: readonly Stmt[]): Call[] {
  return body.flatMap((each): Call[] => {
    if (each.kind !== "expression") return [];
    if (each.expr.kind === "call") return [each.expr];
    return each.expr.kind === "name" ? [{ kind: "call", name: each.expr.name, args: [], named: [] }] : [];
  });
}

/** The questions of `parameters`. */
export function inputsOf(pipeline: readonly Stmt[], lose: (what: string) => void): TomlTable {
  const inputs: Record<string, TomlTable> = {};
  for (const call of callsIn(section(pipeline, "parameters") ?? [])) {
    const name = plainText(argumentOf(call, "name"));
    const named = (key: string) => call.named.find((each) => each.name === key)?.value;
    const description = plainText(named("description"));
    const fallback = named("defaultValue") && literal(named("defaultValue")!);
    if (name === undefined || !/^[A-Za-z_][\w-]*$/.test(name)) {
      lose(call.name);
      continue;
    }
    const common = { ...(description !== undefined && description !== "" && { description }) };
    if (call.name === "booleanParam")
      inputs[name] = { type: "boolean", default: fallback === true, ...common };
    else if (call.name === "choice") {
      const choices = named("choices");
      const options =
        choices?.kind === "list"
          ? choices.items.flatMap((item) => plainText(item) ?? [])
          : (plainText(choices) ?? "").split("\n").filter(Boolean);
      if (options.length > 0) inputs[name] = { type: "choice", options, default: options[0]!, ...common };
      else lose(call.name);
    } else {
      inputs[name] = { default: typeof fallback === "string" ? fallback : "", ...common };
      if (call.name !== "string" && call.name !== "text") lose(call.name);
    }
  }
  return inputs;
}
