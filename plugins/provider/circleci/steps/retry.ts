import { type Retry, RetryCause, type Step } from "cig/sdk";
import type { Scope } from "../scope.ts";
import type { Around } from "./run.ts";

/** How a script is run: as it is, again by CircleCI, or in a shell of its own that a loop or a limit holds. */
export interface RunPlan {
  /** The value of `max_auto_reruns`. */
  readonly reruns?: number;
  readonly isWrapped: boolean;
  /** What the loop around the script does. */
  readonly loop?: Loop;
}

interface Loop {
  readonly max: number;
  /** Lines of `case $status in`: which statuses are final. */
  readonly final: readonly string[];
}

/** What a step asks of its script: to be tried again, to be left to fail, to have an end. */
export function planRun(step: Step, around: Around, scope: Scope): RunPlan {
  const retry = step.retry ?? around.retry;
  const needsShell = step.continueOnError || step.timeoutMinutes > 0;
  if (!retry || step.background) return { isWrapped: needsShell };
  const final = finalStatuses(retry, step, scope);
  if (final === undefined) return { isWrapped: needsShell };
  // CircleCI tries again whatever the status was, five times at most, and only what it sees fail.
  if (final.length === 0 && retry.max <= 5 && !step.continueOnError)
    return { reruns: retry.max, isWrapped: needsShell };
  return { isWrapped: true, loop: { max: retry.max, final } };
}

/** Lines that run the script in the variable CIG_SCRIPT. */
export function wrapperLines(step: Step, { loop }: RunPlan, shell: string, scope: Scope): string[] {
  const run = limited(
    step,
    shell === "sh" ? 'sh -e -c "$CIG_SCRIPT"' : 'bash -eo pipefail -c "$CIG_SCRIPT"',
    scope,
  );
  if (!loop)
    return [step.continueOnError ? `${run} || echo "Failed with exit code $?, which this step may."` : run];
  const end = step.continueOnError
    ? 'echo "Failed with exit code $status, which this step may."; exit 0'
    : 'exit "$status"';
  return [
    `left=${loop.max}`,
    `until ${run}; do`,
    "  status=$?",
    ...(loop.final.length > 0
      ? [`  case $status in`, ...loop.final.map((line) => `    ${line.replace("END", end)}`), "  esac"]
      : []),
    `  if [ "$left" -eq 0 ]; then ${end}; fi`,
    "  left=$((left - 1))",
    '  echo "Failed with exit code $status, and runs again."',
    "done",
  ];
}

/**
 * Cases of exit statuses after which a script is not tried again; none: all are worth it. Undefined: nothing is that a
 * script can do. A lost machine is no script's.
 */
function finalStatuses(retry: Retry, step: Step, scope: Scope): string[] | undefined {
  const { causes, exitStatuses: statuses } = retry;
  const timedOut = scope.os === "macos" ? 142 : 124;
  const hasLimit = step.timeoutMinutes > 0;
  if (causes.length === 0 && statuses.length === 0) return [];
  const onTimeout = causes.includes(RetryCause.TIMEOUT) && hasLimit;
  if (causes.includes(RetryCause.FAILURE))
    return onTimeout || !hasLimit || statuses.includes(timedOut) ? [] : [`${timedOut}) END ;;`];
  const worthy = [...statuses, ...(onTimeout ? [timedOut] : [])];
  return worthy.length === 0 ? undefined : [`${worthy.join(" | ")}) ;;`, "*) END ;;"];
}

function limited(step: Step, run: string, scope: Scope): string {
  const seconds = step.timeoutMinutes * 60;
  if (seconds === 0) return run;
  // A Mac has no `timeout`, and Perl everywhere.
  return scope.os === "macos"
    ? `perl -e 'alarm shift; exec @ARGV' ${seconds} ${run}`
    : `timeout ${seconds} ${run}`;
}
