import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { foreignLine } from "../../report/foreign.ts";
import { count } from "../count.ts";
import type { Invocation } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { isBehind, isOpenImage, type PinMove, pinMoves, pinWord } from "./moves.ts";

/** `cig outdated`: which third parties could be fetched in a newer version. Asks the network with `--online` alone. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const now = await runFor(invocation, "files");
  const compare = given.has("online") ? compareOnline : compareOffline;
  const {
    moves,
    diagnostics,
    unknown = 0,
  } = hasErrors(now.diagnostics) ? nothing : await compare(invocation, now);
  const all = [...now.diagnostics, ...diagnostics];
  const failed = hasErrors(all);
  if (given.has("json"))
    terminal.out.write(toJson({ ...outdatedDocument(moves), diagnostics: all.map(diagnosticJson) }));
  else if (!failed) terminal.out.write(outdatedText(moves, given.has("all"), unknown));
  const errors = now.diagnostics.filter(({ level }) => level === "error");
  reporter.diagnostics([...errors, ...diagnostics], now.root);
  if (failed) return 1;
  return given.has("exit-code") && moves.some(canMove) ? 2 : 0;
}

/** The moves, and what finding them left to say beside what the run itself says. */
interface Comparison {
  readonly moves: readonly PinMove[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many of them were to be looked up, and could not. Absent: none. */
  readonly unknown?: number;
}

const nothing: Comparison = { moves: [], diagnostics: [] };

async function compareOffline(invocation: Invocation, now: Run): Promise<Comparison> {
  const then = await runFor(invocation, "files", { forgetPins: "all" });
  return {
    moves: pinMoves(now, then),
    diagnostics: then.diagnostics.filter(({ level }) => level === "error"),
  };
}

async function compareOnline(invocation: Invocation, now: Run): Promise<Comparison> {
  const { lookUpOnline } = await import("./online.ts");
  return lookUpOnline(invocation, now);
}

/** Whether `cig update` moves it unasked. */
function canMove(move: PinMove): boolean {
  return isBehind(move) && !isOpenImage(move);
}

function outdatedDocument(moves: readonly PinMove[]): object {
  return {
    schema: "cig.outdated/1",
    pins: moves.map((move) => {
      const { name, used, next, newest } = move;
      return { name, used, next, newest, outdated: canMove(move) };
    }),
  };
}

function outdatedText(moves: readonly PinMove[], all: boolean, unknown: number): string {
  if (moves.length === 0) return "Nothing of third parties is pinned.\n";
  const open = moves.filter(isOpenImage);
  const pins = moves.filter((move) => !isOpenImage(move));
  const behind = pins.filter(isBehind);
  const older = pins.filter((move) => !isBehind(move) && move.newest.digest !== move.used.digest);
  const shown = all ? moves : [...behind, ...older];
  const lines = [
    ...(shown.length > 0 ? table(shown) : []),
    ...(shown.length > 0 ? [""] : []),
    behind.length > 0
      ? `${behind.length} of ${count(pins.length, "pin")} can be updated: cig update`
      : `${count(pins.length, "pin")}, each the newest of what is asked for${unknown > 0 ? ` as far as that is known` : ""}.`,
    ...(unknown > 0 ? [`${count(unknown, "pin")} could not be looked up.`] : []),
    ...(older.length > 0
      ? [`For ${older.length} cig.toml or a plugin asks for an older line; see NEWEST.`]
      : []),
    ...(open.length > 0
      ? [`${count(open.length, "image")} without a digest, which this pins: cig update --online --images`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function table(moves: readonly PinMove[]): string[] {
  const rows = [
    ["NAME", "USED", "UPDATE", "NEWEST"],
    ...moves.map((move) => [
      foreignLine(move.name),
      pinWord(move.used),
      isBehind(move) ? pinWord(move.next) : "-",
      pinWord(move.newest),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}
