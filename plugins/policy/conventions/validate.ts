import {
  type Diagnostic,
  type Job,
  type MessageInitShape,
  plainTable,
  policyTable,
  readPolicy,
  remark,
  type ValidateRequest,
  type ValidateResponseSchema,
} from "cig/sdk";
import { readConventions } from "./conventions.ts";
import { rules } from "./rules/rules.ts";

/**
 * Judges the jobs behind the files by the conventions that `[policy.conventions]` states. A job in several outputs is
 * told once. Without the table there is nothing to say.
 */
export function validate(request: ValidateRequest): MessageInitShape<typeof ValidateResponseSchema> {
  const table = policyTable(request.policy, "conventions");
  if (!table) return { diagnostics: [] };
  const conventions = readConventions(plainTable(table));
  const policy = readPolicy(request.policy, "CNV", rules);
  const diagnostics: Diagnostic[] = [...policy.diagnostics];
  const project = { outputs: request.outputs, jobs: jobsOf(request) };
  const judged = new Set<string>();
  for (const rule of rules) {
    const level = policy.levelOf(rule);
    judged.add(rule.code);
    if (level === "off" || conventions[rule.key] === undefined) continue;
    for (const { subject, job, path, message, hint } of rule.find(project, conventions))
      if (!policy.waives(rule.code, path, job))
        diagnostics.push(remark(rule, level, message, hint, { subject: [...subject] }));
  }
  return { diagnostics: [...diagnostics, ...policy.idle(judged)] };
}

function jobsOf({ outputs }: ValidateRequest): Job[] {
  return [...new Map(outputs.flatMap(({ jobs }) => jobs.map((job) => [job.id, job] as const))).values()];
}
