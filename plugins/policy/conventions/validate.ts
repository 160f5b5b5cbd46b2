import {
  type Job,
  judgeByTable,
  type MessageInitShape,
  plainTable,
  policyTable,
  readPolicy,
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
  const project = { outputs: request.outputs, jobs: jobsOf(request) };
  return { diagnostics: judgeByTable(policy, rules, project, conventions) };
}

/** Those that start machines for others are not the author's, who can change nothing about them. */
function jobsOf({ outputs }: ValidateRequest): Job[] {
  const jobs = outputs.flatMap((output) => output.jobs.filter(({ launches }) => launches === ""));
  return [...new Map(jobs.map((job) => [job.id, job] as const)).values()];
}
