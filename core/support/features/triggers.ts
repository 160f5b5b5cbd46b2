import type { PullRequestTrigger, PushTrigger } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type Feature, ofOutput, orDefault } from "../feature.ts";

const triggers: readonly Feature[] = [
  ofOutput(
    "on.push",
    "`on.push`",
    ({ triggers }) => triggers?.push && (hasBranches(triggers.push) || triggers.push.tags.length === 0),
    "on.push",
    "on",
  ),
  ofPush(
    "branches",
    "a filter of branches in `on.push`",
    ({ branches }) => branches.length > 0 && branches.join() !== "**",
  ),
  ofPush("branches_ignore", "`branches_ignore` of `on.push`", (push) => push.branchesIgnore.length > 0),
  ofOutput(
    "on.push.tags",
    "`on.tag`",
    ({ triggers }) => triggers?.push && triggers.push.tags.length > 0,
    "on.tag",
    "on.push.tags",
    "on",
  ),
  ofPush("paths", "`paths` of `on.push`", (push) => push.paths.length > 0),
  ofPush("paths_ignore", "`paths_ignore` of `on.push`", (push) => push.pathsIgnore.length > 0),
  ofOutput(
    "on.pull_request",
    "`on.pull_request`",
    ({ triggers }) => triggers?.pullRequest,
    "on.pull_request",
    "on",
  ),
  ofPullRequest("types", "`types` of `on.pull_request`", (trigger) => trigger.types.length > 0),
  ofPullRequest(
    "branches",
    "a filter of target branches in `on.pull_request`",
    (trigger) => trigger.branches.length > 0,
  ),
  ofPullRequest("paths", "`paths` of `on.pull_request`", (trigger) => trigger.paths.length > 0),
  ofPullRequest(
    "paths_ignore",
    "`paths_ignore` of `on.pull_request`",
    (trigger) => trigger.pathsIgnore.length > 0,
  ),
  ofOutput(
    "on.merge_queue",
    "`on.merge_queue`",
    ({ triggers }) => triggers?.mergeQueue,
    "on.merge_queue",
    "on",
  ),
  ofOutput("on.schedule", "`on.schedule`", ({ triggers }) => triggers?.schedule.length, "on.schedule", "on"),
  {
    id: "on.schedule.timezone",
    title: "`timezone` of `on.schedule`",
    *find({ triggers, workflow }) {
      for (const [index, { timezone }] of (triggers?.schedule ?? []).entries()) {
        const key = ["on", "schedule", String(index), "timezone"];
        if (timezone !== "" && timezone !== "UTC")
          yield workflow === "" ? [key] : [["workflows", workflow, ...key], key];
      }
    },
  },
  ofOutput("on.manual", "`on.manual`", ({ triggers }) => triggers?.manual, "on.manual", "on"),
  ofOutput(
    "on.manual.inputs",
    "`inputs` of `on.manual`",
    ({ triggers }) => triggers?.manual?.inputs.length,
    "on.manual.inputs",
  ),
  ofOutput("on.release", "`on.release`", ({ triggers }) => triggers?.release, "on.release", "on"),
];

/** What starts a workflow. A file that says nothing of it is built for pushes, pull requests and the merge queue. */
export const triggerFeatures: readonly Feature[] = triggers.map(orDefault);

function hasBranches({ branches, branchesIgnore }: PushTrigger): boolean {
  return branches.length > 0 || branchesIgnore.length > 0;
}

function ofPush(key: string, title: string, isUsed: (push: PushTrigger) => boolean): Feature {
  const test = ({ triggers }: Parameters<Feature["find"]>[0]) => triggers?.push && isUsed(triggers.push);
  return ofOutput(`on.push.${key}`, title, test, `on.push.${key}`, "on.push");
}

function ofPullRequest(
  key: string,
  title: string,
  isUsed: (trigger: PullRequestTrigger) => boolean,
): Feature {
  return ofOutput(
    `on.pull_request.${key}`,
    title,
    ({ triggers }) => triggers?.pullRequest && isUsed(triggers.pullRequest),
    `on.pull_request.${key}`,
    "on.pull_request",
  );
}
