import { Random } from "./random.ts";
import { ancestors, type Condition, type JobSpec, patterns } from "./spec.ts";

/** A random graph of 2 to 8 jobs, each behind those before it in the list. */
export function randomJobs(seed: number): JobSpec[] {
  const random = new Random(seed);
  const count = 2 + random.below(7);
  const jobs: JobSpec[] = [];
  for (let index = 0; index < count; index++) jobs.push(randomJob(random, jobs));
  return jobs;
}

const ids = ["ape", "bee", "cat", "dog", "elk", "fox", "gnu", "hen"];

function randomJob(random: Random, earlier: readonly JobSpec[]): JobSpec {
  const names = earlier.map(({ id }) => id);
  const needs = random.some(names, names.length > 3 ? 3 : 2);
  const others = names.filter((id) => !needs.includes(id));
  const needsAny = random.oneIn(7) ? random.some(others, 2) : [];
  const job: JobSpec = { id: ids[earlier.length]!, needs, needsAny };
  const before = [...(ancestors([...earlier, job]).get(job.id) ?? [])];
  const leaving = (kind: "artifact" | "output") =>
    earlier.filter((other) => other[kind] && before.includes(other.id)).map(({ id }) => id);
  // Outputs can be read of direct needs only.
  const readable = leaving("output").filter((id) => needs.includes(id) || needsAny.includes(id));
  const downloads = random.some(leaving("artifact"), 2);
  const reads = random.some(readable, 2);
  const condition = random.oneIn(4) ? randomCondition(random, readable) : undefined;
  const axis = random.oneIn(4) ? ["one", "two", "three"].slice(0, 2 + random.below(2)) : undefined;
  const effects = random.oneIn(9)
    ? random.pick(["effects", "environment", "approval", "approve"] as const)
    : undefined;
  const isSkippable = !random.oneIn(10);
  const chosen = random.some(Object.keys(patterns), 4);
  return {
    ...job,
    ...(axis && { axis }),
    ...(random.oneIn(3) && { artifact: true }),
    ...(random.oneIn(8) && { persist: true }),
    ...(random.oneIn(4) && !axis && { output: true }),
    ...(downloads.length > 0 && { downloads }),
    ...(reads.length > 0 && { reads }),
    ...(effects && { effects }),
    ...(condition && { condition }),
    ...(random.oneIn(12) && { askingStep: true }),
    ...(random.oneIn(12) && { name: random.pick(["git.sha", "run.event"] as const) }),
    ...(random.oneIn(9) && { mayFail: true }),
    ...(random.oneIn(10) && !axis && { copies: 2 + random.below(2) }),
    ...(isSkippable && { paths: chosen }),
    ...(random.oneIn(10) && { inputs: [random.pick(Object.keys(patterns))] }),
    ...(isSkippable && random.oneIn(4) && { env: ["LEVEL"] }),
    ...(random.oneIn(4) && { ruby: true }),
  };
}

function randomCondition(random: Random, readable: readonly string[]): Condition {
  const kind = random.pick([
    "main",
    "not main",
    "push",
    "always",
    "failure",
    "success on main",
    "always on push",
    "output",
  ] as const);
  if (kind !== "output") return { kind };
  return readable.length > 0 ? { kind, of: random.pick(readable) } : { kind: "main" };
}
