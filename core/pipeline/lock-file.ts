import type { Config } from "../config/config.ts";
import { hasErrors, type Result } from "../diagnostic/diagnostic.ts";
import type { Host } from "../host/host.ts";
import { lockedPins } from "../lock/held-pins.ts";
import { type Lock, lockPath, printLock } from "../lock/lock.ts";
import type { MergedFile } from "../merge/merge.ts";
import { bodyDigest } from "../output/output.ts";
import type { Pins } from "../pins.ts";
import type { Plan } from "../plan/plan.ts";
import { openWorkTree } from "../repo/work-tree.ts";
import { toWorkPlan } from "../work/from-plan.ts";
import { inputsDigest } from "../work/inputs-digest.ts";
import type { Run } from "./run.ts";

/**
 * cig.lock: what the files fetch of third parties and, where a workflow leaves work out, what CI must know of this plan.
 * That counts files that are not tracked yet, because they will be committed together with it.
 */
export async function lockFile(
  run: Run,
  host: Host,
  config: Config,
  planned: Plan,
  rendered: readonly MergedFile[],
  held: Pins,
): Promise<Result<MergedFile | undefined>> {
  if (hasErrors(run.diagnostics)) return { diagnostics: [] };
  const pins = lockedPins(run.part.pins ?? [], held, planned.outputs);
  const fileOf = (lock?: Lock) => ({
    path: lockPath,
    content: printLock({ pins, ...(lock && { lock }) }),
    owners: ["cig"],
  });
  if (!planned.outputs.some(({ skipping }) => skipping))
    return { ...(pins.size > 0 && { value: fileOf() }), diagnostics: [] };
  const { root, environment, variables } = run.options;
  const tree = await openWorkTree(root, { environment, untracked: "count" });
  if (!tree.value) return { diagnostics: tree.diagnostics };
  const plan = toWorkPlan(planned, config, host.plugins, variables);
  const inputs = inputsDigest(plan, tree.value, plan.words, environment);
  const files = Object.fromEntries(rendered.map(({ path, content }) => [path, bodyDigest(content)]));
  return { value: fileOf({ plan: { ...plan, inputs }, files }), diagnostics: tree.diagnostics };
}
