import { create } from "@bufbuild/protobuf";
import { type Output, ProjectSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job, Resource } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { ValueTable } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Config } from "../config/config.ts";
import type { JobToml, TomlValue } from "../config/schema.ts";
import type { Detected } from "../detect/detect.ts";
import { diagnose } from "../diagnostic/codes.ts";
import { type Diagnostic, hasErrors } from "../diagnostic/diagnostic.ts";
import { buildGraph } from "../graph/graph.ts";
import type { Host } from "../host/host.ts";
import type { Repo } from "../repo/repo.ts";
import { openCaches } from "./caches.ts";
import type { Context } from "./context.ts";
import { reportIdle } from "./idle/idle.ts";
import { gatherArtifacts } from "./job/artifacts.ts";
import type { Completion } from "./job/completion.ts";
import { type Draft, draftImplied, draftJob } from "./job/draft.ts";
import { persistingJobs } from "./job/files/persist.ts";
import { completeJob } from "./job/job.ts";
import { type Answers, askPlugins } from "./module/answers.ts";
import type { PlannedUse } from "./module/uses.ts";
import { impliedId, impliedJob, planNeeds, planNeedsAny, reportCycles } from "./needs.ts";
import { openContext } from "./open-context.ts";
import { planOutputs, wantedOutputs } from "./output/outputs.ts";
import { resourcesOf } from "./output/resources.ts";
import { defaultBranch } from "./output/triggers.ts";
import { checkPatterns } from "./patterns.ts";
import { withProposals } from "./proposals.ts";
import { resolverFor } from "./resolver.ts";
import { signJobs } from "./sign.ts";
import { toTable } from "./value.ts";

/** What CI is to be. */
export interface Plan {
  /** In the order of cig.toml; their jobs are resolved, topologically ordered (ties by id) and signed. */
  readonly outputs: Output[];
  /** By kind, then id. */
  readonly resources: Resource[];
  /** `[policy]` as written, for the policy plugins. */
  readonly policy?: ValueTable;
  readonly diagnostics: readonly Diagnostic[];
}

export interface PlanOptions {
  /** Only outputs of these. Absent or empty: all. */
  readonly providers?: readonly string[];
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
  const { context, diagnostics } = openContext(host, config, repo, detected.facts);
  const project = create(ProjectSchema, {
    name: context.scope.projectName,
    defaultBranch: defaultBranch(context),
  });
  const wanted = wantedOutputs(context, options.providers);
  const jobs = context.schema.jobs ?? {};
  if (Object.keys(jobs).length === 0) context.report(noJobs());
  const needs = planNeeds(context, jobs);
  const drafts = await draftJobs(context, jobs);
  const uses = drafts.flatMap(usesOf);
  const providers = [...new Set(wanted.map(({ provider }) => provider))].sort();
  const answers = await askPlugins(context, uses, project, detected.facts, providers);
  const { ordered, caches, env } = complete(context, jobs, drafts, needs, answers);
  checkPatterns(context, jobs);
  reportIdle(context, drafts, ordered, hasErrors(diagnostics));
  const resolver = resolverFor(context, {});
  signJobs(ordered, uses, env, caches);
  const outputs = planOutputs(context, resolver, wanted, project, env, ordered, caches);
  const policy =
    context.schema.policy && toTable(context.schema.policy as Readonly<Record<string, TomlValue>>);
  const resources = resourcesOf(ordered, caches, answers.proposals);
  return { outputs, resources, ...(policy && { policy }), diagnostics };
}

type Jobs = Readonly<Record<string, JobToml>>;

async function draftJobs(context: Context, jobs: Jobs): Promise<Draft[]> {
  // A variant never gets the id of a job: `needs` and signatures know both by their ids.
  const takenIds = new Set([...Object.keys(jobs), impliedId]);
  const outputsOf = new Map(Object.entries(jobs).map(([id, job]) => [id, Object.keys(job.outputs ?? {})]));
  const drafts: Draft[] = [];
  for (const [id, job] of Object.entries(jobs)) {
    const upstream = [...(job.needs ?? []), ...(job.needs_any ?? [])];
    const outputs = new Map(upstream.map((need) => [need, outputsOf.get(need) ?? []]));
    drafts.push(await draftJob(context, id, job, takenIds, outputs));
  }
  const implied = impliedJob(context, jobs);
  if (implied) drafts.push(await draftImplied(context, impliedId, implied));
  return drafts;
}

function usesOf(draft: Draft): PlannedUse[] {
  return [
    ...draft.packages.flatMap(({ use }) => use ?? []),
    ...draft.services.flatMap((service) => ("use" in service ? service.use : [])),
    ...draft.modules,
  ];
}

/** Completes the jobs in topological order; those in a circle come last, so that the rest of them is still checked. */
function complete(
  context: Context,
  jobs: Jobs,
  drafts: readonly Draft[],
  needs: ReadonlyMap<string, readonly string[]>,
  answers: Answers,
) {
  const ids = drafts.map(({ id }) => id);
  const { allNeeds, proposedJobs } = withProposals(context, ids, needs, answers);
  const needsAny = planNeedsAny(context, jobs);
  const graph = buildGraph(
    [...allNeeds].map(([id, list]) => ({ id, needs: [...list, ...(needsAny.get(id) ?? [])] })),
  );
  reportCycles(context, graph);
  const caches = openCaches(context);
  const env = resolverFor(context, {}).named(context.schema.env, ["env"]);
  const completion: Completion = {
    context,
    graph,
    needs: allNeeds,
    needsAny,
    persisting: persistingJobs(graph, jobs),
    artifacts: gatherArtifacts(context, jobs),
    caches,
    expansions: answers.expansions,
    workflowEnv: new Set(env.map(({ name }) => name)),
  };
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const placed = new Set(graph.order);
  const order = [...graph.order, ...[...allNeeds.keys()].filter((id) => !placed.has(id)).sort()];
  const ordered: Job[] = order.flatMap((id) => {
    const draft = byId.get(id);
    return draft ? completeJob(completion, draft) : (proposedJobs.get(id) ?? []);
  });
  caches.reportUnused();
  return { ordered, caches: caches.all(), env };
}

function noJobs(): Diagnostic {
  return diagnose("CIG105", "cig.toml has no job, so that there is nothing to run.", {
    hint: 'Add one:\n  [jobs.test]\n  steps = [{ run = "…" }]',
    subject: ["jobs"],
  });
}
