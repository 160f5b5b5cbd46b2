import type { Scope } from "../scope.ts";

/**
 * Characters that CircleCI must not take for an expression: `<<` is written `\<<`. Whoever wrote a whole expression
 * probably wanted one, so it is remarked.
 */
export function characters(text: string, scope: Scope): string {
  if (/<<\s*(?:pipeline|parameters|matrix)\./.test(text))
    scope.report.add(
      "CC014",
      scope.subject,
      "`<< … >>` in a value of cig.toml is plain text, so CircleCI will not evaluate it.",
      "Use a portable name such as {{ git.branch }}, or put the expression under provider.circleci.",
    );
  return escaped(text);
}

/** The same without a remark, for text of this plugin and for scripts, in which `<<` is the shell's. */
export function escaped(text: string): string {
  return text.replaceAll("<<", "\\<<");
}
