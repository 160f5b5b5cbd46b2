import { occasionsWhere, type WorkflowRow } from "cig/sdk/table";
import { exprHolds } from "./condition.ts";
import type { Stmt } from "./syntax.ts";
import { argumentOf, callsIn, named, section } from "./tree.ts";
import { textOf } from "./values.ts";

/** What keeps builds apart: those of one branch by an option of Jenkins, those of one name by a lock. */
export function readConcurrency(
  pipeline: readonly Stmt[],
  defaultBranch: string,
): Pick<WorkflowRow, "concurrency" | "cancels"> {
  const options = callsIn(section(pipeline, "options") ?? []);
  const ofBranch = options.find(({ name }) => name === "disableConcurrentBuilds");
  const lock = options.find(({ name }) => name === "lock");
  const resource = lock && argumentOf(lock, "resource");
  const cancels = ofBranch && named(ofBranch, "abortPrevious");
  // A file that says nothing leaves it to the project, and a lock ends nobody.
  if (!ofBranch)
    return resource ? { concurrency: textOf(resource, { jobs: new Set(), env: new Map() }) } : {};
  return {
    concurrency: "{{ git.branch }}",
    cancels: cancels
      ? occasionsWhere(
          (occasion) =>
            exprHolds(cancels, { occasion, ending: "success", defaultBranch, env: new Map() }) !== false,
        )
      : [],
  };
}
