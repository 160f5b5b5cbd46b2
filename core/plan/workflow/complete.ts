import { clone, create } from "@bufbuild/protobuf";
import type { Command } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type Job, JobSchema, VariantSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { buildGraph } from "../../graph/graph.ts";
import type { Caches } from "../caches.ts";
import { completeCommand, type DraftedCommand } from "../command/definitions.ts";
import { finishSteps } from "../command/finish.ts";
import { markCalls } from "../command/mark-calls.ts";
import type { Contexts } from "../contexts.ts";
import { gatherArtifacts } from "../job/artifacts.ts";
import type { Completion } from "../job/completion.ts";
import type { Draft } from "../job/draft.ts";
import { persistingJobs } from "../job/files/persist.ts";
import { completeJob } from "../job/job.ts";
import { secretsIn } from "../job/secrets.ts";
import type { Answers } from "../module/answers.ts";
import { planNeedsAny, reportCycles } from "../needs.ts";
import { withProposals } from "../proposals.ts";
import { resolverFor } from "../resolver.ts";
import { needsWithin } from "./needs-within.ts";
import { withStages } from "./stages.ts";
import { type Workflow, workflowContext } from "./workflows.ts";

/** A workflow with its jobs. */
export interface CompletedWorkflow {
  readonly workflow: Workflow;
  /** In topological order, ties by id. */
  readonly jobs: Job[];
  readonly env: NamedText[];
  /** Those that its jobs call, sorted by id. */
  readonly commands: readonly Command[];
}

/** What workflows are completed from. */
export interface Parts {
  readonly contexts: Contexts;
  readonly workflows: readonly Workflow[];
  readonly drafts: readonly Draft[];
  readonly commands: readonly DraftedCommand[];
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly answers: Answers;
  readonly caches: Caches;
}

/** Completes the jobs of each workflow, and reports what no job of any of them uses. */
export function complete(parts: Parts): CompletedWorkflow[] {
  const { contexts, workflows, drafts, needs, answers, caches } = parts;
  const { context, jobs } = contexts;
  const ids = drafts.map(({ id }) => id);
  const proposed = withProposals(context, ids, needs, answers);
  const needsAny = planNeedsAny(context, jobs);
  const seen = new Set<string>();
  const completed = workflows.map((workflow) => {
    const members = membersOf(workflow, workflows, proposed.allNeeds);
    const all = completeWorkflow(parts, workflow, members, { ...proposed, needsAny });
    return { ...all, jobs: all.jobs.map((job) => asOwn(job, workflow, seen)) };
  });
  for (const each of [context, ...contexts.members]) caches.within(each).reportUnused();
  return withCommands(parts, completed);
}

type Needs = ReadonlyMap<string, readonly string[]>;

interface Waiting extends ReturnType<typeof withProposals> {
  readonly needsAny: Needs;
}

interface Completed extends Omit<CompletedWorkflow, "commands"> {
  readonly completion: Completion;
}

/** Completes the jobs in topological order; those in a circle come last, so that the rest of them is still checked. */
function completeWorkflow(
  { contexts, drafts, answers, caches }: Parts,
  workflow: Workflow,
  members: ReadonlySet<string>,
  { allNeeds, proposedJobs, needsAny }: Waiting,
): Completed {
  const context = workflowContext(contexts.context, workflow);
  const jobs = Object.fromEntries(Object.entries(contexts.jobs).filter(([id]) => members.has(id)));
  const ownAny = needsWithin(context, workflow, members, needsAny, "needs_any");
  const stated = needsWithin(context, workflow, members, allNeeds, "needs");
  const own = withStages(context, workflow, jobs, stated, ownAny);
  const graph = buildGraph(
    [...own].map(([id, list]) => ({ id, needs: [...list, ...(ownAny.get(id) ?? [])] })),
  );
  reportCycles(context, graph);
  const env = envOf(contexts, workflow);
  const completion: Completion = {
    context,
    graph,
    needs: own,
    needsAny: ownAny,
    persisting: persistingJobs(graph, jobs),
    artifacts: gatherArtifacts(context, jobs),
    caches,
    expansions: answers.expansions,
    workflowEnv: new Set(env.map(({ name }) => name)),
  };
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const placed = new Set(graph.order);
  const order = [...graph.order, ...[...own.keys()].filter((id) => !placed.has(id)).sort()];
  const local = localCompletions(completion, contexts, workflow);
  const all = order.flatMap((id): Job[] => {
    const draft = byId.get(id);
    if (draft) return [completeJob(local(id), draft)];
    const proposal = proposedJobs.get(id);
    return proposal ? [create(JobSchema, { ...proposal, needs: [...(own.get(id) ?? [])] })] : [];
  });
  return { workflow, jobs: all, env, completion };
}

