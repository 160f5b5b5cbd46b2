import type { Job } from "cig/sdk";
import type { Scope } from "../scope.ts";

/** GitHub's limit for the id of a job. */
const longestId = 100;

/** Reports an id that GitHub refuses, and one that it takes for another's. */
export function checkJobId(job: Job, scope: Scope): void {
  if (!/^[A-Za-z_][\w-]*$/.test(job.id))
    scope.report.add(
      "GH001",
      scope.subject,
      `"${job.id}" is no id for a job on GitHub.`,
      `Use letters, digits, "_" and "-", and start with no digit: [jobs.${legal(job.id)}].`,
    );
  if (job.id.length > longestId)
    scope.report.add(
      "GH019",
      scope.subject,
      `The id of the job has ${job.id.length} characters; GitHub takes ${longestId}.`,
      "Take a shorter id, and say more in its name.",
    );
  const twin = scope.output.jobs.find(({ id }) => id !== job.id && id.toLowerCase() === job.id.toLowerCase());
  if (twin && twin.id < job.id)
    scope.report.add(
      "GH021",
      scope.subject,
      `GitHub takes the jobs "${twin.id}" and "${job.id}" for the same.`,
      "Rename one.",
    );
}

function legal(id: string): string {
  return id.replace(/[^\w-]+/g, "-").replace(/^(?=[\d-])/, "job-");
}
