import { type Job, type Table, table, text } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { printed } from "../value/cond.ts";
import { uploaded } from "../value/interpolation.ts";
import { compileText } from "../value/text.ts";
import type { DependsOn } from "./depends-on.ts";
import type { When } from "./when.ts";

/** The step at which a person lets a job begin. It waits for what the job waits for. */
export function approvalStep(job: Job, key: string, dependsOn: DependsOn, when: When, top: Scope): Table {
  const scope = below(top, "approval");
  const { approval } = job;
  const message = approval?.message ?? text("");
  const condition = printed(when.decided);
  const asksLate = when.questions.some(({ kind }) => kind === "condition");
  if (asksLate && job.steps.length === 0)
    scope.report.add(
      "BK004",
      [...top.subject, "if"],
      `Whether the approval "${job.id}" is asked for has to be known when the pipeline is uploaded, and this condition needs what only a job knows.`,
      "Ask git.branch, git.tag or run.event, or move the condition to the jobs behind it.",
    );
  return table(
    [
      "block",
      message.parts.length > 0 ? compileText(message, "a block step", scope) : uploaded(job.name || job.id),
    ],
    ["key", key],
    ["depends_on", dependsOn],
    ["if", condition === undefined ? undefined : uploaded(condition)],
    [
      "allowed_teams",
      approval && approval.approvers.length > 0 ? approval.approvers.map(uploaded) : undefined,
    ],
  );
}
