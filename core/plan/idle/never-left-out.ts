import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasEffects } from "../../verdict/to-work-jobs.ts";
import type { Context } from "../context.ts";

/** Tells of `skip_if` on a job that is never left out all the same. */
export function reportNeverLeftOut(context: Context, jobs: readonly Job[]): void {
  for (const job of jobs) {
    const why = job.skipIf && reasonOf(job);
    if (!why) continue;
    context.report(
      diagnose("CIG419", `The job "${job.id}" always runs, although it has skip_if: ${why}.`, {
        hint: "Take skip_if away, or do what it is for in a job of its own.",
        subject: ["jobs", job.id, "skip_if"],
      }),
    );
  }
}

function reasonOf(job: Job): string | undefined {
  if (hasEffects(job)) return `${effectOf(job)}, and what that does to the world is not known from files`;
  if (job.parallelism > 1) return "its copies share the work, and one of them alone proves nothing";
  return undefined;
}

function effectOf(job: Job): string {
  if (job.environment !== undefined) return "it has an environment";
  if (job.approval !== undefined || job.steps.some(({ kind }) => kind.case === "approve"))
    return "a person is asked in it";
  return "it has effects";
}
