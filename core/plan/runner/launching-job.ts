import { clone, create } from "@bufbuild/protobuf";
import {
  type Expansion,
  type Job,
  JobSchema,
  type ProviderOptions,
  type Runner,
  RunnerSchema,
  StepSchema,
  VariantSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { secretsIn } from "../job/secrets.ts";

/** Enough for two servers that take their time. */
const timeoutMinutes = 5;

/**
 * The job that starts the machines of another: it waits for the same, holds under the same condition, and has the same
 * variants and copies, so that each gets its machine. A person is asked before it, as a machine that waits is paid for.
 */
export function launchingJob(id: string, job: Job, launcher: Runner, answer: Expansion): Job {
  const steps = answer.steps.map((step) =>
    create(StepSchema, { ...step, subject: ["jobs", job.id, "runner"] }),
  );
  return create(JobSchema, {
    id,
    needs: job.needs,
    needsAny: job.needsAny,
    waitsFor: job.waitsFor,
    ...(job.matrix && { matrix: job.matrix }),
    variants: job.variants.map(({ id: own, values }) =>
      create(VariantSchema, {
        id: own.startsWith(job.id) ? `${id}${own.slice(job.id.length)}` : `${id}-${own}`,
        ...(values && { values }),
      }),
    ),
    parallelism: job.parallelism,
    runner: launcher,
    steps,
    ...(job.condition && { condition: job.condition }),
    ...(job.approval && { approval: job.approval }),
    ...(answer.oidc && { oidc: answer.oidc }),
    timeoutMinutes,
    secrets: [...secretsIn(steps)].sort(byCodeUnit),
    workflow: job.workflow,
    stage: job.stage,
    launches: job.id,
  });
}

/** The job on a machine that the job `launch` has started for it. */
export function launchedJob(job: Job, launch: string, tables: readonly ProviderOptions[]): Job {
  const own = clone(JobSchema, job);
  delete own.approval;
  own.needs = [...own.needs, launch].sort(byCodeUnit);
  own.runner ??= create(RunnerSchema);
  own.runner.providerOptions.push(...tables);
  return own;
}
