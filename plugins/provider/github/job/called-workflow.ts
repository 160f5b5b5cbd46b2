import type { Job } from "cig/sdk";
import type { Scope } from "../scope.ts";
import type { Table } from "../yaml/tree.ts";

/** What GitHub refuses beside `uses`, as the called workflow has its own. */
const machineKeys = [
  "runs-on",
  "container",
  "services",
  "timeout-minutes",
  "continue-on-error",
  "outputs",
  "env",
  "defaults",
  "environment",
  "steps",
];

/** A job that `provider.github.uses` turns into a call of another workflow: nothing of a machine is left. */
export function withoutMachine(node: Table, job: Job, scope: Scope): Table {
  if (job.steps.some(({ kind }) => kind.case !== "checkout"))
    scope.report.add(
      "GH020",
      [...scope.subject, "steps"],
      `The job "${job.id}" calls another workflow, and GitHub runs no steps in such a job.`,
      "Take out the steps and packages, or put them into another job.",
    );
  return new Map([...node].filter(([key]) => !machineKeys.includes(key)));
}
