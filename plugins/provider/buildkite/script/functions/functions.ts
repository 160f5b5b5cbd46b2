import { type ShellFunction, shellFunctions } from "cig/sdk";
import { buildFunctions } from "./build.ts";
import { cacheFunctions } from "./cache.ts";
import { fileFunctions } from "./files.ts";
import { bash, jobFunctions } from "./job.ts";
import { reportFunctions } from "./report.ts";

/** Functions that scripts of jobs call. */
export type FunctionName = ShellFunction | Helper;

/** Those of Buildkite's own, in the order in which they stand in the file. */
export type Helper = (typeof order)[number];

const order = [
  "begin",
  "open_tools",
  "open_network",
  "start_service",
  "wait_for",
  "start_container",
  "event",
  "branch",
  "output",
  "skipped",
  "ended",
  "ended_well",
  "gather",
  "keep",
  "fetch",
  "keep_workspace",
  "fetch_workspace",
  "cache",
  "share",
  "report",
] as const;

/** The definitions of the functions and of those that they call, none twice: a text for each, more or less. */
export function definitionsOf(names: ReadonlySet<FunctionName>): string[] {
  const all = withCalled(names);
  const style = all.has("start_container") ? { shell: `\${CIG_SHELL:-${bash}}` } : {};
  // The status belongs to jobs that keep one.
  const ofSteps = shellFunctions(all as ReadonlySet<ShellFunction>, style).filter(
    (line) => line !== statusLine,
  );
  const own = { ...jobFunctions((name) => all.has(name as FunctionName)), ...shared };
  return [...ofSteps, ...order.filter((name) => all.has(name)).flatMap((name) => own[name])];
}

/** Where a job begins that goes on after a failure. */
export const statusLine = "status=0";

/** True for a function that needs the job's own folder, and so its `begin`. */
export function needsBegin(names: ReadonlySet<FunctionName>): boolean {
  return withCalled(names).has("begin");
}

const shared = { ...buildFunctions, ...fileFunctions, ...cacheFunctions, ...reportFunctions };

function withCalled(names: ReadonlySet<FunctionName>): Set<FunctionName> {
  const all = new Set(names);
  // A set is walked to its end, also to what is added meanwhile.
  for (const name of all) for (const other of calls[name] ?? []) all.add(other);
  return all;
}

const calls: Readonly<Partial<Record<FunctionName, readonly FunctionName[]>>> = {
  background: ["end_background", "begin"],
  open_tools: ["begin"],
  open_network: ["begin"],
  start_service: ["begin"],
  start_container: ["begin", "open_network"],
  output: ["begin"],
  ended_well: ["ended", "skipped"],
  gather: ["begin"],
  keep: ["gather"],
  fetch: ["begin"],
  keep_workspace: ["gather"],
  fetch_workspace: ["begin"],
  cache: ["begin"],
  report: ["keep"],
};
