import { create } from "@bufbuild/protobuf";
import { type Output, OutputSchema, type Project } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import {
  Access,
  type Cache,
  ConcurrencySchema,
  type Job,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { defaultWorkflow, type OutputToml, providerOf } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { available, type Context, type Subject } from "../context.ts";
import { toConcurrency, toPermissions } from "../job/job.ts";
import { resolverFor } from "../resolver.ts";
import type { WithLaunches } from "../runner/launch-machines.ts";
import { planSkipping } from "../skipping/skipping.ts";
import type { CompletedWorkflow } from "../workflow/complete.ts";
import { type Workflow, wordFor, workflowContext } from "../workflow/workflows.ts";
import { withOwnSecrets } from "./own-secrets.ts";
import { toProviderOptions } from "./provider-options.ts";
import { planTriggers } from "./triggers.ts";
import { unreadPath } from "./unread-path.ts";

/** An output that some plugin can render, with one of the workflows that it holds. */
export interface WantedOutput {
  readonly toml: OutputToml;
  readonly provider: string;
  readonly path: string;
  readonly workflow: Workflow;
}

/** An output as cig.toml has it, with the workflows that it holds. */
interface Asked {
  readonly toml: OutputToml;
  readonly provider: string;
  readonly subject: Subject;
  readonly workflows: readonly Workflow[];
}

/**
 * The outputs to render: those of cig.toml, else those for GitHub; of `only` these providers, when given. An output that
 * no plugin renders is an error: whoever wants the others alone says so. A workflow that no output holds is a warning.
 */
export function wantedOutputs(
  context: Context,
  workflows: readonly Workflow[],
  only: readonly string[] | undefined,
): WantedOutput[] {
  const configured = context.schema.outputs;
  const all = (configured ?? usualOutputs(workflows)).map((toml, index): Asked => {
    const subject = configured ? ["outputs", String(index)] : [];
    return {
      toml,
      provider: providerOf(toml).name,
      subject,
      workflows: workflowsOf(context, toml, workflows, subject),
    };
  });
  reportUnrendered(context, workflows, all);
  const asked = all.filter(({ provider }) => !only || only.length === 0 || only.includes(provider));
  for (const name of only ?? [])
    if (!all.some(({ provider }) => provider === name))
      context.report(
        notConfigured(
          name,
          all.map(({ provider }) => provider),
        ),
      );
  reportSamePath(context, asked);
  const providers = new Set(available(context, "provider"));
  const rendered = asked.filter(({ provider }) => providers.has(provider));
  for (const { provider, subject } of asked)
    if (!providers.has(provider))
      context.report(noProvider(provider, [...providers], rendered[0]?.provider, subject));
  return rendered.flatMap(({ toml, provider, subject, workflows: own }) => {
    const wanted = own.map((workflow) => ({ toml, provider, workflow, path: withWord(toml.path, workflow) }));
    const unread = wanted
      .map(({ path }) => unreadPath(context, provider, path, [...subject, "path"]))
      .find((each) => each !== undefined);
    if (unread === undefined) return wanted;
    context.report(unread);
    return [];
  });
}

/** The outputs as messages: one for each workflow of a file. */
export function planOutputs(
  context: Context,
  wanted: readonly WantedOutput[],
  project: Project,
  completed: readonly CompletedWorkflow[],
  caches: readonly Cache[],
  withLaunches: WithLaunches = (jobs) => [...jobs],
): Output[] {
  const { schema } = context;
  const shared = new Map(
    completed.map((each) => [each.workflow.id, sharedOf(context, each, caches, completed.length > 1)]),
  );
  return wanted.map(({ toml, provider, path, workflow }) => {
    const common = shared.get(workflow.id)!;
    return create(OutputSchema, {
      provider,
      path,
      description: toml.description === undefined ? workflow.name : withWord(toml.description, workflow),
      workflow: workflow.id,
      ...common,
      jobs: withLaunches(withOwnSecrets(context, common.jobs, provider), workflow.id, provider),
      // The output's own is merged after, and so over, what holds for all outputs.
      providerOptions: [
        ...toProviderOptions(schema.provider).filter((options) => options.provider === provider),
        ...toProviderOptions(providerOf(toml).options && { [provider]: providerOf(toml).options }),
      ],
      project,
    });
  });
}

/** What all outputs of a workflow have in common. */
function sharedOf(
  root: Context,
  { workflow, jobs, env, commands }: CompletedWorkflow,
  caches: readonly Cache[],
  isOneOfSeveral: boolean,
): Partial<Omit<Output, "$typeName" | "$unknown">> & Pick<Output, "jobs"> {
  const context = workflowContext(root, workflow);
  const resolver = resolverFor(context, {});
  const { permissions, concurrency } = context.schema;
  const ofWorkflow = workflow.toml?.concurrency === undefined ? [] : workflow.subject;
  return {
    triggers: planTriggers(context),
    env,
    permissions:
      permissions === undefined
        ? [{ $typeName: "cig.plugin.v1.Permission" as const, scope: "contents", access: Access.READ }]
        : toPermissions(permissions),
    ...(concurrency !== undefined && {
      concurrency: create(
        ConcurrencySchema,
        toConcurrency(resolver, concurrency, [...ofWorkflow, "concurrency"]),
      ),
    }),
    jobs,
    caches: isOneOfSeveral ? cachesIn(jobs, caches) : [...caches],
    commands: [...commands],
    stages: [...workflow.stages],
    ...planSkipping(context, workflow, jobs, env),
  };
}

function cachesIn(jobs: readonly Job[], caches: readonly Cache[]): Cache[] {
  const named = new Set(
    jobs.flatMap(({ steps }) => steps.flatMap(({ kind }) => (kind.case === "cache" ? kind.value.id : []))),
  );
  return caches.filter(({ id }) => named.has(id));
}

/** Without [[outputs]]: one file for GitHub, and one for each further workflow. */
function usualOutputs(workflows: readonly Workflow[]): OutputToml[] {
  const isTaken = workflows.some(({ id }) => id === "ci");
  return workflows.map((workflow) => {
    const name = workflow.id || (isTaken ? wordFor(workflow) : "ci");
    const path = `.github/workflows/${name}.yml`;
    return { provider: "github", path, ...(workflows.length > 1 && { workflow: wordFor(workflow) }) };
  });
}

/** Those that an output holds: the one that it names, else all. */
function workflowsOf(
  context: Context,
  { workflow: name }: OutputToml,
  workflows: readonly Workflow[],
  subject: Subject,
): readonly Workflow[] {
  if (name === undefined) return workflows;
  const own = workflows.filter((each) => wordFor(each) === name);
  if (own.length === 0) context.report(unknownWorkflow(context, name, workflows, [...subject, "workflow"]));
  return own;
}

function withWord(text: string, workflow: Workflow): string {
  return text.replace(/\{\{\s*workflow\s*\}\}/g, wordFor(workflow));
}

function reportUnrendered(context: Context, workflows: readonly Workflow[], all: readonly Asked[]): void {
  const rendered = new Set(all.flatMap((each) => each.workflows));
  // A name that is wrong may have meant it, and the error says so.
  if (all.some((each) => each.workflows.length === 0)) return;
  for (const workflow of workflows)
    if (!rendered.has(workflow)) {
      const word = wordFor(workflow);
      const jobs = [...workflow.jobs];
      context.report(
        diagnose(
          "CIG414",
          workflow.id === ""
            ? `No output renders the jobs that no workflow names (${jobs.slice(0, 10).join(", ")}${jobs.length > 10 ? ", …" : ""}), so that they never run.`
            : `No output renders the workflow "${word}", so that it never runs.`,
          {
            hint: `Add an output with workflow = "${word}", or write {{ workflow }} into the path of one that has no workflow.`,
            subject: workflow.id === "" ? ["jobs", jobs[0]!] : workflow.subject,
          },
        ),
      );
    }
}

function unknownWorkflow(context: Context, name: string, workflows: readonly Workflow[], subject: Subject) {
  const words = workflows.map(wordFor);
  const near = nearest(name, words);
  const isEmpty = name === defaultWorkflow || Object.hasOwn(context.schema.workflows ?? {}, name);
  return diagnose(
    "CIG424",
    isEmpty ? `The workflow "${name}" has no job.` : `There is no workflow "${name}".`,
    {
      hint: isEmpty
        ? "Remove the output, or leave a job to the workflow."
        : near
          ? `Did you mean "${near}"?`
          : `There ${words.length === 1 ? "is" : "are"} ${words.join(", ")}.`,
      subject,
    },
  );
}

/** File systems that ignore case would mix two such files up. */
function reportSamePath(context: Context, outputs: readonly Asked[]): void {
  const seen = new Map<string, { path: string; toml: OutputToml }>();
  for (const { toml, subject, workflows } of outputs)
    for (const workflow of workflows) {
      const path = withWord(toml.path, workflow);
      const earlier = seen.get(path.toLowerCase());
      seen.set(path.toLowerCase(), { path, toml });
      if (earlier === undefined || earlier.toml === toml) continue;
      context.report(
        diagnose(
          "CIG502",
          `Two outputs are written to "${path}"${earlier.path === path ? "" : `, one of them as "${earlier.path}"`}.`,
          { hint: "Give one of them another path.", subject: [...subject, "path"] },
        ),
      );
    }
}

function notConfigured(name: string, providers: readonly string[]) {
  const names = [...new Set(providers)].sort(byCodeUnit);
  const near = nearest(name, names);
  return diagnose("CIG403", `cig.toml has no output of the provider "${name}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `It has outputs of ${names.join(", ")}. Add:\n  [[outputs]]\n  provider = "${name}"\n  path = "…"`,
    subject: ["outputs"],
  });
}

function noProvider(
  provider: string,
  providers: readonly string[],
  other: string | undefined,
  subject: Subject,
) {
  const near = nearest(provider, providers);
  const install = `There ${providers.length === 1 ? "is" : "are"} ${providers.join(", ") || "none"}. Install a plugin with the capability "provider:${provider}", and name it in [plugins].`;
  const goOn = other === undefined ? "" : ` To go on without it:\n  cig render --provider ${other}`;
  return diagnose("CIG403", `No plugin renders files for "${provider}".`, {
    hint: (near ? `Did you mean "${near}"?` : install) + goOn,
    subject: subject.length > 0 ? [...subject, "provider"] : [],
  });
}
