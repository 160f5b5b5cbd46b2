import { type Table, type Triggers, table, type Yaml } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { portableCron } from "./cron.ts";
import { allBranches, filtersFor, type Refs, refsOf } from "./refs.ts";

/** One workflow of the file: all have the same jobs, and differ in what starts them. */
export interface WorkflowPlan {
  readonly name: string;
  /** An expression. */
  readonly when?: string;
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
export function planWorkflows(name: string, triggers: Triggers | undefined, scope: Scope): WorkflowPlan[] {
  if (!triggers) return [{ name, refs: allBranches }];
  remarkOn(triggers, scope);
  const { push, pullRequest, mergeQueue, manual } = triggers;
  const hasPushes = push !== undefined || pullRequest !== undefined || mergeQueue;
  const refs = refsOf(push, pullRequest, mergeQueue, scope);
  const isLimited = filtersFor(refs) !== undefined;
  const plans: WorkflowPlan[] = [];
  if (hasPushes) plans.push({ name, refs, ...(manual && isLimited && { when: notByHand }) });
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
  return triggers.schedule.map(({ cron, timezone }, index) => {
    const scope = at(top, "on", "schedule", String(index));
    const { cron: spelled, fault } = portableCron(cron);
    if (fault)
      scope.report.add(
        "CC006",
        [...scope.subject, "cron"],
        `The cron line "${cron}" is not legal on CircleCI: ${fault}.`,
        'Write five fields, such as "30 5 * * 1-5" for 5:30 on working days.',
      );
    if (timezone && !/^(?:UTC|Etc\/(?:UTC|GMT|UCT|Zulu)|GMT)$/i.test(timezone))
      scope.report.add(
        "CC006",
        [...scope.subject, "timezone"],
        `CircleCI's schedules run in UTC, and "${timezone}" is another time zone.`,
        "Write the hours in UTC and leave out timezone.",
      );
    const branch = top.output.project?.defaultBranch || "main";
    return table([
      "schedule",
      table(["cron", spelled ?? cron], ["filters", table(["branches", table(["only", branch])])]),
    ]);
  });
}

function remarkOn(triggers: Triggers, scope: Scope): void {
  const { push, pullRequest, release } = triggers;
  const add = scope.report.add;
  if (
    (push && push.paths.length + push.pathsIgnore.length > 0) ||
    (pullRequest && pullRequest.paths.length + pullRequest.pathsIgnore.length > 0)
  )
    add(
      "CC020",
      ["on", push && push.paths.length + push.pathsIgnore.length > 0 ? "push" : "pull_request"],
      "CircleCI does not look at the paths of a change before it starts a workflow, so that it runs for changes of any file.",
      "Nothing is lost but time. With skip_if on the jobs, cig can leave out work that did not change.",
    );
  if (pullRequest && push && !isForAllBranches(push.branches))
    add(
      "CC036",
      ["on", "pull_request"],
      "CircleCI builds every push to a branch, whether a pull request is open or not.",
      'Turn on "Only build pull requests" in the project\'s settings to build the default branch and pull requests alone.',
    );
  if (pullRequest && pullRequest.types.length > 0)
    add(
      "CC020",
      ["on", "pull_request", "types"],
      `CircleCI builds pushes, and does not tell ${pullRequest.types.join(", ")} apart.`,
      "Leave out types, or set the trigger's events in the project's settings.",
    );
  if (pullRequest && pullRequest.branches.length > 0)
    add(
      "CC020",
      ["on", "pull_request", "branches"],
      "CircleCI does not look at the branch that a pull request is to be merged into.",
      "Leave out branches.",
    );
  if (release)
    add(
      "CC021",
      ["on", "release"],
      "CircleCI does not start anything for a release.",
      'A release has a tag, and pushes of tags do start it: push = { tags = ["v*"] }.',
    );
}

function isForAllBranches(branches: readonly string[]): boolean {
  return branches.length === 0 || branches.includes("**");
}
