import { generate } from "../../../../plugins/provider/github/generate.ts";
import { type JobInit, optionsOf, job as plainJob, rendererOf } from "../requests.ts";

export * from "../requests.ts";

export const render = rendererOf(generate, "github", ".github/workflows/ci.yml");

export const github = optionsOf("github");

/** A job with one variant and one script, as the core hands it on: with a time limit. */
export const job = (id: string, more: JobInit = {}) =>
  plainJob(id, { timeoutMinutes: 10, ...more } as JobInit);
