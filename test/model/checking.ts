import type { Bug } from "./bugs.ts";
import { type History, randomHistory } from "./history.ts";
import type { Rule, Violation } from "./judge.ts";
import type { Counts } from "./live-run.ts";
import { Planner } from "./planner.ts";
import { seedOf } from "./random.ts";
import { live } from "./world.ts";

export interface Failure {
  readonly history: History;
  readonly violation: Violation;
}

export interface Checked {
  readonly histories: number;
  readonly counts: Counts;
  /** Distinct plans that were made. */
  readonly plans: number;
  /** The first history that fails. */
  readonly failure?: Failure;
}

export interface CheckOptions {
  readonly seed: number;
  readonly histories: number;
  /** So many histories in a row have the same configurations, whose plans are made once. */
  readonly perGraph?: number;
  readonly bug?: Bug;
  /** Only this rule counts. Absent: all. */
  readonly rule?: Rule;
  /** Keeps plans from one check to the next. */
  readonly planner?: Planner;
  /** Called now and then. */
  readonly onProgress?: (histories: number) => void;
}

/** Lets random histories happen until one fails or all have. The same seed gives the same histories. */
export async function check(options: CheckOptions): Promise<Checked> {
  const { seed, histories, perGraph = 40, bug, planner = new Planner() } = options;
  const counts = emptyCounts();
  for (let index = 0; index < histories; index++) {
    const graph = seedOf(seed, "graph", Math.floor(index / perGraph));
    const history = randomHistory(graph, seedOf(seed, "history", index));
    const outcome = await live(history, planner, bug);
    add(counts, outcome.counts);
    const violation = outcome.violations.find(({ rule }) => (options.rule ?? rule) === rule);
    if (violation)
      return { histories: index + 1, counts, plans: planner.planned, failure: { history, violation } };
    if (index % 500 === 499) options.onProgress?.(index + 1);
  }
  return { histories, counts, plans: planner.planned };
}

export function emptyCounts(): Counts {
  return { runs: 0, variants: 0, skipped: 0, known: 0, knownSkipped: 0, reasons: {} };
}

/** Adds the second to the first. */
export function add(sum: Counts, more: Counts): void {
  for (const key of ["runs", "variants", "skipped", "known", "knownSkipped"] as const) sum[key] += more[key];
  for (const [reason, count] of Object.entries(more.reasons))
    sum.reasons[reason] = (sum.reasons[reason] ?? 0) + count;
}

/**
 * How much of what had succeeded on its inputs was left out, in runs with a sound store that nobody forced: of all, and
 * of what may be left out at all and whose marker was still there. What is missing of the second is the price of rules:
 * jobs that run because others need what they leave, and the like.
 */
export function rates({ known, knownSkipped, reasons }: Counts): { all: string; possible: string } {
  const out = [...never, "no marker", "store"].reduce((sum, reason) => sum + (reasons[reason] ?? 0), 0);
  return { all: percent(knownSkipped, known), possible: percent(knownSkipped, known - out) };
}

/** Reasons for which nothing but running is right. */
const never = [
  "effects",
  "behind effects",
  "status",
  "condition",
  "always runs",
  "doubt",
  "behind doubt",
  "unsteady",
];

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}
