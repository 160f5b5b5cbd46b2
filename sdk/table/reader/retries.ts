import type { ScriptRow, StepRow } from "../table.ts";

/**
 * Where a provider cannot start a job again, every script that may end it is tried again instead: what all of them have
 * is the job's.
 */
export function liftRetries(steps: readonly StepRow[]): {
  readonly retries: number;
  readonly steps: StepRow[];
} {
  const scripts = steps.filter(mayEndJob);
  const [retries = 0] = scripts.map((script) => script.retries);
  if (retries === 0 || scripts.some((script) => script.retries !== retries))
    return { retries: 0, steps: [...steps] };
  return { retries, steps: steps.map((step) => (mayEndJob(step) ? { ...step, retries: 0 } : step)) };
}

function mayEndJob(step: StepRow): step is ScriptRow {
  return step.kind === "run" && !step.continueOnError && !step.background;
}
