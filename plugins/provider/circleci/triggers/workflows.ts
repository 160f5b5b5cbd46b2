import { type Table, type Triggers, table, type Yaml } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import type { Gates } from "../setup/gates.ts";
import { escaped } from "../value/characters.ts";
import { portableCron } from "./cron.ts";
import { allBranches, filtersFor, type Refs, refsExpression, refsOf } from "./refs.ts";

/** One workflow of the file: all have the same jobs, and differ in what starts them. */
export interface WorkflowPlan {
  readonly name: string;
  /** An expression about what started the pipeline. */
  readonly when?: string;
  /** An expression about the files that have changed. */
  readonly changed?: string;
  readonly triggers?: Yaml;
  /** Undefined where the workflow's own trigger decides. */
  readonly refs?: Refs;
}

const startedByHand = 'pipeline.event.name == "api"';
const notByHand = 'pipeline.event.name != "api"';

/**
 * What starts the jobs. CircleCI builds pushes and nothing else unasked; a schedule and a manual start that the
 * filters of pushes would keep out get workflows of their own. What CircleCI cannot tell apart is remarked.
 */
export function planWorkflows(
  name: string,
  triggers: Triggers | undefined,
  hasManual: boolean,
  gates: Gates,
  scope: Scope,
): WorkflowPlan[] {
  if (!triggers) return [{ name, refs: allBranches, ...(hasManual && { when: notByHand }) }];
  remarkOn(triggers, scope);
  const { push, pullRequest, mergeQueue, manual, release } = triggers;
  const hasPushes = push !== undefined || pullRequest !== undefined || mergeQueue || release !== undefined;
  const refs = refsOf(push, pullRequest, mergeQueue, release !== undefined, scope);
  const isLimited = filtersFor(refs) !== undefined;
  const plans: WorkflowPlan[] = [];
  if (hasPushes) {
    const pushed = refsExpression(refsOf(push, undefined, false, release !== undefined, scope));
    const changed = gates.conditionOf(name, triggers, pushed);
    const isOwn = manual !== undefined && !isLimited;
    plans.push({
      name,
      refs,
      ...(hasManual && !isOwn && { when: notByHand }),
      ...(changed !== undefined && { changed }),
    });
  }
  if (manual && (!hasPushes || isLimited))
    plans.push({ name: hasPushes ? `${name}-manual` : name, when: startedByHand, refs: everywhere });
  const schedules = compileSchedules(triggers, scope);
  if (schedules.length > 0)
    plans.push({ name: plans.length > 0 ? `${name}-schedule` : name, triggers: schedules });
  if (plans.length === 0)
    scope.report.add(
      "CC018",
      ["on"],
      "Nothing that CircleCI knows starts this workflow.",
      "Add push, pull_request, schedule or manual to [on].",
    );
  return plans;
}

/** A person may start a pipeline on a tag, too. */
const everywhere: Refs = { branches: "all", tags: { only: [{ pattern: ".*" }], ignore: [] } };

function compileSchedules(triggers: Triggers, top: Scope): Table[] {
  return triggers.schedule.map(({ cron }, index) => {
    const scope = at(top, "on", "schedule", String(index));
    const { cron: spelled, fault } = portableCron(cron);
    if (fault)
      scope.report.add(
        "CC006",
        [...scope.subject, "cron"],
        `The cron line "${cron}" is not legal on CircleCI: ${fault}.`,
        'Write five fields, such as "30 5 * * 1-5" for 5:30 on working days.',
      );
    const branch = top.output.project?.defaultBranch || "main";
    return table([
      "schedule",
      table(["cron", spelled ?? cron], ["filters", table(["branches", table(["only", escaped(branch)])])]),
    ]);
  });
}

/** What the branches of the configuration say, and the project's settings have to say with them. */
function remarkOn({ push, pullRequest, release }: Triggers, { report }: Scope): void {
  if (release && release.types.length > 0)
    report.add(
      "CC020",
      ["on", "release", "types"],
      `CircleCI sees the tag of a release, and does not tell ${release.types.join(", ")} apart.`,
      "Leave out types.",
    );
  if (pullRequest && push && !isForAllBranches(push.branches))
    report.add(
      "CC036",
      ["on", "pull_request"],
      "CircleCI builds every push to a branch, whether a pull request is open or not.",
      'Turn on "Only build pull requests" in the project\'s settings to build the default branch and pull requests alone; with the GitHub App, choose the triggers "PR opened or pushed to" and "Default branch pushes".',
    );
}

function isForAllBranches(branches: readonly string[]): boolean {
  return branches.length === 0 || branches.includes("**");
}
