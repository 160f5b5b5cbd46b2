import type { Job } from "cig/sdk";
import type { Scope } from "../scope.ts";

/** GitHub's limit for the id of a job. */
const longestId = 100;

/** Reports an id that GitHub refuses. */
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
}

/** Reports jobs that GitHub takes for the same, as it does not tell upper from lower case. */
export function checkTwins(jobs: readonly string[], scope: Scope): void {
  const seen = new Map<string, string>();
  for (const id of jobs) {
    const twin = seen.get(id.toLowerCase());
    if (twin !== undefined)
      scope.report.add(
        "GH021",
        ["jobs", id],
        `GitHub takes the jobs "${twin}" and "${id}" for the same.`,
        "Rename one.",
      );
    seen.set(id.toLowerCase(), id);
  }
}

function legal(id: string): string {
  return id.replace(/[^\w-]+/g, "-").replace(/^(?=[\d-])/, "job-");
}
