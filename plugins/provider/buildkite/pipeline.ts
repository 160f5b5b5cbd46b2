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
import { type Keys, stepKeys } from "./job/keys.ts";
import { whenJobsRun } from "./job/when.ts";
import type { Report } from "./report.ts";
import type { Scope } from "./scope.ts";
import { checkName } from "./script/environment.ts";
import { openShared, sharedVariables } from "./script/functions/shared.ts";
import { bootstrapStep } from "./skipping/bootstrap.ts";
import { type Asked, gateStep } from "./skipping/gate.ts";
import { recordsByVariant, recordVariable } from "./skipping/record.ts";
import { isBootstrap, isContinuation, leavesOut, wholeFileNamed } from "./skipping/stage.ts";
import { changedFilter } from "./triggers/changed.ts";
import { compileInputs } from "./triggers/inputs.ts";
import { triggerCondition } from "./triggers/triggers.ts";
import { allOf, always, type Cond, printed } from "./value/cond.ts";
import { uploaded } from "./value/interpolation.ts";

/**
 * The pipelines of one output by path: the one with everything, or, where something may be left out, a step that
 * decides what is uploaded, and beside it the one with everything.
 */
export function compilePipelines(output: Output, report: Report): ReadonlyMap<string, Table> {
  const keys = stepKeys(output);
  const matrices = nativeMatrices(output);
  const asks = (output.triggers?.manual?.inputs.length ?? 0) > 0;
  const scope: Scope = {
    report,
    output,
    keys: new Map(output.jobs.map((job) => [job.id, keysOf(job, matrices.has(job.id), keys.ofVariant)])),
    asksInputs: asks && !leavesOut(output),
    shared: openShared(),
    steps: new Set(),
    subject: [],
  };
  const trigger = asksTrigger(output) ? triggerCondition(output.triggers, scope) : always;
  const inputs = compileInputs(output.triggers?.manual?.inputs ?? [], scope);
  checkPath(output, scope);
  const asked = inputs && scope.asksInputs ? [inputs] : [];
  const pipeline = compileWhole(asked, trigger, keys, matrices, scope);
  if (!isBootstrap(output)) return new Map([[output.path, pipeline]]);
  const step = bootstrapStep(output, keys.ofBootstrap, trigger, { ...scope, asksInputs: asks });
  const first = mergeTables(table(["steps", [...(inputs ? [inputs] : []), step]]), hatchOf(output));
  return new Map([
    [output.path, first],
    [wholeFileNamed(output.path), pipeline],
  ]);
}

/** A job with the steps that it is here. */
interface Compiled {
  readonly job: Job;
  readonly steps: readonly Table[];
}

/** A pipeline with all jobs of the output, its keys in the order that readers expect. */
function compileWhole(
  inputs: readonly Table[],
  trigger: Cond,
  keys: Keys,
  matrices: ReadonlyMap<string, Table>,
  scope: Scope,
): Table {
  const { output } = scope;
  const around = {
    keys,
    matrices,
    ifChanged: changedFilter(output.triggers, scope),
    blocks: inputs.length > 0 || keys.ofApproval.size > 0,
  };
  const whens = whenJobsRun(output.jobs, scope);
  const compiled = output.jobs.map((job) => {
    const when = whens.get(job.id)!;
    const steps = compileJob(job, { ...when, decided: allOf([trigger, when.decided]) }, around, scope);
    return { job, steps };
  });
  const records = isContinuation(output) && output.jobs.some((job) => recordsByVariant(job, output));
  const functions = [...sharedVariables(scope.shared), ...(records ? [recordVariable(output, scope)] : [])];
  const env = unlessEmpty(new Map<string, Yaml>([...sharedEnv(output, scope), ...functions]));
  const gate = output.gate && [gateStep(stepsToAsk(compiled, trigger), keys.ofGate, trigger, scope)];
  const steps = [...inputs, ...grouped(compiled, around.blocks), ...(gate ?? [])];
  // People look for steps, and seldom for how functions do their work.
  const pipeline =
    functions.length > 0 ? table(["steps", steps], ["env", env]) : table(["env", env], ["steps", steps]);
  return mergeTables(pipeline, hatchOf(output));
}

const triggerKey = "trigger-conditions";

/** False where the settings of the pipeline alone are to decide which builds there are: no step asks what made its build. */
function asksTrigger({ providerOptions }: Output): boolean {
  return optionsFor("buildkite", providerOptions).get(triggerKey) !== false;
}

function hatchOf({ providerOptions }: Output): Table {
  return new Map([...optionsFor("buildkite", providerOptions)].filter(([key]) => key !== triggerKey));
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
function grouped(compiled: readonly Compiled[], blocks: boolean): Yaml[] {
  const seen = new Set<string>();
  return compiled.flatMap(({ job: { stage }, steps }): Yaml[] => {
    if (stage === "") return [...steps];
    if (seen.has(stage)) return [];
    seen.add(stage);
    const all = compiled.filter(({ job }) => job.stage === stage).flatMap((each) => each.steps);
    // Behind a step that waits for a person a group would wait, too.
    return [table(["group", uploaded(stage)], ["depends_on", blocks ? [] : undefined], ["steps", all])];
  });
}

/** Steps that work, with those that only the trigger of all may keep out of a build told from those of other conditions. */
function stepsToAsk(compiled: readonly Compiled[], trigger: Cond): Asked[] {
  const usual = printed(trigger);
  return compiled.flatMap(({ steps }) =>
    steps
      .filter((step) => step.has("command"))
      .map((step) => ({
        key: String(step.get("key")),
        isOptional:
          step.has("if_changed") || step.get("if") !== (usual === undefined ? undefined : uploaded(usual)),
      })),
  );
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
