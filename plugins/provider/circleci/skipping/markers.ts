import type { Job, Variant } from "cig/sdk";
import { osOf } from "../job/machine.ts";

/**
 * Where the files lie by which CircleCI's cache is asked. A cache goes back to the very place that it came from, so that
 * it must be one that all images have.
 */
export const folder = "/tmp/cig";

/** The variants of a job for which something can be recorded, and so be asked. */
export function recordable(job: Job, isNative: boolean): readonly Variant[] {
  return job.variants.filter((variant) => whyNot(job, variant, isNative) === undefined);
}

/** Why nothing may be recorded, as the end of a sentence; undefined where it may. */
export function whyNot(job: Job, variant: Variant, isNative: boolean): string | undefined {
  if (job.parallelism > 1) return "copies that share its work end one by one";
  if (job.providerOptions.some(hasPostSteps)) return "post-steps of provider.circleci run behind the record";
  if (isNative)
    return osOf(variant.runner ?? job.runner) === "windows"
      ? "a cache of Windows cannot be unpacked where it is asked for"
      : undefined;
  return isCheckedOut(job) ? undefined : "it checks out no sources, and so no cig.lock that names the store";
}

/**
 * The key of a marker in CircleCI's cache, by the folder of files that hold what it is of: scope, variant, signature.
 * CircleCI takes any key that begins so; the checksum at the end makes it exact.
 */
export function cacheKey(keys: "keys" | "trusted", variant: string): string {
  return `cig-1-${variant}-{{ checksum "${folder}/${keys}/${variant}" }}`;
}

function hasPostSteps({ provider, options }: Job["providerOptions"][number]): boolean {
  return provider === "circleci" && (options?.entries.some(({ key }) => key === "post-steps") ?? false);
}

/** The tool looks for cig.lock in the folder of the job. */
function isCheckedOut({ steps }: Job): boolean {
  return steps.some(
    ({ kind }) =>
      kind.case === "checkout" &&
      ["", ".", "./"].includes(kind.value.path) &&
      (kind.value.ref?.parts.length ?? 0) === 0,
  );
}
