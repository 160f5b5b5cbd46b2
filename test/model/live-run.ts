import type { Marker } from "../../core/store/marker.ts";
import { type Commit, type Context, nameOf } from "./commit.ts";
import type { FaultyStore } from "./faulty-store.ts";
import type { RunAction } from "./history.ts";
import type { Violation } from "./judge.ts";
import { copiesOf, type Ledger } from "./ledger.ts";
import type { End, Truth } from "./oracle.ts";
import type { Decided } from "./run.ts";

/** A run that has started, with all that is known of it. */
export interface LiveRun {
  readonly action: RunAction;
  readonly context: Context;
  readonly commit: Commit;
  readonly decided: Decided;
  readonly truth: Truth;
  readonly leftOut: ReadonlySet<string>;
  /** Copies by variant. */
  readonly copies: ReadonlyMap<string, number>;
  /** By the run's own clock. */
  readonly now: number;
  /** What is yet to end, in order. */
  readonly pending: Ending[];
}

/** A copy of a variant, and how it ends. */
export interface Ending {
  readonly variant: string;
  readonly id: string;
  readonly end: End;
}

/** Of variants in all runs; `known` and what follows are of runs with a sound store that nobody forced. */
export interface Counts {
  runs: number;
  variants: number;
  skipped: number;
  /** Variants that had succeeded on their inputs in a scope that the run may trust. */
  known: number;
  knownSkipped: number;
  /** Why the others of them ran. */
  readonly reasons: Record<string, number>;
}

/** What is left out without having succeeded on these very inputs, in a scope that this run may trust. */
export function* checkSkips(run: LiveRun, ledger: Ledger, store: FaultyStore): Iterable<Violation> {
  const { decided, context, truth, copies, action } = run;
  // A turned bit can hit the name of the run or a date, of which nothing hangs but what people are told.
  const isTold = action.fault !== "corrupt";
  for (const variant of run.leftOut) {
    const { reason } = decided.verdicts.get(variant)!;
    if (reason.kind !== "already passed") continue;
    const count = copies.get(variant)!;
    const isTrue = (inputs: string) =>
      copiesOf(variant, count).every((id) =>
        ledger
          .believed(context, id, inputs)
          .some((success) => count > 1 || !isTold || success.run === reason.run),
      );
    // What it would have met in this run counts only where its turn came.
    const inputs = [
      truth.fairInputs.get(variant)!,
      ...(truth.ends.get(variant) === "success" ? [truth.inputs.get(variant)!] : []),
    ];
    if (!inputs.every(isTrue))
      yield {
        rule: "skipped without success",
        message: `${variant} is left out because of ${reason.run}, where it did not succeed on the same inputs in a scope that this run may trust.`,
      };
    const signature = decided.signatures.get(variant)!;
    for (const id of copiesOf(variant, count)) {
      const marker = store.peek(reason.scope, id, signature);
      if (isTold && marker?.run === reason.run && !isAlive(marker, run.now))
        yield { rule: "expired marker", message: `${variant} is left out by a marker that has expired.` };
    }
  }
}

/** Counts how much of what could be left out was, and finds what ran although its marker was there to be found. */
export function* countSkips(
  run: LiveRun,
  ledger: Ledger,
  store: FaultyStore,
  counts: Counts,
): Iterable<Violation> {
  const { action, decided, context, truth, copies } = run;
  counts.runs++;
  const isSound = action.fault === undefined && !decided.isForced;
  for (const { id: variant, verdict, reason } of decided.verdicts.values()) {
    counts.variants++;
    if (verdict === "skip") counts.skipped++;
    if (!isSound) continue;
    const ids = copiesOf(variant, copies.get(variant)!);
    const inputs = truth.fairInputs.get(variant)!;
    const successes = ids.map((id) => ledger.believed(context, id, inputs));
    if (successes.some((each) => each.length === 0)) continue;
    counts.known++;
    if (verdict === "skip") counts.knownSkipped++;
    else counts.reasons[reason.kind] = (counts.reasons[reason.kind] ?? 0) + 1;
    if (reason.kind !== "no marker") continue;
    const isThere = successes.every((each, copy) =>
      each.some((success) => {
        const marker = store.peek(success.scope, ids[copy]!, success.signature);
        if (marker?.run !== success.run) return false;
        return isAlive(marker, run.now) && Date.parse(marker.at) <= run.now;
      }),
    );
    if (isThere)
      yield { rule: "run without need", message: `${variant} runs, and its marker was there to be found.` };
  }
}

function isAlive({ expires }: Marker, now: number): boolean {
  return expires === undefined || Date.parse(expires) > now;
}

/** The run in a line. */
export function describe({ action, context, commit, decided, truth, leftOut }: LiveRun): string {
  const told = [...truth.ends].map(([variant, end]) => {
    const { reason } = decided.verdicts.get(variant)!;
    const why = reason.kind === "already passed" ? `left out by ${reason.run}` : `left out (${reason.kind})`;
    return `${variant} ${leftOut.has(variant) ? why : end}`;
  });
  const special = [
    ...(context.pr > 0 ? [`of #${context.pr}`] : []),
    ...(context.level === undefined ? [] : [`with LEVEL="${context.level}"`]),
    ...(action.fault ? [`store: ${action.fault}`] : []),
    ...(action.skewMinutes ? [`clock ${action.skewMinutes} min off`] : []),
    ...(action.forced ? ["forced"] : []),
    ...(action.unreadable ? [`${action.unreadable} is unreadable`] : []),
    ...(action.cancelledAt === undefined ? [] : ["cancelled"]),
    ...(action.steps === undefined ? [] : [`goes on after ${action.steps} jobs`]),
  ];
  const more = special.length > 0 ? ` (${special.join(", ")})` : "";
  return `${context.run}: ${action.event} on ${action.branch} at ${nameOf(commit)}${more}: ${told.join(", ")}`;
}
