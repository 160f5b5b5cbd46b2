import type { Bug } from "./bugs.ts";
import type { Failure } from "./checking.ts";
import type { Action, History } from "./history.ts";
import { Planner } from "./planner.ts";
import type { JobSpec } from "./spec.ts";
import { tomlOf } from "./spec.ts";
import { live } from "./world.ts";

/**
 * Makes a failing history as short and plain as it can, as long as the same rule is broken: first fewer things happen,
 * then there are fewer jobs, then less is special about what is left.
 */
export async function shrink({ history, violation }: Failure, bug?: Bug, mostTries = 2000): Promise<History> {
  const planner = new Planner();
  let tries = 0;
  const fails = async (candidate: History): Promise<boolean> => {
    if (++tries > mostTries) return false;
    try {
      const { violations } = await live(candidate, planner, bug);
      return violations.some(({ rule }) => rule === violation.rule);
    } catch {
      // A job that another one names may be gone.
      return false;
    }
  };
  let best = history;
  for (let before = Number.NaN; before !== sizeOf(best); ) {
    before = sizeOf(best);
    for (const step of [withFewerActions, withFewerJobs, withPlainerActions, withPlainerJobs])
      best = await first(step, best, fails);
  }
  return best;
}

/** Takes the first candidate that still fails, and looks for more from there. */
async function first(
  candidates: (history: History) => Iterable<History>,
  history: History,
  fails: (history: History) => Promise<boolean>,
): Promise<History> {
  let best = history;
  for (let found = true; found; ) {
    found = false;
    for (const candidate of candidates(best))
      if (await fails(candidate)) {
        best = candidate;
        found = true;
        break;
      }
  }
  return best;
}

function sizeOf(history: History): number {
  return JSON.stringify(history).length;
}

function* withFewerActions(history: History): Iterable<History> {
  const { actions } = history;
  for (let size = Math.ceil(actions.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let start = 0; start < actions.length; start += size)
      yield { ...history, actions: [...actions.slice(0, start), ...actions.slice(start + size)] };
}

function* withFewerJobs(history: History): Iterable<History> {
  const used = history.actions.flatMap((action) => (action.do === "configure" ? action.configuration : []));
  const count = Math.max(0, ...used) + 1;
  if (count < history.configurations.length)
    yield { ...history, configurations: history.configurations.slice(0, count) };
  for (const { id } of history.configurations[0]!)
    yield {
      ...history,
      configurations: history.configurations.map((jobs) => withoutJob(jobs, id)),
    };
}

function withoutJob(jobs: readonly JobSpec[], gone: string): JobSpec[] {
  const without = (ids: readonly string[]) => ids.filter((id) => id !== gone);
  return jobs
    .filter(({ id }) => id !== gone)
    .map(({ downloads, reads, ...job }) => ({
      ...job,
      needs: without(job.needs),
      needsAny: without(job.needsAny),
      ...(downloads && without(downloads).length > 0 && { downloads: without(downloads) }),
      ...(reads && without(reads).length > 0 && { reads: without(reads) }),
    }));
}

const plainKeys = [
  "failing",
  "level",
  "fault",
  "skewMinutes",
  "forced",
  "unreadable",
  "cancelledAt",
  "crashing",
  "lifeHours",
  "steps",
] as const;

function* withPlainerActions(history: History): Iterable<History> {
  const swap = (index: number, action: Action): History => ({
    ...history,
    actions: history.actions.with(index, action),
  });
  for (const [index, action] of history.actions.entries()) {
    if (action.do !== "run") continue;
    for (const key of plainKeys) {
      if (action[key] === undefined || action[key] === 0) continue;
      const { [key]: _, ...rest } = action;
      yield swap(index, { failing: 0, ...rest });
    }
    if (action.event !== "push") yield swap(index, { ...action, event: "push", pr: 0 });
    if (action.branch !== "main" && action.pr === 0) yield swap(index, { ...action, branch: "main" });
  }
}

function* withPlainerJobs(history: History): Iterable<History> {
  for (const [place, jobs] of history.configurations.entries())
    for (const [index, job] of jobs.entries())
      for (const plainer of plainerJobs(job))
        yield { ...history, configurations: history.configurations.with(place, jobs.with(index, plainer)) };
  // What is the same in all configurations can only go from all at once.
  for (const { id } of history.configurations[0]!)
    for (const key of keysOf(history.configurations[0]!.find((job) => job.id === id)!))
      yield {
        ...history,
        configurations: history.configurations.map((jobs) =>
          jobs.map((job) => (job.id === id ? withoutKey(job, key) : job)),
        ),
      };
}

function* plainerJobs(job: JobSpec): Iterable<JobSpec> {
  for (const key of keysOf(job)) yield withoutKey(job, key);
  for (const key of ["needs", "needsAny"] as const)
    for (const id of job[key]) yield { ...job, [key]: job[key].filter((each) => each !== id) };
  if (job.paths && job.paths.length > 0) yield { ...job, paths: [] };
}

function keysOf(job: JobSpec): string[] {
  return Object.keys(job).filter((key) => !["id", "needs", "needsAny", "paths"].includes(key));
}

function withoutKey(job: JobSpec, key: string): JobSpec {
  return Object.fromEntries(Object.entries(job).filter(([name]) => name !== key)) as unknown as JobSpec;
}

/** The history as a person reads it: the configurations, what happened, and what should not have. */
export async function tellStory(history: History, bug?: Bug): Promise<string> {
  const { story, violations } = await live(history, new Planner(), bug);
  return [
    ...history.configurations.map((jobs, index) => `configuration ${index}:\n${jobsOnly(jobs)}`),
    ...story().map((line) => `- ${line}`),
    ...violations.map(({ rule, run, message }) => `${run}: ${rule}: ${message}`),
  ].join("\n");
}

function jobsOnly(jobs: readonly JobSpec[]): string {
  const toml = tomlOf(jobs);
  return toml.slice(toml.indexOf("[jobs."), toml.indexOf("[[outputs]]"));
}
