/** What a text in a version file means to an installer. */
export type Meaning =
  | { readonly kind: "version"; readonly value: string }
  | { readonly kind: "constraint"; readonly value: string }
  /** It leaves the choice to the machine. */
  | { readonly kind: "none" }
  | { readonly kind: "invalid" };

/** Reads the text of .go-version, .tool-versions, mise.toml, a toolchain line or an input. */
export function readVersion(text: string): Meaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^(go|v)(?=\d)/, "");
  if (/^\d+(\.\d+){0,2}((rc|beta)\d+)?$/.test(value)) return { kind: "version", value };
  if (/^\d+(\.\d+)?\.[xX*]$/.test(value)) return { kind: "version", value: value.slice(0, -2) };
  if (/^(system|latest|stable|oldstable|default|local|)$/.test(value) || /^(ref|path|sub-[^:]*):/.test(value))
    return { kind: "none" };
  const range = readRange(value);
  return range === undefined ? { kind: "invalid" } : { kind: "constraint", value: range };
}

/** False only when it is certain that no release of `version` meets the range. */
export function meets(version: string, range: string): boolean {
  return clausesOf(range).every((clause) => fits(version, clause.operator, clause.version));
}

function fits(version: string, operator: Operator, limit: string): boolean {
  const order = compareVersions(version, limit);
  const isWithin = agree(version, limit);
  switch (operator) {
    case ">=":
      return order >= 0 || isWithin;
    case ">":
      return order > 0 || (isWithin && version !== limit);
    case "<=":
      return order <= 0 || isWithin;
    case "<":
      return order < 0;
    case "^":
      return (order >= 0 || isWithin) && version.split(".")[0] === limit.split(".")[0];
    case "~":
      return (order >= 0 || isWithin) && lineOf(version) === lineOf(limit);
  }
}

/** Whether one release can be meant by both: "1.25" and "1.25.3", but not "1.25.1" and "1.25.3". */
export function agree(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}

/** Orders versions by their numbers; one that says less counts as its first release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < 4; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

type Operator = ">=" | ">" | "<=" | "<" | "^" | "~";

const clausePattern = /^(>=|<=|>|<|\^|~)(\d+(?:\.\d+){0,2})$/;

function readRange(value: string): string | undefined {
  const clauses = value.replace(/([<>=^~])\s+/g, "$1").split(/[\s,]+/);
  return clauses.every((clause) => clausePattern.test(clause)) ? clauses.join(" ") : undefined;
}

function clausesOf(range: string): { operator: Operator; version: string }[] {
  return range
    .replace(/([<>=^~])\s+/g, "$1")
    .split(/[\s,]+/)
    .flatMap((clause) => {
      const [, operator, version] = clausePattern.exec(clause) ?? [];
      return operator && version ? [{ operator: operator as Operator, version }] : [];
    });
}

function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** A release candidate stands before its release. */
function numbersOf(version: string): number[] {
  const [, digits = "", kind, number] = /^([\d.]+)(?:(rc|beta)(\d+))?/.exec(version) ?? [];
  const [major = 0, minor = 0, patch = 0] = digits.split(".").map(Number);
  const early = kind === undefined ? 0 : (kind === "rc" ? -1000 : -2000) + Number(number);
  return [major, minor, patch, early];
}
