import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { compose } from "../../core/cli/import/compose.ts";
import { explainDifferences } from "../../core/cli/import/reasons.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import type { Host } from "../../core/host/host.ts";
import { importProved, type ProvedImport } from "../../core/import/import-proved.ts";
import type { Ground } from "../../core/import/render-config.ts";
import { systemsIn } from "../../core/import/systems.ts";
import type { Repo } from "../../core/repo/repo.ts";
import type { Bundled } from "../in-process.ts";

/** What came of one import. */
export interface RealImport {
  readonly name: string;
  /** "equal", "differs", "impossible", "none", "nothing" where there was no job, or "crashed". */
  readonly state: string;
  readonly imported?: ProvedImport;
  readonly diagnostics: readonly Diagnostic[];
  readonly problem?: string;
}

/** Files of a repository, by path, that nobody keeps here. */
export type Files = ReadonlyMap<string, string>;

/** Imports the files of one system, and proves what came of it, as `cig import` does; the plugins answer in this process. */
export async function importReal(
  { host }: Bundled,
  system: string,
  name: string,
  files: Files,
): Promise<RealImport> {
  const paths = [...files.keys()].sort();
  const found = systemsIn(host.plugins as never, paths).find((each) => each.name === system);
  if (!found) throw new Error(`Nothing imports from ${system}.`);
  const repo: Repo = {
    root: "/repositories/shop",
    paths,
    git: undefined,
    diagnostics: [],
    read: async (path) => (files.has(path) ? Buffer.from(files.get(path)!) : undefined),
  };
  const ground: Ground = { host: host as Host, repo, coreVersion: "0.2.0" };
  const original = { plugin: found.plugin, files, defaultBranch: "main" };
  const about = { name: "shop", defaultBranch: "main", title: found.title, isRendered: true };
  try {
    const { value, diagnostics } = await importProved(ground, original, (each) => compose(each, about));
    if (!value) return { name, state: "impossible", diagnostics };
    const hasJobs = Object.keys((value.config.jobs ?? {}) as object).length > 0;
    return { name, state: hasJobs ? value.proof.state : "nothing", imported: value, diagnostics };
  } catch (error) {
    return { name, state: "crashed", diagnostics: [], problem: String((error as Error).stack ?? error) };
  }
}

/** Every repository below the folder, with all its files. */
export function readRepositories(root: string): { readonly name: string; readonly files: Files }[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort()
    .filter((name) => statSync(join(root, name)).isDirectory())
    .map((name) => ({ name, files: new Map(Object.entries(filesBelow(join(root, name)))) }));
}

function filesBelow(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(paths.sort().map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}

/** A line for each import, and below it what is not as it was. */
export function showImport({ name, state, imported, diagnostics, problem }: RealImport): string {
  const proof = imported?.proof;
  const differences =
    proof && "differences" in proof ? explainDifferences(proof.differences, imported!.residue) : [];
  const errors = [...diagnostics, ...(proof && "diagnostics" in proof ? proof.diagnostics : [])].filter(
    ({ level }) => level === "error",
  );
  const residue = imported?.residue ?? [];
  const count = (kind: string) => residue.filter((each) => each.kind === kind).length;
  return [
    `${name} | ${state} | ${residue.length} residue (${count("lost")} lost, ${count("hatch")} hatch)`,
    ...(problem ? [problem] : []),
    ...errors.map(({ code, message }) => `  ${code} ${message}`),
    ...differences.map(
      ({ path, left, right }) =>
        `  ${path}\n    original: ${left.slice(0, 300)}\n    rendered: ${right.slice(0, 300)}`,
    ),
  ].join("\n");
}
