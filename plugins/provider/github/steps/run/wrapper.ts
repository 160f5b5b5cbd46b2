import type { Job, Step } from "cig/sdk";
import { machinesOf, systemOf } from "../../job/runs-on.ts";
import type { Scope } from "../../scope.ts";
import { backgroundFile } from "./background.ts";
import { isKnownShell, type Tries } from "./retry.ts";
import { shellOf } from "./run.ts";

/** What goes around a script. */
export interface Around {
  readonly retry: Tries | undefined;
  /** How long a try may take; 0: no limit of its own. */
  readonly seconds: number;
}

/**
 * The value of `shell` for a script that is tried again or goes on in the background: a program for bash that starts
 * the file of the script ($0), which so stays as the author wrote it. It has no quotes and no braces inside, because
 * the runner takes the line apart at quotes and fills in braces. Undefined: GitHub's own shell does.
 */
export function wrapShell(
  step: Step,
  job: Job,
  { retry, seconds }: Around,
  scope: Scope,
): string | undefined {
  if (!retry && !step.background) return undefined;
  const shell = shellOf(step, job);
  if (!isKnownShell(shell)) {
    refuseBackground(shell, scope);
    return undefined;
  }
  if (seconds > 0) checkTimeout(job, scope);
  const limit = seconds > 0 ? `timeout -k 10 ${seconds} ` : "";
  const once = `${limit}${commands[shell]} $0; code=$?`;
  const all = retry ? looped(once, retry, seconds > 0) : once;
  return `bash -c "${step.background ? detached(all, backgroundFile(step, job)) : `${all}; exit $code`}" {0}`;
}

/** As GitHub starts them, but for bash, which is started as GitHub does where somebody writes `shell: bash`. */
const commands: Readonly<Record<string, string>> = {
  bash: "bash --noprofile --norc -eo pipefail",
  sh: "sh -e",
  python: "python",
};

function looped(once: string, tries: Tries, isLimited: boolean): string {
  const { max, statuses, onTimeout } = tries;
  const left = Array.from({ length: max + 1 }, (_, index) => max - index).join(" ");
  return `for left in ${left}; do ${once}; ${stop(statuses, onTimeout, isLimited)}; echo Exit status $code, ${tries.isOfJob ? "the job has " : ""}$left tries left; done`;
}

/** Ends the loop after success, and after a failure that is not worth another try. */
function stop(statuses: readonly number[] | undefined, onTimeout: boolean, isLimited: boolean): string {
  if (statuses === undefined)
    return isLimited && !onTimeout
      ? `case $code in 0 | ${timedOut}) break ;; esac`
      : "[ $code = 0 ] && break";
  const again = [...statuses, ...(onTimeout && isLimited ? [timedOut] : [])].join(" | ");
  return `case $code in ${again}) ;; *) break ;; esac`;
}

/** What timeout(1) answers when it had to end the program. */
const timedOut = "124";

function detached(program: string, file: string): string {
  return `(${program}; echo $code > ${file}.status) > ${file}.log 2>&1 < /dev/null &`;
}

function refuseBackground(shell: string, scope: Scope): void {
  scope.report.add(
    "GH025",
    [...scope.subject, "background"],
    `A script for ${shell} cannot go on in the background on GitHub: only those for bash, sh and python can.`,
    "Use another shell, or start the program in the background yourself.",
  );
}

/** Macs have no timeout(1). */
function checkTimeout(job: Job, scope: Scope): void {
  if (!machinesOf(job).some((machine) => systemOf(machine) === "macos")) return;
  scope.report.add(
    "GH025",
    [...scope.subject, "timeout"],
    "A try, or a step in the background, cannot be given a timeout on macOS.",
    "Leave out the step's timeout; the job's own ends it.",
  );
}
