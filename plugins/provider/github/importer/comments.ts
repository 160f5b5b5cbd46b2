import type { ImportedComment, TomlValue } from "cig/sdk/import";
import type { Place } from "./document.ts";
import type { Notes } from "./notes.ts";
import type { ImportedWorkflow, Source } from "./workflow.ts";

/**
 * Puts the comments of a workflow before what they are about in cig.toml: a job, a step, a section. What stands inside of
 * a step or of a job's keys goes before the step or the job, so that nothing is lost.
 */
export function placeComments(
  { document, id, ids }: Source,
  { jobs }: ImportedWorkflow,
  isSingle: boolean,
  output: number,
  notes: Notes,
): void {
  const top: ImportedComment["path"] = isSingle ? [] : ["workflows", id];
  for (const { place, lines } of document.comments) notes.comments.push({ path: pathOf(place), lines });

  function pathOf(place: Place): ImportedComment["path"] {
    const [kind, key, part, index] = place;
    if (kind === "jobs" && key !== undefined) {
      const job = ids.get(String(key));
      if (job === undefined) return top;
      return part === "steps" && typeof index === "number" ? stepPath(job, index) : ["jobs", job];
    }
    if (kind === "on" || kind === "env" || kind === "permissions" || kind === "concurrency")
      return isSingle ? (isThere(kind) ? [kind] : ["outputs", output]) : top;
    return kind === undefined || kind === "jobs" || kind === "name" ? top : ["outputs", output];
  }

  /** A checkout that became the job's own is no step any more. */
  function stepPath(job: string, index: number): ImportedComment["path"] {
    const table = jobs.get(job);
    const steps = (table?.steps ?? []) as readonly TomlValue[];
    const original = originalSteps(job);
    const at = index - (original - steps.length);
    // What became keys of the job stood in front; a job that is kept as a whole has one step for all.
    return at >= 0 && original - steps.length <= longestFront ? ["jobs", job, "steps", at] : ["jobs", job];
  }

  function originalSteps(job: string): number {
    const key = [...ids].find(([, id]) => id === job)?.[0] ?? "";
    const raw = (document.root.jobs as Record<string, { steps?: unknown }>)[key];
    return Array.isArray(raw?.steps) ? raw.steps.length : 0;
  }

  function isThere(kind: string): boolean {
    return isSingle && kind === "on";
  }
}

/** A checkout, a tool and its dependencies. */
const longestFront = 3;
