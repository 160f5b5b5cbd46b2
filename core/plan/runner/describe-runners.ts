import { create } from "@bufbuild/protobuf";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { ProjectSchema, UseKind, UseSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type Expansion, RunnerSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value, ValueTable } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type CigToml, providerOf, type RunnerToml, type TomlValue } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Context, Subject } from "../context.ts";
import { usualArch } from "../job/processor.ts";
import { askPlugins } from "../module/answers.ts";
import { planInputs } from "../module/module-inputs.ts";
import { namedModule } from "../module/named-module.ts";
import type { PlannedUse } from "../module/uses.ts";
import { toProviderOptions } from "../output/provider-options.ts";
import { defaultBranch } from "../output/triggers.ts";
import { resolverFor } from "../resolver.ts";
import { type LaunchedRunner, runnerKey } from "./launched-runner.ts";

type Runners = NonNullable<CigToml["runners"]>;

/**
 * Asks the plugins that `uses` of runners names what providers call them, and writes it into the runners, those of
 * members too: whoever reads one later finds tables for providers, as if they stood in cig.toml. A table that does stand
 * there comes over the plugin's, key by key.
 */
export async function describeRunners(context: Context, facts: readonly Fact[]): Promise<Context> {
  const { config, schema } = context;
  const groups = [
    { path: [], runners: schema.runners ?? {} },
    ...config.members.map(({ file, own }) => ({ path: [file], runners: own.runners ?? {} })),
  ];
  const uses = (await Promise.all(groups.map((group) => usesOf(context, group.path, group.runners)))).flat();
  if (uses.length === 0) return context;
  const project = create(ProjectSchema, {
    name: context.scope.projectName,
    defaultBranch: defaultBranch(context),
  });
  const outputs = schema.outputs ?? [{ provider: "github", path: "" }];
  const providers = [...new Set(outputs.map((output) => providerOf(output).name))].sort();
  const { expansions } = await askPlugins(context, uses, project, facts, providers);
  const described = (path: Subject, runners: Runners): Runners =>
    Object.fromEntries(
      Object.entries(runners).map(([id, runner]) => [
        id,
        withTables(runner, expansions.get(runnerKey(path, id))),
      ]),
    );
  return {
    ...context,
    launched: launchedOf(context, uses, expansions),
    schema: { ...schema, ...(schema.runners && { runners: described([], schema.runners) }) },
    config: {
      ...config,
      members: config.members.map((member) => ({
        ...member,
        own: {
          ...member.own,
          ...(member.own.runners && { runners: described([member.file], member.own.runners) }),
        },
      })),
    },
  };
}

/** Those of which the plugin says that their machines are started. */
function launchedOf(context: Context, uses: readonly Planned[], expansions: ReadonlyMap<string, Expansion>) {
  const launched = new Map<string, LaunchedRunner>();
  for (const { launcher, ...planned } of uses) {
    const { launchesOn: providers = [], versions = [] } = expansions.get(planned.use.id) ?? {};
    if (providers.length > 0)
      launched.set(planned.use.id, {
        planned,
        providers,
        versions,
        ...(launcher !== undefined && { launcher }),
      });
    else if (launcher !== undefined && expansions.has(planned.use.id)) context.tell(idle(planned));
  }
  return launched;
}

function idle({ use, plugin, subject }: PlannedUse) {
  return diagnose(
    "CIG414",
    `No machine of the runner "${use.runner!.id}" is launched, so that launcher says nothing.`,
    {
      hint: `Remove it: ${plugin.name} starts none for the outputs that there are.`,
      subject: [...subject, "launcher"],
    },
  );
}

/** The question what a runner is, and its `launcher`. */
interface Planned extends PlannedUse {
  readonly launcher?: string;
}

async function usesOf(context: Context, path: Subject, runners: Runners): Promise<Planned[]> {
  const planned: Planned[] = [];
  for (const [id, runner] of Object.entries(runners)) {
    const { os = "linux", arch = usualArch(os), uses, with: given, cache, launcher, ...tables } = runner;
    if (uses === undefined) {
      if (launcher !== undefined) context.tell(withoutPlugin(id, [...path, "runners", id, "launcher"]));
      continue;
    }
    const subject = [...path, "runners", id];
    const plugin = await namedModule(context, uses, [...subject, "uses"]);
    if (!plugin) continue;
    const use = create(UseSchema, {
      id: runnerKey(path, id),
      kind: UseKind.RUNNER,
      name: plugin.name,
      inputs: planInputs(context, resolverFor(context, {}), plugin, given ?? {}, [...subject, "with"]),
      os,
      runner: create(RunnerSchema, { id, os, arch, providerOptions: toProviderOptions(tables) }),
    });
    planned.push({ plugin, subject, use, ...(launcher !== undefined && { launcher }) });
  }
  return planned;
}

function withoutPlugin(id: string, subject: Subject) {
  return diagnose(
    "CIG414",
    `The runner "${id}" names no plugin that launches machines, so that launcher says nothing.`,
    {
      hint: 'Remove it, or write uses = "runners/aws-batch".',
      subject,
    },
  );
}

function withTables(runner: RunnerToml, expansion: Expansion | undefined): RunnerToml {
  const tables = (expansion?.providerOptions ?? []).map(({ provider, options }) => [
    provider,
    { ...fromTable(options), ...(runner[provider] as object | undefined) },
  ]);
  return { ...runner, ...Object.fromEntries(tables) };
}

function fromTable(table: ValueTable | undefined): Record<string, TomlValue> {
  return Object.fromEntries((table?.entries ?? []).map(({ key, value }) => [key, fromValue(value)]));
}

function fromValue(value: Value | undefined): TomlValue {
  const kind = value?.kind;
  switch (kind?.case) {
    case "text":
    case "boolean":
    case "number":
      return kind.value;
    case "integer":
      return Number(kind.value);
    case "list":
      return kind.value.items.map(fromValue);
    case "table":
      return fromTable(kind.value);
    default:
      return "";
  }
}
