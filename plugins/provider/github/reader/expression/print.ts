import type { Node } from "./parse.ts";

/** The expression in one way of writing: contexts with dots, one blank around operators, no needless parentheses. */
export function printExpression(node: Node): string {
  return print(node).source;
}

/** The places of a chain of members, as ["needs", "build", "result"]; undefined for anything else. */
export function pathOf(node: Node): readonly string[] | undefined {
  if (node.kind === "name") return [node.name];
  if (node.kind !== "member" || node.key.kind !== "literal" || typeof node.key.value !== "string")
    return undefined;
  const above = pathOf(node.of);
  return above && [...above, node.key.value];
}

/** The sides of a chain of one operator, from the left. */
export function chainOf(node: Node, operator: "||" | "&&"): Node[] {
  return node.kind === "binary" && node.operator === operator
    ? [...chainOf(node.left, operator), ...chainOf(node.right, operator)]
    : [node];
}

interface Printed {
  readonly source: string;
  /** How tightly it holds together. */
  readonly strength: number;
}

const strengths: Readonly<Record<string, number>> = { "||": 1, "&&": 2, "==": 3, "!=": 3 };

function print(node: Node): Printed {
  switch (node.kind) {
    case "literal":
      return {
        source: typeof node.value === "string" ? `'${node.value.replaceAll("'", "''")}'` : String(node.value),
        strength: 6,
      };
    case "name":
      return { source: node.name, strength: 6 };
    case "member":
      return { source: inside(node.of, 6) + memberOf(node.key), strength: 6 };
    case "every":
      return { source: `${inside(node.of, 6)}.*`, strength: 6 };
    case "call":
      return { source: `${node.name}(${node.inner.map(printExpression).join(", ")})`, strength: 6 };
    case "not":
      return { source: `!${inside(node.of, 5)}`, strength: 5 };
    case "binary": {
      const own = strengths[node.operator] ?? 4;
      const left = inside(node.left, own <= 2 ? own : own + 1);
      return { source: `${left} ${node.operator} ${inside(node.right, own + 1)}`, strength: own };
    }
  }
}

function memberOf(key: Node): string {
  return key.kind === "literal" && typeof key.value === "string" && /^[A-Za-z_][\w-]*$/.test(key.value)
    ? `.${key.value}`
    : `[${printExpression(key)}]`;
}

function inside(node: Node, least: number): string {
  const { source, strength } = print(node);
  return strength < least ? `(${source})` : source;
}
