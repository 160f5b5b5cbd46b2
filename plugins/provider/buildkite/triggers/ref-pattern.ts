import type { Scope } from "../scope.ts";
import { type Cond, escapePattern, is, matches } from "../value/cond.ts";

/**
 * A pattern of branches or tags as a condition: `*` is all but `/`, `**` is all, `?` and `+` repeat what stands before,
 * `[…]` is one of the characters. Reports a pattern that means nothing.
 */
export function refCondition(subject: string, pattern: string, scope: Scope): Cond {
  const fault = faultOf(pattern);
  if (fault)
    scope.report.add(
      "BK007",
      scope.subject,
      `The pattern "${pattern}" cannot be used: ${fault}.`,
      'Write patterns such as "main", "release/*" or "v*".',
    );
  if (!/[\\*?+[\]]/.test(pattern)) return is(subject, pattern);
  const body = pattern
    .split(/(\\.|\*\*|\*|\[[^\]]*\]|[?+])/s)
    .map(translate)
    .join("");
  return matches(subject, `^${body}$`);
}

/** True for the pattern that every name fits. */
export function isAnyName(pattern: string): boolean {
  return pattern === "**";
}

function translate(piece: string, index: number): string {
  if (index % 2 === 0) return escapePattern(piece);
  if (piece === "**") return ".*";
  if (piece === "*") return "[^/]*";
  return piece.startsWith("\\") ? escapePattern(piece.slice(1)) : piece;
}

function faultOf(pattern: string): string | undefined {
  if (pattern === "") return "it is empty";
  if (pattern.startsWith("!")) return '"!" can only take away from a list that other patterns give';
  if (/[\s~^:\0-\x1f\x7f]/.test(pattern)) return "no branch or tag has such a character";
  if (pattern.startsWith("refs/")) return "branches and tags are named without refs/";
  if (/^[?+]/.test(pattern)) return `"${pattern[0]}" has nothing before it to repeat`;
  if (/\*\*\*|[*?+]\?|[*?]\+|\+\+/.test(pattern)) return "two operators stand side by side";
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(pattern)) return 'it ends with "\\"';
  const rest = pattern.replace(/\\./gs, "").replace(/\[[\w./-]+\]/g, "");
  return /[[\]]/.test(rest) ? 'a "[" is not closed, or what it holds is no plain range' : undefined;
}
