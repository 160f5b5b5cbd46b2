import type { Job, Step } from "cig/sdk";
import type { Scope } from "../../scope.ts";
import { type Table, table } from "../../yaml/tree.ts";
import { compileScript } from "../script.ts";
import { withOutputFile } from "./output-file.ts";
import { effectiveRetry, limitsEachTry } from "./retry.ts";
import { wrapShell } from "./wrapper.ts";

/** A script as the author wrote it; what GitHub cannot do around it stands in the step's `shell`. */
export function compileRun(step: Step, script: string, job: Job, scope: Scope): Table {
  const retry = effectiveRetry(step, job, scope);
  const isLimited = step.timeoutMinutes > 0 && (step.background || limitsEachTry(step, retry));
  const wrapped = wrapShell(step, job, { retry, seconds: isLimited ? step.timeoutMinutes * 60 : 0 }, scope);
  return table(
    ...compileScript(withOutputFile(script, step, job, scope), scope),
    ["shell", wrapped ?? (step.shell || undefined)],
    ["timeout-minutes", isLimited && wrapped ? undefined : step.timeoutMinutes || undefined],
  );
}

/** The shell of a script: bash where nobody says otherwise. */
export function shellOf(step: Step, job: Job): string {
  return step.shell || job.shell || "bash";
}
