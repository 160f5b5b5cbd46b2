import { allOf, anyOf, type Cond, is, isNot } from "./cond.ts";

/** What starts runs, in the words of cig.toml. */
export type EventName = "push" | "pull_request" | "merge_queue" | "schedule" | "manual" | "release";

const byWebhook = is("build.source", "webhook");
const isQueued = isNot("build.merge_queue.base_branch", null);
const isNotQueued = is("build.merge_queue.base_branch", null);
const isReleased = is('build.env("BUILDKITE_GITHUB_EVENT")', "release");
const isNotReleased = isNot('build.env("BUILDKITE_GITHUB_EVENT")', "release");

/** How Buildkite tells what has started a build. */
export const started: Readonly<Record<EventName, Cond>> = {
  push: allOf([byWebhook, is("build.pull_request.id", null), isNotQueued, isNotReleased]),
  pull_request: allOf([byWebhook, isNot("build.pull_request.id", null), isNotQueued]),
  merge_queue: allOf([byWebhook, isQueued]),
  schedule: is("build.source", "schedule"),
  manual: anyOf([is("build.source", "ui"), is("build.source", "api"), is("build.source", "trigger_job")]),
  release: allOf([byWebhook, isReleased]),
};

/** GitHub's words for what cig.toml calls otherwise. */
const words: Readonly<Record<string, EventName>> = {
  merge_group: "merge_queue",
  workflow_dispatch: "manual",
  repository_dispatch: "manual",
};

/** The event that a word of cig.toml means; undefined for none that ever starts a build here. */
export function eventOf(word: string): EventName | undefined {
  if (Object.hasOwn(started, word)) return word as EventName;
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
