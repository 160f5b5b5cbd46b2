import { type JobTable, occasions, type WorkflowRow } from "cig/sdk/testing";
import { parse } from "yaml";
import { flatten } from "./flatten.ts";
import { interpolatedTree } from "./interpolation.ts";
import { madeOf, readJobs } from "./job.ts";
import { isRecord, listOf, recordOf, textOf } from "./raw.ts";

/**
 * What pipelines of Buildkite mean, from their text alone: those of cig, and those that people write. A file is a
 * workflow. Throws where a file is no YAML.
 */
export function readBuildkite(files: ReadonlyMap<string, string>): JobTable {
  return { workflows: [...files].map(([path, text]) => readPipeline(path, text)) };
}

function readPipeline(path: string, text: string): WorkflowRow {
  const written = interpolatedTree(parse(text));
  // Of old a file could be the list of steps.
  const pipeline = Array.isArray(written) ? { steps: written } : recordOf(written);
  const steps = flatten(pipeline.steps);
  const around = { pipeline, steps, made: new Map(steps.map((step) => [step.key, madeOf(step)])) };
  const jobs = steps.flatMap((step) => readJobs(step, around));
  const running = new Set(jobs.flatMap(({ runsOn }) => runsOn));
  return {
    name: /^# (\S.*)\n\n/m.exec(text)?.[1] ?? path.replace(/^.*\//, "").replace(/\.ya?ml$/, ""),
    startsOn: occasions.filter((occasion) => running.has(occasion)),
    schedules: schedulesIn(text),
    inputs: steps
      .filter(({ kind }) => kind === "input")
      .flatMap(({ step }) => listOf(step.fields))
      .filter(isRecord)
      .map((field) => textOf(field.key))
      .sort(),
    jobs: jobs.sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Schedules are entered in Buildkite; the file says in a comment which ones. */
function schedulesIn(text: string): string[] {
  return [...text.matchAll(/^# {3}(\S+(?: \S+){4})(?: ([A-Za-z][\w/+-]*))?$/gm)].map(
    ([, cron, zone = "UTC"]) => `${cron} ${zone}`,
  );
}
