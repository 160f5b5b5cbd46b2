import { type Environment, type Job, literalOf } from "cig/sdk";
import { places } from "../expression/place.ts";
import { compileText } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { table, type Yaml } from "../yaml/tree.ts";

/** GitHub's limit for the name of an environment, in characters. */
const longestName = 255;

/**
 * The value of `environment`: the one of cig.toml, or for a job that waits for a person one with the job's id, as people
 * are asked by environments alone. Whether they are is a setting of the repository, which no file can make.
 */
export function compileEnvironment(job: Job, top: Scope): Yaml | undefined {
  const scope = below(top, "environment");
  const name = job.environment ? compileText(job.environment.name, places.environment, scope) : undefined;
  // Who agrees to a machine being started agrees to the job for which it is.
  const own = job.launches || job.id;
  if (job.approval) remindOfReviewers(own, job, name ?? own, top);
  if (name === undefined) return job.approval ? own : undefined;
  if (name.length > longestName)
    scope.report.add(
      "GH019",
      scope.subject,
      `The name of the environment has ${name.length} characters; GitHub takes ${longestName}.`,
      "Take a shorter name.",
    );
  return withUrl(name, job.environment!, scope);
}

function withUrl(name: string, { url }: Environment, scope: Scope): Yaml {
  if (!url) return name;
  return table(["name", name], ["url", compileText(url, places.environmentUrl, scope)]);
}

function remindOfReviewers(id: string, job: Job, name: string, scope: Scope): void {
  const question = literalOf(job.approval!.message) || "";
  const asks = question === "" ? "" : ` (${JSON.stringify(question)})`;
  scope.report.add(
    "GH026",
    below(scope, "approval").subject,
    `The job "${id}" waits for a person${asks} only if the environment "${name}" of the repository has required reviewers; without them it starts at once.`,
    `Set them once on GitHub: Settings → Environments → ${name} → Required reviewers.`,
  );
}

/** The name of the step that says what a person has agreed to: "Approval: Deploy to production?". */
export function approvalName(job: Job, scope: Scope): string {
  const question = compileText(job.approval!.message, places.step, below(scope, "approval"));
  return question === "" ? "Approval" : `Approval: ${question}`;
}
