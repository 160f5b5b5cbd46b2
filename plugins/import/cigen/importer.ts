import type { Imported, ImportedComment, ImportSource, Residue, TomlTable, TomlValue } from "cig/sdk/import";
import { type InFile, importedJob } from "./job.ts";
import { commandsOf, outputsOf, providerTables, runnersOf, servicesOf } from "./sections.ts";
import { isTable, type Part, type RawTable, readPart, tableIn, textIn, textsIn } from "./source.ts";
import type { Tell } from "./steps.ts";
import { legalId, tomlText } from "./text.ts";

/** `cigen.yml`, or `.cigen/config.yml` with the files beside it, as cig.toml. */
export function importCigen({ files, defaultBranch }: ImportSource): Imported {
  const residue: Residue[] = [];
  const parts = [...files]
    .filter(([path]) => /\.ya?ml$/.test(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => readPart(path, text));
  const add = (
    file: string,
    line: number,
    job: string,
    what: string,
    why: string,
    kind: Residue["kind"] = "lost",
  ) => residue.push({ file, line, job, what, why, kind });
  for (const { file, error } of parts)
    if (error)
      add(file, 1, "", "the whole file", `It is no YAML that can be read: ${error.replace(/[.:]$/, "")}.`);
  for (const path of files.keys())
    if (!/\.ya?ml$/.test(path))
      add(path, 1, "", "the whole file", "Templates of the older tool are not carried.");
  const found = parts.map((part) => ({ part, place: placeOf(part.file) }));
  const roots = found.filter(({ place }) => place.kind === "root").map(({ part }) => part);
  const merged: Record<string, unknown> = {};
  const home = new Map<string, Part>();
  for (const part of roots)
    for (const [key, value] of Object.entries(part.table)) {
      merged[key] = isTable(merged[key]) && isTable(value) ? { ...merged[key], ...value } : value;
      home.set(key, part);
    }
  const tell: Tell = (path, what, why, kind) => {
    const part = home.get(path[0] ?? "");
    add(part?.file ?? roots[0]?.file ?? "cigen.yml", part?.lineAt(...path) ?? 1, "", what, why, kind);
  };
  const commandParts = found.flatMap(({ part, place }) =>
    place.kind === "command" ? [{ part, name: place.name }] : [],
  );
  const services = servicesOf(tableIn(merged.services), tableIn(merged.docker), tell);
  const file: InFile = {
    commands: new Set(commandParts.map(({ name }) => name)),
    services: new Set(Object.keys(services)),
    groups: new Map(
      Object.entries(tableIn(merged.source_file_groups)).map(([name, list]) => [name, textsIn(list)]),
    ),
    packages: textsIn(merged.packages),
    images: new Set(
      (Array.isArray(tableIn(merged.docker_build).images)
        ? (tableIn(merged.docker_build).images as unknown[])
        : []
      ).flatMap((each) => textIn(tableIn(each).name) ?? []),
    ),
    runners: new Map(Object.entries(runnersOf(tableIn(merged.runners)))),
  };
  const jobs: Record<string, TomlTable> = {};
  const workflows: Record<string, string[]> = {};
  const comments: ImportedComment[] = [];
  const put = (name: string, job: RawTable, part: Part, path: readonly string[], workflow: string) => {
    const id = legalId(name);
    if (jobs[id])
      return add(
        part.file,
        part.lineAt(...path),
        id,
        `a second job \`${name}\``,
        "Jobs of all workflows have names of their own in cig.toml.",
      );
    jobs[id] = importedJob(job, path, file, (at, what, why, kind) =>
      add(part.file, part.lineAt(...at), id, what, why, kind),
    );
    if (workflow !== "") workflows[workflow] = [...(workflows[workflow] ?? []), id];
  };
  for (const [name, job] of Object.entries(tableIn(merged.jobs)))
    put(name, tableIn(job), home.get("jobs")!, ["jobs", name], "");
  for (const [workflow, body] of Object.entries(tableIn(merged.workflows)))
    for (const [name, job] of Object.entries(tableIn(tableIn(body).jobs)))
      put(name, tableIn(job), home.get("workflows")!, ["workflows", workflow, "jobs", name], workflow);
  for (const { part, place } of found) {
    if (place.kind === "job") {
      put(place.name, part.table, part, [], place.workflow);
      if (part.comment.length > 0)
        comments.push({ path: ["jobs", legalId(place.name)], lines: part.comment });
    } else if (place.kind === "workflow") workflowResidue(part, add);
    else if (place.kind === "other")
      add(part.file, 1, "", "the whole file", "cig knows no such file of the older tool.");
  }
  const head = roots.flatMap(({ comment }) => comment);
  if (head.length > 0) comments.unshift({ path: [], lines: head });
  topResidue(merged, tell);
  const variables = Object.entries(tableIn(merged.vars)).flatMap(([name, value]): [string, TomlValue][] =>
    textIn(value) === undefined ? [] : [[legalId(name).replaceAll("-", "_"), textIn(value)!]],
  );
  const project = textIn(tableIn(merged.project).name);
  const names = Object.keys(workflows);
  const config: Record<string, TomlValue> = {
    version: "0.2",
    ...section("project", {
      ...(project !== undefined && { name: project }),
      ...(file.runners.has("default") && { default_runner: "default" }),
    }),
    ...section("on", startsFor(Object.values(jobs), defaultBranch)),
    ...section("variables", Object.fromEntries(variables)),
    ...section("services", services),
    ...section("caches", cachesOf(tableIn(merged.caches), tell)),
    ...section("runners", Object.fromEntries(file.runners)),
    ...section("commands", commandsOf(commandParts, file.commands, add)),
    ...(names.length > 1 && {
      workflows: Object.fromEntries(names.map((name) => [legalId(name), { jobs: workflows[name]! }])),
    }),
    jobs,
    ...section("provider", providerTables(tableIn(merged.provider_config), tell)),
    outputs: outputsOf(merged, names.length > 1, tell),
  };
  return { config: config as TomlTable, comments, residue: sorted(residue) };
}

/**
 * A job that a tag or another branch starts needs a workflow that is started by it, which the older tool never said. Nothing
 * where all jobs are content with the default.
 */
function startsFor(jobs: readonly TomlTable[], defaultBranch: string): TomlTable {
  const named = (key: string) => [
    ...new Set(jobs.flatMap(({ on }) => (isTable(on) ? textsIn(on[key]) : []))),
  ];
  const [branches, tags] = [named("push"), named("tag")];
  if (branches.length + tags.length === 0) return {};
  return {
    push: [...new Set([defaultBranch, ...branches])],
    pull_request: true,
    merge_queue: true,
    ...(tags.length > 0 && { tag: tags }),
  };
}

type Place =
  | { readonly kind: "root" | "other" }
  | { readonly kind: "command" | "workflow"; readonly name: string }
  | { readonly kind: "job"; readonly workflow: string; readonly name: string };

function placeOf(path: string): Place {
  if (
    /^cigen\.ya?ml$/.test(path) ||
    /^\.cigen\/(?:config|cigen)\.ya?ml$/.test(path) ||
    /^\.cigen\/config\/[^/]+\.ya?ml$/.test(path)
  )
    return { kind: "root" };
  const job = /^\.cigen\/workflows\/([^/]+)\/jobs\/(.+)\.ya?ml$/.exec(path);
  if (job) return { kind: "job", workflow: job[1]!, name: job[2]! };
  const workflow = /^\.cigen\/workflows\/([^/]+)\/config\.ya?ml$/.exec(path)?.[1];
  if (workflow !== undefined) return { kind: "workflow", name: workflow };
  const command = /^\.cigen\/commands\/([^/]+)\.ya?ml$/.exec(path)?.[1];
  return command === undefined ? { kind: "other" } : { kind: "command", name: command };
}

function workflowResidue(
  part: Part,
  add: (file: string, line: number, job: string, what: string, why: string) => void,
): void {
  for (const [key, value] of Object.entries(part.table))
    if (!(key === "setup" && value === false))
      add(
        part.file,
        part.lineAt(key),
        "",
        `\`${key}\` of a workflow`,
        "cig continues a pipeline of CircleCI by itself where jobs are left out.",
      );
}

const carried: ReadonlySet<string> = new Set(
  "$schema provider providers output_path output_filename workflows jobs packages vars services docker caches runners provider_config source_file_groups project".split(
    " ",
  ),
);

const whys: Readonly<Record<string, string>> = {
  docker_build: 'Write a job with a step `uses = "docker/build@~1"` for each image.',
  architectures: "Jobs that run on several processors have `matrix = { arch = [...] }`.",
  resource_classes:
    'A class of each processor is a `[runners.ID]` with `circleci = { resource_class = "…" }`.',
  setup: "cig continues a pipeline of CircleCI by itself where jobs are left out.",
};

function topResidue(merged: RawTable, tell: Tell): void {
  for (const [key, value] of Object.entries(merged)) {
    if (carried.has(key) || (key === "setup" && value === false)) continue;
    tell([key], `\`${key}\``, whys[key] ?? "cig knows no such key.");
  }
  for (const key of Object.keys(tableIn(merged.project)))
    if (key !== "name")
      tell(["project", key], `\`project: ${key}\``, "cig finds out by itself what a repository is.");
}

function cachesOf(caches: RawTable, tell: Tell): TomlTable {
  return Object.fromEntries(
    Object.entries(caches).flatMap(([name, cache]): [string, TomlTable][] => {
      const { paths, key_parts: parts } = tableIn(cache);
      if (textsIn(paths).length === 0) {
        tell(
          ["caches", name],
          `the cache \`${name}\``,
          "Where caches are kept is `backend` of each, and where markers are kept is `[skip] store`.",
        );
        return [];
      }
      return [
        [
          legalId(name),
          { paths: textsIn(paths), key_parts: textsIn(parts).map((each) => tomlText(each, () => {})) },
        ],
      ];
    }),
  );
}

function section(key: string, table: TomlTable): Record<string, TomlValue> {
  return Object.keys(table).length > 0 ? { [key]: table } : {};
}

function sorted(residue: readonly Residue[]): Residue[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...residue].sort(
    (a, b) => compare(a.file, b.file) || a.line - b.line || compare(a.job, b.job) || compare(a.what, b.what),
  );
}
