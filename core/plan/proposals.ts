import { create } from "@bufbuild/protobuf";
import { type Job, JobSchema, RunnerSchema } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { expandMatrix } from "../graph/matrix.ts";
import type { Context } from "./context.ts";
import { secretsIn } from "./job/secrets.ts";
import type { Answers } from "./module/answers.ts";

/** Needs of cig.toml with those that plugins add, and the jobs that plugins propose. */
export interface Proposed {
  readonly allNeeds: ReadonlyMap<string, readonly string[]>;
  readonly proposedJobs: ReadonlyMap<string, Job>;
}

/** Adds what plugins propose. A job of cig.toml stays as it is; a dependency on nothing is the plugin's mistake. */
export function withProposals(
  context: Context,
  ids: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  answers: Answers,
): Proposed {
  const allNeeds = new Map(ids.map((id) => [id, [...(needs.get(id) ?? [])]]));
  const proposedJobs = new Map<string, Job>();
  for (const { kind, plugin } of answers.proposals) {
    if (kind.case !== "job") continue;
    const job = kind.value;
    if (allNeeds.has(job.id)) {
      context.report(
        diagnose("CIG405", `${plugin} proposes a job "${job.id}", and there is one already.`, {
          plugin,
          hint: `Rename [jobs.${job.id}].`,
          subject: ["jobs", job.id],
        }),
      );
      continue;
    }
    allNeeds.set(job.id, [...job.needs]);
    proposedJobs.set(job.id, job);
  }
  for (const { from, to, plugin } of answers.dependencies) {
    const [waiting, waitedFor] = [from, to].map((name) => name.replace(/^job:/, ""));
    const list = allNeeds.get(waiting!);
    if (list && allNeeds.has(waitedFor!)) list.push(waitedFor!);
    else context.report(unknownJob(plugin, list ? waitedFor! : waiting!, [...allNeeds.keys()]));
  }
  for (const [id, list] of allNeeds)
    allNeeds.set(id, [...new Set(list)].filter((need) => allNeeds.has(need)).sort());
  return {
    allNeeds,
    proposedJobs: new Map([...proposedJobs].map(([id, job]) => [id, filled(job, allNeeds.get(id)!)])),
  };
}

/** What a plugin may leave to the core. */
function filled(job: Job, needs: readonly string[]): Job {
  const { variants } = expandMatrix(job);
  return create(JobSchema, {
    ...job,
    needs: [...needs],
    variants,
    runner: job.runner ?? create(RunnerSchema, { os: "linux", arch: "amd64" }),
    timeoutMinutes: job.timeoutMinutes || 30,
    secrets: [...new Set([...job.secrets, ...secretsIn(job)])].sort(),
  });
}

function unknownJob(plugin: string, id: string, ids: readonly string[]) {
  const near = nearest(id, ids);
  return diagnose("CIG313", `${plugin} makes a job wait by the name "${id}", and no job is called that.`, {
    plugin,
    hint: near
      ? `It may mean "${near}". Report it to the plugin's author.`
      : "Report it to the plugin's author.",
  });
}
