import { type Fault, faults } from "./faulty-store.ts";
import { Random } from "./random.ts";
import { randomJobs } from "./random-spec.ts";
import { type JobSpec, paths, patterns } from "./spec.ts";

/** What happens to a repository and its CI, as data: any part of it may be left out, and the rest still has a meaning. */
export interface History {
  readonly seed: number;
  /** The states that the configuration takes; it begins with the first. */
  readonly configurations: readonly (readonly JobSpec[])[];
  readonly actions: readonly Action[];
}

export type Action =
  | { readonly do: "edit"; readonly branch: string; readonly path: string; readonly content: string }
  | { readonly do: "configure"; readonly branch: string; readonly configuration: number }
  | { readonly do: "ruby"; readonly branch: string; readonly version: string }
  | { readonly do: "branch"; readonly name: string; readonly from: string }
  | { readonly do: "merge"; readonly from: string; readonly into: string }
  | { readonly do: "revert"; readonly branch: string }
  | { readonly do: "force push"; readonly branch: string; readonly back: number }
  | RunAction
  /** Goes on with a run that has started, for some jobs. */
  | { readonly do: "advance"; readonly run: number; readonly steps: number }
  | { readonly do: "forge"; readonly branch: string; readonly pr: number }
  | { readonly do: "lose markers"; readonly seed: number }
  | { readonly do: "wait"; readonly hours: number };

export interface RunAction {
  readonly do: "run";
  readonly branch: string;
  readonly event: "push" | "pull_request" | "schedule" | "merge_queue";
  /** 0: none. */
  readonly pr: number;
  /** Decides which jobs fail, and what faults do. */
  readonly seed: number;
  /** One variant in so many fails; 0: none. */
  readonly failing: number;
  readonly level?: string;
  readonly fault?: Fault;
  readonly skewMinutes?: number;
  readonly forced?: boolean;
  /** A file that cannot be read. */
  readonly unreadable?: string;
  /** The place in the order of jobs from which on nothing starts any more. */
  readonly cancelledAt?: number;
  /** One marker in so many is not written, because the machine dies first. */
  readonly crashing?: number;
  readonly lifeHours?: number;
  /** How many jobs end before the next thing happens; absent: all. */
  readonly steps?: number;
}

/** A random history; histories of one `graph` share their configurations. */
export function randomHistory(graph: number, seed: number): History {
  const configurations = randomConfigurations(graph);
  const random = new Random(seed);
  const branches = ["main"];
  const actions: Action[] = [];
  const count = 6 + random.below(14);
  for (let index = 0; index < count; index++)
    actions.push(...randomActions(random, branches, configurations));
  return { seed, configurations, actions };
}

const configurationsOf = new Map<number, readonly (readonly JobSpec[])[]>();

function randomConfigurations(graph: number): readonly (readonly JobSpec[])[] {
  const known = configurationsOf.get(graph);
  if (known) return known;
  const random = new Random(graph ^ 0x5bd1e995);
  const first = randomJobs(graph);
  const all = [first, ...[1, 2, 3].map(() => changed(random, first))];
  if (configurationsOf.size > 1000) configurationsOf.clear();
  configurationsOf.set(graph, all);
  return all;
}

/** The jobs with one or two of them changed. */
function changed(random: Random, jobs: readonly JobSpec[]): JobSpec[] {
  const which = new Set([random.below(jobs.length), random.below(jobs.length)]);
  return jobs.map((job, index) => (which.has(index) ? { ...job, ...change(random, job) } : job));
}

function change(random: Random, job: JobSpec): Partial<JobSpec> {
  switch (random.below(8)) {
    case 0:
      return { title: 1 + random.below(3) };
    case 1:
      return { paths: random.some(Object.keys(patterns), 3) };
    case 2:
      return job.paths ? { env: job.env ? [] : ["LEVEL"] } : { revision: 8 };
    case 3:
      return job.axis
        ? { axis: job.axis.length === 2 ? ["one", "two", "three"] : ["one", "two"] }
        : { revision: 9 };
    case 4:
      return { condition: { kind: random.pick(["main", "not main", "push", "always", "failure"] as const) } };
    case 5:
      return { mayFail: !job.mayFail };
    default:
      return { revision: 1 + random.below(3) };
  }
}

function randomActions(
  random: Random,
  branches: string[],
  configurations: History["configurations"],
): Action[] {
  const branch = random.pick(branches);
  switch (random.below(16)) {
    case 0:
    case 1:
      return [
        { do: "edit", branch, path: random.pick(paths), content: `${random.below(3)}` },
        randomRun(random, branch, configurations),
      ];
    case 2:
      return [
        { do: "configure", branch, configuration: random.below(configurations.length) },
        randomRun(random, branch, configurations),
      ];
    case 3:
      return [{ do: "ruby", branch, version: random.pick(["3.3", "3.4"]) }];
    case 4: {
      // A branch may be called anything, and a fork's like the default branch.
      const name = random.pick(["topic", "trusted", "pr/1", "fix"]);
      if (branches.includes(name)) return [];
      branches.push(name);
      return [{ do: "branch", name, from: branch }];
    }
    case 5:
      return [
        { do: "merge", from: random.pick(branches), into: branch },
        randomRun(random, branch, configurations),
      ];
    case 6:
      return [{ do: "revert", branch }, randomRun(random, branch, configurations)];
    case 7:
      return [{ do: "force push", branch, back: 1 + random.below(3) }];
    case 8:
      return [{ do: "forge", branch, pr: 1 + random.below(2) }];
    case 9:
      return [{ do: "lose markers", seed: random.next() }];
    case 10:
      return [{ do: "wait", hours: 1 + random.below(60) }];
    case 11:
    case 12:
      return [{ do: "advance", run: random.below(8), steps: 1 + random.below(6) }];
    default:
      return [randomRun(random, branch, configurations)];
  }
}

function randomRun(random: Random, branch: string, [jobs = []]: History["configurations"]): RunAction {
  const isPull = branch !== "main" ? random.oneIn(2) : random.oneIn(8);
  const event = isPull
    ? "pull_request"
    : random.oneIn(8)
      ? random.pick(["schedule", "merge_queue"] as const)
      : "push";
  return {
    do: "run",
    branch,
    event,
    pr: isPull ? 1 + random.below(2) : 0,
    seed: random.next(),
    failing: random.oneIn(3) ? 2 + random.below(4) : 0,
    ...(random.oneIn(3) && { level: random.pick(["", "1", "2"]) }),
    ...(random.oneIn(6) && { fault: random.pick(faults) }),
    ...(random.oneIn(8) && { skewMinutes: random.below(4000) - 2000 }),
    ...(random.oneIn(20) && { forced: true }),
    ...(random.oneIn(12) && { unreadable: random.pick(paths) }),
    ...(random.oneIn(12) && { cancelledAt: random.below(jobs.length) }),
    ...(random.oneIn(8) && { crashing: 2 }),
    ...(random.oneIn(4) && { lifeHours: 1 + random.below(40) }),
    ...(random.oneIn(3) && { steps: random.below(6) }),
  };
}
