import type { Expression, Text } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import type { Place } from "./place.ts";
import { compileReference } from "./reference.ts";

/** A Text in GitHub's notation: names become expressions, characters stay exactly what they are. */
export function compileText(text: Text | undefined, place: Place, scope: Scope): string {
  let literal = "";
  let result = "";
  for (const part of text?.parts ?? []) {
    if (part.kind.case !== "reference") {
      literal += part.kind.value ?? "";
      continue;
    }
    result += characters(literal, scope);
    literal = "";
    const operand = compileReference(part.kind.value, place, scope);
    if (operand) result += inText(part.kind.value.path, operand.source);
  }
  result += characters(literal, scope);
  if (result.includes("${{") && result.length > longestWithExpression)
    scope.report.add(
      "GH019",
      scope.subject,
      `The value has ${result.length} characters and \`\${{\` in it; GitHub takes ${longestWithExpression} then.`,
      "Shorten it, or put it into a file of the repository.",
    );
  return result;
}

/** GitHub's limit for a text that has an expression in it, in characters. */
export const longestWithExpression = 21_000;

/**
 * Characters that GitHub must not take for an expression: each `${{` becomes an expression whose value is
 * those three characters. Somebody who wrote one probably wanted an expression, so it is remarked.
 */
export function characters(text: string, scope: Scope): string {
  if (!text.includes("${{")) return text;
  scope.report.add(
    "GH014",
    scope.subject,
    "`${{` in a value of cig.toml is plain text, so GitHub will not evaluate what follows.",
    "Use a portable name such as {{ git.branch }}, or put the expression under provider.github.",
  );
  return text.replaceAll("${{", "${{ '${{' }}");
}

/** Characters for a place where GitHub takes no expression at all; `${{` there is refused. */
export function plainCharacters(text: string, scope: Scope, ...keys: readonly string[]): string {
  if (text.includes("${{"))
    scope.report.add(
      "GH013",
      below(scope, ...keys).subject,
      `GitHub refuses a workflow with \`\${{\` here: "${text}".`,
      "Take the `${{` out.",
    );
  return text;
}

/** A field that is either plain characters or, with run-time names, a Text; undefined when it is empty. */
export function compileEither(
  plain: string,
  text: Text | undefined,
  place: Place,
  scope: Scope,
): string | undefined {
  if (text && text.parts.length > 0) return compileText(text, place, scope);
  return plain === "" ? undefined : characters(plain, scope);
}

/** True when the Text names the run-time value, as secrets.TOKEN. */
export function mentions(text: Text | undefined, name: string): boolean {
  return (text?.parts ?? []).some(
    ({ kind }) => kind.case === "reference" && kind.value.path.join(".") === name,
  );
}

/** True for a condition that is the constant true. */
export function isTrue(expression: Expression | undefined): boolean {
  const kind = expression?.kind;
  return kind?.case === "literal" && kind.value.kind.case === "boolean" && kind.value.kind.value;
}

function inText(path: readonly string[], source: string): string {
  if (path[0] === "shard" && /^'\d+'$/.test(source)) return source.slice(1, -1);
  if (path.join(".") === "run.url")
    return "${{ github.server_url }}/${{ github.repository }}/actions/runs/${{ github.run_id }}";
  return `\${{ ${source} }}`;
}
