import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Context } from "../context.ts";
import { secretsIn } from "../job/secrets.ts";

/**
 * Jobs with the secrets that they need at this provider: one that only another provider's `native` names is not asked
 * of it, where nobody may have set it. What a job lists itself it keeps.
 */
export function withOwnSecrets({ schema }: Context, jobs: readonly Job[], provider: string): Job[] {
  return jobs.map((job) => {
    const foreign = job.steps.filter(
      ({ kind }) => kind.case === "native" && kind.value.provider !== provider,
    );
    const named = new Set(foreign.flatMap((step) => [...secretsIn(step)]));
    const written = schema.jobs?.[job.id];
    if (named.size === 0 || !written) return job;
    const steps = job.steps.filter((step) => !foreign.includes(step));
    const needed = new Set([...(written.secrets ?? []), ...secretsIn({ ...job, steps })]);
    return { ...job, secrets: job.secrets.filter((name) => needed.has(name) || !named.has(name)) };
  });
}
