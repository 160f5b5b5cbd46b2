/**
 * Turns a version specifier of Python's packaging world (`>=3.9,<4`, `~=3.11`, `==3.12.*`) or of Poetry (`^3.11`,
 * `~3.11`, `3.9 || 3.11`) into a range that setup actions take: `>=3.11 <4.0`. Single exclusions (`!=3.9.1`) have
 * no place in such a range and are left out. Undefined when it cannot be read.
 */
export function installerRange(specifier: string): string | undefined {
  const alternatives = specifier.split("||").map(alternative);
  return alternatives.some((range) => range === undefined) ? undefined : alternatives.join(" || ");
}

function alternative(text: string): string | undefined {
  const clauses = text
    .replace(/([<>=!~^])\s+/g, "$1")
    .split(/[\s,]+/)
    .filter((clause) => clause !== "")
    .map(translate);
  if (clauses.length === 0 || clauses.includes(undefined)) return undefined;
  return clauses.filter((clause) => clause !== "").join(" ") || undefined;
}

const clausePattern =
  /^(===|==|=|~=|!=|>=|<=|>|<|\^|~)?v?(\d{1,6}(?:\.\d{1,6})*)(\.\*)?((?:\.?(?:a|b|rc|dev|post))\.?\d+)?$/;

function translate(clause: string): string | undefined {
  const match = clausePattern.exec(clause);
  if (!match) return undefined;
  const [, operator = "==", version] = match;
  // Leading zeros mean nothing to Python and are an error to a setup action.
  const digits = version!
    .split(".")
    .slice(0, 3)
    .map((digit) => String(Number(digit)));
  const plain = digits.join(".");
  switch (operator) {
    case "^":
      return `>=${plain} <${Number(digits[0]) + 1}.0`;
    case "~":
      return digits.length === 1
        ? `>=${plain} <${next(digits)}.0`
        : `>=${plain} <${next(digits.slice(0, 2))}`;
    case "~=":
      if (digits.length === 1) return undefined;
      return digits.length === 2
        ? `>=${plain} <${Number(digits[0]) + 1}.0`
        : `>=${plain} <${next(digits.slice(0, 2))}`;
    case "!=":
      return "";
    case "===":
    case "==":
    case "=":
      return plain;
    default:
      return `${operator}${plain}`;
  }
}

/** The version after all that begin with these digits. */
function next(digits: readonly string[]): string {
  return [...digits.slice(0, -1), String(Number(digits.at(-1)) + 1)].join(".");
}
