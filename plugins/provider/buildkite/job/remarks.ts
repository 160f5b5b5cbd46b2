import type { Job } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { whyNot } from "../skipping/record.ts";
import { leavesOut } from "../skipping/stage.ts";

/** Says what a job asks for and Buildkite leaves to its settings, once for all jobs where it is the same for all. */
export function remarkOnJob(job: Job, secrets: readonly string[], scope: Scope): void {
  const { report, subject } = scope;
  if (secrets.length > 0)
    report.add(
      "BK031",
      [...subject, "secrets"],
      `The job "${job.id}" reads ${secrets.map((name) => `"${name}"`).join(", ")} from Buildkite's secrets.`,
      "Add them under Agents > Secrets of the cluster. Agents from 3.106 hand them to jobs.",
    );
  if (!job.skipIf) return;
  const isAsked = job.skippable && leavesOut(scope.output);
  const reason = isAsked ? whyNot(job) : undefined;
  if (reason !== undefined)
    report.add("BK039", [...subject, "skip_if"], `The job "${job.id}" is never left out: ${reason}.`);
  if (!isAsked)
    at(scope).report.add(
      "BK033",
      [...subject, "skip_if"],
      "skip_if counts in the job's signature; nothing in the pipeline skips the job by it.",
    );
}
