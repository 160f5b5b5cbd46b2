import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isCancelled, type Ran, type Status, traceOf, type World } from "../world.ts";
import { type Agent, openAgent, takeUploads } from "./agent.ts";
import { buildEnv } from "./env.ts";
import { type Outcome, runJob } from "./job.ts";
import { dependenciesOf, isCommand, type Made, makeAll, readSteps, type Step } from "./steps.ts";

/** Runs `.buildkite/pipeline.yml` as Buildkite would, one job after the other, with what jobs upload. */
export function executeBuildkite(world: World): Ran {
  const env = buildEnv(world);
  const agent = openAgent(world);
  const source = readFileSync(join(world.origin, ".buildkite/pipeline.yml"), "utf8");
  const steps = readSteps(source, env, world, []);
  const statuses: Record<string, Status> = {};
  const said: Record<string, string> = {};
  const ended = new Map<string, Outcome>();
  const open = new Set(steps);
  while (open.size > 0) {
    const next = [...open].find((step) =>
      dependenciesOf(step).every(({ key }) => !steps.some((other) => other.key === key && open.has(other))),
    );
    if (!next) throw new Error("the steps of the pipeline wait for each other");
    open.delete(next);
    // A step that is not made holds nobody up.
    if (!next.if || next.skip === true || typeof next.skip === "string") {
      for (const made of makeAll(next)) if (isCommand(next)) statuses[made.id] ??= "skipped";
      continue;
    }
    const isHeld = isHeldBack(next, ended);
    if (!isCommand(next)) {
      ended.set(next.key, isHeld ? "not run" : "passed");
      continue;
    }
    const outcomes = makeAll(next).map((made): Outcome => {
      // Of a build that somebody has cancelled nothing more is started.
      if (isCancelled(world)) {
        statuses[made.id] = "cancelled";
        return "not run";
      }
      if (isHeld) {
        statuses[made.id] = "skipped";
        return "not run";
      }
      const outcome = runJob(made, env, world, agent, said, ended);
      statuses[made.id] = statusOf(made, agent, outcome);
      return outcome;
    });
    ended.set(next.key, worst(outcomes));
    for (const upload of takeUploads(agent))
      for (const step of readSteps(upload.pipeline, upload.env, world, steps)) {
        steps.push(step);
        open.add(step);
      }
  }
  return { jobs: statuses, trace: traceOf(world), said };
}

function isHeldBack(step: Step, ended: ReadonlyMap<string, Outcome>): boolean {
  return dependenciesOf(step).some(({ key, allowFailure }) => {
    const outcome = ended.get(key);
    return (outcome === "not run" || outcome === "hard_failed" || outcome === "cancelled") && !allowFailure;
  });
}

/** A job that found out itself that it has nothing to do says so in the build's meta-data. */
function statusOf({ id }: Made, agent: Agent, outcome: Outcome): Status {
  if (existsSync(join(agent.store, "meta", encodeURIComponent(`cig:skipped:${id}`)))) return "skipped";
  if (outcome === "cancelled") return "cancelled";
  return outcome === "passed" ? "success" : "failure";
}

function worst(outcomes: readonly Outcome[]): Outcome {
  const order: readonly Outcome[] = ["hard_failed", "cancelled", "not run", "soft_failed", "passed"];
  return order.find((outcome) => outcomes.includes(outcome)) ?? "passed";
}
