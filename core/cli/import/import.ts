import { existsSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import type { Imported, TomlTable } from "../../../sdk/import/imported.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { startEarlyHost } from "../../host/early-host.ts";
import { type Host, openHost } from "../../host/host.ts";
import { importProved } from "../../import/import-proved.ts";
import { type Proof, prove } from "../../import/prove.ts";
import type { Ground } from "../../import/render-config.ts";
import { systemsIn } from "../../import/systems.ts";
import { openRepo } from "../../repo/repo.ts";
import { version } from "../../version.ts";
import { draftProject } from "../init/project.ts";
import { installedPlugins } from "../installed.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { locate, startDirectory } from "../locate.ts";
import { pipelineOptions } from "../run-pipeline.ts";
import { type Chosen, chooseSource } from "./choose.ts";
import { compose } from "./compose.ts";
import { importJson } from "./import-json.ts";
import { type Done, importText, proofText } from "./import-text.ts";
import { exists, writeFresh } from "./write.ts";

/** `cig import`: reads the CI that is there, writes the cig.toml that means the same, and proves that it does. */
export async function run(invocation: Invocation): Promise<number> {
  return invocation.arguments.has("check") ? checkImport(invocation) : importHere(invocation);
}

/** Asked before anything is written; false: leave it. */
export type Confirm = (done: Done) => Promise<boolean>;

/** Imports the CI of the place where the command runs; `confirm` has the last word, where it is given. */
export async function importHere(invocation: Invocation, confirm?: Confirm): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const root = startDirectory(given);
  const output = given.one("output") ?? given.one("config") ?? "cig.toml";
  const isDry = given.has("dry-run") || output === "-";
  const file = resolve(root, output === "-" ? "cig.toml" : output);
  const shown = relative(root, file).split(sep).join("/");
  const opened = await open(invocation, root, {});
  try {
    const { chosen, ground } = await opened.choose();
    if (!isDry && existsSync(file) && !given.has("force")) throw exists(shown, root);
    const { name, defaultBranch } = draftProject(root);
    const original = { plugin: chosen.system.plugin, files: chosen.files, defaultBranch };
    const { title, plugin } = chosen.system;
    const isRendered = plugin.manifest.capabilities.some((one) => one.startsWith("provider:"));
    const about = { name, defaultBranch, title, isRendered };
    const result = await importProved(ground, original, (imported) => compose(imported, about));
    reporter.clear();
    if (!result.value) throw new Refusal(result.diagnostics, root);
    const { value: imported } = result;
    if (!hasJobs(imported)) throw withoutJobs(imported, root);
    const done = { ...imported, path: shown, written: !isDry, ...chosen };
    if (confirm && !(await confirm({ ...done, written: false }))) return 0;
    const taken = given.has("force") ? undefined : exists(shown, root);
    if (!isDry) await writeFresh({ file, shown, root }, imported.text, taken);
    const diagnostics = [...result.diagnostics, ...diagnosticsOf(imported.proof)];
    reporter.diagnostics(diagnostics, root);
    if (given.has("json")) terminal.out.write(toJson(importJson(done, diagnostics)));
    else if (isDry) {
      terminal.out.write(imported.text);
      if (!given.has("quiet")) terminal.err.write(importText(done));
    } else terminal.out.write(importText(done));
    return hasErrors(result.diagnostics) ? 1 : exitCode(imported.proof);
  } finally {
    await opened.close();
  }
}

function hasJobs({ config }: Imported): boolean {
  return Object.keys((config.jobs ?? {}) as TomlTable).length > 0;
}

/** What was lost is why there is nothing. */
function withoutJobs({ residue }: Imported, root: string): Refusal {
  const lost = residue.map(({ file, line, what, why }) => `\n${file}:${line} ${what}. ${why}`).join("");
  const message = `The files hold no job that could be imported.${lost}`;
  return new Refusal([diagnose("CIG710", message, { hint: "To start without them:\n  cig init" })], root);
}

/** Holds the cig.toml that is there against the original files. */
async function checkImport(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const { root, configFile } = locate(given);
  const { loadConfig } = await import("../../config/config.ts");
  const loaded = await loadConfig(root, {
    ...(configFile && { file: configFile }),
    environment: invocation.environment,
  });
  if (!loaded.value) throw new Refusal(loaded.diagnostics, root);
  const config = loaded.value;
  const opened = await open(invocation, root, config.schema.plugins ?? {});
  try {
    const { chosen, ground } = await opened.choose();
    const defaultBranch = config.schema.project?.default_branch ?? draftProject(root).defaultBranch;
    const proof = await prove(ground, config, {
      plugin: chosen.system.plugin,
      files: chosen.files,
      defaultBranch,
    });
    reporter.clear();
    const diagnostics = [...loaded.diagnostics, ...diagnosticsOf(proof)];
    reporter.diagnostics(diagnostics, root);
    const done = {
      config: {},
      comments: [],
      residue: [],
      text: "",
      path: config.file,
      written: false,
      proof,
      ...chosen,
    };
    terminal.out.write(given.has("json") ? toJson(importJson(done, diagnostics)) : proofText(done));
    return exitCode(proof);
  } finally {
    await opened.close();
  }
}

/** 0 where it means the same, or nothing can tell; 2 where it does not; 1 where it cannot be rendered. */
function exitCode({ state }: Proof): number {
  if (state === "impossible") return 1;
  return state === "differs" ? 2 : 0;
}

function diagnosticsOf(proof: Proof): readonly Diagnostic[] {
  return proof.state === "none" ? [] : proof.diagnostics;
}

interface Opened {
  choose(): Promise<{ chosen: Chosen; ground: Ground }>;
  close(): Promise<void>;
}

async function open(
  invocation: Invocation,
  root: string,
  table: Parameters<typeof installedPlugins>[1],
): Promise<Opened> {
  const options = pipelineOptions(invocation, { root }, "files");
  const early = options.isolate ? undefined : startEarlyHost(root);
  let host: Host | undefined;
  const choose = async () => {
    const [repo, found] = await Promise.all([
      openRepo(root, { environment: invocation.environment }),
      installedPlugins(root, table, invocation),
    ]);
    if (!repo.value) throw new Refusal(repo.diagnostics, root);
    const plugins = found.value ?? [];
    const chosen = await chooseSource(invocation, root, systemsIn(plugins, repo.value.paths));
    const { memo, isolate, emit } = options;
    host = openHost({ plugins, root, emit, memo, isolate, early });
    return { chosen, ground: { host, repo: repo.value, coreVersion: version } };
  };
  const close = async () => {
    early?.end();
    await host?.close();
  };
  return { choose, close };
}
