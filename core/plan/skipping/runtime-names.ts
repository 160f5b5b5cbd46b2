import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";

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

/** Names whose value is known before the jobs start, and is the same for all of them. */
const ofTheRun = new Set(["git", "pr", "run", "inputs"]);

/**
 * The run-time names whose values the signatures of these jobs need, and those that every run tells; as paths, sorted.
 */
export function runtimeNames(jobs: readonly Job[]): string[][] {
  const names = new Set(always);
  for (const job of jobs) for (const name of runtimeInputs(job)) names.add(name);
  return [...names].sort(byCodeUnit).map((name) => name.split("."));
}

/**
 * The run-time names that decide what a job does, sorted: a job that reads the commit's id does something else for
 * each commit. Left out is what decides only whether it runs (its `if`), what is only shown, and what counts elsewhere:
 * values of the matrix, outputs of other jobs, secrets, places on the machine.
 */
export function runtimeInputs(job: Job): string[] {
  const { condition, nameText, concurrency, environment, ...rest } = job;
  const names = new Set<string>();
  const open: unknown[] = [rest];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    const path = pathOf(value);
    if (path === undefined) {
      for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
    } else if (ofTheRun.has(path[0] ?? "")) names.add(path.join("."));
  }
  return [...names].sort(byCodeUnit);
}

function pathOf(value: object): readonly string[] | undefined {
  if (!("$typeName" in value) || value.$typeName !== "cig.plugin.v1.Reference") return undefined;
  return (value as { readonly path?: readonly string[] }).path;
}
