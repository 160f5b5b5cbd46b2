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
import type { Finding, RuleLevel, RuleName } from "./rule.ts";
import { pipelineRules, rules } from "./rules/rules.ts";

/**
 * Judges every rendered GitHub workflow, every composite action, and what other providers' configurations take from
 * others, by every rule that is not off. A waiver in cig.toml takes a finding
 * away; the core hands over those that have not expired, as a hook has no clock.
 */
export async function validate(
  request: ValidateRequest,
): Promise<MessageInitShape<typeof ValidateResponseSchema>> {
  const { readPipeline } = await import("./workflow/pipeline.ts");
  const { readAction, readWorkflow } = await import("./workflow/read.ts");
  const policy = readPolicy(request.policy);
  const diagnostics: Diagnostic[] = [...policy.diagnostics];
  // Without a file of the kind nothing can need a waiver in this run, and may in another.
  const judged = new Set<string>();
  const report = (rule: RuleName, path: string, findings: () => Iterable<Finding>) => {
    judged.add(rule.code);
    const level = policy.levelOf(rule);
    if (level === "off") return;
    for (const finding of findings())
      if (!policy.waives(rule.code, path, finding.at.job))
        diagnostics.push(diagnosticOf(rule, level, finding, path));
  };
  for (const { provider, path, content } of request.files) {
    const pipeline = readPipeline(provider, path, content);
    if (pipeline) for (const rule of pipelineRules) report(rule, path, () => rule.findIn(pipeline));
    if (provider !== "github" || !/\.ya?ml$/.test(path)) continue;
    const output = request.outputs.find((each) => each.path === path);
    const workflow = /(?:^|\/)action\.ya?ml$/.test(path)
      ? readAction(path, content, request.outputs)
      : readWorkflow(path, content, output);
    if (workflow) for (const rule of rules) report(rule, path, () => rule.find(workflow));
  }
  return { diagnostics: [...diagnostics, ...policy.idle(judged)] };
}

function diagnosticOf(rule: RuleName, level: RuleLevel, finding: Finding, file: string): Diagnostic {
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
