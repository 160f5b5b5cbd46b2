import {
  type Diagnostic,
  type MessageInitShape,
  type Output,
  type RenderedFile,
  type RuleLevel,
  readPolicy,
  remark,
  type ValidateRequest,
  type ValidateResponseSchema,
} from "cig/sdk";
import type { Finding, Rule } from "./rule.ts";
import { rules } from "./rules/rules.ts";
import { fromScript } from "./workflow/source.ts";
import type { Workflow } from "./workflow/workflow.ts";

/**
 * Judges every rendered file, and GitHub's composite actions, by every rule that concerns its provider and is not off.
 * A waiver in cig.toml takes a finding away.
 */
export async function validate(
  request: ValidateRequest,
): Promise<MessageInitShape<typeof ValidateResponseSchema>> {
  const policy = readPolicy(request.policy, "SEC", rules);
  const diagnostics: Diagnostic[] = [...policy.diagnostics];
  // Without a file of the kind nothing can need a waiver in this run, and may in another.
  const judged = new Set<string>();
  for (const file of request.files) {
    const workflow = await readFile(file, request.outputs);
    if (!workflow) continue;
    const asked = rules.filter(({ providers }) => providers.includes(workflow.provider));
    for (const rule of asked) {
      judged.add(rule.code);
      const level = policy.levelOf(rule);
      if (level === "off") continue;
      for (const found of rule.find(workflow)) {
        const finding = workflow.provider === "github" ? found : fromScript(found, file, request.outputs);
        if (isStated(rule, finding.at.job, request.outputs)) continue;
        if (!policy.waives(rule.code, file.path, finding.at.job))
          diagnostics.push(diagnosticOf(rule, level, finding, file.path));
      }
    }
  }
  return { diagnostics: [...diagnostics, ...policy.idle(judged)] };
}

function isStated({ isStated }: Rule, id: string | undefined, outputs: readonly Output[]): boolean {
  const jobs = outputs.flatMap(({ jobs }) => jobs.filter((job) => job.id === id));
  return isStated !== undefined && jobs.length > 0 && jobs.every(isStated);
}

async function readFile(
  { provider, path, content }: RenderedFile,
  outputs: readonly Output[],
): Promise<Workflow | undefined> {
  switch (provider) {
    case "github": {
      if (!/\.ya?ml$/.test(path)) return undefined;
      const { readAction, readWorkflow } = await import("./workflow/github.ts");
      return /(?:^|\/)action\.ya?ml$/.test(path)
        ? readAction(path, content, outputs)
        : readWorkflow(
            path,
            content,
            outputs.find((each) => each.path === path),
          );
    }
    case "circleci":
      return (await import("./workflow/circleci.ts")).readCircle(path, content);
    case "buildkite":
      return (await import("./workflow/buildkite.ts")).readBuildkite(path, content);
    case "jenkins":
      return (await import("./workflow/jenkins.ts")).readJenkinsfile(path, content);
    default:
      return undefined;
  }
}

function diagnosticOf(
  rule: Rule,
  level: Exclude<RuleLevel, "off">,
  finding: Finding,
  file: string,
): Diagnostic {
  const { line, column, subject } = finding.at;
  return remark(rule, level, finding.message, finding.hint, { file, line, column, subject: [...subject] });
}
