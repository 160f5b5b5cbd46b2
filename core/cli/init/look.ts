import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type System, systemsIn } from "../../import/systems.ts";
import { readHeader } from "../../output/output.ts";
import { openRepo } from "../../repo/repo.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import { installedPlugins } from "../installed.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { gitTop } from "../locate.ts";
import { pipelineOptions } from "../run-pipeline.ts";
import type { Known } from "./draft.ts";

/** What there is in a repository. */
export interface Looked {
  readonly known: Known;
  /** CI that could be imported, with the files that people wrote; without those that have none. */
  readonly systems: readonly System[];
  /** What was told while looking, and what is odd about the place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Lets the plugins look at the repository. One that cannot even be listed is refused. */
export async function look(invocation: Invocation, root: string): Promise<Looked> {
  const [{ runPipeline }, { emptyConfig }] = await Promise.all([
    import("../../pipeline/pipeline.ts"),
    import("./empty-config.ts"),
  ]);
  // The providers that are wished for have no output yet that could be chosen.
  const { providers: _, ...options } = pipelineOptions(invocation, { root }, "detect");
  const [result, repo, found] = await Promise.all([
    runPipeline({ ...options, config: emptyConfig }),
    openRepo(root, { environment: invocation.environment }),
    installedPlugins(root, {}, invocation),
  ]);
  invocation.reporter.clear();
  if (!result.detected) throw new Refusal(result.diagnostics, root);
  const facts = result.detected.facts;
  const paths = repo.value?.paths ?? [];
  const installed = found.value ?? [];
  return {
    known: { root, facts, plugins: installed.map(summaryOf), paths },
    systems: systemsIn(installed, paths)
      .map((system) => ({ ...system, paths: system.paths.filter((path) => isTheirs(root, path)) }))
      .filter((system) => system.paths.length > 0),
    diagnostics: [...result.diagnostics, ...notTheTop(root), ...(facts.length === 0 ? [nothingFound()] : [])],
  };
}

function summaryOf({ name, manifest }: InstalledPlugin): Known["plugins"][number] {
  const { capabilities, outputs, imports, defaultOutput } = manifest;
  return {
    name,
    capabilities,
    outputs,
    ...(imports !== undefined && { imports }),
    ...(defaultOutput !== undefined && { defaultOutput }),
  };
}

/** What cig wrote says nothing that cig.toml does not say. */
function isTheirs(root: string, path: string): boolean {
  try {
    return readHeader(readFileSync(join(root, path), "utf8")) === undefined;
  } catch {
    return false;
  }
}

function notTheTop(root: string): Diagnostic[] {
  const top = gitTop(root);
  if (top === undefined || top === root) return [];
  const up = relative(root, top).split(sep).join("/");
  const message =
    "CI providers look for their files at the top of the git repository, and this is a folder below it.";
  return [
    diagnose("CIG708", message, { hint: `Unless that is what you want, run it there:\n  cig init -C ${up}` }),
  ];
}

function nothingFound(): Diagnostic {
  return diagnose("CIG707", "No plugin knows anything in this repository, so the file has no job yet.", {
    hint: "Write a job into cig.toml; the file shows how one looks. Files that git ignores are not looked at.",
  });
}
