import { create } from "@bufbuild/protobuf";
import {
  type Gate,
  GateSchema,
  type Output,
  type Skipping,
  SkippingSchema,
  SkippingStage,
} from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { type NamedText, NamedTextSchema, type Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { minutesOf } from "../../config/duration.ts";
import type { SkipToml } from "../../config/schema.ts";
import { hasEffects, toWorkJobs } from "../../verdict/to-work-jobs.ts";
import { waitsFor } from "../../verdict/waits-for.ts";
import type { Context } from "../context.ts";
import { planSmallRunner } from "../job/runner.ts";
import { secretsIn } from "../job/secrets.ts";
import { literalText, referenceText, resolverFor } from "../resolver.ts";
import { envName } from "../run-script/env-name.ts";
import type { Workflow } from "../workflow/workflows.ts";
import { toolFunctions } from "./functions.ts";
import { runtimeNames } from "./runtime-names.ts";

type Part = Pick<Output, "skipping" | "gate">;

/** `[skip]` as a table. */
type SkipTable = Exclude<SkipToml, boolean>;

const defaultTimeoutMinutes = 10;

/**
 * How the jobs of a workflow that already succeeded are left out, and the gate that tells of the whole run. Jobs are
 * left out where they ask for it with `skip_if`, unless `[skip]` says no; the gate is there where jobs are left out, or
 * where `[gate]` asks for it. Marks the jobs that may be left out.
 */
export function planSkipping(
  context: Context,
  workflow: Workflow,
  jobs: readonly Job[],
  env: readonly NamedText[],
): Part {
  const table = skipTable(context);
  const mayBeLeftOut = jobs.filter((job) => table && isSkippable(job));
  for (const job of mayBeLeftOut) job.skippable = true;
  markWaits(jobs);
  const isOn = table !== undefined && (mayBeLeftOut.length > 0 || table.enabled === true);
  const taken = new Set(jobs.map(({ id }) => id));
  const gate = planGate(context, workflow, taken, isOn);
  return {
    ...(table && isOn && { skipping: skippingOf(context, table, jobs, env, taken) }),
    ...(gate && { gate }),
  };
}

/** Undefined where nothing is to be left out. */
function skipTable({ schema }: Context): SkipTable | undefined {
  const { skip = {} } = schema;
  if (skip === false) return undefined;
  if (skip === true) return { enabled: true };
  return skip.enabled === false ? undefined : skip;
}

/** A job that asks for it, and that changes nothing in the world. Copies that share work end one by one. */
function isSkippable(job: Job): boolean {
  return job.skipIf !== undefined && !hasEffects(job) && job.parallelism <= 1;
}

/** Who waits for a job that may be left out waits for what is before it, too. */
function markWaits(jobs: readonly Job[]): void {
  const signature = { signature: "0".repeat(64) };
  const work = toWorkJobs(jobs, {
    signatures: new Map(jobs.flatMap(({ variants }) => variants.map(({ id }) => [id, signature] as const))),
    lookUp: () => undefined,
    alwaysRuns: ({ skippable }) => !skippable,
  });
  const waits = waitsFor(work);
  for (const job of jobs) job.waitsFor = waits.get(job.id) ?? [];
}

function skippingOf(
  context: Context,
  table: SkipTable,
  jobs: readonly Job[],
  workflowEnv: readonly NamedText[],
  taken: ReadonlySet<string>,
): Skipping {
  const env = new Map<string, Text>();
  env.set("CIG_TOOL", literalText(toolSource(table)));
  env.set("CIG_GIT_DEFAULT_BRANCH", literalText(context.schema.project?.default_branch ?? "main"));
  for (const path of runtimeNames(jobs.filter(({ skippable }) => skippable)))
    env.set(envName(path), referenceText(...path));
  for (const { skipIf } of jobs)
    for (const name of skipIf?.env ?? []) env.set(name, settingOf(name, workflowEnv));
  const resolver = resolverFor(context, {});
  for (const { name, value } of resolver.named(table.env, ["skip", "env"])) if (value) env.set(name, value);
  const named = [...env]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([name, value]) => create(NamedTextSchema, { name, value }));
  return create(SkippingSchema, {
    stage: SkippingStage.BOOTSTRAP,
    job: freeId("cig", taken),
    functions: toolFunctions,
    env: named,
    secrets: [...secretsIn(named)].sort(byCodeUnit),
    nativeStore: storeName(table) === "native",
    forceLabel: table.force_label ?? "cig:force",
    runner: planSmallRunner(context),
    // The last commit may be a merge; what its author wrote is one behind.
    depth: 2,
    timeoutMinutes: minutesOf(table.timeout ?? defaultTimeoutMinutes) ?? defaultTimeoutMinutes,
  });
}

/** "native", or the name of the plugin that keeps the markers. */
function storeName({ store = "native" }: SkipTable): string {
  return typeof store === "string" ? store : store.plugin;
}

function toolSource({ tool = {} }: SkipTable): string {
  return tool.path ?? tool.url ?? `npm:${tool.npm ?? "cig"}`;
}

function planGate(
  context: Context,
  workflow: Workflow,
  taken: ReadonlySet<string>,
  isSkipping: boolean,
): Gate | undefined {
  const { gate = isSkipping } = context.schema;
  const table = typeof gate === "object" ? gate : {};
  if (gate === false || table.required === false) return undefined;
  const name = table.name ?? "gate";
  return create(GateSchema, {
    job: freeId("gate", taken),
    // Checks of several workflows stand in one list.
    name: workflow.id === "" ? name : `${name} (${workflow.name})`,
    runner: planSmallRunner(context),
  });
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  return id;
}

/** What the workflow says, else what the provider's settings say. */
function settingOf(name: string, workflowEnv: readonly NamedText[]): Text {
  return workflowEnv.find((each) => each.name === name)?.value ?? referenceText("env", name);
}
