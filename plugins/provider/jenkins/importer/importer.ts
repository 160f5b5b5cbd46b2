import type { Imported, ImportedComment, ImportSource, Residue, TomlTable, TomlValue } from "cig/sdk/import";
import { usualBranch } from "cig/sdk/table";
import { lineOfStatement, parseGroovy } from "../reader/parse.ts";
import { type ReadPipeline, readPipeline } from "../reader/reader.ts";
import type { Stmt } from "../reader/syntax.ts";
import { commentsOf } from "./comments.ts";
import { hatchSection, inputsOf } from "./hatch.ts";
import { importedJobs } from "./job.ts";
import { lostStatements } from "./lost.ts";

/** A declarative Jenkinsfile as cig.toml. Of several files the first is taken; a scripted one is told. */
export function importJenkins({ files, defaultBranch }: ImportSource): Imported {
  const paths = [...files.keys()].sort(
    (a, b) => Number(b === "Jenkinsfile") - Number(a === "Jenkinsfile") || (a < b ? -1 : 1),
  );
  const residue: Residue[] = [];
  for (const path of paths) {
    const text = files.get(path)!;
    const statements = parseGroovy(text);
    const read = readPipeline(statements, defaultBranch || usualBranch);
    if (!read) {
      residue.push({
        file: path,
        line: firstLine(statements),
        job: "",
        what: "a pipeline in Groovy",
        why: "Only declarative pipelines, `pipeline { … }`, say what their stages are. Jenkins' documentation shows how to rewrite one.",
        kind: "lost",
      });
      continue;
    }
    for (const other of paths.slice(paths.indexOf(path) + 1))
      residue.push({
        file: other,
        line: 1,
        job: "",
        what: "another Jenkinsfile",
        why: `One is imported at a time: name it on the command line to import it instead of "${path}".`,
        kind: "lost",
      });
    return importedPipeline(path, text, statements, read, residue, defaultBranch);
  }
  return { config: { version: "0.2" }, comments: [], residue };
}

function firstLine(statements: readonly Stmt[]): number {
  const first =
    statements.find(({ kind }) => kind === "expression") ?? statements.find(({ kind }) => kind !== "comment");
  return first ? lineOfStatement(first) : 1;
}

/** Options that have words of cig's own. */
const ownOptions: ReadonlySet<string> = new Set([
  "timeout",
  "retry",
  "skipDefaultCheckout",
  "disableConcurrentBuilds",
  "lock",
]);

function importedPipeline(
  file: string,
  text: string,
  statements: readonly Stmt[],
  read: ReadPipeline,
  residue: Residue[],
  defaultBranch: string,
): Imported {
  const { row, pipeline } = read;
  const lineOf = lineFinder(text);
  const tell = (job: string, word: string, what: string, why: string, kind: Residue["kind"] = "lost") =>
    residue.push({ file, line: lineOf(word), job, what, why, kind });
  const options = hatchSection(pipeline, "options", ownOptions);
  const tools = hatchSection(pipeline, "tools", new Set());
  const { hatch: triggers, schedule, lost } = triggersOf(pipeline);
  for (const each of [...options.lost, ...tools.lost, ...lost])
    tell(
      "",
      each,
      `\`${each}\``,
      "Its arguments are no literals, so that the escape hatch cannot hold them.",
    );
  const inputs = inputsOf(pipeline, (name) =>
    tell("", name, `the parameter \`${name}\``, "Questions are texts, truth values and choices.", "changed"),
  );
  const { libraries, floating } = librariesIn(text);
  for (const each of floating)
    tell(
      "",
      each,
      `the library "${each}"`,
      "It has no version, and cig writes none without: add one to `[provider.jenkins] libraries`.",
    );
  const { jobs, runners, env } = importedJobs(read, tell);
  for (const { line, what, why } of lostStatements(read, statements))
    residue.push({ file, line, job: "", what, why, kind: "lost" });
  const hatch: Record<string, TomlValue> = {
    ...(Object.keys(options.table).length > 0 && { options: options.table }),
    ...(Object.keys(tools.table).length > 0 && { tools: tools.table }),
    ...(Object.keys(triggers).length > 0 && { triggers }),
    ...(libraries.length > 0 && { libraries }),
  };
  for (const key of Object.keys(hatch))
    tell(
      "",
      key === "libraries" ? "@Library" : key,
      `\`${key}\``,
      "Other providers have no such thing: it stays in the table of Jenkins.",
      "hatch",
    );
  const cancels = row.cancels ?? [];
  const config: Record<string, TomlValue> = {
    version: "0.2",
    ...(defaultBranch !== "main" && { project: { default_branch: defaultBranch } }),
    on: triggersTable(row.startsOn, schedule, inputs),
    ...(Object.keys(env).length > 0 && { env }),
    ...(row.concurrency === "{{ git.branch }}" && {
      concurrency: { group: "{{ git.branch }}", cancel_in_progress: cancels.length > 0 },
    }),
    ...(Object.keys(runners).length > 0 && { runners }),
    jobs,
    ...(Object.keys(hatch).length > 0 && { provider: { jenkins: hatch } }),
    outputs: [{ provider: "jenkins", path: file }],
  };
  const comments: ImportedComment[] = commentsOf(statements, pipeline);
  return { config: config as TomlTable, comments, residue: sorted(residue) };
}

