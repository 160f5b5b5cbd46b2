import { parseExpression } from "../reader/expression/parse.ts";
import { cutExpressions } from "../reader/expression/text.ts";
import { portableIn, type Scope } from "./portable.ts";
import { importText, withoutNames } from "./text.ts";

/**
 * A script in cig's notation. GitHub pastes a value into the script, cig hands it over in a variable between quotes: that is
 * the same for one word, and inside of quotes. Undefined where it may not be, or where a name is missing.
 */
export function importScript(source: string, shell: string, scope: Scope): string | undefined {
  const pieces = cutExpressions(source);
  if (pieces.length === 1) return source.includes("${{") ? undefined : withoutNames(source);
  if (shell !== "bash" && shell !== "sh") return undefined;
  let before = "";
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) before += piece;
    else {
      const node = parseExpression(piece);
      const name = node && portableIn(node, scope);
      if (name === undefined || !isSame(name, quoteAt(before), scope)) return undefined;
      before += "x";
    }
  }
  return importText(source, scope);
}

/** Names whose value is one word without a sign that a shell acts on. */
const oneWord: ReadonlySet<string> = new Set([
  "git.sha",
  "git.ref",
  "run.id",
  "run.number",
  "run.attempt",
  "run.actor",
  "workspace",
  "runner.temp",
]);

type Quote = "none" | "double" | "single" | "unknown";

function isSame(name: string, quote: Quote, scope: Scope): boolean {
  if (quote === "unknown") return false;
  const axis = /^matrix\.([\w-]+)(?:\.([\w-]+))?$/.exec(name);
  if (axis) {
    const values = (scope.matrix.get(axis[1]!) ?? []).map((value) =>
      axis[2] === undefined ? value : (value as Record<string, unknown> | null)?.[axis[2]],
    );
    const isPlain = values.every((value) => /^[\w.+:/@=,%^-]+$/.test(String(value ?? "")));
    return (
      isPlain || (quote !== "none" && values.every((value) => /^[^$`"'\\!\n]*$/.test(String(value ?? ""))))
    );
  }
  return oneWord.has(name) || quote === "double";
}

/** In what quotes a text goes on that began as a script. What is not certain is unknown. */
function quoteAt(before: string): Quote {
  let quote: "none" | "double" | "single" = "none";
  let isNested = false;
  for (let at = 0; at < before.length; at++) {
    const character = before[at]!;
    if (quote === "single") {
      if (character === "'") quote = "none";
    } else if (character === "\\") at++;
    else if (character === '"') {
      quote = quote === "double" ? "none" : "double";
      isNested = false;
    } else if (quote === "double") {
      // What stands in `$(…)` inside of quotes is not in quotes.
      if (character === "`" || before.startsWith("$(", at)) isNested = true;
    } else if (character === "'") {
      if (before[at - 1] === "$") return "unknown";
      quote = "single";
    } else if (before.startsWith("<<", at)) return "unknown";
    else if (character === "#" && /^$|\s/.test(before[at - 1] ?? "")) {
      const end = before.indexOf("\n", at);
      if (end < 0) return "none";
      at = end;
    }
  }
  return quote === "double" && isNested ? "unknown" : quote;
}
