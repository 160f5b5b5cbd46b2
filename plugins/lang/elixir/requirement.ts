import semver from "semver";

/**
 * Turns a requirement of Elixir (`~> 1.15`, `>= 1.14.0 and < 2.0.0`, `~> 1.14 or ~> 1.17`) into a range of semver that
 * means the same; undefined when it cannot be read. What follows a hyphen (`-dev`) is left out.
 */
export function comparableRange(requirement: string): string | undefined {
  const alternatives = requirement.split(/\s+or\s+/).map(alternative);
  if (alternatives.some((range) => range === undefined)) return undefined;
  const range = alternatives.join(" || ");
  return semver.validRange(range) === null ? undefined : range;
}

function alternative(written: string): string | undefined {
  const terms = written.split(/\s+and\s+/).map((term) => translate(term.trim()));
  if (terms.includes(undefined)) return undefined;
  return terms.filter((term) => term !== "").join(" ") || "*";
}

const termPattern = /^(~>|>=|<=|!=|==|>|<)?\s*(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:-[\w.]+)?$/;

function translate(term: string): string | undefined {
  const match = termPattern.exec(term);
  if (!match) return undefined;
  const [, operator = "==", major, minor, patch] = match;
  const full = [major, minor, patch ?? "0"].map((digit) => String(Number(digit))).join(".");
  switch (operator) {
    case "~>":
      return patch === undefined
        ? `>=${full} <${Number(major) + 1}.0.0`
        : `>=${full} <${Number(major)}.${Number(minor) + 1}.0`;
    case "!=":
      return "";
    case "==":
      return full;
    default:
      return `${operator}${full}`;
  }
}