function triggersTable(
  startsOn: readonly string[],
  schedule: readonly TomlTable[],
  inputs: TomlTable,
): TomlTable {
  const has = (occasion: string) => startsOn.includes(occasion);
  const on: Record<string, TomlValue> = {
    ...(has("push to feature/x") ? { push: true } : has("push to main") && { push: ["main"] }),
    ...(has("tag v1.2.3") && { tag: true }),
    ...(has("pull request") && { pull_request: true }),
    ...(has("merge queue") && { merge_queue: true }),
    ...(schedule.length > 0 && { schedule: [...schedule] }),
    ...(Object.keys(inputs).length > 0 ? { manual: { inputs } } : has("by hand") && { manual: true }),
  };
  return on as TomlTable;
}

/** Times that every provider knows are cig's; `H`, and what else starts a build, is Jenkins' own. */
function triggersOf(pipeline: readonly Stmt[]): {
  schedule: TomlTable[];
  hatch: TomlTable;
  lost: readonly string[];
} {
  const { table, lost } = hatchSection(pipeline, "triggers", new Set());
  const { cron, ...others } = table;
  if (typeof cron !== "string") return { schedule: [], hatch: table, lost };
  const lines = cron
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const isPlain = lines.every((line) => /^(?:[\d*,/-]+\s+){4}[\d*,/-]+$/.test(line));
  return isPlain
    ? { schedule: lines.map((line) => ({ cron: line })), hatch: others as TomlTable, lost }
    : { schedule: [], hatch: table, lost };
}

function librariesIn(text: string): { readonly libraries: string[]; readonly floating: string[] } {
  const list = /^\s*@Library\(\s*(?:value\s*=\s*)?\[?([^\])]*)\]?/m.exec(text)?.[1] ?? "";
  const all = [...list.matchAll(/'([^']*)'|"([^"$]*)"/g)].map((found) => found[1] ?? found[2]!);
  return {
    libraries: all.filter((each) => each.includes("@")),
    floating: all.filter((each) => !each.includes("@")),
  };
}

/** The first line that has the word; 1 where none has. */
function lineFinder(text: string): (word: string) => number {
  const lines = text.split("\n");
  return (word) => Math.max(1, lines.findIndex((line) => word !== "" && line.includes(word)) + 1);
}

function sorted(residue: readonly Residue[]): Residue[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const seen = new Set<string>();
  return residue
    .filter((each) => {
      const key = JSON.stringify(each);
      return !seen.has(key) && seen.add(key);
    })
    .sort(
      (a, b) =>
        compare(a.file, b.file) || a.line - b.line || compare(a.job, b.job) || compare(a.what, b.what),
    );
}
