import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { foreignLine } from "../../report/foreign.ts";
import { count } from "../count.ts";
import type { Invocation } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { runFor } from "../run-pipeline.ts";
import { type PinMove, pinMoves } from "./moves.ts";

/** `cig outdated`: which third parties could be fetched in a newer version. Asks no network. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const now = await runFor(invocation, "files");
  const then = hasErrors(now.diagnostics) ? now : await runFor(invocation, "files", { forgetPins: "all" });
  const moves = pinMoves(now, then);
  const failed = hasErrors(now.diagnostics) || hasErrors(then.diagnostics);
  if (given.has("json"))
    terminal.out.write(
      toJson({ ...outdatedDocument(moves), diagnostics: now.diagnostics.map(diagnosticJson) }),
    );
  else if (!failed) terminal.out.write(outdatedText(moves, given.has("all")));
  reporter.diagnostics(
    now.diagnostics.filter(({ level }) => level === "error"),
    now.root,
  );
  if (failed) return 1;
  return given.has("exit-code") && moves.some(isBehind) ? 2 : 0;
}

function isBehind({ used, next }: PinMove): boolean {
  return used.digest !== next.digest;
}

function outdatedDocument(moves: readonly PinMove[]): object {
  return {
    schema: "cig.outdated/1",
    pins: moves.map((move) => ({ ...move, outdated: isBehind(move) })),
  };
}

function outdatedText(moves: readonly PinMove[], all: boolean): string {
  if (moves.length === 0) return "Nothing of third parties is pinned.\n";
  const behind = moves.filter(isBehind);
  const older = moves.filter((move) => !isBehind(move) && move.newest.digest !== move.used.digest);
  const shown = all ? moves : [...behind, ...older];
  const lines = [
    ...(shown.length > 0 ? table(shown) : []),
    ...(shown.length > 0 ? [""] : []),
    behind.length > 0
      ? `${behind.length} of ${count(moves.length, "pin")} can be updated: cig update`
      : `${count(moves.length, "pin")}, each the newest of what is asked for.`,
    ...(older.length > 0
      ? [`For ${older.length} cig.toml or a plugin asks for an older line; see NEWEST.`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

function table(moves: readonly PinMove[]): string[] {
  const rows = [
    ["NAME", "USED", "UPDATE", "NEWEST"],
    ...moves.map((move) => [
      foreignLine(move.name),
      move.used.version,
      isBehind(move) ? move.next.version : "-",
      move.newest.version,
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
