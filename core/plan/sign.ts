import type { Cache, Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { encodeDefinition, encodeValues } from "../signature/definition.ts";
import { signature } from "../signature/signature.ts";
import type { PlannedUse } from "./module/uses.ts";
import { literalOf } from "./resolver.ts";

/** Writes the work signature into every variant. `jobs` must be in topological order. */
export function signJobs(
  jobs: readonly Job[],
  uses: readonly PlannedUse[],
  workflowEnv: readonly NamedText[],
  caches: readonly Cache[],
): void {
  const pluginsOf = new Map<string, Map<string, string>>();
  for (const { use, plugin } of uses) {
    const plugins = pluginsOf.get(use.job) ?? new Map<string, string>();
    pluginsOf.set(use.job, plugins.set(plugin.name, `${plugin.version} ${plugin.digest}`));
  }
  const cachesById = new Map(caches.map((cache) => [cache.id, cache]));
  const signatures = new Map<string, readonly Uint8Array[]>();
  for (const job of jobs) {
    const definition = encodeDefinition(job, workflowEnv, cachesById);
    const versions = [
      ...[...(pluginsOf.get(job.id) ?? [])].map(([name, version]) => ({ name, version })),
      ...job.versions.flatMap(({ tool, version }) => ({
        name: tool,
        version: (version && literalOf(version)) ?? "",
      })),
    ];
    const upstream = [...job.needs, ...job.needsAny].flatMap((need) => signatures.get(need) ?? []);
    const patterns = [...(job.skipIf?.pathsUnmodified ?? []), ...job.inputs];
    for (const variant of job.variants)
      variant.signature = new Uint8Array(
        signature({ definition, values: encodeValues(variant), versions, upstream, patterns }),
      );
    signatures.set(
      job.id,
      job.variants.map((variant) => variant.signature),
    );
  }
}
