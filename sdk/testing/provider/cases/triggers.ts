import type { Case, Expectation, Rendered } from "./case.ts";
import { all, job, says, starts } from "./expect.ts";

const test = `[jobs.test]\nsteps = [{ run = "make test" }]\n`;

function on(feature: string, key: string, toml: string, expect: Expectation): Case {
  return { feature: `on.${feature}`, toml: `[on]\n${toml}\n\n${test}`, at: `on.${key}`, expect };
}

const branches = ["push to main", "push to feature/x"] as const;

/** What starts a workflow. */
export const triggerCases: readonly Case[] = [
  on("push", "push", "push = true", starts(branches, ["tag v1.2.3", "schedule", "release"])),
  on(
    "push.branches",
    "push.branches",
    'push = { branches = ["main", "release/*"] }',
    starts(["push to main"], ["push to feature/x", "tag v1.2.3"]),
  ),
  on(
    "push.branches_ignore",
    "push.branches_ignore",
    'push = { branches_ignore = ["feature/**"] }',
    starts(["push to main"], ["push to feature/x"]),
  ),
  on("push.tags", "tag", 'tag = ["v*"]', starts(["tag v1.2.3"], [...branches])),
  on(
    "push.paths",
    "push.paths",
    'push = { branches = ["main"], paths = ["apps/shop/**"] }',
    all(starts(["push to main"]), says("apps/shop")),
  ),
  on(
    "push.paths_ignore",
    "push.paths_ignore",
    'push = { branches = ["main"], paths_ignore = ["handbook/**"] }',
    all(starts(["push to main"]), says("handbook")),
  ),
  on(
    "pull_request",
    "pull_request",
    "pull_request = true",
    starts(["pull request"], ["tag v1.2.3", "schedule"]),
  ),
  on(
    "pull_request.types",
    "pull_request.types",
    'pull_request = { types = ["opened", "synchronize", "labeled"] }',
    all(starts(["pull request"]), says("labeled")),
  ),
  on(
    "pull_request.branches",
    "pull_request.branches",
    'pull_request = { branches = ["main"] }',
    starts(["pull request"], ["tag v1.2.3"]),
  ),
  on(
    "pull_request.paths",
    "pull_request.paths",
    'pull_request = { paths = ["apps/shop/**"] }',
    all(starts(["pull request"]), says("apps/shop")),
  ),
  on(
    "pull_request.paths_ignore",
    "pull_request.paths_ignore",
    'pull_request = { paths_ignore = ["handbook/**"] }',
    all(starts(["pull request"]), says("handbook")),
  ),
  on("merge_queue", "merge_queue", "merge_queue = true", starts(["merge queue"], ["push to main"])),
  on(
    "schedule",
    "schedule",
    'schedule = [{ cron = "30 4 * * 1" }]',
    all(starts(["schedule"], ["push to main"]), schedule("30 4 * * 1 UTC")),
  ),
  on(
    "schedule.timezone",
    "schedule.0.timezone",
    'schedule = [{ cron = "30 4 * * 1", timezone = "Asia/Tokyo" }]',
    all(starts(["schedule"]), schedule("30 4 * * 1 Asia/Tokyo")),
  ),
  on("manual", "manual", "manual = true", starts(["by hand"], ["tag v1.2.3", "schedule"])),
  on(
    "manual.inputs",
    "manual.inputs",
    'manual.inputs.target = { type = "choice", options = ["staging", "live"], default = "staging" }',
    all(starts(["by hand"]), inputs("target"), says("staging", "live")),
  ),
  on(
    "release",
    "release",
    'push = ["main"]\nrelease = true',
    all(starts(["push to main"], ["push to feature/x"]), releases, job("test")),
  ),
];

/** A release has a tag, whose push some providers know and nothing else of it. */
function releases(rendered: Rendered): string[] {
  const isStarted =
    starts(["release"])(rendered).length === 0 || starts(["tag v1.2.3"])(rendered).length === 0;
  return isStarted ? [] : ["No workflow starts on a release, or on its tag."];
}

function schedule(line: string): Expectation {
  return ({ table }) => {
    const found = table.workflows.flatMap(({ schedules }) => schedules);
    return found.includes(line)
      ? []
      : [`No workflow has the schedule "${line}", but ${JSON.stringify(found)}.`];
  };
}

function inputs(...names: readonly string[]): Expectation {
  return ({ table }) => {
    const found = table.workflows.flatMap((workflow) => workflow.inputs);
    return names.filter((name) => !found.includes(name)).map((name) => `Nobody is asked for "${name}".`);
  };
}
