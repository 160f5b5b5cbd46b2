import { characters, longestWithExpression } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import { type Table, table } from "../yaml/tree.ts";

/**
 * The value of `run`. Line ends at the end of a script mean nothing to a shell: one line has none, more lines
 * have one, as people write them. Run-time values reach it through variables and never through expressions.
 */
export function compileScript(source: string, scope: Scope): Table {
  const trimmed = source.replace(/(?:\r?\n[ \t]*)+$/, "");
  const script = characters(trimmed.includes("\n") ? `${trimmed}\n` : trimmed, scope);
  if (script.includes("${{") && script.length > longestWithExpression)
    scope.report.add(
      "GH019",
      scope.subject,
      `The script has ${script.length} characters and \`\${{\` in it; GitHub takes ${longestWithExpression} then.`,
      "Put the script into a file of the repository and run that.",
    );
  return table(["run", script]);
}
