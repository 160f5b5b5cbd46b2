import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { foreignLine } from "../../report/foreign.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { writeRun } from "../render.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { isBehind, isOpenImage, type PinMove, pinMoves, pinWord } from "./moves.ts";

/**
 * `cig update [NAME…]`: takes the newest that this cig knows of each third party, and renders. Asks the network with
 * `--online` alone.
 */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  if (given.has("images") && !given.has("online"))
    throw new Refusal([
      diagnose("CIG703", "--images pins images to what their tags stand for, which only a registry knows.", {
        hint: "Ask it:\n  cig update --online --images",
      }),
    ]);
  const now = await runFor(invocation, "files");
  const {
    after,
    moves,
    diagnostics,
    unknown = 0,
  } = given.has("online") ? await updateOnline(invocation, now) : await updateOffline(invocation, now);
  reporter.diagnostics(diagnostics, now.root);
  if (hasErrors(diagnostics)) return 1;
  if (hasErrors(after.diagnostics)) return writeRunOf(invocation, after);
  if (!given.has("json")) terminal.out.write(movesText(moves, unknown));
  if (given.has("dry-run")) return 0;
  return writeRun(invocation, after);
}

/** The run that is written, and what it moves. */
interface Update {
  readonly after: Run;
  readonly moves: readonly PinMove[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many pins were to be looked up, and could not. Absent: none. */
  readonly unknown?: number;
}

/** Forgets what moves, and nothing else: what only cig.lock knows, or knows in a newer version, stays. */
async function updateOffline(invocation: Invocation, now: Run): Promise<Update> {
  const wanted = invocation.arguments.operands;
  refuseUnknown(now, now.pins, wanted);
  const forgetful = await runFor(invocation, "files", { forgetPins: "all" });
  if (hasErrors(now.diagnostics) || hasErrors(forgetful.diagnostics))
    return { after: forgetful, moves: [], diagnostics: [] };
  const moves = pinMoves(now, forgetful).filter(
    (move) => isBehind(move) && (wanted.length === 0 || isWanted(wanted, move)),
  );
  const forgetPins = moves.map(({ key }) => key);
  return { after: await runFor(invocation, "files", { forgetPins }), moves, diagnostics: [] };
}

async function updateOnline(invocation: Invocation, now: Run): Promise<Update> {
  const { arguments: given } = invocation;
  if (hasErrors(now.diagnostics)) return { after: now, moves: [], diagnostics: [] };
  const { lookUpOnline, updatedPins } = await import("./online.ts");
  const online = await lookUpOnline(invocation, now);
  if (hasErrors(online.diagnostics)) return { after: now, moves: [], diagnostics: online.diagnostics };
  const wanted = given.operands;
  refuseUnknown(now, [...now.pins, ...online.moves], wanted);
  const isMeant = (move: PinMove) =>
    wanted.length > 0 ? isWanted(wanted, move) : given.has("images") || !isOpenImage(move);
  const moves = online.moves.filter((move) => isBehind(move) && isMeant(move));
  const after = await runFor(invocation, "files", { pins: updatedPins(online.held, moves) });
  return { after, moves, diagnostics: online.diagnostics, unknown: online.unknown };
}

interface Named {
  readonly key: string;
  readonly name: string;
}

function isWanted(wanted: readonly string[], { key, name }: Named): boolean {
  return wanted.includes(key) || wanted.includes(name);
}

function refuseUnknown(now: Run, known: readonly Named[], wanted: readonly string[]): void {
  if (hasErrors(now.diagnostics)) return;
  const unknown = wanted.find((each) => !known.some((one) => isWanted([each], one)));
  if (unknown === undefined) return;
  const message = `Nothing that is pinned is called "${unknown}".`;
  throw new Refusal([diagnose("CIG703", message, { hint: "The names of all pins:\n  cig outdated --all" })]);
}

function movesText(moves: readonly PinMove[], unknown: number): string {
  if (moves.length === 0)
    return `Every pin is the newest of what is asked for${unknown > 0 ? " as far as that is known" : ""}.\n`;
  const lines = moves.map(({ name, used, next }) => {
    const commit = next.version === "" ? "" : ` (${next.digest.slice(0, 12)})`;
    return `${foreignLine(name)} ${pinWord(used)} → ${pinWord(next)}${commit}`;
  });
  return `${lines.join("\n")}\n`;
}

/** Errors are told as `cig render` tells them; nothing is written. */
function writeRunOf(invocation: Invocation, run: Run): number {
  invocation.reporter.diagnostics(run.diagnostics, run.root);
  return 1;
}
