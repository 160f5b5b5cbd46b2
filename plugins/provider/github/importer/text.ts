import { parseExpression } from "../reader/expression/parse.ts";
import { cutExpressions } from "../reader/expression/text.ts";
import { portableIn, type Scope } from "./portable.ts";

/**
 * A text of GitHub in cig's notation: `${{ github.sha }}` is `{{ git.sha }}`, and braces that are just characters stay
 * that. Undefined where it has an expression that no name of cig.toml is rendered as.
 */
export function importText(source: string, scope: Scope): string | undefined {
  const pieces = cutExpressions(source);
  let text = "";
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) {
      // An expression that nothing ends.
      if (piece.includes("${{")) return undefined;
      text += withoutNames(piece);
      continue;
    }
    const node = parseExpression(piece);
    const name = node && portableIn(node, scope);
    // "$" and a name would be read as GitHub's own notation.
    if (name === undefined || text.endsWith("$")) return undefined;
    text += `{{ ${name} }}`;
  }
  return text;
}

/** Characters that cig.toml would read as a name, so that they stay what they are. */
export function withoutNames(text: string): string {
  return text.replace(/\{\{/g, "{{ '{{' }}");
}

export function hasExpression(value: unknown): boolean {
  return typeof value === "string" && value.includes("${{");
}
