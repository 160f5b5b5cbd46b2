import type { Output, PullRequestTrigger, PushTrigger, ReleaseTrigger, ScheduleTrigger } from "cig/sdk";
import { plainCharacters } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";
import { checkSchedule } from "./cron.ts";
import { checkPathPattern, checkRefPattern } from "./filter-pattern.ts";
import { compileManual } from "./manual.ts";

/** The value of `on`. Without any trigger: pushes to the default branch and pull requests. */
export function compileTriggers(output: Output, top: Scope): Table {
  const scope = below(top, "on");
  const { triggers } = output;
  const on = table(
    ["push", triggers?.push && compilePush(triggers.push, scope)],
    ["pull_request", triggers?.pullRequest && compilePullRequest(triggers.pullRequest, scope)],
    ["merge_group", triggers?.mergeQueue ? null : undefined],
    ["schedule", triggers && unlessEmpty(compileSchedule(triggers.schedule, scope))],
    ["workflow_dispatch", triggers?.manual && compileManual(triggers.manual, scope)],
    ["release", triggers?.release && compileRelease(triggers.release, scope)],
  );
  return on.size > 0 ? on : usual(output);
}

/** True when the workflow runs for pull requests. */
export function isForPullRequests(on: Table): boolean {
  return on.has("pull_request");
}

function usual(output: Output): Table {
  const branch = output.project?.defaultBranch || "main";
  return table(["push", table(["branches", [branch]])], ["pull_request", null]);
}

function compilePush(push: PushTrigger, top: Scope): Yaml {
  const scope = below(top, "push");
  return orNull(
    table(
      ["branches", refs(push.branches, push.branchesIgnore, scope, "branches")],
      [
        "branches-ignore",
        push.branches.length > 0 ? undefined : refs(push.branchesIgnore, [], scope, "branches_ignore"),
      ],
      ["tags", refs(push.tags, [], scope, "tags")],
      ["paths", paths(push.paths, push.pathsIgnore, scope)],
      [
        "paths-ignore",
        push.paths.length > 0 ? undefined : paths(push.pathsIgnore, [], scope, "paths_ignore"),
      ],
    ),
  );
}

function compilePullRequest(pull: PullRequestTrigger, top: Scope): Yaml {
  const scope = below(top, "pull_request");
  return orNull(
    table(
      ["types", words(pull.types, scope, "types")],
      ["branches", refs(pull.branches, [], scope, "branches")],
      ["paths", paths(pull.paths, pull.pathsIgnore, scope)],
      [
        "paths-ignore",
        pull.paths.length > 0 ? undefined : paths(pull.pathsIgnore, [], scope, "paths_ignore"),
      ],
    ),
  );
}

function compileRelease(release: ReleaseTrigger, top: Scope): Yaml {
  const scope = below(top, "release");
  return table(["types", words(release.types, scope, "types") ?? ["published"]]);
}

function compileSchedule(schedule: readonly ScheduleTrigger[], top: Scope): Yaml[] {
  return schedule.map(({ cron, timezone }, index) => {
    const scope = below(top, "schedule", String(index));
    checkSchedule(cron, schedule.slice(0, index), timezone, scope);
    // What GitHub takes anyway; some readers do not know it for the name of a zone.
    return table(["cron", cron.trim()], ["timezone", timezone === "UTC" ? undefined : timezone || undefined]);
  });
}

/** GitHub refuses a positive and a negative list side by side; one list with `!` means the same. */
function paths(
  wanted: readonly string[],
  ignored: readonly string[],
  scope: Scope,
  key = "paths",
): Yaml[] | undefined {
  if (wanted.length === 0) return undefined;
  for (const pattern of [...wanted, ...ignored]) checkPathPattern(pattern, wanted, below(scope, key));
  return [...wanted, ...ignored.map((pattern) => `!${pattern}`)];
}

function refs(
  wanted: readonly string[],
  ignored: readonly string[],
  scope: Scope,
  key: string,
): Yaml[] | undefined {
  if (wanted.length === 0) return undefined;
  for (const pattern of [...wanted, ...ignored]) checkRefPattern(pattern, wanted, below(scope, key));
  return [...wanted, ...ignored.map((pattern) => `!${pattern}`)];
}

function words(list: readonly string[], scope: Scope, key: string): Yaml[] | undefined {
  return unlessEmpty(list.map((word) => plainCharacters(word, scope, key)));
}

function orNull(filters: Table): Yaml {
  return unlessEmpty(filters) ?? null;
}
