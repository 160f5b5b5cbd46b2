import {
  type Diagnostic,
  type MessageInitShape,
  plainTable,
  policyTable,
  readPolicy,
  remark,
  type ValidateRequest,
  type ValidateResponseSchema,
} from "cig/sdk";
import { readBudget } from "./budget.ts";
import { estimate } from "./estimate.ts";
import { rules } from "./rules/rules.ts";

/**
 * Says what a run of each output comes to, and which of the budgets in `[policy.cost]` does not suffice. Without the
 * table there is nothing to say.
 */
export async function validate(
  request: ValidateRequest,
): Promise<MessageInitShape<typeof ValidateResponseSchema>> {
  const table = policyTable(request.policy, "cost");
  if (!table) return { diagnostics: [] };
  const budget = readBudget(plainTable(table));
  const policy = readPolicy(request.policy, "COST", rules);
  const runs = await Promise.all(
    request.outputs.map(async (output) => ({
      output,
      estimate: await estimate(output, request.files, budget),
    })),
  );
  const diagnostics: Diagnostic[] = [...policy.diagnostics];
  const judged = new Set<string>();
  for (const rule of rules) {
    const level = policy.levelOf(rule);
    judged.add(rule.code);
    if (level === "off" || budget[rule.key] === undefined) continue;
    for (const { subject, job, path, message, hint } of rule.find(runs, budget))
      if (!policy.waives(rule.code, path, job))
        diagnostics.push(remark(rule, level, message, hint, { subject: [...subject] }));
  }
  return {
    diagnostics: [...diagnostics, ...policy.idle(judged)],
    estimates: runs.map((run) => run.estimate),
  };
}
