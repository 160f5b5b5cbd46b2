import type { Marker } from "../store/marker.ts";
import type { Origin } from "./origin.ts";
import type { SignedJob, SignedVariant } from "./sign.ts";

/** The marker that a variant earns when it ends well in this run; undefined where this run is nobody's to trust. */
export function markerOf(
  job: SignedJob,
  { id, signature, components }: SignedVariant,
  origin: Origin,
  run: { readonly commit: string; readonly at: Date },
): Marker | undefined {
  const scope = origin.scopes.write;
  if (scope === undefined) return undefined;
  return {
    schema: "cig.marker/1",
    job: id,
    signature,
    scope,
    commit: run.commit,
    run: origin.run,
    at: `${run.at.toISOString().slice(0, 19)}Z`,
    components,
    env: job.env,
    versions: Object.fromEntries(job.work.versions),
    upstream: job.upstream,
    files: job.count,
  };
}
