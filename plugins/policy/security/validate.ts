import {
  create,
  type Diagnostic,
  DiagnosticSchema,
  Level,
  type MessageInitShape,
  type ValidateRequest,
  type ValidateResponseSchema,
} from "cig/sdk";
import { readPolicy } from "./policy.ts";
import type { Finding, Rule, RuleLevel } from "./rule.ts";
import { rules } from "./rules/rules.ts";

/**
 * Judges every rendered GitHub workflow, and every composite action, by every rule that is not off. A waiver in cig.toml takes a finding
 * away; the core hands over those that have not expired, as a hook has no clock.
 */
export async function validate(
  request: ValidateRequest,
): Promise<MessageInitShape<typeof ValidateResponseSchema>> {
  const { readAction, readWorkflow } = await import("./workflow/read.ts");
  const policy = readPolicy(request.policy);
  const diagnostics: Diagnostic[] = [...policy.diagnostics];
  let isJudged = false;
  for (const file of request.files) {
    if (file.provider !== "github" || !/\.ya?ml$/.test(file.path)) continue;
    const output = request.outputs.find(({ path }) => path === file.path);
    const workflow = /(?:^|\/)action\.ya?ml$/.test(file.path)
      ? readAction(file.path, file.content, request.outputs)
      : readWorkflow(file.path, file.content, output);
    if (!workflow) continue;
    isJudged = true;
    for (const rule of rules) {
      const level = policy.levelOf(rule);
      if (level === "off") continue;
      for (const finding of rule.find(workflow))
        if (!policy.waives(rule.code, file.path, finding.at.job))
          diagnostics.push(diagnosticOf(rule, level, finding, file.path));
    }
  }
  // Without a workflow nothing can need a waiver in this run, and may in another.
  return { diagnostics: [...diagnostics, ...(isJudged ? policy.idle() : [])] };
}

function diagnosticOf(rule: Rule, level: RuleLevel, finding: Finding, file: string): Diagnostic {
  const { line, column, subject } = finding.at;
  return create(DiagnosticSchema, {
    level: level === "error" ? Level.ERROR : level === "warning" ? Level.WARNING : Level.INFO,
    code: rule.code,
    title: rule.title,
    message: finding.message,
    hint: finding.hint,
    location: { file, line, column, subject: [...subject] },
  });
}
