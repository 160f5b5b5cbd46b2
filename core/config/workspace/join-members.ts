import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Place, Result } from "../../diagnostic/diagnostic.ts";
import { matchGlobs } from "../../repo/glob.ts";
import { type Composition, composeUnit, placeIn } from "../composition.ts";
import type { LoadOptions, Others } from "../config.ts";
import type { CigToml, JobToml } from "../schema.ts";
import { isTable, type TomlTable } from "../toml.ts";
import { resolveVariables, type Variable } from "../variables.ts";
import { type Adoption, adoptCache, adoptJob, adoptStep } from "./adopt.ts";
import type { LoadedMember, LoadedMembers } from "./load-members.ts";
import type { Member } from "./member.ts";
import { longestId, prefixOf } from "./prefix.ts";

type Path = readonly (string | number)[];

/** The whole of a workspace: the root's schema with the jobs of all members. */
export type Joined = Omit<Others, "others">;

/** Gives the members' jobs ids and paths of the whole repository, and puts them beside the root's. Pure. */
export function joinMembers(
  root: Composition,
  { members: loaded, profiles }: LoadedMembers,
  options: LoadOptions,
  paths: readonly string[],
): Result<Joined> {
  const diagnostics: Diagnostic[] = [];
  const jobs: Record<string, JobToml> = { ...root.schema.jobs };
  const owners = new Map<string, { composed: Composition; own: string }>();
  const members: Member[] = [];
  const byFile = new Map<string, Member>();
  const rules = {
    templates: templatesOf(root.table),
    profiles: new Set([...profiles, ...Object.keys(root.schema.profiles ?? {})]),
    rootAt: root.at,
  };
  const declared = new Set(
    loaded.flatMap(({ schema }) => [
      ...Object.keys(schema.variables ?? {}),
      ...Object.values(schema.profiles ?? {}).flatMap(({ variables }) => Object.keys(variables ?? {})),
    ]),
  );
  const isFile = fileTest(paths);
  for (const each of loaded) {
    const composed = composeUnit(each.unit, each.schema, options.profile, rules);
    diagnostics.push(...composed.diagnostics);
    if (composed.value === undefined) continue;
    const joined = joinMember(each, composed.value, root, options, declared, isFile);
    diagnostics.push(...joined.diagnostics);
    if (joined.member === undefined) continue;
    members.push(joined.member);
    byFile.set(joined.member.file, joined.member);
    for (const [own, id] of joined.member.jobs) {
      if (Object.hasOwn(jobs, id))
        diagnostics.push(sameId(id, each, composed.value.at(["jobs", own]), at(["jobs", id])));
      else {
        jobs[id] = joined.jobs[own]!;
        owners.set(id, { composed: composed.value, own });
      }
    }
  }
  const value: Joined = { schema: { ...root.schema, jobs }, members, declared, at };
  return { value, diagnostics };

  function at(path: Path, offset?: number, end?: number): Place | undefined {
    const owner = path[0] === "jobs" ? owners.get(String(path[1])) : undefined;
    if (owner) {
      const own = fromMember(owner.composed.schema, ["jobs", owner.own, ...path.slice(2)]);
      // A path that leads from the root now is longer than what was written.
      const added =
        offset === undefined
          ? 0
          : lengthAt(jobs[String(path[1])], path.slice(2)) - lengthAt(owner.composed.schema, own);
      const shift = (index: number | undefined) => index && Math.max(0, index - added);
      return owner.composed.at(own, shift(offset), shift(end));
    }
    const member = byFile.get(String(path[0]));
    return member ? member.at(path.slice(1), offset, end) : root.at(path, offset, end);
  }
}

/** `env` and `permissions` of a member are its jobs' unless those say something themselves. */
function fromMember(schema: CigToml, path: Path): Path {
  const [, id, section, name] = path;
  if (section !== "env" && section !== "permissions") return path;
  const stated = schema.jobs?.[String(id)]?.[section];
  const isOwn = name === undefined || section === "permissions" ? stated : Object.hasOwn(stated ?? {}, name);
  return isOwn || schema[section] === undefined ? path : path.slice(2);
}

/** Characters of the text at a path; 0 for what is none. */
function lengthAt(value: unknown, path: Path): number {
  let found: unknown = value;
  for (const segment of path) found = (found as Record<string | number, unknown> | undefined)?.[segment];
  return typeof found === "string" ? found.length : 0;
}

interface JoinedMember {
  readonly member?: Member;
  /** By the ids of the member. */
  readonly jobs: Readonly<Record<string, JobToml>>;
  readonly diagnostics: readonly Diagnostic[];
}

