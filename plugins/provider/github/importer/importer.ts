import type { Imported, ImportSource, TomlTable, TomlValue } from "cig/sdk/import";
import { recordOf } from "../reader/raw.ts";
import { openCaches } from "./caches/caches.ts";
import { placeComments } from "./comments.ts";
import { type Document, openDocument } from "./document.ts";
import { distinctId, idOf, workflowId } from "./names.ts";
import type { Notes } from "./notes.ts";
import { compact, isEmpty } from "./plain.ts";
import type { Runners } from "./runner.ts";
import { type ImportedWorkflow, importWorkflow, type Source } from "./workflow.ts";

/**
 * Workflows of GitHub in cig's words, one `[[outputs]]` each. Local actions stay files of their own: steps call them as
 * before. Whatever cig would add by itself is taken out, so that the same is rendered again.
 */
export function importGithub({ files, literal, whole = new Set() }: ImportSource): Imported {
  const notes: Notes = { residue: [], comments: [] };
  const documents = openAll(files, notes);
  const sources = nameAll(documents);
  const caches = openCaches(sources, openActions(files), new Set([...literal, ...whole]));
  const runners: Runners = new Map();
  const workflows = sources.map((source) =>
    importWorkflow(source, { literal, whole, caches }, runners, notes),
  );
  const isSingle = sources.length === 1;
  const jobs = Object.fromEntries(workflows.flatMap(({ jobs }) => [...jobs]));
  for (const [index, source] of sources.entries())
    placeComments(source, workflows[index]!, isSingle, index, notes);
  const common = commonHatch(workflows);
  const used = caches.used();
  const config = compact({
    version: "0.2",
    // GitHub's own limit, where cig would take half an hour.
    project: { default_timeout: "6h" },
    ...(isSingle ? workflows[0]!.own : {}),
    ...(isEmpty(common) ? {} : { provider: { github: common } }),
    caches: isEmpty(used) ? undefined : used,
    runners: runners.size > 0 ? Object.fromEntries(runners) : undefined,
    workflows: isSingle ? undefined : workflowTables(sources, workflows),
    jobs,
    outputs: sources.map((source, index) => outputOf(source, workflows[index]!, isSingle, common)),
  });
  const { residue, comments } = notes;
  return { config: sources.length > 0 ? config : {}, comments, residue: residue.sort(byPlace) };
}

function openAll(files: ReadonlyMap<string, string>, notes: Notes): Document[] {
  const paths = [...files.keys()].filter(
    (path) => /\.ya?ml$/.test(path) && !/(?:^|\/)action\.ya?ml$/.test(path),
  );
  return paths.sort().flatMap((path) => {
    const opened = openDocument(path, files.get(path)!);
    if ("document" in opened) return isWorkflow(opened.document) ? [opened.document] : [];
    const { reason, line } = opened;
    const why = `It cannot be read: ${reason.replace(/[.:\s]*$/, ".")}`;
    notes.residue.push({ file: path, line, job: "", what: "the whole file", why, kind: "lost" });
    return [];
  });
}

/** The actions of the repository; one that cannot be read nobody can call. */
function openActions(files: ReadonlyMap<string, string>): Document[] {
  return [...files]
    .filter(([path]) => /(?:^|\/)action\.ya?ml$/.test(path))
    .map(([path, text]) => openDocument(path, text))
    .flatMap((opened) => ("document" in opened ? [opened.document] : []));
}

function isWorkflow({ root }: Document): boolean {
  return Object.keys(recordOf(root.jobs)).length > 0;
}

/** Jobs keep their ids, but where two workflows have one of the same; then the workflow's stands before it. */
function nameAll(documents: readonly Document[]): Source[] {
  const takenWorkflows = new Set<string>();
  const ids = documents.map(({ file }) => workflowId(file, takenWorkflows));
  const all = documents.flatMap(({ root }) => Object.keys(recordOf(root.jobs)));
  const twice = new Set(all.filter((key, index) => all.indexOf(key) !== index));
  const taken = new Set(all.filter((key) => !twice.has(key) && idOf(key, "job") === key));
  return documents.map((document, index) => {
    const jobs = Object.keys(recordOf(document.root.jobs)).map((key): [string, string] => {
      if (taken.has(key)) return [key, key];
      const own = twice.has(key) ? `${ids[index]}-${key}` : key;
      return [key, distinctId(idOf(own, "job"), taken)];
    });
    return { document, id: ids[index]!, ids: new Map(jobs) };
  });
}

/** What every file takes out alike is said once. */
function commonHatch(workflows: readonly ImportedWorkflow[]): TomlTable {
  if (workflows.length < 2) return {};
  const keys = ["permissions", "concurrency"].filter((key) =>
    workflows.every(({ hatch }) => hatch[key] === false),
  );
  return Object.fromEntries(keys.map((key) => [key, false]));
}

function workflowTables(sources: readonly Source[], workflows: readonly ImportedWorkflow[]): TomlTable {
  return Object.fromEntries(
    sources.map(({ id }, index) => {
      const { name, own, jobs } = workflows[index]!;
      return [id, { name, jobs: [...jobs.keys()], ...own }];
    }),
  );
}

function outputOf(
  { document, id }: Source,
  { name, hatch }: ImportedWorkflow,
  isSingle: boolean,
  common: TomlTable,
): TomlValue {
  const own = Object.fromEntries(Object.entries(hatch).filter(([key]) => !(key in common)));
  return compact({
    provider: isEmpty(own) ? "github" : { github: own },
    path: document.file,
    description: isSingle ? name : undefined,
    workflow: isSingle ? undefined : id,
  });
}

function byPlace(a: Imported["residue"][number], b: Imported["residue"][number]): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line;
}
