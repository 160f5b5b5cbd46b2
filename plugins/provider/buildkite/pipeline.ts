import {
  type Job,
  literalOf,
  mergeTables,
  type Output,
  optionsFor,
  type Table,
  table,
  text,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import { compileJob, nativeMatrices } from "./job/job.ts";
import { stepKeys } from "./job/keys.ts";
import { whenJobsRun } from "./job/when.ts";
import type { Report } from "./report.ts";
import type { Scope } from "./scope.ts";
import { checkName } from "./script/environment.ts";
import { openShared, sharedVariables } from "./script/functions/shared.ts";
import { changedFilter } from "./triggers/changed.ts";
import { compileInputs } from "./triggers/inputs.ts";
import { triggerCondition } from "./triggers/triggers.ts";
import { allOf } from "./value/cond.ts";
import { uploaded } from "./value/interpolation.ts";

/** The pipeline of one output, its keys in the order that readers expect. */
export function compilePipeline(output: Output, report: Report): Table {
  const keys = stepKeys(output);
  const matrices = nativeMatrices(output.jobs);
  const scope: Scope = {
    report,
    output,
    keys: new Map(output.jobs.map((job) => [job.id, keysOf(job, matrices.has(job.id), keys.ofVariant)])),
    shared: openShared(),
    steps: new Set(),
    subject: [],
  };
  const trigger = triggerCondition(output.triggers, scope);
  const inputs = compileInputs(output.triggers?.manual?.inputs ?? [], scope);
  checkPath(output, scope);
  const around = {
    keys,
    matrices,
    ifChanged: changedFilter(output.triggers, scope),
    blocks: inputs !== undefined || keys.ofApproval.size > 0,
  };
  const whens = whenJobsRun(output.jobs, scope);
  const compiled = output.jobs.map((job) => {
    const when = whens.get(job.id)!;
    const steps = compileJob(job, { ...when, decided: allOf([trigger, when.decided]) }, around, scope);
    return { job, steps };
  });
  const functions = sharedVariables(scope.shared);
  const env = unlessEmpty(new Map<string, Yaml>([...sharedEnv(output, scope), ...functions]));
  const steps = [...(inputs ? [inputs] : []), ...grouped(compiled)];
  // People look for steps, and seldom for how functions do their work.
  const pipeline =
    functions.length > 0 ? table(["steps", steps], ["env", env]) : table(["env", env], ["steps", steps]);
  return mergeTables(pipeline, optionsFor("buildkite", output.providerOptions));
}

function keysOf(job: Job, isNative: boolean, ofVariant: ReadonlyMap<string, string>): string[] {
  const isOnlyApproval = job.approval !== undefined && job.steps.length === 0;
  if (isNative || (isOnlyApproval && job.variants.length !== 1)) return [ofVariant.get(job.id) ?? job.id];
  return job.variants.map(({ id }) => ofVariant.get(id) ?? id);
}

/** Variables of the whole file, as far as they are known when it is uploaded. */
function sharedEnv({ env }: Output, scope: Scope): Table {
  return new Map(
    env.flatMap(({ name, value }): [string, Yaml][] => {
      checkName(name, { ...scope, subject: ["env", name] });
      const known = literalOf(value ?? text(""));
      return known === undefined ? [] : [[name, uploaded(known)]];
    }),
  );
}

/** Jobs of a stage stand in one group, where the first of them would stand. */
function grouped(compiled: readonly { readonly job: Job; readonly steps: readonly Table[] }[]): Yaml[] {
  const seen = new Set<string>();
  return compiled.flatMap(({ job: { stage }, steps }): Yaml[] => {
    if (stage === "") return [...steps];
    if (seen.has(stage)) return [];
    seen.add(stage);
    const all = compiled.filter(({ job }) => job.stage === stage).flatMap((each) => each.steps);
    return [table(["group", uploaded(stage)], ["steps", all])];
  });
}

function checkPath({ path }: Output, { report }: Scope): void {
  if (path !== ".buildkite/pipeline.yml")
    report.add(
      "BK035",
      ["outputs"],
      `Buildkite uploads ".buildkite/pipeline.yml" unless the pipeline's first step names "${path}".`,
      `Let the pipeline's first step run: buildkite-agent pipeline upload ${path}`,
    );
}
