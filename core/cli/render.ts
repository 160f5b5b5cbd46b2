import { diagnose } from "../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import type { FileChange } from "../output/compare.ts";
import { write } from "../output/write/write.ts";
import { foreignLine } from "../report/foreign.ts";
import { count } from "./count.ts";
import { type Arguments, type Invocation, Refusal } from "./invocation.ts";
import { diagnosticJson, toJson } from "./json.ts";
import { pending, untouched } from "./plan/pending.ts";
import { readSavedPlan, type SavedPlan, staleness } from "./plan/saved-plan.ts";
import { type Run, runFor } from "./run-pipeline.ts";

/** `cig render`: writes all files or none. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given } = invocation;
  const saved = given.operands[0] === undefined ? undefined : await readSavedPlan(given, given.operands[0]);
  const rendered = await runFor(saved ? withSavedOptions(invocation, saved) : invocation, "files");
  if (hasErrors(rendered.diagnostics)) return end(invocation, rendered, [], 1);
  if (saved) refuseStale(saved, rendered);
  const run = given.has("eject") ? (await import("./eject.ts")).ejected(invocation, rendered) : rendered;
  if (given.has("check")) return check(invocation, run);
  return writeRun(invocation, run);
}

/** Writes what a run of the pipeline came to, as `cig render` does. */
export async function writeRun(invocation: Invocation, run: Run): Promise<number> {
  const written = await write(run.root, run.changes, { force: invocation.arguments.has("force") });
  return end(invocation, run, written.diagnostics, hasErrors(written.diagnostics) ? 1 : 0);
}

/** Nothing is written; the difference and the command that removes it are shown. */
async function check(invocation: Invocation, run: Run): Promise<number> {
  const stale = pending(run.changes);
  if (stale.length === 0) return end(invocation, run, [], 0);
  const names = stale.map(({ path }) => `"${path}"`).join(", ");
  const message = `${names} ${stale.length === 1 ? "is" : "are"} not what cig.toml says.`;
  const outOfDate = diagnose("CIG604", message, {
    hint: "Write them, and commit them with cig.toml:\n  cig render",
  });
  return end(invocation, run, [outOfDate], 2);
}

async function end(
  invocation: Invocation,
  run: Run,
  more: readonly Diagnostic[],
  code: number,
): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const diagnostics = [...run.diagnostics, ...more];
  if (given.has("json"))
    terminal.out.write(toJson(renderDocument(run.changes, diagnostics, code === 0 && !given.has("check"))));
  else {
    if (given.has("diff") || given.has("check")) {
      const { diffText } = await import("./plan/diff-text.ts");
      terminal.out.write(await diffText(run.changes, terminal.out.paint));
    }
    if (code === 0) {
      terminal.out.write(resultText(run.changes));
      if (given.has("eject")) terminal.out.write((await import("./eject.ts")).ejectedText);
    }
  }
  reporter.diagnostics(diagnostics, run.root);
  return code;
}

function renderDocument(
  changes: readonly FileChange[],
  diagnostics: readonly Diagnostic[],
  written: boolean,
): object {
  return {
    schema: "cig.render/1",
    files: changes.map(({ path, owners, change }) => ({ path, owner: owners[0], change })),
    written: written && pending(changes).length > 0,
    diagnostics: diagnostics.map(diagnosticJson),
  };
}

function resultText(changes: readonly FileChange[]): string {
  const done = pending(changes);
  const rest = untouched(changes);
  if (done.length === 0) {
    const kept = changes.filter(({ owners }) => owners.length === 0).length;
    const more = kept > 0 ? `, ${kept} kept` : "";
    return `Nothing to write: ${count(changes.length - kept, "file")} up to date${more}.\n`;
  }
  const words = { create: "created", update: "updated", delete: "removed", same: "" };
  const lines = done.map(({ path, change }) => `${words[change]} ${foreignLine(path)}`);
  return `${[...lines, ...(rest === "" ? [] : [`(${rest})`])].join("\n")}\n`;
}

const decisive = ["config", "profile", "provider", "var"];

/** A saved plan knows what was asked; asking something else at the same time cannot be meant. */
function withSavedOptions(invocation: Invocation, { asked }: SavedPlan): Invocation {
  const given = invocation.arguments;
  const extra = decisive.find((option) => given.has(option));
  if (extra) {
    const message = `A saved plan decides what is rendered, so --${extra} cannot change it.`;
    throw new Refusal([diagnose("CIG703", message, { hint: "Give it to `cig plan --out FILE` instead." })]);
  }
  const values: Readonly<Record<string, readonly string[]>> = {
    config: asked.config === undefined ? [] : [asked.config],
    profile: asked.profile === undefined ? [] : [asked.profile],
    provider: asked.providers,
    var: Object.entries(asked.variables).map(([name, value]) => `${name}=${value}`),
  };
  const merged: Arguments = {
    ...given,
    has: (option) => (values[option] ? values[option].length > 0 : given.has(option)),
    one: (option) => (values[option] ? values[option].at(-1) : given.one(option)),
    all: (option) => values[option] ?? given.all(option),
  };
  return { ...invocation, arguments: merged };
}

function refuseStale(saved: SavedPlan, run: Run): void {
  const reasons = staleness(run.root, saved, run);
  if (reasons.length > 0) throw new Refusal(reasons, run.root);
}
