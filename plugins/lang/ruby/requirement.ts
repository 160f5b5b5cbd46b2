/**
 * Whether a Ruby version meets a requirement as RubyGems writes it: ">= 3.1, < 3.5", "~> 3.3.0", "3.3.0". Of a
 * version with fewer digits ("3.3") the newest release is meant. Undefined when either is not understood (another
 * engine, "head").
 */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const wanted = parse(requirement);
  const early = /^(\d+(?:\.\d+)*)-(preview|rc|dev)/.exec(version);
  const numbers = early ? early[1]! : version.replace(/-p\d+$/, "");
  if (!wanted || !/^\d+(\.\d+){0,2}$/.test(numbers)) return undefined;
  const segments = numbers.split(".").map(Number);
  while (segments.length < 3) segments.push(newest);
  // An early release comes before the release itself, which is what most ranges start with.
  const exact = early ? before(segments) : segments;
  return wanted.every((clause) => holds(exact, clause));
}

/** The lines (such as "3.4") that a requirement names, in its order: a start for finding one that meets it. */
export function linesNamed(requirement: string): string[] {
  return (parse(requirement) ?? [])
    .filter(({ version }) => version.length > 1)
    .map(({ version }) => version.slice(0, 2).join("."));
}

/** True for one version without operator: "3.3.0" or "= 3.3.0". */
export function exactVersion(requirements: readonly string[]): string | undefined {
  return requirements.length === 1 ? /^(?:=\s*)?(\d[\w.-]*)$/.exec(requirements[0]!)?.[1] : undefined;
}

const newest = 999;

interface Clause {
  readonly operator: string;
  readonly version: readonly number[];
}

function parse(requirement: string): Clause[] | undefined {
  const clauses: Clause[] = [];
  for (const part of requirement.split(",")) {
    const match =
      /^\s*(=|!=|>=|<=|>|<|~>)?\s*(\d+(?:\.\d+)*)(?:[-.](?:a|b|rc|dev|preview|alpha|beta)[\w.]*)?\s*$/.exec(
        part,
      );
    if (!match) return undefined;
    clauses.push({ operator: match[1] ?? "=", version: match[2]!.split(".").map(Number) });
  }
  return clauses;
}

function holds(version: readonly number[], { operator, version: wanted }: Clause): boolean {
  const order = compare(version, wanted);
  if (operator === "=") return order === 0 || isPartOf(version, wanted);
  if (operator === "!=") return order !== 0;
  if (operator === ">") return order > 0;
  if (operator === "<") return order < 0;
  if (operator === ">=") return order >= 0;
  if (operator === "<=") return order <= 0;
  // "~> 3.2" stays below 4, "~> 3.2.1" below 3.3.
  const ceiling = wanted.slice(0, Math.max(1, wanted.length - 1));
  ceiling[ceiling.length - 1]! += 1;
  return order >= 0 && compare(version, ceiling) < 0;
}

/** "3.3" as a version can be the release that "= 3.3.0" asks for. */
function isPartOf(version: readonly number[], wanted: readonly number[]): boolean {
  return version.every((segment, index) => segment === newest || segment === (wanted[index] ?? 0));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function before(segments: readonly number[]): number[] {
  return [...segments.slice(0, -1), segments.at(-1)! - 0.5];
}
