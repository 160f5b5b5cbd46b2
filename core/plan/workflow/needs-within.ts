import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";
import { type Workflow, wordFor } from "./workflows.ts";

/** What each job of a workflow waits for within it; reports needs of jobs that are not in it. */
export function needsWithin(
  context: Context,
  workflow: Workflow,
  jobs: ReadonlySet<string>,
  needs: ReadonlyMap<string, readonly string[]>,
  key: "needs" | "needs_any",
): Map<string, string[]> {
  const within = new Map<string, string[]>();
  for (const id of jobs) {
    const own: string[] = [];
    for (const need of needs.get(id) ?? []) {
      if (jobs.has(need)) own.push(need);
      else context.report(elsewhere(context, workflow, id, need, key));
    }
    within.set(id, own);
  }
  return within;
}

function elsewhere(
  context: Context,
  workflow: Workflow,
  id: string,
  need: string,
  key: "needs" | "needs_any",
) {
  const written = context.schema.jobs?.[id]?.[key] ?? [];
  const index = written.indexOf(need);
  const name = wordFor(workflow);
  return diagnose(
    "CIG423",
    `The job "${id}" of the workflow "${name}" needs "${need}", which is not in it: jobs of one workflow cannot wait for those of another.`,
    {
      hint:
        workflow.id === ""
          ? `Put "${id}" into the workflow of "${need}", or remove the need.`
          : `Add "${need}" to the jobs of [workflows.${name}] (a job can be in several), or remove the need.`,
      subject: ["jobs", id, key, ...(index === -1 ? [] : [String(index)])],
    },
  );
}
