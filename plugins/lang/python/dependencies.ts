import { type FileIndex, isTable, joinPath, linesOf, type ParsedToml, valueAt } from "cig/sdk";
import { parseIni } from "./ini.ts";
import { requirementFiles, withIncluded } from "./requirement-files.ts";

/** A package that a root's manifests ask for, and where. */
export interface Dependency {
  /** Lower case, with "-". */
  readonly name: string;
  /** What stands behind the name: `==5.1`, `^4.2`, or nothing. */
  readonly specifier: string;
  readonly file: string;
  readonly line: number;
  /** The extra or group that it belongs to; absent: it is always installed. */
  readonly part?: Part;
}

export interface Part {
  readonly kind: "extra" | "group" | "requirements";
  readonly name: string;
}

/** Everything that a root asks for, in all its groups and extras, by name. */
export type Dependencies = ReadonlyMap<string, readonly Dependency[]>;

export function readDependencies(files: FileIndex, directory: string): Dependencies {
  const found = [
    ...fromPyproject(
      joinPath(directory, "pyproject.toml"),
      files.toml(joinPath(directory, "pyproject.toml")),
    ),
    ...fromPipfile(joinPath(directory, "Pipfile"), files.toml(joinPath(directory, "Pipfile"))),
    ...withIncluded(files, requirementFiles(files, directory)).flatMap((file) =>
      fromRequirements(file, files.text(file) ?? ""),
    ),
    ...fromSetupCfg(joinPath(directory, "setup.cfg"), files.text(joinPath(directory, "setup.cfg")) ?? ""),
  ];
  const byName = new Map<string, Dependency[]>();
  for (const dependency of found)
    byName.set(dependency.name, [...(byName.get(dependency.name) ?? []), dependency]);
  return byName;
}

function fromPyproject(file: string, parsed: ParsedToml | undefined): Dependency[] {
  if (!parsed || "error" in parsed) return [];
  const { table, source } = parsed;
  const lists: [Part | undefined, unknown][] = [
    [undefined, valueAt(table, "project", "dependencies")],
    ...partsOf("extra", valueAt(table, "project", "optional-dependencies")),
    ...partsOf("group", valueAt(table, "dependency-groups")),
    [{ kind: "group", name: "dev" }, valueAt(table, "tool", "uv", "dev-dependencies")],
    ...partsOf("group", valueAt(table, "tool", "pdm", "dev-dependencies")),
  ];
  const tables: [Part | undefined, unknown][] = [
    [undefined, valueAt(table, "tool", "poetry", "dependencies")],
    [{ kind: "group", name: "dev" }, valueAt(table, "tool", "poetry", "dev-dependencies")],
    ...partsOf("group", valueAt(table, "tool", "poetry", "group")).map(([part, group]): [Part, unknown] => [
      part,
      valueAt(group, "dependencies"),
    ]),
  ];
  const lines = linesOf(source);
  return [
    ...lists.flatMap(([part, list]) =>
      textsOf(list).flatMap((text) => named(text, file, lineWith(lines, text), part)),
    ),
    ...tables.flatMap(([part, each]) => keyed(each, file, lines, part)),
  ];
}

function fromPipfile(file: string, parsed: ParsedToml | undefined): Dependency[] {
  if (!parsed || "error" in parsed) return [];
  const lines = linesOf(parsed.source);
  return ["packages", "dev-packages"].flatMap((name) =>
    keyed(valueAt(parsed.table, name), file, lines, undefined),
  );
}

function fromRequirements(file: string, source: string): Dependency[] {
  return linesOf(source).flatMap((line, index) =>
    /^\s*(#|-|$)/.test(line)
      ? []
      : named(line.replace(/\s#.*$/, ""), file, index + 1, { kind: "requirements", name: file }),
  );
}

function fromSetupCfg(file: string, source: string): Dependency[] {
  return parseIni(source)
    .filter(
      ({ section, key }) =>
        section === "options.extras_require" ||
        (section === "options" && /^(install|tests)_requires?$/.test(key)),
    )
    .flatMap(({ section, key, values }) => {
      const part: Part | undefined =
        section === "options.extras_require" ? { kind: "extra", name: key } : undefined;
      return values.flatMap(({ text, line }) => named(text, file, line, part));
    });
}

/** `Django[argon2]==5.1 ; python_version > "3.9"` asks for django at ==5.1. */
function named(requirement: string, file: string, line: number, part: Part | undefined): Dependency[] {
  const match = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([^;@)#]*)/.exec(requirement);
  if (!match) return [];
  return [{ name: normalize(match[1]!), specifier: match[2]!.trim(), file, line, ...(part && { part }) }];
}

function keyed(table: unknown, file: string, lines: readonly string[], part: Part | undefined): Dependency[] {
  if (!isTable(table)) return [];
  return Object.entries(table)
    .filter(([name]) => name !== "python")
    .map(([name, value]) => {
      const version = typeof value === "string" ? value : valueAt(value, "version");
      const specifier = typeof version === "string" ? version : "";
      return { name: normalize(name), specifier, file, line: lineOfKey(lines, name), ...(part && { part }) };
    });
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}

function lineWith(lines: readonly string[], text: string): number {
  return (
    lines.findIndex(
      (line) => !/^\s*#/.test(line) && (line.includes(`"${text}"`) || line.includes(`'${text}'`)),
    ) + 1
  );
}

function lineOfKey(lines: readonly string[], name: string): number {
  return (
    lines.findIndex(
      (line) => /^\s*["']?([\w.-]+)["']?\s*=/.exec(line)?.[1] === name || tableKey(line) === name,
    ) + 1
  );
}

/** `[tool.poetry.dependencies.django]` */
function tableKey(line: string): string | undefined {
  return /^\s*\[[\w.-]+\.([\w-]+)\]/.exec(line)?.[1];
}

function partsOf(kind: Part["kind"], value: unknown): [Part, unknown][] {
  return isTable(value) ? Object.entries(value).map(([name, content]) => [{ kind, name }, content]) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
