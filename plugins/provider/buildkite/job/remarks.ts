import type { Job } from "cig/sdk";
import { at, type Scope } from "../scope.ts";

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
  if (job.skipIf)
    at(scope).report.add(
      "BK033",
      [...subject, "skip_if"],
      "skip_if counts in the job's signature; nothing in the pipeline skips the job by it.",
    );
}
