import type { Job } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { isHostedLabel, withProcessor } from "./hosted-runner.ts";
import { machinesOf, systemOf } from "./runs-on.ts";

/** Reports what the job's machines cannot do: containers anywhere but on Linux, a processor that GitHub does not host. */
export function checkMachines(job: Job, scope: Scope): void {
  checkTimeout(job, scope);
  const foreign = [...new Set(machinesOf(job).map(systemOf))].filter((system) => system !== "linux");
  if (foreign.length > 0) checkContainers(job, foreign.sort().join(" and "), scope);
  for (const { runner, isOwn } of machinesOf(job)) {
    if (!runner || isOwn || !isHostedLabel(runner.id) || withProcessor(runner.id, runner.arch)) continue;
    scope.report.add(
      "GH023",
      below(scope, "runner").subject,
      `GitHub hosts no "${runner.id}" with the processor ${runner.arch}.`,
      runner.os === "macos"
        ? 'Use another label, such as "macos-15-intel" for amd64 and "macos-15" for arm64.'
        : 'Use another label, such as "ubuntu-24.04-arm" or "windows-11-arm" for arm64.',
    );
  }
}

/** Minutes after which GitHub ends a job on a machine that it hosts. */
const longestHosted = 360;

function checkTimeout(job: Job, scope: Scope): void {
  const isHosted = machinesOf(job).every(({ runsOn }) => typeof runsOn === "string" && isHostedLabel(runsOn));
  if (!isHosted || job.timeoutMinutes <= longestHosted || machinesOf(job).some(isSelfHosted)) return;
  scope.report.add(
    "GH028",
    below(scope, "timeout").subject,
    `GitHub ends a job on its own machines after ${longestHosted} minutes, and not after ${job.timeoutMinutes}.`,
    "Take a shorter timeout, or a machine of your own.",
  );
}

function isSelfHosted({ runsOn }: { readonly runsOn: unknown }): boolean {
  return runsOn === "self-hosted";
}

function checkContainers(job: Job, systems: string, scope: Scope): void {
  if (job.image)
    scope.report.add(
      "GH022",
      below(scope, "image").subject,
      `The job "${job.id}" has an image and runs on ${systems}. GitHub runs containers on Linux only.`,
      "Leave out image, or let the job run on linux.",
    );
  if (job.services.length > 0)
    scope.report.add(
      "GH022",
      below(scope, "services").subject,
      `The job "${job.id}" has services (${job.services.map(({ name }) => name).join(", ")}) and runs on ${systems}. GitHub runs containers, and so services, on Linux only.`,
      "Start what you need in a step there, or let the job run on linux.",
    );
}
