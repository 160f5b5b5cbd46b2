import type { Job } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { whyNot } from "../skipping/markers.ts";
import { osOf } from "./machine.ts";

/** Says what hangs on a job's own values; what CircleCI lacks altogether stands in module.toml. */
export function remarkOnJob(job: Job, scope: Scope): void {
  const { report, subject } = scope;
  const runners = [job.runner, ...job.variants.map(({ runner }) => runner)];
  if (job.timeoutMinutes > 0 && runners.some((runner) => runner && osOf(runner) === "windows"))
    report.add(
      "CC030",
      [...subject, "timeout"],
      `The job "${job.id}" can run on Windows, where nothing ends its scripts: those are ended that say nothing for as long as the job may take.`,
      "Give the steps that may hang a timeout of their own.",
    );
  if (job.secrets.length > 0)
    report.add(
      "CC031",
      [...subject, "secrets"],
      `The job "${job.id}" needs ${job.secrets.map((name) => `"${name}"`).join(", ")} as ${job.secrets.length > 1 ? "variables" : "a variable"} of the project or of a context on CircleCI.`,
      job.environment
        ? "Set them in the context that is called like the environment."
        : 'Set them under Project Settings > Environment Variables, or name a context: [jobs.NAME.provider.circleci] context = ["…"].',
    );
  remarkOnSkipping(job, scope);
  const { approval } = job;
  if (approval && (approval.message?.parts.length ?? 0) > 0)
    report.add(
      "CC037",
      below(scope, "approval").subject,
      `CircleCI shows the name of a question, "approve-${job.id}", and not its words.`,
      "Choose an id for the job that says what is asked.",
    );
}

/** Says of a job that may be left out why it never is here. */
function remarkOnSkipping(job: Job, { report, subject, output: { skipping } }: Scope): void {
  if (!job.skippable || !skipping) return;
  const reasons = job.variants.map((variant) => whyNot(job, variant, skipping.nativeStore));
  const [reason] = reasons.filter((each) => each !== undefined);
  if (reason === undefined) return;
  const isAll = reasons.every((each) => each !== undefined);
  report.add(
    "CC038",
    [...subject, "skip_if"],
    `${isAll ? `The job "${job.id}" is` : `Some runs of the job "${job.id}" are`} never left out: ${reason}.`,
  );
}
