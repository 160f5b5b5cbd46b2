import { readFileSync, realpathSync } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { heldPins } from "../../lock/held-pins.ts";
import type { FileChange } from "../../output/compare.ts";
import { write } from "../../output/write/write.ts";
import { writeFresh } from "../import/write.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { startDirectory } from "../locate.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { type Adoption, adoptJson, adoptText } from "./adopt-text.ts";
import { missed } from "./prove.ts";
import { say } from "./say.ts";
import type { Attempt } from "./search.ts";
import { sortPins } from "./sort-pins.ts";

/** `cig adopt [FILE]`: brings edits of rendered files back to where they are rendered from, or says why it cannot. */
export async function run(invocation: Invocation): Promise<number> {
  const now = await runFor(invocation, "files");
  if (hasErrors(now.diagnostics)) return end(invocation, now, undefined, []);
  const edited = chooseFiles(invocation, now);
  if (edited.length === 0) return end(invocation, now, undefined, []);
  const before = readFileSync(join(now.root, now.config!.file), "utf8");
  const held = await heldPins(now.root);
  const { adopted: pins, problems, ...start } = sortPins(edited, before, held.value ?? new Map());
  if (problems.length > 0) return end(invocation, now, { pins, said: [] }, problems);
  const { attempt, said } = await say(invocation, now, edited, { ...start, before });
  const adoption: Adoption = { pins, said };
  const { run: then } = attempt;
  const left = hasErrors(then.diagnostics) ? then.diagnostics : missed(edited, now, then);
  if (left.length > 0) return end(invocation, now, adoption, left);
  if (invocation.arguments.has("dry-run")) return end(invocation, now, adoption, []);
  return end(invocation, now, adoption, await writeAll(invocation, now, { ...attempt, before }, edited));
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

/**
 * cig.toml first: should this process die before the rest, the edited files are still told as edited. What cannot be
 * written takes it back.
 */
async function writeAll(
  invocation: Invocation,
  { root, config }: Run,
  { source, pins, run, before }: Attempt & { readonly before: string },
  edited: readonly FileChange[],
): Promise<readonly Diagnostic[]> {
  const { file } = config!;
  const target = { file: realpathSync(join(root, file)), shown: basename(file), root };
  if (source !== before) await writeFresh(target, source);
  // cig.lock tells what cig.toml was when it was made, and asks the disk.
  const then = source === before ? run : await runFor(invocation, "files", { pins });
  const heeded = new Set(edited.map(({ path }) => path));
  const changes = then.changes.map((one) => (heeded.has(one.path) ? { ...one, edited: false } : one));
  const problems = [then.diagnostics, missed(edited, run, then)].find(hasErrors);
  const diagnostics = problems ?? (await write(root, changes, { force: false })).diagnostics;
  if (hasErrors(diagnostics) && source !== before) await writeFresh(target, before);
  return diagnostics;
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
