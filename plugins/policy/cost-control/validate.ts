import {
  judgeByTable,
  type MessageInitShape,
  plainTable,
  policyTable,
  readPolicy,
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
  return {
    diagnostics: judgeByTable(policy, rules, runs, budget),
    estimates: runs.map((run) => run.estimate),
  };
}
