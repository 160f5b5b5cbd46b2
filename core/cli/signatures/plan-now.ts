import { type Diagnostic, hasErrors } from "../../diagnostic/diagnostic.ts";
import { openRepo } from "../../repo/repo.ts";
import { toWorkPlan } from "../../work/from-plan.ts";
import { inputsDigest } from "../../work/inputs-digest.ts";
import type { FilesOf } from "../../work/sign.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import type { Invocation } from "../invocation.ts";
import { locate } from "../locate.ts";
import { type Run, runFor, variablesOf } from "../run-pipeline.ts";

/** The plan that cig.toml means now, of tracked files only: others are in no commit, and so in no signature. */
export async function planNow(
  invocation: Invocation,
  tree: FilesOf,
  until: "plan" | "files" = "plan",
): Promise<{ readonly plan?: WorkPlan; readonly run: Run; readonly diagnostics: readonly Diagnostic[] }> {
  const { environment } = invocation;
  const { root } = locate(invocation.arguments);
  const run = await runFor(invocation, until, { repo: openRepo(root, { untracked: "skip", environment }) });
  if (!run.plan || !run.config || hasErrors(run.diagnostics)) return { run, diagnostics: run.diagnostics };
  const variables = variablesOf(invocation.arguments);
  const plan = toWorkPlan(run.plan, run.config, run.installed, variables);
  const inputs = inputsDigest(plan, tree, plan.words, environment);
  // Remarks are for `cig plan`.
  return { plan: { ...plan, inputs }, run, diagnostics: [] };
}
