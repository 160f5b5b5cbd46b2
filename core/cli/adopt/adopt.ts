import { readFileSync, realpathSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { parseConfig } from "../../config/config.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { heldPins } from "../../lock/held-pins.ts";
import type { FileChange } from "../../output/compare.ts";
import { write } from "../../output/write/write.ts";
import { writeFresh } from "../import/write.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { startDirectory } from "../locate.ts";
import { type Run, runFor, variablesOf } from "../run-pipeline.ts";
import { adoptJson, adoptText } from "./adopt-text.ts";
import { missed } from "./prove.ts";
import { type Adoption, adopt } from "./sort-edits.ts";

/** `cig adopt [FILE]`: brings edits of rendered files back to where they are rendered from, or says why it cannot. */
export async function run(invocation: Invocation): Promise<number> {
  const now = await runFor(invocation, "files");
  if (hasErrors(now.diagnostics)) return end(invocation, now, undefined, []);
  const edited = chooseFiles(invocation, now);
  if (edited.length === 0) return end(invocation, now, undefined, []);
  const held = await heldPins(now.root);
  const source = readFileSync(join(now.root, now.config!.file), "utf8");
  const adoption = adopt(edited, now, source, held.value ?? new Map());
  if (adoption.problems.length > 0) return end(invocation, now, adoption, adoption.problems);
  const then = await renderWith(invocation, now, adoption);
  const problems = hasErrors(then.diagnostics) ? then.diagnostics : missed(edited, now, then);
  if (problems.length > 0) return end(invocation, now, adoption, problems);
  if (invocation.arguments.has("dry-run")) return end(invocation, now, adoption, []);
  return end(invocation, now, adoption, await writeAll(now, then, adoption, edited));
}

/** Files that were edited since cig wrote them, or the one that is named. */
function chooseFiles({ arguments: given }: Invocation, { root, changes }: Run): readonly FileChange[] {
  const edited = changes.filter((change) => change.edited && change.change === "update");
  const [named] = given.operands;
  if (named === undefined) return edited;
  const path = relative(root, resolve(startDirectory(given), named))
    .split(sep)
    .join("/");
  if (changes.some((change) => change.path === path && change.owners.length > 0))
    return edited.filter((change) => change.path === path);
  const hint = "The files of cig.toml:\n  cig plan --full";
  throw new Refusal([diagnose("CIG703", `cig renders no file "${path}".`, { hint })], root);
}

/** The pipeline with the new cig.toml and the new pins, all in memory. */
async function renderWith(
  invocation: Invocation,
  now: Run,
  { source, pins, before }: Adoption,
): Promise<Run> {
  if (source === before) return runFor(invocation, "files", { pins });
  const { file, profile, members, others } = now.config!;
  if (members.length > 0 || others.size > 0) {
    const message = `"${file}" is made of several files, and cig adopt cannot tell to which of them the edit belongs.`;
    const hint = "Make the same change there, then run:\n  cig render --force";
    throw new Refusal([diagnose("CIG713", message, { hint })], now.root);
  }
  const variables = variablesOf(invocation.arguments);
  const { environment } = invocation;
  const parsed = parseConfig(file, source.replace(/^\ufeff/, ""), { profile, variables, environment });
  if (parsed.value) return runFor(invocation, "files", { pins, config: parsed.value });
  const message = `"${file}" has an escape hatch at this place already, in a form to which nothing can be added.`;
  const hint = "To see what would be added:\n  cig adopt --dry-run --json";
  throw new Refusal([diagnose("CIG713", message, { hint }), ...parsed.diagnostics], now.root);
}

/**
 * cig.toml first: should this process die before the rest, the edited files are still told as edited. What cannot be
 * written takes it back.
 */
async function writeAll(
  { root, config }: Run,
  then: Run,
  { source, before }: Adoption,
  edited: readonly FileChange[],
): Promise<readonly Diagnostic[]> {
  const { file } = config!;
  const save = (text: string) => {
    const path = realpathSync(join(root, file));
    return text === source && source === before
      ? undefined
      : writeFresh({ file: path, shown: basename(file), root }, text);
  };
  const heeded = new Set(edited.map(({ path }) => path));
  const changes = then.changes.map((one) => (heeded.has(one.path) ? { ...one, edited: false } : one));
  await save(source);
  const written = await write(root, changes, { force: false });
  if (hasErrors(written.diagnostics) && source !== before) await save(before);
  return written.diagnostics;
}

function end(
  { arguments: given, terminal, reporter }: Invocation,
  { root, diagnostics: told }: Run,
  adoption: Adoption | undefined,
  problems: readonly Diagnostic[],
): number {
  const diagnostics = [...told, ...problems];
  const failed = hasErrors(diagnostics);
  const written = !failed && adoption !== undefined && !given.has("dry-run");
  if (given.has("json"))
    terminal.out.write(
      toJson({ ...adoptJson(adoption, written), diagnostics: diagnostics.map(diagnosticJson) }),
    );
  else if (!failed) terminal.out.write(adoptText(adoption, written));
  reporter.diagnostics(diagnostics, root);
  return failed ? 1 : 0;
}
