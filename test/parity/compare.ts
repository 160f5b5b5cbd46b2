import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Allowed, compareTables, type Difference, showDifferences } from "../../sdk/table/compare.ts";
import type { JobTable } from "../../sdk/table/table.ts";
import { readerOf } from "../conformance/readers.ts";
import { type Bundled, renderToml } from "../in-process.ts";
import { optionsOf } from "./render.ts";

/** A configuration that somebody wrote for a provider, and the cig.toml that is to mean the same. */
export interface Rewriting {
  readonly name: string;
  /** What was written for the provider, by path. */
  readonly original: ReadonlyMap<string, string>;
  readonly toml: string;
  /** Other files of the repository, which facts come from. */
  readonly repository: Readonly<Record<string, string>>;
  /** A place a line, as `jobs/*\/runsOn/by hand  # why`: what cannot be said. */
  readonly allowed: string;
}

/** What came of it. */
export interface Verdict {
  readonly name: string;
  /** Rows of the original's table: each variant of each job. 0 where nothing was compared. */
  readonly jobs: number;
  /** "CIG408 message" of what hinders rendering; then nothing was compared. */
  readonly errors: readonly string[];
  readonly differences: readonly Difference[];
  /** Differences that a line of `allowed` excuses. */
  readonly excused: readonly (Difference & { readonly why: string })[];
  /** Lines of `allowed` that excuse nothing: the example says more than it thinks. */
  readonly idle: readonly string[];
}

/** Renders the cig.toml, which names one provider, and holds what came of it against the original. */
export async function compareRewriting(bundled: Bundled, rewriting: Rewriting): Promise<Verdict> {
  const { name, original, toml, repository } = rewriting;
  const rendered = await renderToml(bundled, toml, repository);
  const [provider, output] = [...rendered.byProvider][0] ?? [];
  const errors = [...rendered.diagnostics, ...(output?.diagnostics ?? [])]
    .filter(({ level }) => level === "error")
    .map(({ code, message }) => `${code} ${message}`);
  if (!provider || !output || errors.length > 0)
    return { name, jobs: 0, errors, differences: [], excused: [], idle: [] };
  const read = await readerOf(provider);
  if (!read) throw new Error(`${name}: nothing reads ${provider}.`);
  const options = optionsOf(rendered);
  const table = withoutNoGroups(await read(original, options));
  const jobs = table.workflows.flatMap((workflow) => workflow.jobs).length;
  const rules = rulesOf(rewriting.allowed);
  const { differences, allowed } = compareTables(table, await read(output.files, options), [
    ...rules,
    ...unsayable,
  ]);
  const used = new Set(allowed.map(({ feature }) => feature));
  return {
    name,
    jobs,
    errors,
    differences,
    excused: allowed.map(({ feature, ...difference }) => ({ ...difference, why: feature })),
    idle: rules.map(({ feature }) => feature).filter((feature) => !used.has(feature)),
  };
}

/** No cig.toml says that runs have no group: without a word runs of one branch have one. */
function withoutNoGroups({ workflows }: JobTable): JobTable {
  return {
    workflows: workflows.map(({ concurrency, cancels, ...row }) =>
      concurrency ? { ...row, concurrency, ...(cancels !== undefined && { cancels }) } : row,
    ),
  };
}

/** What no cig.toml can say otherwise: keys of caches begin with the name of the cache. */
const unsayable: readonly Allowed[] = [
  {
    feature: "jobs/*/steps/* cache/key/text * (a key begins with the cache's name)",
    paths: ["jobs/*/steps/* cache/key/text **", "jobs/*/steps/* cache/restoreKeys/**"],
  },
];

/** Every folder below `root` with `original/` and `cig.toml`; `repository/` and `allowed.txt` where it has them. */
export function readRewritings(root: string): Rewriting[] {
  return readdirSync(root)
    .sort()
    .filter((name) => existsSync(join(root, name, "original")) && existsSync(join(root, name, "cig.toml")))
    .map((name) => ({
      name,
      original: new Map(Object.entries(filesBelow(join(root, name, "original")))),
      toml: readFileSync(join(root, name, "cig.toml"), "utf8"),
      repository: filesBelow(join(root, name, "repository")),
      allowed: existsSync(join(root, name, "allowed.txt"))
        ? readFileSync(join(root, name, "allowed.txt"), "utf8")
        : "",
    }));
}

/** A line for each configuration, and below it what is not as it was. */
export function showVerdicts(verdicts: readonly Verdict[]): string {
  return verdicts.map(showVerdict).join("\n");
}

function showVerdict({ name, jobs, errors, differences, excused, idle }: Verdict): string {
  const state =
    errors.length > 0
      ? "not rendered"
      : differences.length > 0
        ? `${differences.length} differences`
        : excused.length > 0
          ? `equal but for ${excused.length}`
          : "equal";
  return [
    `${name} | ${jobs} jobs | ${state}`,
    ...errors.map((error) => `  ${error}`),
    ...showOnce(differences),
    ...[...new Set(excused.map(({ why }) => why))].map((why) => `  cannot be said: ${why}`),
    ...idle.map((why) => `  excuses nothing: ${why}`),
  ].join("\n");
}

/** What all variants of a job, or all of its steps, say alike is said once. */
function showOnce(differences: readonly Difference[]): string[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const { path, left, right } = difference;
    const key = [path.replace(/\/jobs\/[^/]*|(?<=\/steps\/)\d+/g, ""), left, right].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return [...groups.values()].map((group) => {
    const also = group.length > 1 ? ` (and ${group.length - 1} places more)` : "";
    return showDifferences([{ ...group[0]!, path: group[0]!.path + also }], "original", "rendered");
  });
}

/** The words behind the place stand for the rule, with the place where there are none. */
function rulesOf(text: string): Allowed[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [path = "", why = ""] = line.split(/\s+#\s+/);
      return { feature: why ? `${path.trim()} (${why.trim()})` : path.trim(), paths: [path.trim()] };
    });
}

function filesBelow(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
