import { Filtered } from "./filtered.ts";
import { callFunction } from "./functions.ts";
import type { Node } from "./parse.ts";
import { printExpression } from "./print.ts";
import {
  compared,
  isTable,
  Open,
  sameAs,
  type Table,
  textOf,
  truthOf,
  Unknown,
  type Value,
} from "./value.ts";

/** What an expression can see. A name that is not there is unknown. */
export interface Context {
  readonly names: Table;
  /** success(), failure(), always(), cancelled(): what they answer. */
  readonly status?: Readonly<Record<string, Value>>;
}

/** The value of an expression, as GitHub computes it; Unknown where it hangs on what only the run knows. */
export function evaluate(node: Node, context: Context): Value {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "name":
      return nameIn(context, node.name.toLowerCase());
    case "member":
      return member(evaluate(node.of, context), evaluate(node.key, context), node);
    case "every":
      return every(evaluate(node.of, context));
    case "call":
      return call(node, context);
    case "not": {
      const truth = truthOf(evaluate(node.of, context));
      return truth === undefined ? new Unknown(printExpression(node)) : !truth;
    }
    case "binary":
      return binary(node, context);
  }
}

function nameIn({ names }: Context, name: string): Value {
  const value = Object.hasOwn(names, name) ? names[name] : undefined;
  return value === undefined ? new Unknown(name) : value;
}

function call({ name, inner }: Node & { kind: "call" }, context: Context): Value {
  const own = context.status?.[name.toLowerCase()];
  if (own !== undefined && inner.length === 0) return own;
  return callFunction(
    name,
    inner.map((each) => evaluate(each, context)),
  );
}

function member(of: Value | Filtered, key: Value, node: Node): Value {
  if (of instanceof Filtered) {
    const all = of.items.flatMap((item) => {
      const value = member(item, key, node);
      return value === null && !has(item, key) ? [] : [value];
    });
    return new Filtered(all) as unknown as Value;
  }
  if (of instanceof Unknown) return new Unknown(nameOf(of.name, key));
  if (key instanceof Unknown) return new Unknown(printExpression(node));
  if (of instanceof Open) {
    const own = field(of.fields, key);
    return own === undefined ? new Unknown(nameOf(of.name, key)) : own;
  }
  if (Array.isArray(of)) return typeof key === "number" ? (of[Math.floor(key)] ?? null) : null;
  return isTable(of) ? (field(of, key) ?? null) : null;
}

function has(item: Value, key: Value): boolean {
  return isTable(item) && field(item, key) !== undefined;
}

function nameOf(above: string, key: Value): string {
  return `${above}.${textOf(key) ?? "?"}`.toLowerCase();
}

/** Names of fields are the same in upper and lower case. */
function field(table: Table, key: Value): Value | undefined {
  const wanted = textOf(key)?.toLowerCase();
  const own = Object.keys(table).find((each) => each.toLowerCase() === wanted);
  return own === undefined ? undefined : table[own];
}

function every(of: Value): Value {
  if (of instanceof Unknown || of instanceof Open) return new Unknown(`${of.name}.*`);
  const items = Array.isArray(of) ? of : isTable(of) ? Object.values(of) : [];
  return new Filtered(items) as unknown as Value;
}

function binary(node: Node & { kind: "binary" }, context: Context): Value {
  const { operator } = node;
  const left = evaluate(node.left, context);
  if (operator === "||" || operator === "&&")
    return junction(node, left, () => evaluate(node.right, context));
  const right = evaluate(node.right, context);
  if (operator === "==" || operator === "!=") {
    const same = sameAs(left, right);
    return same === undefined ? new Unknown(printExpression(node)) : same === (operator === "==");
  }
  const sign = compared(left, right);
  if (sign === undefined) return new Unknown(printExpression(node));
  if (operator === "<") return sign < 0;
  if (operator === ">") return sign > 0;
  return operator === "<=" ? sign <= 0 : sign >= 0;
}

/** Where the left side is unknown, the right one may still decide whether the whole is true. */
function junction(node: Node & { kind: "binary" }, left: Value, right: () => Value): Value {
  const truth = truthOf(left);
  const stops = node.operator === "||";
  if (truth !== undefined) return truth === stops ? left : right();
  return truthOf(right()) === stops ? stops : new Unknown(printExpression(node));
}
