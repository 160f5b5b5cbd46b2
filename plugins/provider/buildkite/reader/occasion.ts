import { factsOn, type Occasion, type OccasionFacts, type Truth } from "cig/sdk/table";
import { judgeConditional, type Value } from "./conditional.ts";

/** Whether a step with this `if`, or these `branches`, is in the build of an occasion. */
export function isInBuild(
  condition: unknown,
  branches: unknown,
  occasion: Occasion,
  defaultBranch: string,
): Truth {
  const facts = factsOn(occasion, defaultBranch);
  if (typeof condition === "string")
    return judgeConditional(condition, (name) => valueOn(name, facts, defaultBranch)) ?? "unknown";
  if (typeof branches === "string") return fitsBranches(branches, branchOn(facts));
  return true;
}

/** What a variable of a conditional is in the build of an occasion. */
function valueOn(name: string, facts: OccasionFacts, defaultBranch: string): Value {
  const values: Readonly<Record<string, Value>> = {
    "build.branch": branchOn(facts),
    "build.tag": facts.tag === "" ? null : facts.tag,
    "build.source": sourceOn(facts),
    "build.source_event":
      facts.event === "release" ? "release" : sourceOn(facts) === "webhook" ? "push" : null,
    "build.env(BUILDKITE_GITHUB_EVENT)": facts.event === "release" ? "release" : "push",
    "build.env(BUILDKITE_BRANCH)": branchOn(facts),
    "build.env(BUILDKITE_TAG)": facts.tag,
    "build.env(BUILDKITE_PULL_REQUEST)": facts.isPullRequest ? "unknown-value" : "false",
    "build.pull_request.id": facts.isPullRequest ? "7" : null,
    "build.pull_request.draft": facts.isPullRequest ? false : null,
    "build.pull_request.base_branch": facts.isPullRequest ? facts.baseBranch : null,
    "build.pull_request.repository": facts.isPullRequest ? "unknown-value" : null,
    "build.pull_request.repository.fork": facts.isPullRequest ? facts.isFork : null,
    "build.merge_queue.base_branch": facts.event === "merge_queue" ? defaultBranch : null,
    "pipeline.default_branch": defaultBranch,
  };
  return Object.hasOwn(values, name) ? values[name]! : "unknown-value";
}

/** The branch of a build: of a tag its name, of a pull request that of its own branch. */
function branchOn(facts: OccasionFacts): string {
  return facts.tag || facts.headBranch || facts.branch;
}

function sourceOn({ event }: OccasionFacts): string {
  return event === "schedule" ? "schedule" : event === "manual" ? "ui" : "webhook";
}

/** `main stable/* !stable/old`: one of the patterns, and none of those with `!`. */
function fitsBranches(patterns: string, branch: string): boolean {
  const words = patterns.split(/\s+/).filter(Boolean);
  const fits = (word: string) =>
    new RegExp(`^${word.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", ".*")}$`).test(branch);
  const wanted = words.filter((word) => !word.startsWith("!"));
  return (
    (wanted.length === 0 || wanted.some(fits)) &&
    !words.some((word) => word.startsWith("!") && fits(word.slice(1)))
  );
}
