import { create } from "@bufbuild/protobuf";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { LaunchWishSchema, type Project, UseSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Expansion, Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Contexts } from "../contexts.ts";
import { askPlugins } from "../module/answers.ts";
import type { PlannedUse } from "../module/uses.ts";
import type { WantedOutput } from "../output/outputs.ts";
import type { CompletedWorkflow } from "../workflow/complete.ts";
import { checkLaunch } from "./check-launch.ts";
import { type LaunchedRunner, launchedRunner, launcherOf } from "./launched-runner.ts";
import { launchedJob, launchingJob } from "./launching-job.ts";

/** The jobs of an output, with those that start machines where some do; in topological order as before. */
export type WithLaunches = (jobs: readonly Job[], workflow: string, provider: string) => Job[];

/** What machines are started with. */
export interface Launching {
  readonly contexts: Contexts;
  readonly project: Project;
  readonly facts: readonly Fact[];
  readonly providers: readonly string[];
}

/**
 * Asks the plugins of launched runners how a machine is started for each job that runs on one, at each provider. Neither
 * signatures nor verdicts know of the jobs that do it: such a job runs where its job does, and is no work of its own.
 */
export async function launchMachines(
  { contexts, project, facts, providers }: Launching,
  completed: readonly CompletedWorkflow[],
  wanted: readonly WantedOutput[],
): Promise<WithLaunches> {
  const { context } = contexts;
  if (!context.launched?.size) return (jobs) => [...jobs];
  const uses = completed.flatMap(({ workflow, jobs }) => {
    const own = wanted.filter((output) => output.workflow.id === workflow.id);
    const asked = [...new Set(own.map(({ provider }) => provider))];
    return jobs.flatMap((job) => asked.flatMap((provider) => launchOf(contexts, job, provider)));
  });
  const { expansions } = await askPlugins(context, uses, project, facts, providers);
  return (jobs, workflow, provider) => place(contexts, expansions, jobs, workflow, provider);
}

function launchOf(contexts: Contexts, job: Job, provider: string): PlannedUse[] {
  const launched = launchedAt(contexts, job, provider);
  if (!launched || job.steps.length === 0) return [];
  const context = contexts.of(job.id);
  const { planned } = launched;
  const faults = checkLaunch(job, planned.use.runner!.id, isOfMatrix(job));
  context.report(...faults);
  if (faults.length > 0) return [];
  launcherOf(context, launched);
  const launch = create(LaunchWishSchema, { provider, timeoutMinutes: job.timeoutMinutes });
  const use = create(UseSchema, {
    ...planned.use,
    id: idOf(planned, job, job.workflow, provider),
    job: job.id,
    launch,
  });
  return [{ plugin: planned.plugin, subject: ["jobs", job.id], use }];
}

function place(
  contexts: Contexts,
  expansions: ReadonlyMap<string, Expansion>,
  jobs: readonly Job[],
  workflow: string,
  provider: string,
): Job[] {
  const taken = new Set(jobs.flatMap(({ id, variants }) => [id, ...variants.map((each) => each.id)]));
  return jobs.flatMap((job) => {
    const launched = launchedAt(contexts, job, provider);
    if (!launched) return job;
    const launcher = launcherOf(contexts.of(job.id), launched);
    const answer = expansions.get(idOf(launched.planned, job, workflow, provider));
    // Nothing is done on a machine of such a job, or what is wrong has been told.
    if (!answer) return { ...job, runner: launcher };
    if (isElsewhere(job, answer, provider)) return job;
    const id = freeId(`launch-${job.id}`, taken);
    return [launchingJob(id, job, launcher, answer), launchedJob(job, id, answer.providerOptions)];
  });
}

function launchedAt(contexts: Contexts, job: Job, provider: string): LaunchedRunner | undefined {
  const runners = [job.runner, ...job.variants.map(({ runner }) => runner)];
  return runners
    .map((runner) => launchedRunner(contexts.of(job.id), runner?.id ?? ""))
    .find((launched) => launched?.providers.includes(provider));
}

function isOfMatrix({ variants }: Job): boolean {
  return variants.some(({ runner }) => runner !== undefined);
}

/** What the author says for the provider alone has the last word; where it is the machine, none is started. */
function isElsewhere(job: Job, { providerOptions }: Expansion, provider: string): boolean {
  const keysOf = (all: Job["providerOptions"]) =>
    all
      .filter((each) => each.provider === provider)
      .flatMap(({ options }) => options?.entries ?? [])
      .map(({ key }) => key);
  const own = new Set(keysOf(job.providerOptions));
  return keysOf(providerOptions).some((key) => own.has(key));
}

function idOf({ use }: PlannedUse, job: Job, workflow: string, provider: string): string {
  return `${use.id}/${provider}/${workflow}/${job.id}`;
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  for (let count = 2; taken.has(id); count++) id = `${wanted}-${count}`;
  taken.add(id);
  return id;
}
