import type { Job, Step } from "cig/sdk";

/**
 * True when GitHub's default would not do as `bash -eo pipefail` does: in a container it is sh, and elsewhere a bash
 * without pipefail, which shows where a script has a pipe or runs what may have one in the same shell.
 */
export function asksForBash(job: Job): boolean {
  return job.steps.some((step) => isInDefaultShell(step) && (job.image !== undefined || showsPipes(step)));
}

function isInDefaultShell({ kind, shell }: Step): boolean {
  return kind.case === "run" && shell === "";
}

function showsPipes({ kind }: Step): boolean {
  if (kind.case !== "run") return false;
  return /(?:^|[^|])\|(?!\|)|\b(?:source|eval|set|shopt|SHELLOPTS)\b|(?:^|[\s;&(){}])\.\s/.test(
    kind.value.script,
  );
}
