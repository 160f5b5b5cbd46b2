import { type Job, type Retry, RetryCause, type Step } from "cig/sdk";
import type { Scope } from "../../scope.ts";
import { shellOf } from "./run.ts";

/** Which failures of a script are worth another try. */
export interface Tries {
  /** Further tries after the first. */
  readonly max: number;
  /** Undefined: whatever the exit status is, but for a try that took too long. */
  readonly statuses: readonly number[] | undefined;
  readonly onTimeout: boolean;
  /** True: it is the job that is to be tried again. */
  readonly isOfJob: boolean;
}

/**
 * What is tried again: what the step says, or else the job. GitHub cannot start a job again, so a job's retry is one of
 * each script that may end it. Undefined: nothing.
 */
export function effectiveRetry(step: Step, job: Job, scope: Scope): Tries | undefined {
  const retry = step.retry ?? (mayEndJob(step) ? job.retry : undefined);
  if (!retry) return undefined;
  if (!isKnownShell(shellOf(step, job))) {
    refuseShell(shellOf(step, job), step, scope);
    return undefined;
  }
  const tries = triesOf(retry, step.retry !== undefined);
  if (step.retry) remarkCauses(step, scope);
  const isEmpty = tries.statuses?.length === 0 && !(tries.onTimeout && step.timeoutMinutes > 0);
  return isEmpty ? undefined : tries;
}

/** True when the step's timeout is one of each try: a first try that hangs would leave nothing to the second. */
export function limitsEachTry(step: Step, tries: Tries | undefined): boolean {
  return step.retry !== undefined && tries !== undefined;
}

/** Shells that can be started once more with the file of the script. */
export function isKnownShell(shell: string): boolean {
  return ["bash", "sh", "python"].includes(shell);
}

function mayEndJob(step: Step): boolean {
  return step.kind.case === "run" && !step.continueOnError && !step.background;
}

function triesOf({ max, causes, exitStatuses }: Retry, isOfStep: boolean): Tries {
  const isAny = causes.length === 0 && exitStatuses.length === 0;
  return {
    max,
    statuses: isAny || causes.includes(RetryCause.FAILURE) ? undefined : [...exitStatuses],
    isOfJob: !isOfStep,
    onTimeout: isOfStep && (isAny || causes.includes(RetryCause.TIMEOUT)),
  };
}

function remarkCauses(step: Step, scope: Scope): void {
  const { causes } = step.retry!;
  if (causes.includes(RetryCause.RUNNER_LOST))
    scope.report.add(
      "GH027",
      [...scope.subject, "retry"],
      "A step does not outlive its machine on GitHub, so that a lost machine ends the job for good.",
      'Take "runner_lost" out, and start the run again by hand when that happens.',
    );
  if (causes.includes(RetryCause.TIMEOUT) && step.timeoutMinutes === 0)
    scope.report.add(
      "GH027",
      [...scope.subject, "retry"],
      "The step is to be tried again when it takes too long, but nothing says how long that is.",
      "Give the step a timeout.",
    );
}

function refuseShell(shell: string, step: Step, scope: Scope): void {
  scope.report.add(
    "GH025",
    step.retry ? [...scope.subject, "retry"] : scope.subject,
    `A script for ${shell} cannot be tried again on GitHub: only those for bash, sh and python can.`,
    "Write the loop into the script, or use another shell.",
  );
}
