import type { Scope } from "../scope.ts";

/** Reports a path pattern that GitHub refuses or that can match no file. */
export function checkPathPattern(pattern: string, all: readonly string[], scope: Scope): void {
  const fault =
    faultOfAny(pattern, all) ??
    (pattern.replace(/^!/, "").startsWith("./") || pattern.replace(/^!/, "").startsWith("../")
      ? "paths start at the repository's root without a dot"
      : pattern.replace(/^!/, "").startsWith("/")
        ? "paths start at the repository's root without a slash"
        : undefined);
  report(pattern, fault, scope);
}

/** Reports a pattern of branches or tags that GitHub refuses or that can match no name. */
export function checkRefPattern(pattern: string, all: readonly string[], scope: Scope): void {
  const fault =
    faultOfAny(pattern, all) ??
    (/[\s~^:]/.test(pattern)
      ? "no branch or tag has such a character"
      : pattern.startsWith("refs/")
        ? "branches and tags are named without refs/"
        : pattern.endsWith("/") || pattern.startsWith("/")
          ? "no branch or tag starts or ends with a slash"
          : undefined);
  report(pattern, fault, scope);
}

function faultOfAny(pattern: string, all: readonly string[]): string | undefined {
  if (pattern === "" || pattern === "!") return "it is empty";
  if (pattern !== pattern.trim()) return "it starts or ends with a blank";
  if (/[\0-\x1f]/.test(pattern)) return "it has a control character";
  if (pattern.includes("${{")) return "GitHub takes no `${{` here";
  if (all.every((each) => each.startsWith("!"))) return 'a list of only "!" patterns matches nothing';
  return faultOfOperators(pattern.replace(/^!/, ""));
}

function faultOfOperators(pattern: string): string | undefined {
  if (/^[?+]/.test(pattern)) return `"${pattern[0]}" has nothing before it to repeat`;
  if (/\*\*\*/.test(pattern)) return '"***" is no operator';
  let open = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === "\\" && ++index >= pattern.length) return 'it ends with "\\"';
    else if (character === "[") {
      if (pattern[index + 1] === "]") return '"[]" matches no character';
      open = true;
    } else if (character === "]") open = false;
  }
  return open ? 'a "[" is not closed' : undefined;
}

function report(pattern: string, fault: string | undefined, scope: Scope): void {
  if (fault === undefined) return;
  scope.report.add(
    "GH007",
    scope.subject,
    `The pattern "${pattern}" cannot be used: ${fault}.`,
    'Write patterns such as "src/**", "*.md" or "release/*".',
  );
}
