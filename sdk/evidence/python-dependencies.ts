import type { DependencyLine } from "./dependencies.ts";
import { linesOf } from "./file.ts";

/** Names of a requirements file, each with its extras as "celery[redis]" beside it. */
export function requirementsDependencies(text: string): DependencyLine[] {
  return linesOf(text).flatMap((line, index) => namesOf(line).map((name) => ({ name, line: index + 1 })));
}

/** Names of a pyproject.toml (PEP 621, dependency groups, Poetry, uv, PDM) or a Pipfile; none when it is not valid. */
export async function pyprojectDependencies(text: string): Promise<DependencyLine[]> {
  const { parse } = await import("smol-toml");
  let manifest: unknown;
  try {
    manifest = parse(text);
  } catch {
    return [];
  }
  const lines = linesOf(text);
  return [
    ...specifiersIn(manifest).flatMap((specifier) =>
      namesOf(specifier).map((name) => ({
        name,
        line: lineOf(lines, (line) => holdsString(line, specifier)),
      })),
    ),
    ...keysIn(manifest).flatMap(({ key, extras }) =>
      withExtras(key, extras).map((name) => ({
        name,
        line: lineOf(lines, (line) => startsWithKey(line, key)),
      })),
    ),
  ];
}

/** What some environments of a tox.ini install and others do not: `mysql: mysqlclient>=1.4`. */
export function toxDependencies(text: string): DependencyLine[] {
  return linesOf(text).flatMap((line, index) => {
    const requirement = /^\s+!?[\w.{},-]+:\s+([^#\s].*)$/.exec(line)?.[1];
    if (requirement === undefined) return [];
    return namesOf(requirement).map((name) => ({ name, line: index + 1, isChoice: true }));
  });
}

/** "celery[redis] >= 5 ; python_version > '3'" → celery, celery[redis]. Options, paths and URLs have no name. */
function namesOf(specifier: string): string[] {
  const match = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?=$|[<>=!~;@#,( ])/.exec(
    specifier,
  );
  return match ? withExtras(match[1]!, (match[2] ?? "").split(",")) : [];
}

function withExtras(name: string, extras: readonly string[]): string[] {
  const base = name.toLowerCase().replace(/[._-]+/g, "-");
  const words = extras.map((extra) => extra.trim().toLowerCase()).filter((extra) => extra !== "");
  return [base, ...words.map((extra) => `${base}[${extra}]`)];
}

/** PEP 508 strings of all lists that a test run installs. Extras are optional, and are left out. */
function specifiersIn(manifest: unknown): string[] {
  const lists = [
    at(manifest, "project", "dependencies"),
    ...valuesOf(at(manifest, "dependency-groups")),
    at(manifest, "tool", "uv", "dev-dependencies"),
    ...valuesOf(at(manifest, "tool", "pdm", "dev-dependencies")),
  ];
  return lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .filter((item) => typeof item === "string");
}

/** Tables whose keys are package names. */
function keysIn(manifest: unknown): { key: string; extras: string[] }[] {
  const groups = valuesOf(at(manifest, "tool", "poetry", "group")).filter(
    (group) => at(group, "optional") !== true,
  );
  const tables = [
    at(manifest, "tool", "poetry", "dependencies"),
    at(manifest, "tool", "poetry", "dev-dependencies"),
    ...groups.map((group) => at(group, "dependencies")),
    at(manifest, "packages"),
    at(manifest, "dev-packages"),
  ];
  return tables
    .flatMap((table) => (isTable(table) ? Object.entries(table) : []))
    .filter(([key, value]) => key !== "python" && at(value, "optional") !== true)
    .map(([key, value]) => ({ key, extras: stringsOf(at(value, "extras")) }));
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce(
    (inner, key) => (isTable(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

function valuesOf(value: unknown): unknown[] {
  return isTable(value) ? Object.values(value) : [];
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lineOf(lines: readonly string[], test: (line: string) => boolean): number {
  return lines.findIndex(test) + 1;
}

function holdsString(line: string, value: string): boolean {
  return !/^\s*#/.test(line) && (line.includes(`"${value}"`) || line.includes(`'${value}'`));
}

function startsWithKey(line: string, key: string): boolean {
  const name = /^\s*["']?([\w.-]+)["']?\s*=/.exec(line)?.[1];
  return name === key || /^\s*\[[\w.-]+\.([\w-]+)\]/.exec(line)?.[1] === key;
}