/** Members' jobs are completed with what the member defines for itself. */
function localCompletions(
  completion: Completion,
  contexts: Contexts,
  workflow: Workflow,
): (id: string) => Completion {
  const known = new Map<object, Completion>([[contexts.context, completion]]);
  return (id) => {
    const own = contexts.of(id);
    const found = known.get(own);
    if (found) return found;
    const context = workflowContext(own, workflow);
    const local = { ...completion, context, caches: completion.caches.within(own) };
    known.set(own, local);
    return local;
  };
}

/** What cig.toml puts into a workflow, and jobs that nobody wrote, where a job of it waits for them, else the first. */
function membersOf(workflow: Workflow, workflows: readonly Workflow[], needs: Needs): ReadonlySet<string> {
  if (workflows.length === 1) return new Set(needs.keys());
  const written = new Set(workflows.flatMap(({ jobs }) => [...jobs]));
  const members = new Set(workflow.jobs);
  const open = [...members];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const need of needs.get(id) ?? [])
      if (!written.has(need) && !members.has(need)) {
        members.add(need);
        open.push(need);
      }
  if (workflow !== workflows[0]) return members;
  const awaited = new Set([...needs.values()].flat());
  for (const id of needs.keys()) if (!written.has(id) && !awaited.has(id)) members.add(id);
  return members;
}

/** Its own variables come over those of the file. */
function envOf({ context }: Contexts, { toml, subject }: Workflow): NamedText[] {
  const resolver = resolverFor(context, {});
  const own = resolver.named(toml?.env, [...subject, "env"]);
  const common = resolver.named(context.schema.env, ["env"]);
  const names = new Set(own.map(({ name }) => name));
  return [...common.filter(({ name }) => !names.has(name)), ...own];
}

/** A job of several workflows has its own signature in each. */
function asOwn(job: Job, { id }: Workflow, seen: Set<string>): Job {
  job.workflow = id;
  if (seen.has(job.id)) job.variants = job.variants.map((variant) => clone(VariantSchema, variant));
  seen.add(job.id);
  return job;
}

/** Marks the calls of commands in all jobs, once the commands themselves are known. */
function withCommands(
  { contexts, drafts, commands }: Parts,
  completed: readonly Completed[],
): CompletedWorkflow[] {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  return completed.map(({ workflow, jobs, env, completion }) => {
    const definitions = new Map(
      commands.flatMap((drafted) => {
        const caches = completion.caches.within(drafted.context);
        const command = completeCommand({ ...completion, caches }, drafted);
        return command ? [[command.id, command] as const] : [];
      }),
    );
    const called = new Set<string>();
    for (const job of jobs) {
      const draft = byId.get(job.id);
      if (!draft) continue;
      const context = contexts.of(job.id);
      const { resolver } = draft;
      const finished = finishSteps(context, resolver, job);
      job.steps = markCalls(resolver, finished, job.outputs, definitions);
      for (const { call } of job.steps) if (call) called.add(call.command);
      if (context.calls.of(job.id))
        job.secrets = [...new Set([...job.secrets, ...secretsIn(job)])].sort(byCodeUnit);
    }
    const own = [...definitions.values()].filter(({ id }) => called.has(id));
    return { workflow, jobs, env, commands: own };
  });
}
