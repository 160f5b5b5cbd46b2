import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { runNamesOf } from "../../verdict/run-names.ts";

/** What says which run it is, whose results it may trust, and whether it was asked to run everything. */
const always = [
  "git.branch",
  "git.sha",
  "git.tag",
  "pr.base_branch",
  "pr.number",
  "run.event",
  "run.id",
  "run.url",
];

/** Those whose value every job of the run has in common; `env` reaches the tool by its own names. */
const ofTheRun = new Set(["git", "pr", "run", "inputs"]);

/** Names whose values the signatures of these jobs need, and those that every run tells; as paths, sorted. */
export function runtimeNames(jobs: readonly Job[]): string[][] {
  const names = new Set([...always, ...jobs.flatMap(runNamesOf)]);
  return [...names]
    .map((name) => name.split("."))
    .filter(([scope = ""]) => ofTheRun.has(scope))
    .sort((a, b) => byCodeUnit(a.join("."), b.join(".")));
}
