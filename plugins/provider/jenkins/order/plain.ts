import type { Job } from "cig/sdk";
import type { Segment } from "./segments.ts";

/**
 * True where Jenkins' own rule is the meaning of cig.toml: when a stage fails, nothing behind it runs. That is so when
 * each job needs exactly what stands before it, and nothing can be skipped or may fail. Elsewhere each stage keeps its
 * failure to itself, and asks how those that it needs have ended.
 */
export function isPlain(segments: readonly Segment[]): boolean {
  let before: readonly string[] = [];
  for (const { branches } of segments) {
    for (const branch of branches) {
      let wanted = before;
      for (const node of branch) {
        if (node.kind === "approval" || !isOrdinary(node.copy.job)) return false;
        if (!sameIds(node.copy.job.needs, wanted)) return false;
        wanted = [node.copy.job.id];
      }
    }
    before = branches.flatMap((branch) => {
      const last = branch.at(-1)!;
      return last.kind === "run" ? [last.copy.job.id] : [];
    });
  }
  return true;
}

/** Ids of all jobs that must have ended before this one, directly or through others, sorted by their place in `jobs`. */
export function ancestorsOf(job: Job, jobs: readonly Job[]): string[] {
  const found = new Set<string>();
  const add = (id: string) => {
    if (found.has(id)) return;
    found.add(id);
    const other = jobs.find((each) => each.id === id);
    for (const need of [...(other?.needs ?? []), ...(other?.needsAny ?? [])]) add(need);
  };
  for (const need of [...job.needs, ...job.needsAny]) add(need);
  return jobs.filter(({ id }) => found.has(id)).map(({ id }) => id);
}

/** Of each job, those that stand before it in the file and that it does not need. */
export function waitsInVain(
  segments: readonly Segment[],
  jobs: readonly Job[],
): ReadonlyMap<string, readonly string[]> {
  const vain = new Map<string, readonly string[]>();
  const before: string[] = [];
  for (const { branches } of segments) {
    const here = branches.flat().map((node) => (node.kind === "run" ? node.copy.job : node.job));
    for (const job of here) {
      const needed = ancestorsOf(job, jobs);
      const more = [...new Set(before)].filter((id) => !needed.includes(id) && id !== job.id);
      if (more.length > 0) vain.set(job.id, more);
    }
    before.push(...here.map(({ id }) => id));
  }
  return vain;
}

function isOrdinary(job: Job): boolean {
  return (
    job.condition === undefined &&
    job.needsAny.length === 0 &&
    !job.continueOnError &&
    // Runs of one job that take turns must not hold each other back.
    (job.matrix?.maxParallel ?? 0) === 0
  );
}

function sameIds(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [new Set(one), new Set(other)];
  return a.size === b.size && [...a].every((id) => b.has(id));
}
