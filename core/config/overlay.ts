import { nearest } from "../diagnostic/nearest.ts";
import { Origins } from "./origins.ts";
import type { Problem } from "./problem.ts";
import type { TomlValue } from "./schema.ts";
import { isTable, type TomlTable } from "./toml.ts";

type Path = readonly (string | number)[];

/** A file after profile and templates; `origin` leads from a path of the result to where it is written. */
export interface Composed {
  readonly table: TomlTable;
  /** True when `table` differs from the file, so that it must be checked anew. */
  readonly isChanged: boolean;
  origin(path: Path): Path;
}

/** What a member of a workspace has from its root. */
export interface Inherited {
  readonly templates: TomlTable;
  /** Profiles that some file knows: one that this one does not have changes nothing in it. */
  readonly profiles: ReadonlySet<string>;
}

/** The first segment of an origin that lies in the workspace's root. */
export const ofRoot = "//";

/**
 * Lays the profile over the file, then merges the templates of each job that extends some: first those named
 * first, the job's own keys last. Tables are merged key by key; everything else, lists too, is replaced.
 * The table must have passed `check`.
 */
export function compose(
  file: TomlTable,
  profile: string | undefined,
  inherited?: Inherited,
): { value?: Composed; problems: Problem[] } {
  const profileOrigins = new PathOrigins();
  const jobOrigins = new PathOrigins();
  const problems: Problem[] = [];
  let table = file;
  if (profile !== undefined) {
    const overlay = tableAt(file, ["profiles", profile]);
    if (overlay !== undefined) table = merge(file, overlay, [], ["profiles", profile], profileOrigins);
    else if (!inherited?.profiles.has(profile)) return { problems: [unknownProfile(profile, file)] };
  }
  const own = tableAt(table, ["templates"]);
  const templates =
    own && inherited ? { ...inherited.templates, ...own } : (own ?? inherited?.templates ?? {});
  // Those of the root were looked at with the root.
  if (own) problems.push(...faultsOfTemplates(templates));
  if (problems.length > 0) return { problems };
  const jobs = tableAt(table, ["jobs"]) ?? {};
  const extended = Object.keys(jobs).filter((id) => "extends" in (jobs[id] as TomlTable));
  for (const id of extended)
    problems.push(...unknownTemplates(jobs[id] as TomlTable, ["jobs", id], templates));
  if (problems.length > 0) return { problems };
  if (extended.length > 0) {
    const merged: TomlTable = tableWithout(jobs, []);
    for (const id of extended)
      merged[id] = extendJob(id, jobs[id] as TomlTable, templates, own ?? {}, profileOrigins, jobOrigins);
    table = tableWithout(table, []);
    table.jobs = merged;
  }
  const origin = (path: Path) => jobOrigins.get(path) ?? profileOrigins.get(path) ?? path;
  return { value: { table, isChanged: table !== file, origin }, problems };
}

/** Where merged values come from, as paths. */
class PathOrigins extends Origins<Path> {
  get(path: Path): Path | undefined {
    const found = this.find(path);
    return found && [...found.source, ...path.slice(found.length)];
  }
}

function merge(
  base: TomlTable,
  over: TomlTable,
  path: Path,
  source: Path,
  origins: Pick<PathOrigins, "set">,
): TomlTable {
  const result = tableWithout(base, []);
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    if (isTable(below) && isTable(value))
      result[key] = merge(below, value, [...path, key], [...source, key], origins);
    else {
      result[key] = value;
      origins.set([...path, key], [...source, key]);
    }
  }
  return result;
}

function extendJob(
  id: string,
  job: TomlTable,
  templates: TomlTable,
  own: TomlTable,
  profileOrigins: PathOrigins,
  origins: PathOrigins,
): TomlTable {
  // The job itself may have been changed by the profile: its values lead on to there.
  const toFile = {
    set: (path: Path, source: Path) => origins.set(path, profileOrigins.get(source) ?? source),
  };
  let result: TomlTable = tableWithout({}, []);
  for (const name of linearized(job, templates))
    result = merge(
      result,
      tableWithout(templates[name] as TomlTable, ["extends"]),
      ["jobs", id],
      Object.hasOwn(own, name) ? ["templates", name] : [ofRoot, "templates", name],
      toFile,
    );
  return merge(result, job, ["jobs", id], ["jobs", id], toFile);
}

/** Names of all templates of a job, those of templates before them, each once. */
function linearized(job: TomlTable, templates: TomlTable, seen = new Set<string>()): string[] {
  return extendsOf(job).flatMap((name) => {
    if (seen.has(name)) return [];
    seen.add(name);
    return [...linearized(templates[name] as TomlTable, templates, seen), name];
  });
}

function faultsOfTemplates(templates: TomlTable): Problem[] {
  const unknown = Object.keys(templates).flatMap((id) =>
    unknownTemplates(templates[id] as TomlTable, ["templates", id], templates),
  );
  return unknown.length > 0 ? unknown : circles(templates);
}

function unknownTemplates(part: TomlTable, path: Path, templates: TomlTable): Problem[] {
  return extendsOf(part).flatMap((name, index) => {
    if (Object.hasOwn(templates, name)) return [];
    const near = nearest(name, Object.keys(templates));
    return [
      {
        code: "CIG113" as const,
        path: [...path, "extends", index],
        message: `There is no template "${name}".`,
        hint: near ? `Did you mean "${near}"?` : `Add [templates.${name}].`,
      },
    ];
  });
}

/** A longer chain of templates would only test our stack. */
const maximumDepth = 100;

/** Each circle once, told from its first template by the file's order. */
function circles(templates: TomlTable): Problem[] {
  const problems: Problem[] = [];
  const done = new Set<string>();
  for (const start of Object.keys(templates)) walk(start, []);
  return problems;

  function walk(name: string, trail: string[]): void {
    const from = trail.indexOf(name);
    if (from >= 0) {
      const circle = [...trail.slice(from), name];
      problems.push({
        code: "CIG114",
        path: ["templates", name, "extends"],
        message: `These templates extend each other in a circle: ${circle.join(" → ")}.`,
        hint: "Remove one of these extends.",
      });
      return;
    }
    if (trail.length > maximumDepth) {
      problems.push({
        code: "CIG104",
        path: ["templates", name, "extends"],
        message: `More than ${maximumDepth} templates extend each other before "${name}" is reached.`,
      });
      return;
    }
    if (done.has(name)) return;
    for (const next of extendsOf(templates[name] as TomlTable)) walk(next, [...trail, name]);
    done.add(name);
  }
}

function unknownProfile(name: string, file: TomlTable): Problem {
  const known = Object.keys(tableAt(file, ["profiles"]) ?? {});
  const near = nearest(name, known);
  return {
    code: "CIG110",
    path: ["profiles"],
    message: `There is no profile "${name}".`,
    hint: near
      ? `Did you mean --profile ${near}?`
      : known.length > 0
        ? `Profiles: ${known.join(", ")}.`
        : `Add [profiles.${name}].`,
  };
}

function extendsOf(part: TomlTable): string[] {
  return (part.extends as string[] | undefined) ?? [];
}

function tableAt(table: TomlTable, path: readonly string[]): TomlTable | undefined {
  let value: TomlValue | undefined = table;
  for (const key of path) value = isTable(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return isTable(value) ? value : undefined;
}

/** A copy without a prototype, so that no key can mean anything but itself. */
function tableWithout(table: TomlTable, keys: readonly string[]): TomlTable {
  const copy = Object.assign(Object.create(null), table) as TomlTable;
  for (const key of keys) delete copy[key];
  return copy;
}
