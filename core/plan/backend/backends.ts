import { create } from "@bufbuild/protobuf";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import type { Project } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import {
  type Cache,
  type Expansion,
  type Job,
  type Step,
  StepSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { allOf } from "../../config/expressions.ts";
import type { Contexts } from "../contexts.ts";
import { secretsIn } from "../job/secrets.ts";
import { askPlugins } from "../module/answers.ts";
import { resolverFor } from "../resolver.ts";
import type { CompletedWorkflow } from "../workflow/complete.ts";
import { chosenBackend } from "./chosen.ts";
import { type Half, halvesOf } from "./halves.ts";
import { keeperOf } from "./keeper.ts";
import { reportUnusedBackends } from "./unused.ts";

/** What caches are placed with. */
export interface Placing {
  readonly contexts: Contexts;
  readonly caches: readonly Cache[];
  readonly project: Project;
  readonly facts: readonly Fact[];
  readonly providers: readonly string[];
}

/**
 * Puts the steps of backends where jobs use caches that do not lie in the provider's own: those that restore in the
 * step's place, those that save at the end of the job. Each plugin is asked once for all jobs. A call of a command that
 * holds such a step is written out.
 */
export async function placeCaches(
  placing: Placing,
  completed: readonly CompletedWorkflow[],
): Promise<CompletedWorkflow[]> {
  const halves = new Map<Job, Half[]>();
  for (const { jobs } of completed)
    for (const job of jobs) {
      const own = await halvesIn(placing, job);
      if (own.length > 0) halves.set(job, own);
    }
  const { context } = placing.contexts;
  reportUnusedBackends(context);
  if (halves.size === 0) return [...completed];
  const uses = new Map([...halves.values()].flat().map(({ planned }) => [planned.use.id, planned]));
  const { project, facts, providers } = placing;
  const { expansions } = await askPlugins(context, [...uses.values()], project, facts, providers);
  for (const [job, own] of halves) replaceSteps(placing, job, own, expansions);
  return completed.map((each) => withoutUncalled(each));
}

async function halvesIn({ contexts, caches }: Placing, job: Job): Promise<Half[]> {
  const context = contexts.of(job.id);
  const halves: Half[] = [];
  for (const step of job.steps) {
    if (step.kind.case !== "cache") continue;
    const { id } = step.kind.value;
    const cache = caches.find((each) => each.id === id);
    const choice = cache && chosenBackend(context, job, cache);
    const plugin = choice && (await keeperOf(context, choice));
    if (plugin) halves.push(...halvesOf(context, job, step, cache, choice, plugin));
  }
  return halves;
}

function replaceSteps(
  placing: Placing,
  job: Job,
  halves: readonly Half[],
  expansions: ReadonlyMap<string, Expansion>,
): void {
  const moved = new Set(halves.map(({ step }) => step));
  const callOf = ({ call }: Step) => (call ? `${call.command}/${call.number}` : "");
  const opened = new Set([...moved].map(callOf));
  const made = (own: readonly Half[]) => own.flatMap((half) => stepsOf(placing, job, half, expansions));
  const inPlace = job.steps.flatMap((step) => {
    if (moved.has(step)) return made(halves.filter((half) => half.step === step && !half.isAtEnd));
    if (!step.call || !opened.has(callOf(step))) return step;
    const { call: _, ...rest } = step;
    return create(StepSchema, rest);
  });
  job.steps = [...inPlace, ...made(halves.filter(({ isAtEnd }) => isAtEnd))];
  job.secrets = [...new Set([...job.secrets, ...secretsIn(job)])].sort(byCodeUnit);
}

/** The plugin's steps with what cig.toml says around them: they run at the root, where caches' paths begin. */
function stepsOf(
  { contexts }: Placing,
  job: Job,
  { step, choice, planned }: Half,
  expansions: ReadonlyMap<string, Expansion>,
): Step[] {
  const context = contexts.of(job.id);
  const table = context.schema.backends?.[choice.backend];
  const env = resolverFor(context, {}).named(table?.env, ["backends", choice.backend, "env"]);
  return (expansions.get(planned.use.id)?.steps ?? []).map((made) => {
    const condition = allOf([step.condition, made.condition]);
    const isElsewhere = job.workingDirectory !== "" || job.workingDirectoryText !== undefined;
    const own = new Set(made.env.map(({ name }) => name));
    return create(StepSchema, {
      ...made,
      env: [...env.filter(({ name }) => !own.has(name)), ...made.env],
      ...(condition && { condition }),
      ...(isElsewhere && !made.workingDirectory && { workingDirectory: "." }),
      subject: [...step.subject],
    });
  });
}

/** A command whose calls are all written out is none of the output's any more. */
function withoutUncalled(completed: CompletedWorkflow): CompletedWorkflow {
  const called = new Set(
    completed.jobs.flatMap(({ steps }) => steps.flatMap(({ call }) => call?.command ?? [])),
  );
  return { ...completed, commands: completed.commands.filter(({ id }) => called.has(id)) };
}
