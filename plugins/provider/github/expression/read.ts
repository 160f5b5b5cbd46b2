import type { Expression } from "cig/sdk";

/** The portable name that an expression is, as "git.branch". */
export function pathOf(expression: Expression | undefined): string | undefined {
  return expression?.kind.case === "reference" ? expression.kind.value.path.join(".") : undefined;
}

export function isPath(expression: Expression | undefined, path: string): boolean {
  return pathOf(expression) === path;
}

/** The characters of an expression that is a constant text. */
export function literalText(expression: Expression | undefined): string | undefined {
  const kind = expression?.kind;
  return kind?.case === "literal" && kind.value.kind.case === "text" ? kind.value.kind.value : undefined;
}
