import semver from "semver";

/**
 * Turns a constraint of Composer (`^8.1`, `~8.2.0 || ~8.3.0`, `>=7.4 <8.4`, `8.2.*`, `8.1 - 8.3`) into a range of
 * semver that means the same; undefined when it cannot be read. A comma or a blank joins, `||` or `|` offers a choice.
 */
export function comparableRange(constraint: string): string | undefined {
  const alternatives = constraint.split(/\s*\|\|?\s*/).map(alternative);
  if (alternatives.some((range) => range === undefined)) return undefined;
  const range = alternatives.join(" || ");
  return semver.validRange(range) === null ? undefined : range;
}

function alternative(written: string): string | undefined {
  const hyphen = /^\s*([\d.]+)\s+-\s+([\d.]+)\s*$/.exec(written);
  if (hyphen) return `${hyphen[1]} - ${hyphen[2]}`;
  const terms = written
    .trim()
    .replace(/([<>=!~^])\s+/g, "$1")
    .split(/[\s,]+/)
    .filter((term) => term !== "")
    .map(translate);
  if (terms.length === 0 || terms.includes(undefined)) return undefined;
  return terms.filter((term) => term !== "").join(" ") || "*";
}

const termPattern =
  /^(\^|~|>=|<=|!=|<>|>|<|==?)?v?(\d{1,4}(?:\.\d{1,4}){0,3})(\.[*x])?(?:[-@](?:dev|alpha|beta|rc|stable)\d*)?$/i;

function translate(term: string): string | undefined {
  if (term === "*") return "";
  const match = termPattern.exec(term);
  if (!match) return undefined;
  const [, operator = "", version, wildcard] = match;
  const digits = version!
    .split(".")
    .slice(0, 3)
    .map((digit) => String(Number(digit)));
  if (wildcard !== undefined) return `${digits.join(".")}.x`;
  const full = [...digits, "0", "0"].slice(0, 3).join(".");
  switch (operator) {
    case "~":
      // Composer's ~8.1 goes up to 9, where npm's stops before 8.2.
      return digits.length < 3 ? `>=${full} <${Number(digits[0]) + 1}.0.0` : `~${full}`;
    case "^":
      return `^${digits.join(".")}`;
    case "!=":
    case "<>":
      return "";
    case "":
    case "=":
    case "==":
      return full;
    default:
      return `${operator}${full}`;
  }
}
