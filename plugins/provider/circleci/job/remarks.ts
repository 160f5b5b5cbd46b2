import { Access, type Job } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { remarkOnMatrix } from "./matrix.ts";

/** Says what a job asks for and CircleCI does not have, once for all jobs where it is the same for all. */
export function remarkOnJob(job: Job, scope: Scope): void {
  const { report, subject } = scope;
  remarkOnMatrix(job, scope);
  if (job.timeoutMinutes > 0)
    at(scope).report.add(
      "CC030",
      ["jobs"],
      "CircleCI has no timeout for a whole job. Steps are ended that say nothing for as long as the job may take, and a step's own timeout is kept.",
    );
  if (job.environment)
    report.add(
      "CC022",
      [...subject, "environment"],
      `The job "${job.id}" deploys to an environment, which CircleCI does not know: nothing there asks for approval or guards its secrets.`,
      'Guard the secrets with a context: [jobs.NAME.provider.circleci] context = ["production"].',
    );
  // Reading the sources is what every job can do.
  const rights = [...job.permissions, ...scope.output.permissions];
  if (rights.some(({ scope: of, access }) => of !== "contents" || access === Access.WRITE))
    at(scope).report.add(
      "CC032",
      job.permissions.length > 0 ? [...subject, "permissions"] : ["permissions"],
      "A job on CircleCI has no token of the repository, so that there are no permissions to give or to take.",
    );
  if (job.continueOnError)
    report.add(
      "CC024",
      [...subject, "continue_on_error"],
      `When "${job.id}" fails, the jobs behind it run, but CircleCI shows the workflow as failed.`,
      "Let the steps that may fail have continue_on_error.",
    );
  if (job.secrets.length > 0)
    report.add(
      "CC031",
      [...subject, "secrets"],
      `The job "${job.id}" needs ${job.secrets.map((name) => `"${name}"`).join(", ")} as ${job.secrets.length > 1 ? "variables" : "a variable"} of the project or of a context on CircleCI.`,
      'Set them under Project Settings > Environment Variables, or name a context: [jobs.NAME.provider.circleci] context = ["…"].',
    );
  if (job.skipIf)
    at(scope).report.add(
      "CC033",
      [...subject, "skip_if"],
      "skip_if counts in the job's signature; nothing in the configuration skips the job by it.",
    );
}
