import * as z from "zod/mini";
import { concurrency, env, permissions } from "./common.ts";
import { distinct, word } from "./names.ts";
import { docs, key, list, requiredKey, table } from "./strict.ts";
import { triggers } from "./triggers.ts";

/** `stages`: the jobs of one wait for all jobs of the stage before. */
export const stages = list('a list of stages, such as ["test", "deploy"]', word("a stage")).check(
  z.minLength(1, "a list of at least one stage"),
  distinct("stage", (name: string) => name),
);

const jobs = list(
  'a list of jobs, such as ["test", "deploy"]',
  word("a job, or a pattern such as web-*"),
).check(
  z.minLength(1, "a list of at least one job"),
  distinct("job", (name: string) => name),
);

const fields = {
  name: key(word("a name"), "What people see. Default: the id."),
  on: key(triggers, "When it runs. Default: [on] of the file."),
  env: key(env, "Variables of its jobs, over [env] of the file."),
  permissions: key(permissions, "Rights of its jobs' tokens, instead of [permissions] of the file."),
  concurrency: key(
    concurrency,
    "At most one run of a group at a time, instead of [concurrency] of the file.",
  ),
  stages: key(stages, "The order of its jobs, instead of the file's stages."),
};

/** `[workflows.ID]`: some jobs with triggers of their own. */
export const workflow = table("a table { name, on, jobs, env, permissions, concurrency, stages }", {
  jobs: requiredKey(jobs, "Its jobs. Jobs that no workflow names are those of [on]."),
  ...fields,
});
docs.add(workflow, { id: "Workflow" });

/** Part of a workflow, in a profile. */
export const workflowPart = table("a table { name, on, jobs, env, permissions, concurrency, stages }", {
  jobs: key(jobs, "Its jobs."),
  ...fields,
});
