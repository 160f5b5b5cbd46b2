import { byCodeUnit } from "../compare.ts";
import { fixedReasons } from "./fixed-reasons.ts";
import type { WorkJob } from "./work.ts";

/**
 * For graphs that are written once and hold every job: by job, the jobs beside its needs that it must wait for, and that
 * must have succeeded or been left out by verdict. They are what is behind needs that may be left out: such a need no
 * longer holds it when something before that fails. Sorted; jobs without any have no entry.
 *
 * Nothing is looked for behind `needs_any`, and behind an alternative: those are only left out with all before them.
 */
export function waitsFor(jobs: readonly WorkJob[]): Map<string, string[]> {
  const { reasons } = fixedReasons(jobs);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  // Whether a condition holds is not known when the graph is written.
  const mayBeLeftOut = (id: string) => [undefined, "condition"].includes(reasons.get(id)?.kind);
  const behind = new Map<string, ReadonlySet<string>>();
  for (const { id, needs } of jobs) {
    const all = new Set<string>();
    for (const need of needs)
      if (mayBeLeftOut(need))
        for (const each of [...(byId.get(need)?.needs ?? []), ...(behind.get(need) ?? [])]) all.add(each);
    behind.set(id, all);
  }
  return new Map(
    jobs.flatMap(({ id, needs }) => {
      const more = [...behind.get(id)!].filter((each) => !needs.includes(each)).sort(byCodeUnit);
      return more.length === 0 ? [] : [[id, more]];
    }),
  );
}
