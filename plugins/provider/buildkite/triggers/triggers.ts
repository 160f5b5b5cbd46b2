import type { PullRequestTrigger, PushTrigger, Triggers } from "cig/sdk";
import { at, below, type Scope } from "../scope.ts";
import { allOf, always, anyOf, type Cond, is, isNot, negated, never } from "../value/cond.ts";
import { started } from "../value/event.ts";
import { isAnyName, refCondition } from "./ref-pattern.ts";
import { checkSchedules } from "./schedule.ts";

/**
 * When the pipeline does anything. What creates a build is set in Buildkite; every step asks whether it was this, so
 * that a build of anything else is empty.
 */
export function triggerCondition(triggers: Triggers | undefined, scope: Scope): Cond {
  if (!triggers) return always;
  const { push, pullRequest, mergeQueue, schedule, manual, release } = triggers;
  const byWebhook = [
    ...(push ? pushConditions(push, at(scope, "on", "push")) : []),
    ...(pullRequest ? [pullRequestCondition(pullRequest, at(scope, "on", "pull_request"))] : []),
    ...(mergeQueue ? [isNot("build.merge_queue.base_branch", null)] : []),
    ...(release ? [is('build.env("BUILDKITE_GITHUB_EVENT")', "release")] : []),
  ];
  checkSchedules(schedule, scope);
  if (release) remarkOnRelease(release.types, at(scope, "on", "release", "types"));
  const cond = anyOf([
    allOf([is("build.source", "webhook"), anyOf(byWebhook)]),
    schedule.length > 0 ? started.schedule : never,
    manual ? started.manual : never,
  ]);
  if (cond.kind === "constant")
    scope.report.add(
      "BK018",
      ["on"],
      "Nothing that Buildkite knows starts this pipeline.",
      "Add push, pull_request, schedule or manual to [on].",
    );
  else remarkOnSettings(triggers, scope);
  return cond;
}

function remarkOnRelease(types: readonly string[], { report, subject }: Scope): void {
  if (types.length > 0 && types.join() !== "published")
    report.add(
      "BK020",
      subject,
      `Which changes of a release create a build is a setting of the pipeline on Buildkite, and not ${types.join(", ")} here.`,
      "Choose them in the pipeline's GitHub settings.",
    );
}

/** Pushes of branches and of tags; one without a word on either is any push. */
function pushConditions(push: PushTrigger, scope: Scope): Cond[] {
  const { branches, branchesIgnore, tags } = push;
  const saysBranches = branches.length + branchesIgnore.length > 0;
  const isAnything = !saysBranches && tags.length === 0;
  const ofBranches = namesCondition("build.branch", branches, branchesIgnore, below(scope, "branches"));
  const ofTags = namesCondition("build.tag", tags, [], below(scope, "tags"));
  // A branch of one name is none of the merge queue.
  const isOneName = ofBranches.kind === "compare" && ofBranches.is;
  return [
    ...(saysBranches || isAnything
      ? [
          allOf([
            ofBranches,
            is("build.pull_request.id", null),
            is("build.tag", null),
            isOneName ? always : is("build.merge_queue.base_branch", null),
          ]),
        ]
      : []),
    ...(tags.length > 0 || isAnything
      ? [allOf([ofTags, isNot("build.tag", null), isNot('build.env("BUILDKITE_GITHUB_EVENT")', "release")])]
      : []),
  ];
}

function pullRequestCondition({ branches }: PullRequestTrigger, scope: Scope): Cond {
  return allOf([
    isNot("build.pull_request.id", null),
    namesCondition("build.pull_request.base_branch", branches, [], below(scope, "branches")),
  ]);
}

/** The last pattern that fits decides; `!` takes names away. */
function namesCondition(
  subject: string,
  wanted: readonly string[],
  ignored: readonly string[],
  scope: Scope,
): Cond {
  const all = [...wanted, ...ignored.map((pattern) => `!${pattern}`)];
  if (all.length > 0 && wanted.length > 0 && wanted.every((pattern) => pattern.startsWith("!")))
    scope.report.add(
      "BK007",
      scope.subject,
      'A list of only "!" patterns matches nothing.',
      'Begin it with what counts: "**".',
    );
  let cond: Cond = wanted.length === 0 ? always : never;
  for (const pattern of all) {
    const isNegative = pattern.startsWith("!");
    const name = isNegative ? pattern.slice(1) : pattern;
    const own = isAnyName(name) ? always : refCondition(subject, name, scope);
    cond = isNegative ? allOf([cond, negated(own)]) : anyOf([cond, own]);
  }
  return cond;
}

/** What a person has to set so that Buildkite creates the builds that the steps ask for. */
function remarkOnSettings({ push, pullRequest, mergeQueue, release }: Triggers, scope: Scope): void {
  const wanted = [
    ...(push && (push.tags.length > 0 || push.branches.length === 0) ? ['"Build tags"'] : []),
    ...(pullRequest ? ['"Build pull requests" (and, where wanted, those of forks)'] : []),
    ...(mergeQueue ? ['"Build merge queues"'] : []),
    ...(release ? ["builds for releases, under the GitHub activity that triggers builds"] : []),
  ];
  if (wanted.length > 0)
    scope.report.add(
      "BK035",
      ["on"],
      "What creates a build is set in Buildkite; the steps of the pipeline ask whether it is what [on] says, and do nothing for any other.",
      `Turn on in the pipeline's GitHub settings: ${wanted.join(", ")}.`,
    );
}
