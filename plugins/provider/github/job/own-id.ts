import type { Job, Output } from "cig/sdk";
import { optionOf } from "../yaml/options.ts";

/**
 * The output with the ids that `provider.github.id` gives to jobs: two workflows may each have a job of one name, and
 * cig.toml only one. What others say of such a job follows. A workflow that leaves work out keeps the ids of cig.toml,
 * as verdicts are told by them.
 */
export function withOwnIds(output: Output): Output {
  const names = new Map(output.jobs.flatMap((job) => ownId(job)));
  if (names.size === 0 || output.skipping || output.gate) return output;
  const named = (id: string) => names.get(id) ?? id;
  const jobs = output.jobs.map((job): Job => {
    const renamed = renameReferences(job, named) as Job;
    const all = (ids: readonly string[]) => ids.map(named);
    return {
      ...renamed,
      id: named(job.id),
      needs: all(job.needs),
      needsAny: all(job.needsAny),
      waitsFor: all(job.waitsFor),
      launches: named(job.launches),
    };
  });
  return { ...output, jobs };
}

function ownId(job: Job): [string, string][] {
  const id = optionOf(job.providerOptions, "id");
  return typeof id === "string" ? [[job.id, id]] : [];
}

/** A message with `jobs.X.outputs.Y` called otherwise, however deep. */
function renameReferences(value: unknown, named: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((each) => renameReferences(each, named));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const own = value as { $typeName?: string; path?: readonly string[] };
  if (own.$typeName === "cig.plugin.v1.Reference" && own.path?.[0] === "jobs") {
    const [kind, id = "", ...rest] = own.path;
    return { ...value, path: [kind, named(id), ...rest] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renameReferences(each, named)]));
}
