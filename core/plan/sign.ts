import type { Cache, Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import {
  definitionComponent,
  envComponent,
  filesComponent,
  type NamedVersion,
  upstreamComponent,
  versionsComponent,
} from "../signature/components.ts";
import { encodeDefinition, encodeValues } from "../signature/definition.ts";
import { signatureOf } from "../signature/signature.ts";
import type { PlannedUse } from "./module/uses.ts";
import { literalOf } from "./resolver.ts";

/** What a plan knows of a job's signature; the rest is known in a work tree. */
export interface PlannedWork {
  readonly job: Job;
  /** The component of each variant, 64 hex digits. */
  readonly definitions: ReadonlyMap<string, string>;
  /** Tools, and plugins with their digests, sorted by name. */
  readonly versions: readonly NamedVersion[];
  /** The tracked files that count. */
  readonly files: readonly string[];
  /** Further files that count. */
  readonly inputs: readonly string[];
}

/**
 * Writes into every variant what a plan can say of its signature: files and variables are "not looked at", so that it
 * compares plans and never decides that work is left out. `jobs` must be in topological order.
 */
export function signJobs(
  jobs: readonly Job[],
  uses: readonly PlannedUse[],
  workflowEnv: readonly NamedText[],
  caches: readonly Cache[],
): PlannedWork[] {
  const pluginsOf = pluginVersions(uses);
  const cachesById = new Map(caches.map((cache) => [cache.id, cache]));
  const signatures = new Map<string, readonly string[]>();
  return jobs.map((job): PlannedWork => {
    const patterns = { files: filesOf(job), inputs: job.inputs };
    const definition = encodeDefinition(job, workflowEnv, cachesById);
    const versions = [...(pluginsOf.get(job.id) ?? []), ...job.versions.map(toVersion)];
    const upstream = [...job.needs, ...job.needsAny].flatMap((need) => signatures.get(need) ?? []);
    const definitions = new Map(
      job.variants.map((variant) => [
        variant.id,
        definitionComponent(definition, encodeValues(variant), patterns),
      ]),
    );
    const common = {
      files: filesComponent(job.id, undefined),
      inputs: filesComponent(job.id, undefined),
      env: envComponent(undefined),
      versions: versionsComponent(versions),
      upstream: upstreamComponent(upstream),
    };
    const own = job.variants.map((variant) => {
      const signature = signatureOf({ ...common, definition: definitions.get(variant.id)! });
      variant.signature = new Uint8Array(Buffer.from(signature, "hex"));
      return signature;
    });
    signatures.set(job.id, own);
    return { job, definitions, versions, ...patterns };
  });
}

/** The plugins that shaped each job. */
function pluginVersions(uses: readonly PlannedUse[]): Map<string, NamedVersion[]> {
  const byJob = new Map<string, Map<string, NamedVersion>>();
  for (const { use, plugin } of uses) {
    const plugins = byJob.get(use.job) ?? new Map<string, NamedVersion>();
    const { name, version, digest } = plugin;
    byJob.set(use.job, plugins.set(name, { name, version: `${version} ${digest}` }));
  }
  return new Map([...byJob].map(([job, plugins]) => [job, [...plugins.values()]]));
}

function toVersion({ tool, version }: Job["versions"][number]): NamedVersion {
  return { name: tool, version: (version && literalOf(version)) ?? "" };
}

/** Without patterns all tracked files count; patterns that only take out take out of all. */
function filesOf({ skipIf }: Job): string[] {
  const patterns = skipIf?.pathsUnmodified ?? [];
  return patterns.every((pattern) => pattern.startsWith("!")) ? ["**", ...patterns] : [...patterns];
}
