import { byCodeUnit } from "../../compare.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { heldPins } from "../../lock/held-pins.ts";
import type { Question } from "../../online/questions.ts";
import { compareVersions, type Pin, type Pins } from "../../pins.ts";
import type { Invocation } from "../invocation.ts";
import { type Run, runFor } from "../run-pipeline.ts";
import { newerOf, type PinMove, pinMoves } from "./moves.ts";

/** What the network knows of a run's pins. */
export interface Online {
  /** For everything that was looked up, sorted by key. */
  readonly moves: readonly PinMove[];
  /** What cig.lock holds. */
  readonly held: Pins;
  /** How many pins could not be looked up: of those, only what this cig itself knows is told. */
  readonly unknown: number;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Asks the network for newer versions of what a run fetches. A pin never goes back to an older version. Where a version
 * that is held now stands for another commit, it stays, and a warning says so: releases do not move by themselves.
 */
export async function lookUpOnline(invocation: Invocation, now: Run): Promise<Online> {
  const forgetful = await runFor(invocation, "files", { forgetPins: "all" });
  const held = (await heldPins(now.root)).value ?? new Map();
  if (hasErrors(forgetful.diagnostics))
    return { moves: [], held, unknown: 0, diagnostics: forgetful.diagnostics };
  const { questionsOf } = await import("../../online/questions.ts");
  const { lookUp } = await import("../../online/look-up.ts");
  const questions = questionsOf(forgetful.plan?.outputs ?? [], forgetful.pins);
  const { found, diagnostics } = await lookUp(questions, {
    installed: now.installed,
    table: now.config?.schema.plugins ?? {},
    environment: invocation.environment,
    emit: invocation.reporter.emit,
  });
  const offline = new Map(pinMoves(now, forgetful).map((move) => [move.key, move]));
  const usedOf = (key: string) => held.get(key) ?? offline.get(key)?.used;
  const online = found.map(({ question, next, newest }): PinMove => {
    const { key, name, wanted } = question;
    const used = usedOf(key) ?? { version: wanted.at(-1) ?? "", digest: "" };
    const known = offline.get(key)?.next ?? used;
    const forward = next && isForward(used, next) ? newerOf(next, known) : known;
    return { key, name, used, next: forward, newest: newerOf(forward, newest) };
  });
  const moves = new Map([...offline, ...online.map((move) => [move.key, move] as const)]);
  // An image that is not pinned is nobody's loss.
  const isMeant = ({ key, provider }: Question) => provider !== "" || held.has(key);
  const answered = new Set(found.map(({ question }) => question.key));
  const moved = found.flatMap(({ question: { key, name }, next }) => {
    const used = usedOf(key);
    return next && used && isMoved(used, next) ? [movedAway(name, used, next)] : [];
  });
  return {
    moves: [...moves.values()].sort((a, b) => byCodeUnit(a.key, b.key)),
    held,
    unknown: questions.filter((each) => isMeant(each) && !answered.has(each.key)).length,
    diagnostics: [...diagnostics, ...moved],
  };
}

/** Whether a plan that fetches `used` may fetch `next`. Images have no versions: their tag is a promise of change. */
function isForward(used: Pin, next: Pin): boolean {
  return used.digest === "" || next.version === "" || compareVersions(next.version, used.version) > 0;
}

function isMoved(used: Pin, next: Pin): boolean {
  return next.version !== "" && used.version === next.version && used.digest !== next.digest;
}

function movedAway(name: string, used: Pin, next: Pin): Diagnostic {
  const message = `${name} ${used.version} is pinned to ${used.digest}, and upstream the version now stands for ${next.digest}. A release that moves is a mistake of its authors, or an attack: the pin stays.`;
  const hint = `Look at both commits. If the new one is right, write it into [pins] of cig.lock, and run: cig render`;
  return diagnose("CIG335", message, { hint });
}

/** The pins that an update leaves: those that are held, and what moves. */
export function updatedPins(held: Pins, moves: readonly PinMove[]): Pins {
  return new Map([...held, ...moves.map(({ key, next }) => [key, next] as const)]);
}
