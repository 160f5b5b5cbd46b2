import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job, Step } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";

/** A key path in cig.toml. */
export type Subject = readonly string[];

/** Where a feature is asked for: the key that it stands at, by the forms that cig.toml has for it, the best first. */
export type Use = readonly Subject[];

/** Something of the language that a provider can, imitates or cannot. */
export interface Feature {
  /** Stable: "step.retry". Manifests list it in `[support]`. */
  readonly id: string;
  /** A noun for documents and messages, without a capital: "`retry` of a step". */
  readonly title: string;
  /** The uses in one output, in the order of its jobs. `file` holds all outputs of the same path. */
  readonly find: (output: Output, file: readonly Output[]) => Iterable<Use>;
  /** True: cig asks for it where nobody says otherwise, so that a use without a key is nobody's wish. */
  readonly canBeDefault?: true;
}

/** The same feature, which cig also asks for by itself. */
export function orDefault(feature: Feature): Feature {
  return { ...feature, canBeDefault: true };
}

/** A feature of the output itself. Keys are paths from the top of cig.toml: "on.push.paths". */
export function ofOutput(
  id: string,
  title: string,
  isUsed: (output: Output) => unknown,
  ...keys: readonly string[]
): Feature {
  return {
    id,
    title,
    *find(output) {
      if (isUsed(output)) yield keys.flatMap((key) => ofWorkflow(output, key.split(".")));
    },
  };
}

/** A feature of jobs. Keys are paths from the job: "retry.on". */
export function ofJob(
  id: string,
  title: string,
  isUsed: (job: Job, output: Output) => unknown,
  ...keys: readonly string[]
): Feature {
  return {
    id,
    title,
    *find(output) {
      for (const job of output.jobs) if (isUsed(job, output)) yield inJob(job, keys);
    },
  };
}

/** A feature of steps. Keys are paths from the step, or from the key of the job that the step comes from. */
export function ofStep(
  id: string,
  title: string,
  isUsed: (step: Step, job: Job, output: Output) => unknown,
  ...keys: readonly string[]
): Feature {
  return {
    id,
    title,
    *find(output) {
      for (const job of output.jobs)
        for (const step of job.steps) if (isUsed(step, job, output)) yield inStep(step, keys);
    },
  };
}

/** The places of keys of a job, the first that is written counts. */
export function inJob(job: Job, keys: readonly (string | Subject)[]): Use {
  // Names of services may have dots, words of the language have none.
  return keys.map((key) => ["jobs", job.id, ...(typeof key === "string" ? key.split(".") : key)]);
}

export function inStep(step: Step, keys: readonly string[]): Use {
  return [...keys.map((key) => [...step.subject, ...key.split(".")]), step.subject];
}

/** A workflow says for itself what the top level says for all. */
function ofWorkflow({ workflow }: Output, key: Subject): Subject[] {
  return workflow === "" ? [key] : [["workflows", workflow, ...key], key];
}
