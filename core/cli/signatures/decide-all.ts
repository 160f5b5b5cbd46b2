import { hasErrors } from "../../diagnostic/diagnostic.ts";
import type { WorkTree } from "../../repo/work-tree.ts";
import { forceOf } from "../../work/force.ts";
import { markerOf } from "../../work/marker-of.ts";
import { originOf } from "../../work/origin.ts";
import type { Decided } from "../../work/result.ts";
import { type Environment, type FilesOf, type SignedJob, signWork } from "../../work/sign.ts";
import { verdictsOf } from "../../work/verdicts.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import type { Invocation } from "../invocation.ts";
import { findMarkers } from "./find-markers.ts";
import type { Ground } from "./ground.ts";
import { lastMessages } from "./last-messages.ts";
import { storeFor } from "./store-for.ts";

/** Signs the jobs of one workflow, or of each where none is named; a job of several is there once. */
export function signAll(
  plan: WorkPlan,
  workflow: string | undefined,
  tree: FilesOf,
  environment: Environment,
): SignedJob[][] {
  const own = plan.workflows.filter(({ id }) => workflow === undefined || id === workflow);
  const seen = new Set<string>();
  return own.map(({ jobs }) =>
    signWork(jobs, tree, environment).filter(({ work }) => !seen.has(work.id) && seen.add(work.id)),
  );
}

/** Decides for the jobs of one workflow, or of all. */
export async function decideAll(
  invocation: Invocation,
  given: {
    readonly root: string;
    readonly ground: Ground;
    readonly workflow: string | undefined;
    readonly tree: WorkTree;
    /** Of the last commits, where they were asked for early; see `lastMessages`. */
    readonly messages?: Promise<readonly string[]>;
  },
): Promise<Decided[]> {
  const { arguments: words, environment, reporter } = invocation;
  const { root, ground, workflow, tree } = given;
  const { plan, drift } = ground;
  const now = new Date();
  const origin = originOf(environment);
  const store = storeFor(invocation, root, plan, origin);
  const folder = words.one("markers");
  const force = forceOf({
    environment,
    noSkip: words.has("no-skip"),
    label: plan.forceLabel,
    messages: await (given.messages ?? lastMessages(root, environment)),
  });
  const lookUp = findMarkers(
    { root, plan, origin, environment, ...(folder !== undefined && { folder }) },
    store,
  );
  try {
    const decided: Decided[] = [];
    for (const jobs of signAll(plan, workflow, tree, environment)) {
      const preflight = await preflightOf(invocation, root, plan, jobs, store);
      const options = { origin, lookUp, now: now.getTime() };
      const verdicts = await verdictsOf(jobs, {
        ...options,
        ...(force && { force }),
        ...(drift !== undefined && { drift }),
        ...(preflight && { preflight }),
      });
      for (const job of jobs)
        for (const [index, variant] of job.variants.entries()) {
          const verdict = verdicts.get(variant.id)!;
          const run = { commit: tree.commit ?? "", at: now };
          const marker =
            verdict.record && drift === undefined ? markerOf(job, variant, origin, run) : undefined;
          decided.push({
            job,
            variant,
            matrix: job.work.variants[index]!.matrix,
            verdict,
            ...(marker && { marker }),
          });
        }
    }
    return decided;
  } finally {
    const said = store?.diagnostics() ?? [];
    reporter.diagnostics(
      said.map((each) => (hasErrors([each]) ? { ...each, level: "warning" as const } : each)),
      root,
    );
    await store?.close();
  }
}

/** Plugins may want a job to run; none can leave one out. Undefined where none is asked. */
async function preflightOf(
  invocation: Invocation,
  root: string,
  plan: WorkPlan,
  jobs: readonly SignedJob[],
  store: ReturnType<typeof storeFor>,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (plan.preflight.length === 0) return undefined;
  const { askPreflight } = await import("./ask-preflight.ts");
  return askPreflight(invocation, root, plan, jobs, store);
}
