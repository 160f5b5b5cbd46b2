import { type Node, parseExpression } from "../reader/expression/parse.ts";
import { printExpression } from "../reader/expression/print.ts";
import { cutExpressions } from "../reader/expression/text.ts";
import { portableIn, type Scope } from "./portable.ts";

/** The condition of an `if` in cig's notation; undefined where the language cannot say it. */
export function importCondition(value: unknown, scope: Scope): string | undefined {
  const node = nodeOf(value);
  return node && write(node, scope, 0);
}

function nodeOf(value: unknown): Node | undefined {
  if (typeof value === "boolean") return { kind: "literal", value };
  if (typeof value !== "string") return undefined;
  const pieces = cutExpressions(value.trim());
  if (pieces.length === 1) return parseExpression(pieces[0]!);
  // A text around an expression is always true, which nobody means; it is kept as it stands.
  return pieces.length === 3 && pieces[0] === "" && pieces[2] === ""
    ? parseExpression(pieces[1]!)
    : undefined;
}

const strengths = { "||": 1, "&&": 2, "==": 3, "!=": 3 } as const;

function write(node: Node, scope: Scope, least: number): string | undefined {
  switch (node.kind) {
    case "literal":
      return writeLiteral(node.value);
    case "not": {
      const inner = write(node.of, scope, 4);
      return inner && `!${inner}`;
    }
    case "call":
      return writeCall(node, scope);
    case "member":
    case "name":
      return portableIn(node, scope);
    case "every":
      return undefined;
    case "binary":
      return writeBinary(node, scope, least);
  }
}

function writeBinary(node: Node & { kind: "binary" }, scope: Scope, least: number): string | undefined {
  const { operator } = node;
  if (operator !== "||" && operator !== "&&" && operator !== "==" && operator !== "!=") return undefined;
  const own = strengths[operator];
  const [left, right] =
    own === 3
      ? (compared(node.left, node.right) ??
        compared(node.right, node.left)?.reverse() ?? [
          write(node.left, scope, 4),
          write(node.right, scope, 4),
        ])
      : [write(node.left, scope, own), write(node.right, scope, own + 1)];
  if (left === undefined || right === undefined) return undefined;
  const text = `${left} ${operator} ${right}`;
  return own < least ? `(${text})` : text;
}

/** What starts a run, and the machine, have other words in cig.toml. */
const words: Readonly<Record<string, readonly [name: string, words: Readonly<Record<string, string>>]>> = {
  "github.event_name": [
    "run.event",
    {
      push: "push",
      pull_request: "pull_request",
      merge_group: "merge_queue",
      schedule: "schedule",
      workflow_dispatch: "manual",
      release: "release",
    },
  ],
  "runner.os": ["runner.os", { Linux: "linux", Windows: "windows", macOS: "macos" }],
  "runner.arch": ["runner.arch", { X64: "amd64", ARM64: "arm64" }],
};

function compared(subject: Node, other: Node): (string | undefined)[] | undefined {
  const known = words[printExpression(subject)];
  if (!known) return undefined;
  const [name, translated] = known;
  const word =
    other.kind === "literal" && typeof other.value === "string" ? translated[other.value] : undefined;
  return word === undefined ? [undefined, undefined] : [name, `'${word}'`];
}

function writeLiteral(value: null | boolean | number | string): string | undefined {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return undefined;
  if (typeof value !== "string") return String(value);
  if (!/['\\\n]/.test(value)) return `'${value}'`;
  return /["\\\n]/.test(value) ? undefined : `"${value}"`;
}

const statuses = new Map(["success", "failure", "always", "cancelled"].map((name) => [name, name]));
const questions = new Map([
  ["contains", "contains"],
  ["startswith", "startsWith"],
  ["endswith", "endsWith"],
]);

function writeCall({ name, inner }: Node & { kind: "call" }, scope: Scope): string | undefined {
  const status = statuses.get(name.toLowerCase());
  if (status && inner.length === 0) return `${status}()`;
  const question = questions.get(name.toLowerCase());
  if (!question || inner.length !== 2) return undefined;
  const written = inner.map((each) => write(each, scope, 0));
  return written.includes(undefined) ? undefined : `${question}(${written.join(", ")})`;
}
