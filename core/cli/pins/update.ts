import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { foreignLine } from "../../report/foreign.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { writeRun } from "../render.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { onlyLocked, pinMoves } from "./moves.ts";

/** `cig update [NAME…]`: takes the newest that this cig knows of each third party, and renders. Asks no network. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal } = invocation;
  const now = await runFor(invocation, "files");
  const wanted = given.operands;
  refuseUnknown(now, wanted);
  const then = await forgetting(invocation, now, wanted);
  if (hasErrors(then.diagnostics)) return writeRunOf(invocation, then);
  if (!given.has("json")) terminal.out.write(movesText(now, then));
  if (given.has("dry-run")) return 0;
  return writeRun(invocation, then);
}

/** A run with the newest pins of `wanted`, of all where nothing is named; what cig.lock alone knows stays. */
async function forgetting(invocation: Invocation, now: Run, wanted: readonly string[]): Promise<Run> {
  const forgetPins = wanted.length > 0 ? wanted : ("all" as const);
  const then = await runFor(invocation, "files", { forgetPins });
  const kept = new Set(onlyLocked(now, then));
  if (kept.size === 0) return then;
  const keys = now.pins.filter(({ key, name }) => !kept.has(key) && isWanted(wanted, key, name));
  return runFor(invocation, "files", { forgetPins: keys.map(({ key }) => key) });
}

function isWanted(wanted: readonly string[], key: string, name: string): boolean {
  return wanted.length === 0 || wanted.includes(key) || wanted.includes(name);
}

function refuseUnknown(now: Run, wanted: readonly string[]): void {
  if (hasErrors(now.diagnostics)) return;
  const unknown = wanted.find((each) => !now.pins.some(({ key, name }) => each === key || each === name));
  if (unknown === undefined) return;
  const message = `Nothing that is pinned is called "${unknown}".`;
  throw new Refusal([diagnose("CIG703", message, { hint: "The names of all pins:\n  cig outdated --all" })]);
}

function movesText(now: Run, then: Run): string {
  const moved = pinMoves(now, then).filter(({ used, next }) => used.digest !== next.digest);
  if (moved.length === 0) return "Every pin is the newest of what is asked for.\n";
  const lines = moved.map(
    ({ name, used, next }) =>
      `${foreignLine(name)} ${used.version} → ${next.version} (${next.digest.slice(0, 12)})`,
  );
  return `${lines.join("\n")}\n`;
}

/** Errors are told as `cig render` tells them; nothing is written. */
function writeRunOf(invocation: Invocation, run: Run): number {
  invocation.reporter.diagnostics(run.diagnostics, run.root);
  return 1;
}
