import type { Scope } from "../scope.ts";

/**
 * A pattern of branches or tags as a regular expression of the whole name: `*` is all but `/`, `**` is all, `?` and
 * `+` repeat what stands before, `[…]` is one of the characters. Reports a pattern that means nothing.
 */
export function refPattern(pattern: string, scope: Scope): string {
  const fault = faultOf(pattern);
  if (fault)
    scope.report.add(
      "JK007",
      scope.subject,
      `The pattern "${pattern}" cannot be used: ${fault}.`,
      'Write patterns such as "main", "release/*" or "v*".',
    );
  return pattern
    .split(/(\\.|\*\*|\*|\[[^\]]*\]|[?+])/s)
    .map(translate)
    .join("");
}

/** True when the pattern is a name. */
export function isName(pattern: string): boolean {
  return !/[\\*?+[\]]/.test(pattern);
}

function translate(piece: string, index: number): string {
  if (index % 2 === 0) return escapePattern(piece);
  if (piece === "**") return ".*";
  if (piece === "*") return "[^/]*";
  if (piece.startsWith("\\")) return escapePattern(piece.slice(1));
  return piece;
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function faultOf(pattern: string): string | undefined {
  if (pattern === "") return "it is empty";
  if (pattern.startsWith("!")) return '"!" can only take away from a list that other patterns give';
  if (/[\s~^:\0-\x1f]/.test(pattern)) return "no branch or tag has such a character";
  if (pattern.startsWith("refs/")) return "branches and tags are named without refs/";
  if (/^[?+]/.test(pattern)) return `"${pattern[0]}" has nothing before it to repeat`;
  if (/\*\*\*|[*?+]\?|[*?]\+|\+\+/.test(pattern)) return "two operators stand side by side";
  if (pattern.endsWith("\\") && !pattern.endsWith("\\\\")) return 'it ends with "\\"';
  const rest = pattern.replace(/\\./gs, "").replace(/\[[\w./-]+\]/g, "");
  return /[[\]]/.test(rest) ? 'a "[" is not closed, or what it holds is no plain range' : undefined;
}
