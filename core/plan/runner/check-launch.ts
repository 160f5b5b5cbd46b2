import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { asksStatus } from "../../verdict/condition.ts";

/**
 * Why no machine can be started for a job: it would stand idle, and be paid for, while the job waits for something else,
 * or the job would wait for a machine that never comes. `isOfMatrix`: only some variants run on machines that are started.
 */
export function checkLaunch(job: Job, runner: string, isOfMatrix: boolean): Diagnostic[] {
  const told = (key: string, why: string, hint: string) =>
    diagnose("CIG429", `No machine of "${runner}" can be launched for "${job.id}": ${why}.`, {
      hint: `${hint} Or let the job run elsewhere: runner = "…".`,
      subject: ["jobs", job.id, key],
    });
  const all: (false | Diagnostic)[] = [
    isOfMatrix &&
      told(
        "runner",
        "its matrix says which variants run there, and its machines are started for all of them or none",
        "Make two jobs of it.",
      ),
    asksStatus(job.condition) &&
      told(
        "if",
        "it runs although others have failed, and so would wait for ever where its machine could not be started",
        "Leave out success(), failure(), always() and cancelled().",
      ),
    job.retry !== undefined &&
      told(
        "retry",
        "each machine does one job, and no other is started when that is tried again",
        "Write retry at the step that may fail.",
      ),
    job.concurrency !== undefined &&
      told(
        "concurrency",
        "its machine would stand idle while it waits for its turn",
        "Write concurrency for the whole workflow.",
      ),
    (job.matrix?.maxParallel ?? 0) > 0 &&
      told(
        "matrix",
        "with max_parallel its machines would stand idle while others work",
        "Leave out max_parallel: the queue says how many machines there are at a time.",
      ),
    job.approval !== undefined &&
      job.environment !== undefined &&
      told(
        "approval",
        "who agrees is asked before its machine starts, and its environment would ask again while that stands idle",
        "Leave out one of approval and environment.",
      ),
  ];
  return all.filter((each) => each !== false);
}
