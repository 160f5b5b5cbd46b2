import { create } from "@bufbuild/protobuf";
import { type Output, ProjectSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job, Resource } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Config } from "../config/config.ts";
import type { TomlValue } from "../config/schema.ts";
import type { Detected } from "../detect/detect.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import type { Host } from "../host/host.ts";
import type { Pins } from "../pins.ts";
import type { Repo } from "../repo/repo.ts";
import { placeCaches } from "./backend/backends.ts";
import { openCaches } from "./caches.ts";
import { type DraftedCommand, draftCommand } from "./command/definitions.ts";
import { type Contexts, openContexts } from "./contexts.ts";
import { reportIdle } from "./idle/idle.ts";
import { type Draft, draftImplied, draftJob } from "./job/draft.ts";
import { askPlugins } from "./module/answers.ts";
import type { PlannedUse } from "./module/uses.ts";
import { impliedId, impliedJob, planNeeds } from "./needs.ts";
import { openContext } from "./open-context.ts";
import { planOutputs, wantedOutputs } from "./output/outputs.ts";
import { resourcesOf } from "./output/resources.ts";
import { defaultBranch } from "./output/triggers.ts";
import { checkPatterns } from "./patterns.ts";
import { holdExpansions, holdJobs } from "./pins.ts";
import { describeRunners } from "./runner/describe-runners.ts";
import { launchMachines } from "./runner/launch-machines.ts";
import { type PlannedWork, signJobs } from "./sign.ts";
import { toTable } from "./value.ts";
import { type CompletedWorkflow, complete } from "./workflow/complete.ts";
import { askingContext, planWorkflows, type Workflow } from "./workflow/workflows.ts";

/** What CI is to be. */
export interface Plan {
  /** In the order of cig.toml; their jobs are resolved, topologically ordered (ties by id) and signed. */
  readonly outputs: Output[];
  /** By kind, then id. */
  readonly resources: Resource[];
  /** By workflow: what the signatures of its jobs are made of, as far as a plan knows. */
  readonly works: ReadonlyMap<string, readonly PlannedWork[]>;
  /** `[policy]` as written, for the policy plugins. */
  readonly policy?: ValueTable;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanOptions {
  /** Only outputs of these. Absent or empty: all. */
  readonly providers?: readonly string[];
  /** What cig.lock holds. Absent: nothing. */
  readonly pins?: Pins;
}

/**
 * Turns cig.toml and the facts into fully resolved jobs. Asks each plugin that is used once. With errors among the
 * diagnostics the plan holds what could be made, and must not be rendered.
 */
export async function plan(
  host: Pick<Host, "plugins" | "call">,
  config: Config,
  repo: Pick<Repo, "root" | "paths">,
  detected: Pick<Detected, "facts">,
  options: PlanOptions = {},
): Promise<Plan> {
  const { context: asWritten, diagnostics } = openContext(host, config, repo, detected.facts);
  const contexts = openContexts(await describeRunners(asWritten, detected.facts));
  const { context, jobs } = contexts;
  const project = create(ProjectSchema, {
    name: context.scope.projectName,
    defaultBranch: defaultBranch(context),
  });
  if (Object.keys(jobs).length === 0) context.report(noJobs());
  const workflows = planWorkflows(context, Object.keys(jobs));
  const wanted = wantedOutputs(context, workflows, options.providers);
  const needs = planNeeds(context, jobs);
  const drafts = await draftJobs(contexts, workflows);
  const commands = await draftCommands(contexts);
  const uses = [...drafts, ...commands.map(({ draft }) => draft)].flatMap(usesOf);
  const providers = [...new Set(wanted.map(({ provider }) => provider))].sort();
  const answers = await askPlugins(context, uses, project, detected.facts, providers);
  const pins: Pins = options.pins ?? new Map();
  holdExpansions(answers.expansions.values(), pins);
  const caches = openCaches(context);
  const completed = complete({ contexts, workflows, drafts, commands, needs, answers, caches });
  for (const { jobs: own } of completed) holdJobs(own, pins);
  const all = uniqueJobs(completed);
  checkPatterns(context, jobs);
  reportIdle(contexts, drafts, all, hasErrors(diagnostics));
  const works = new Map(
    completed.map(({ workflow, jobs: own, env }) => [workflow.id, signJobs(own, uses, env, caches.all())]),
  );
  // Where caches lie changes nothing of what jobs do, so their signatures come before.
  const placing = { contexts, caches: caches.all(), project, facts: detected.facts, providers };
  const placed = await placeCaches(placing, completed);
  const withLaunches = await launchMachines(placing, placed, wanted);
  const outputs = planOutputs(context, wanted, project, placed, caches.all(), withLaunches);
  const policy =
    context.schema.policy && toTable(context.schema.policy as Readonly<Record<string, TomlValue>>);
  const resources = resourcesOf(all, caches.all(), answers.proposals);
  return { outputs, resources, works, ...(policy && { policy }), diagnostics };
}

async function draftJobs(contexts: Contexts, workflows: readonly Workflow[]): Promise<Draft[]> {
  const { context, jobs } = contexts;
  // A variant never gets the id of a job: `needs` and signatures know both by their ids.
  const takenIds = new Set([...Object.keys(jobs), impliedId]);
  const outputsOf = new Map(Object.entries(jobs).map(([id, job]) => [id, Object.keys(job.outputs ?? {})]));
  const drafts: Draft[] = [];
  for (const [id, job] of Object.entries(jobs)) {
    const own = contexts.of(id);
    const upstream = [...(job.needs ?? []), ...(job.needs_any ?? [])];
    const outputs = new Map(upstream.map((need) => [need, outputsOf.get(need) ?? []]));
    for (const [name, need] of own.member?.jobs ?? [])
      if (outputs.has(need)) outputs.set(name, outputs.get(need)!);
    drafts.push(await draftJob(askingContext(own, workflows, id), id, job, takenIds, outputs));
  }
  const implied = impliedJob(context, jobs);
  if (implied) drafts.push(await draftImplied(context, impliedId, implied));
  return drafts;
}

/** Those that jobs call themselves; what they call in turn stands in them. */
async function draftCommands({ called }: Contexts): Promise<DraftedCommand[]> {
  const drafted: DraftedCommand[] = [];
  for (const { named, context } of called.values()) drafted.push(await draftCommand(context, named));
  return drafted;
}

function usesOf(draft: Draft): PlannedUse[] {
  return [
    ...draft.packages.flatMap(({ use }) => use ?? []),
    ...draft.services.flatMap((service) => ("use" in service ? service.use : [])),
    ...draft.modules,
  ];
}

/** A job in several workflows is there once for each; the first stands for all. */
function uniqueJobs(completed: readonly CompletedWorkflow[]): Job[] {
  const [only, ...others] = completed;
  if (others.length === 0) return only?.jobs ?? [];
  const byId = new Map<string, Job>();
  for (const { jobs } of completed) for (const job of jobs) if (!byId.has(job.id)) byId.set(job.id, job);
  return [...byId.values()];
}

function noJobs(): Diagnostic {
  return diagnose("CIG105", "cig.toml has no job, so that there is nothing to run.", {
    hint: 'Add one:\n  [jobs.test]\n  steps = [{ run = "…" }]',
    subject: ["jobs"],
  });
}
