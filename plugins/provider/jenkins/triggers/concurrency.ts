import type { Concurrency, Expression } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { referencesIn } from "../steps/steps.ts";
import { compileCondition } from "../value/condition.ts";
import { textSource } from "../value/text.ts";

/** Options that keep builds apart: those of one branch by Jenkins' own, those of one name by a lock. */
export function concurrencyOptions(concurrency: Concurrency | undefined, top: Scope): [string, string][] {
  if (!concurrency) return [];
  const scope = below(top, "concurrency");
  const cancel = concurrency.cancelInProgress && cancelSource(concurrency.cancelInProgress, scope);
  // A project of many branches gives each branch and each pull request a project of its own.
  const isOfBranch = referencesIn(concurrency.group ?? {}).some(([kind]) => kind === "git" || kind === "pr");
  if (isOfBranch)
    return [
      [
        "disableConcurrentBuilds",
        cancel === undefined || cancel === "false"
          ? "disableConcurrentBuilds()"
          : `disableConcurrentBuilds(abortPrevious: ${cancel})`,
      ],
    ];
  if (cancel !== undefined && cancel !== "false")
    scope.report.add(
      "JK025",
      [...scope.subject, "cancel_in_progress"],
      "Jenkins ends an older build of the same branch only; builds of this group wait for each other.",
      "Put git.branch into the group, or leave out cancel_in_progress.",
    );
  return [["lock", `lock(resource: ${textSource(concurrency.group, scope)})`]];
}

function cancelSource(expression: Expression, scope: Scope): string {
  const { kind } = expression;
  // The usual one, in Jenkins' words.
  if (kind.case === "call") {
    const path = referencesIn(kind.value).map((each) => each.join("."));
    const text = JSON.stringify(
      kind.value.arguments.map((each) => each.kind.case === "literal" && each.kind.value.kind.value),
    );
    if (kind.value.function === 4 && path.join() === "run.event" && text.includes('"pull_request"'))
      return "env.CHANGE_ID != null";
  }
  return compileCondition(expression, { success: "true", failure: "false" }, scope);
}
