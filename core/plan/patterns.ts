import type { JobToml } from "../config/schema.ts";
import { matchGlobs } from "../repo/glob.ts";
import { matchesNothing } from "./caches.ts";
import type { Context } from "./context.ts";

/** Warns of patterns in `skip_if.paths_unmodified` and `inputs` that match no file: such a job would look unchanged. */
export function checkPatterns(context: Context, jobs: Readonly<Record<string, JobToml>>): void {
  const known = new Map<string, boolean>();
  const matches = (pattern: string) => {
    if (!known.has(pattern)) known.set(pattern, matchGlobs([pattern], context.paths).length > 0);
    return known.get(pattern)!;
  };
  const check = (patterns: readonly string[] | undefined, subject: readonly string[]) => {
    for (const [index, pattern] of (patterns ?? []).entries())
      if (!pattern.startsWith("!") && !matches(pattern))
        context.report(matchesNothing(context, pattern, [...subject, String(index)]));
  };
  for (const [id, job] of Object.entries(jobs)) {
    check(job.skip_if?.paths_unmodified, ["jobs", id, "skip_if", "paths_unmodified"]);
    check(job.inputs, ["jobs", id, "inputs"]);
  }
}
