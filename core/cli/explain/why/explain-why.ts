import type { Result } from "../../../diagnostic/diagnostic.ts";
import type { WorkTree } from "../../../repo/work-tree.ts";
import { toWorkPlan } from "../../../work/from-plan.ts";
import { originOf } from "../../../work/origin.ts";
import type { Decided } from "../../../work/result.ts";
import { type Invocation, Refusal } from "../../invocation.ts";
import type { Run } from "../../run-pipeline.ts";
import { decideAll } from "../../signatures/decide-all.ts";
import { storeFor } from "../../signatures/store-for.ts";
import { findBase } from "./base.ts";
import { type Why, whyOf } from "./why.ts";

/** Decides for all jobs of a plan as CI would, and says why, by variant. Undefined where there is nothing to sign. */
export async function explainWhy(
  invocation: Invocation,
  run: Run,
  opening: Promise<Result<WorkTree>>,
): Promise<ReadonlyMap<string, Why> | undefined> {
  const { environment } = invocation;
  const { root, plan, config, installed } = run;
  if (!plan || !config) return undefined;
  const { value: tree, diagnostics } = await opening;
  if (!tree) throw new Refusal(diagnostics, root);
  const work = { ...toWorkPlan(plan, config, installed), inputs: "" };
  const all: Decided[] = await decideAll(invocation, {
    root,
    ground: { plan: work },
    workflow: undefined,
    tree,
  });
  const now = { plan: work, jobs: run, tree };
  const store = storeFor(invocation, root, work, originOf(environment));
  try {
    const ids = all.map(({ verdict }) => verdict.id);
    const base = await findBase(invocation, root, now, store, ids);
    return whyOf(all, now, base, environment);
  } finally {
    await store?.close();
  }
}