function joinMember(
  { folder, name, unit }: LoadedMember,
  composed: Composition,
  root: Composition,
  options: LoadOptions,
  declared: ReadonlySet<string>,
  isFile: (path: string) => boolean,
): JoinedMember {
  const { schema } = composed;
  const prefix = prefixOf(schema.project?.name ?? name);
  if (prefix === undefined) return { jobs: {}, diagnostics: [noPrefix(folder, composed)] };
  const written = schema.jobs ?? {};
  const jobs = new Map(Object.keys(written).map((id) => [id, `${prefix}-${id}`]));
  const long = [...jobs].find(([, id]) => id.length > longestId);
  if (long) return { jobs: {}, diagnostics: [tooLong(long, composed)] };
  const { env, permissions } = schema;
  const adoption: Adoption = { folder, prefix, jobs, written, env, permissions, isFile };
  const { variables, diagnostics } = variablesOf(composed, root, options, declared);
  const member: Member = {
    folder,
    prefix,
    file: unit.main.file,
    own: ownOf(schema, adoption),
    jobs,
    ...(variables && { variables }),
    at: (path, offset, end) =>
      Object.hasOwn(schema, String(path[0])) ? composed.at(path, offset, end) : undefined,
  };
  const adopted = Object.entries(written).map(([id, job]) => [id, adoptJob(adoption, id, job)]);
  return { member, jobs: Object.fromEntries(adopted) as Record<string, JobToml>, diagnostics };
}

function ownOf(schema: CigToml, adoption: Adoption): Member["own"] {
  const { project, services, runners, templates, caches, commands, variables } = schema;
  return {
    ...(project && { project }),
    ...(services && { services }),
    ...(runners && { runners }),
    ...(templates && { templates }),
    ...(variables && { variables }),
    ...(caches && {
      caches: Object.fromEntries(
        Object.entries(caches).map(([id, cache]) => [id, adoptCache(adoption, cache)]),
      ),
    }),
    ...(commands && {
      commands: Object.fromEntries(
        Object.entries(commands).map(([id, command]) => [
          id,
          { ...command, steps: command.steps.map((step) => adoptStep(adoption, undefined, step)) },
        ]),
      ),
    }),
  };
}

function variablesOf(
  composed: Composition,
  root: Composition,
  { variables = {}, environment = {}, profile = "" }: LoadOptions,
  declared: ReadonlySet<string>,
): { variables?: readonly Variable[]; diagnostics: readonly Diagnostic[] } {
  const own = composed.schema.variables;
  if (own === undefined) return { diagnostics: [] };
  const overlays = [root, composed].map(({ schema }) => schema.profiles?.[profile]?.variables ?? {});
  const resolved = resolveVariables(
    { ...root.schema.variables, ...own },
    { variables, environment, fromProfile: overlays.flatMap(Object.keys), elsewhere: anyName(declared) },
  );
  const isOwn = (path: Path) => Object.hasOwn(own, String(path[1]));
  return {
    variables: resolved.variables,
    diagnostics: [
      ...placeIn(
        composed,
        resolved.problems.filter(({ path }) => isOwn(path)),
      ),
      ...resolved.diagnostics.flatMap((each) =>
        each.subject && isOwn(each.subject) ? [{ ...each, at: composed.at(each.subject) }] : [],
      ),
    ],
  };
}

/** What no file declares is told once, of the root. */
function anyName(declared: ReadonlySet<string>): ReadonlySet<string> {
  return Object.assign(new Set(declared), { has: () => true });
}

function templatesOf(table: TomlTable): TomlTable {
  return isTable(table.templates) ? table.templates : {};
}

/** The list is sorted, but asked only where a key of a cache may name a file. */
function fileTest(paths: readonly string[]): (path: string) => boolean {
  const known = new Map<string, boolean>();
  return (path) => {
    if (!known.has(path)) known.set(path, matchGlobs([path], paths).length > 0);
    return known.get(path)!;
  };
}

function sameId(
  id: string,
  { folder, unit }: LoadedMember,
  at: Place,
  earlier: Place | undefined,
): Diagnostic {
  return diagnose(
    "CIG405",
    `This job gets the id "${id}", and there is one already${earlier ? `, in ${earlier.file}:${earlier.line}` : ""}.`,
    {
      hint: `Give the job another id, or the member another name: [project] name = "…" in ${unit.main.file} decides what its jobs' ids begin with, instead of "${folder}".`,
      at,
    },
  );
}

function noPrefix(folder: string, { at }: Composition): Diagnostic {
  return diagnose("CIG119", `No id can be made of the name of the folder "${folder}".`, {
    hint: 'Give the member a name in letters and digits: [project] name = "…".',
    at: at([]),
  });
}

function tooLong([own, id]: readonly [string, string], { at }: Composition): Diagnostic {
  return diagnose("CIG119", `The id "${id}" has more than ${longestId} characters.`, {
    hint: 'Give the job a shorter id, or the member a shorter name: [project] name = "…".',
    at: at(["jobs", own]),
  });
}
