import { type Occasion, occasions } from "../table.ts";

/** What a condition comes to: "unknown" where only the run can tell. */
export type Truth = boolean | "unknown";

/** How everything before has ended. */
export type Ending = "success" | "failure";

/** When something runs, in the words of a table. */
export interface Decision {
  readonly runsOn: readonly Occasion[];
  readonly runsAfter: "success" | "failure" | "always";
  /** True where some occasion leaves it to the run. */
  readonly isGuarded: boolean;
}

/** Asks a condition for each occasion and each ending. What can run for all that is known, does. */
export function decide(judge: (occasion: Occasion, ending: Ending) => Truth): Decision {
  const answers = occasions.map((occasion) => ({
    occasion,
    success: judge(occasion, "success"),
    failure: judge(occasion, "failure"),
  }));
  const running = answers.filter(({ success, failure }) => success !== false || failure !== false);
  const afterSuccess = running.some(({ success }) => success !== false);
  const afterFailure = running.some(({ failure }) => failure !== false);
  return {
    runsOn: running.map(({ occasion }) => occasion),
    runsAfter: afterFailure ? (afterSuccess ? "always" : "failure") : "success",
    isGuarded: running.some(({ success, failure }) =>
      afterSuccess ? success === "unknown" : failure === "unknown",
    ),
  };
}

export function not(truth: Truth): Truth {
  return truth === "unknown" ? truth : !truth;
}

export function and(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes("unknown") ? "unknown" : true;
}

export function or(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes("unknown") ? "unknown" : false;
}
