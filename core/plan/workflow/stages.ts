import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context } from "../context.ts";
import type { Workflow } from "./workflows.ts";

type Needs = ReadonlyMap<string, readonly string[]>;

/**
 * The needs of a workflow's jobs with those that its stages mean: a job waits for all jobs of the nearest stage before
 * its own that has any. Reports stages that are not among them, and needs that lead into a later one.
 */
export function withStages(
  context: Context,
  { stages, jobs: members }: Workflow,
  jobs: Readonly<Record<string, JobToml>>,
  needs: Needs,
  needsAny: Needs,
): Needs {
  if (stages.length === 0) return needs;
  const ranks = new Map<string, number>();
  for (const id of members) {
    const stage = jobs[id]?.stage;
    if (stage === undefined) continue;
    const rank = stages.indexOf(stage);
    if (rank === -1) context.report(unknownStage(id, stage, stages));
    else ranks.set(id, rank);
  }
  const ofRank = stages.map((_, rank) => [...ranks].flatMap(([id, own]) => (own === rank ? id : [])));
  return new Map(
    [...needs].map(([id, own]) => {
      const rank = ranks.get(id);
      if (rank === undefined) return [id, own];
      const later = [...own, ...(needsAny.get(id) ?? [])].filter((need) => (ranks.get(need) ?? -1) > rank);
      for (const need of later) context.report(backwards(context, id, need, jobs));
      const before = ofRank.slice(0, rank).findLast((all) => all.length > 0) ?? [];
      const any = new Set(needsAny.get(id));
      // Whoever waits for a job of its own stage waits with it for the stage before: no list of what is known.
      const isBehind =
        !asksStatus(jobs[id]) && own.some((need) => ranks.get(need) === rank && !asksStatus(jobs[need]));
      const all = [
        ...own.filter((need) => !later.includes(need)),
        ...(isBehind ? [] : before.filter((need) => !any.has(need))),
      ];
      return [id, [...new Set(all)].sort()];
    }),
  );
}

/** True for a job that may run although something before it did not end well. */
function asksStatus(job: JobToml | undefined): boolean {
  return typeof job?.if === "string" && /\b(?:success|failure|always|cancelled)\s*\(/.test(job.if);
}

function unknownStage(id: string, stage: string, stages: readonly string[]) {
  const near = nearest(stage, stages);
  return diagnose("CIG425", `The job "${id}" is of the stage "${stage}", which "stages" does not name.`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `There ${stages.length === 1 ? "is" : "are"} ${stages.join(", ")}.`,
    subject: ["jobs", id, "stage"],
  });
}

function backwards(context: Context, id: string, need: string, jobs: Readonly<Record<string, JobToml>>) {
  const written = (["needs", "needs_any"] as const).find((key) =>
    context.schema.jobs?.[id]?.[key]?.includes(need),
  );
  const index = written && context.schema.jobs![id]![written]!.indexOf(need);
  return diagnose(
    "CIG425",
    `The job "${id}" of the stage "${jobs[id]!.stage}" needs "${need}" of the later stage "${jobs[need]!.stage}", so that each would wait for the other.`,
    {
      hint: `Remove the need, or put "${id}" into a later stage.`,
      subject: ["jobs", id, ...(written ? [written, String(index)] : [])],
    },
  );
}
