import { readFileSync } from "node:fs";
import { link, lstat, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { systemsIn } from "../../import/systems.ts";
import { readHeader } from "../../output/output.ts";
import { openRepo } from "../../repo/repo.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import { installedPlugins } from "../installed.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { gitTop, startDirectory } from "../locate.ts";
import { pipelineOptions } from "../run-pipeline.ts";
import { composeDraft } from "./draft.ts";

/** `cig init`: looks at the repository and writes the cig.toml that a careful colleague would have written. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const root = startDirectory(given);
  const file = resolve(root, given.one("config") ?? "cig.toml");
  const shown = relative(root, file).split(sep).join("/");
  const isDryRun = given.has("dry-run");
  if (!isDryRun) await refuseToOverwrite(file, shown, root);
  const { text, jobs, facts, diagnostics } = await draftFor(invocation, root);
  reporter.diagnostics(diagnostics, root);
  if (!isDryRun) await writeNew(file, text, shown, root);
  if (given.has("json"))
    terminal.out.write(
      toJson({
        schema: "cig.init/1",
        path: shown,
        written: !isDryRun,
        content: text,
        jobs,
        diagnostics: diagnostics.map(diagnosticJson),
      }),
    );
  else terminal.out.write(isDryRun ? text : summary(shown, jobs, facts));
  return hasErrors(diagnostics) ? 1 : 0;
}

interface Drafted {
  readonly text: string;
  /** Ids of the jobs. */
  readonly jobs: readonly string[];
  /** How many facts were found. */
  readonly facts: number;
  readonly diagnostics: readonly Diagnostic[];
}

async function draftFor(invocation: Invocation, root: string): Promise<Drafted> {
  const [{ runPipeline }, { emptyConfig }] = await Promise.all([
    import("../../pipeline/pipeline.ts"),
    import("./empty-config.ts"),
  ]);
  const options = pipelineOptions(invocation, { root }, "detect");
  const [result, repo, found] = await Promise.all([
    runPipeline({ ...options, config: emptyConfig }),
    openRepo(root, { environment: invocation.environment }),
    installedPlugins(root, {}, invocation),
  ]);
  invocation.reporter.clear();
  const plugins = (found.value ?? []).map(({ name, manifest }) => ({
    name,
    capabilities: manifest.capabilities,
    outputs: manifest.outputs,
    ...(manifest.defaultOutput !== undefined && { defaultOutput: manifest.defaultOutput }),
  }));
  // A repository that could not even be listed says nothing about itself.
  if (!result.detected) throw new Refusal(result.diagnostics, root);
  const facts = result.detected.facts;
  const { text, jobs } = composeDraft({ root, facts, plugins, paths: repo.value?.paths ?? [] });
  const remarks = [
    ...result.diagnostics,
    ...notTheTop(root),
    ...importable(root, found.value ?? [], repo.value?.paths ?? []),
    ...(facts.length === 0 ? [nothingFound()] : []),
  ];
  return { text, jobs, facts: facts.length, diagnostics: remarks };
}

async function refuseToOverwrite(file: string, shown: string, root: string): Promise<void> {
  const isThere = await lstat(file).then(
    () => true,
    () => false,
  );
  if (isThere) throw exists(shown, root);
}

function exists(shown: string, root: string): Refusal {
  const message = `"${shown}" exists, and cig init never overwrites one.`;
  const hint = "To see what it would write:\n  cig init --dry-run\nTo start anew, move the file away first.";
  return new Refusal([diagnose("CIG704", message, { hint })], root);
}

/** A link to a finished file: it is there as a whole or not at all, and never takes another one's place. */
async function writeNew(file: string, text: string, shown: string, root: string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    await writeFile(temporary, text, { flag: "wx" });
    await link(temporary, file).catch(async (error: NodeJS.ErrnoException) => {
      // Some file systems know no links.
      if (error.code === "EEXIST") throw error;
      await writeFile(file, text, { flag: "wx" });
    });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw exists(shown, root);
    const problem = `"${shown}" could not be written: ${message.replace(/,.*$/s, "")}.`;
    throw new Refusal(
      [diagnose("CIG603", problem, { hint: "Check that you may write to the folder." })],
      root,
    );
  } finally {
    await rm(temporary, { force: true });
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

/** What other people wrote for a CI is worth more than a guess. */
function importable(
  root: string,
  plugins: readonly InstalledPlugin[],
  paths: readonly string[],
): Diagnostic[] {
  const systems = systemsIn(plugins, paths).filter((system) =>
    system.paths.some((path) => isTheirs(root, path)),
  );
  if (systems.length === 0) return [];
  const titles = systems.map(({ title }) => title).join(" and ");
  const hint = `To have that in cig.toml instead of a first draft, with a proof that it means the same:\n${systems.map(({ name }) => `  cig import${systems.length > 1 ? ` --from ${name}` : ""}`).join("\n")}`;
  return [diagnose("CIG712", `The repository has ${titles}, which cig can import.`, { hint })];
}

function isTheirs(root: string, path: string): boolean {
  try {
    return readHeader(readFileSync(join(root, path), "utf8")) === undefined;
  } catch {
    return false;
  }
}

function nothingFound(): Diagnostic {
  return diagnose("CIG707", "No plugin knows anything in this repository, so the file has no job yet.", {
    hint: "Write a job into cig.toml; the file shows how one looks. Files that git ignores are not looked at.",
  });
}

function summary(shown: string, jobs: readonly string[], facts: number): string {
  if (jobs.length === 0) {
    const what = facts === 0 ? "nothing was detected" : "no script to lint, test or build was found";
    return `Wrote ${shown}: ${what}, so it has only an example of a job.\n\nAdd a job to it, then run \`cig plan\`.\n`;
  }
  return `Wrote ${shown} with ${jobs.length === 1 ? "the job" : "the jobs"} ${jobs.join(", ")}.\n\nRead it, then run \`cig plan\` to see what it would render.\n`;
}
