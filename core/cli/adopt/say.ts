import { parseConfig } from "../../config/config.ts";
import { parseToml } from "../../config/toml.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { openHost } from "../../host/host.ts";
import { lockPath } from "../../lock/path.ts";
import type { FileChange } from "../../output/compare.ts";
import { bodyOf } from "../../output/header.ts";
import type { Pins } from "../../pins.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { pipelineOptions, type Run, runFor, variablesOf } from "../run-pipeline.ts";
import { askBoth } from "./ask-both.ts";
import { compareWorkflow } from "./compare-workflow.ts";
import { distance } from "./distance.ts";
import { proposeHatches } from "./propose-hatches.ts";
import { type Attempt, type Filed, type Found, search } from "./search.ts";
import { propose } from "./words/propose.ts";
import { proposeRenames } from "./words/propose-renames.ts";

/** A cig.toml, as it is and with the pins in it that are named there. */
export interface Start {
  readonly before: string;
  readonly source: string;
  readonly pins: Pins;
}

/**
 * Looks for a cig.toml that renders to what the edited files mean: what an importer says in cig's words first, then what
 * is left in the provider's own. Comes as near as it can; what is left is told by the proof.
 */
export async function say(
  invocation: Invocation,
  now: Run,
  edited: readonly FileChange[],
  { before, source, pins }: Start,
): Promise<{ readonly attempt: Attempt; readonly said: Found["accepted"] }> {
  const attempt = async (text: string, held: Pins): Promise<Attempt | undefined> => {
    const run = await renderWith(invocation, now, { before, source: text, pins: held });
    return run && { source: text, pins: held, run, left: leftOf(run, now, edited) };
  };
  const first = await attempt(source, pins);
  if (!first) throw misplaced(now);
  if (first.left === 0 || hasErrors(first.run.diagnostics)) return { attempt: first, said: [] };
  if (isOfSeveralFiles(now)) throw severalFiles(now);
  const names = await search(first, renamesFor(first, edited), attempt);
  const words = await search(names.attempt, await wordsFor(invocation, now, names.attempt, edited), attempt);
  const hatches = await search(words.attempt, hatchesFor(words.attempt, edited), attempt);
  const said = [names, words, hatches].flatMap(({ accepted }) => accepted);
  return { attempt: hatches.attempt, said };
}

function renamesFor({ source, run }: Attempt, edited: readonly FileChange[]): Filed[] {
  const config = parseToml(source).table!;
  return edited.flatMap(({ path, before = "" }) => {
    const rendered = run.files.find((file) => file.path === path)?.content ?? "";
    return proposeRenames(config, bodyOf(rendered), bodyOf(before)).map((one) => ({ ...one, file: path }));
  });
}

async function wordsFor(
  invocation: Invocation,
  now: Run,
  { source, run, left }: Attempt,
  edited: readonly FileChange[],
): Promise<Filed[]> {
  if (left === 0) return [];
  const { memo, isolate, emit } = pipelineOptions(invocation, { root: now.root }, "files");
  const host = openHost({ plugins: now.installed, root: now.root, emit, memo, isolate });
  const config = parseToml(source).table!;
  const branch = now.config?.schema.project?.default_branch ?? "main";
  try {
    const all = edited.map(async ({ path, owners, before = "" }): Promise<Filed[]> => {
      const plugin = now.installed.find(
        ({ name, manifest }) => owners.includes(name) && manifest.hooks.includes("import"),
      );
      const rendered = run.files.find((file) => file.path === path)?.content;
      if (!plugin || rendered === undefined) return [];
      const both = await askBoth(host, plugin, { file: path, rendered, edited: before }, branch);
      return both ? propose(config, both).map((one) => ({ ...one, file: path })) : [];
    });
    return (await Promise.all(all)).flat();
  } finally {
    await host.close();
    invocation.reporter.clear();
  }
}

function hatchesFor({ source, run, left }: Attempt, edited: readonly FileChange[]): Filed[] {
  if (left === 0) return [];
  const config = parseToml(source).table!;
  return edited.flatMap(({ path, owners, before = "" }): Filed[] => {
    const rendered = run.files.find((file) => file.path === path)?.content;
    const provider = owners.find((name) => name.startsWith("provider/"))?.slice("provider/".length);
    if (rendered === undefined || provider === undefined) return [];
    const edits = compareWorkflow(rendered, before);
    return typeof edits === "string" ? [] : proposeHatches(config, path, provider, edits);
  });
}

/** How far the rendered files are from the edited ones; one that nobody edited has to stay what it is. */
function leftOf(then: Run, now: Run, edited: readonly FileChange[]): number {
  if (hasErrors(then.diagnostics)) return Number.POSITIVE_INFINITY;
  const goals = new Map(edited.map(({ path, before = "" }) => [path, before]));
  return then.files.reduce((sum, { path, content }) => {
    if (path === lockPath) return sum;
    const goal = goals.get(path);
    if (goal !== undefined) return sum + distance(path, content, goal);
    const old = now.files.find((file) => file.path === path)?.content;
    return old !== undefined && bodyOf(old) === bodyOf(content) ? sum : Number.POSITIVE_INFINITY;
  }, 0);
}

/** The pipeline with another cig.toml and other pins, all in memory; undefined where the text is no cig.toml. */
async function renderWith(
  invocation: Invocation,
  now: Run,
  { before, source, pins }: Start,
): Promise<Run | undefined> {
  if (source === before) return runFor(invocation, "files", { pins });
  if (isOfSeveralFiles(now)) throw severalFiles(now);
  const { file, profile } = now.config!;
  const variables = variablesOf(invocation.arguments);
  const { environment } = invocation;
  const parsed = parseConfig(file, source.replace(/^\ufeff/, ""), { profile, variables, environment });
  return parsed.value && runFor(invocation, "files", { pins, config: parsed.value });
}

function isOfSeveralFiles({ config }: Run): boolean {
  return config!.members.length > 0 || config!.others.size > 0;
}

function severalFiles({ root, config }: Run): Refusal {
  const message = `"${config!.file}" is made of several files, and cig adopt cannot tell to which of them the edit belongs.`;
  const hint = "Make the same change there, then run:\n  cig render --force";
  return new Refusal([diagnose("CIG713", message, { hint })], root);
}

/** A pin was renamed to something that the language refuses. */
function misplaced({ root, config }: Run): Refusal {
  const message = `With the new versions in it, "${config!.file}" would not be right any more.`;
  const hint = "To see what would be changed:\n  cig adopt --dry-run --json";
  return new Refusal([diagnose("CIG713", message, { hint })], root);
}
