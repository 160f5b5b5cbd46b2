import * as z from "zod/mini";
import { command, commandPart } from "./schema/command.ts";
import { concurrency, env, hatch, permissions } from "./schema/common.ts";
import { include, workspace } from "./schema/files.ts";
import { job } from "./schema/job.ts";
import { distinct, id, looseId } from "./schema/names.ts";
import { backend } from "./schema/parts/backend.ts";
import { cache } from "./schema/parts/cache.ts";
import { runner } from "./schema/parts/runner.ts";
import { policy } from "./schema/policy.ts";
import { detect, gate, output, plugins, project, skip } from "./schema/sections.ts";
import { serviceDefinition, servicePart } from "./schema/service.ts";
import { docs, type Fault, key, list, requiredKey, rule, table } from "./schema/strict.ts";
import { scalar } from "./schema/text.ts";
import { triggers } from "./schema/triggers.ts";
import { stages, workflow, workflowPart } from "./schema/workflow.ts";

export type { AxisValue } from "./schema/matrix.ts";
export { axesOf } from "./schema/matrix.ts";
export { actions as stepActions } from "./schema/step.ts";
export type { TomlValue } from "./schema/text.ts";

/** The versions of the language that this cig understands. */
export const languageVersions = ["0.2"] as const;

const variable = scalar();

const outputs = list("a list of tables, written as [[outputs]]", output).check(
  distinct("output", (each: { path: string }) => each.path),
);

const overlay = {
  project: key(project, "The project as a whole."),
  variables: key(
    z.record(id, variable, 'a table such as { RUBY_VERSION = "3.3" }').check(rule(faultsOfVariables)),
    "Values for `{{ NAME }}`; overridden by a profile, CIG_VAR_NAME and --var.",
  ),
  on: key(
    triggers,
    "When it runs. Default: pushes to the default branch, pull requests and the merge queue.",
  ),
  env: key(env, "Variables of all jobs."),
  permissions: key(permissions, "Rights of the jobs' tokens. Default: the least that the plan needs."),
  concurrency: key(concurrency, "At most one run of a group at a time."),
  stages: key(
    stages,
    "The order of the jobs that name a stage: those of one wait for all of the stage before.",
  ),
  jobs: key(z.record(id, job, "a table of jobs, written as [jobs.ID]"), "The jobs."),
  caches: key(
    z.record(looseId, cache, "a table of caches, written as [caches.ID]"),
    "Caches, or changes to those of plugins.",
  ),
  backends: key(
    z.record(looseId, backend, "a table of backends, written as [backends.ID]"),
    "Where caches lie that are not in the provider's own.",
  ),
  runners: key(z.record(looseId, runner, "a table of runners, written as [runners.ID]"), "Where jobs run."),
  outputs: key(outputs, "The files to render."),
  plugins: key(plugins, "Versions and places of plugins."),
  policy: key(policy, "Levels of rules, and waivers."),
  detect: key(detect, "What is evidence of what the repository is."),
  gate: key(gate, "The one check to require."),
  skip: key(skip, "How jobs that already succeeded on the same inputs are left out."),
  provider: key(hatch, "Merged last into every file that a provider renders."),
};

const templates = key(
  z.record(id, job, "a table of templates, written as [templates.ID]"),
  "Parts of jobs, for `extends`.",
);

const profile = table("a table that is laid over the file", {
  ...overlay,
  templates,
  commands: key(z.record(id, commandPart, "a table of commands"), "Named lists of steps."),
  workflows: key(z.record(id, workflowPart, "a table of workflows"), "Jobs with triggers of their own."),
  services: key(z.record(looseId, servicePart, "a table of services"), "Servers beside jobs."),
});
docs.add(profile, { id: "Profile" });

const shape = {
  version: requiredKey(z.string('"0.2", in quotes'), 'The version of the language: "0.2".'),
  ...overlay,
  templates,
  commands: key(
    z.record(id, command, "a table of commands, written as [commands.ID]"),
    "Named lists of steps, which jobs call.",
  ),
  workflows: key(
    z.record(id, workflow, "a table of workflows, written as [workflows.ID]").check(rule(faultsOfWorkflows)),
    "Some jobs with triggers of their own.",
  ),
  services: key(
    z.record(looseId, serviceDefinition, "a table of services, written as [services.ID]"),
    "Servers beside jobs, by name.",
  ),
  profiles: key(
    z.record(id, profile, "a table of profiles, written as [profiles.ID]"),
    "Overlays, chosen by --profile.",
  ),
  include: key(
    include,
    "More files of the same language, relative to this one; their tables are joined with it.",
  ),
  workspace: key(workspace, "Folders with a cig.toml of their own, which adds jobs."),
};

/** The whole of cig.toml: strict everywhere but in the escape hatches, nothing defaulted, keys as written. */
export const cigToml = table("a table", shape);

/** cig.toml after parsing. Keys are as in the file; records keep the author's order. */
export type CigToml = z.infer<typeof cigToml>;
export type JobToml = z.infer<typeof job>;
export type StepToml = NonNullable<JobToml["steps"]>[number];
export type MatrixToml = NonNullable<JobToml["matrix"]>;
export type JobServicesToml = NonNullable<JobToml["services"]>;
export type PackagesToml = NonNullable<JobToml["packages"]>;
export type ServiceToml = z.infer<typeof serviceDefinition>;
export type CacheToml = z.infer<typeof cache>;
export type BackendToml = z.infer<typeof backend>;
export type RunnerToml = z.infer<typeof runner>;
export type OutputToml = z.infer<typeof output>;
export type TriggersToml = z.infer<typeof triggers>;
export type ArtifactToml = NonNullable<JobToml["artifacts"]>[number];
export type DownloadToml = NonNullable<JobToml["uses_artifacts"]>[number];
export type CheckoutToml = NonNullable<JobToml["checkout"]>;
export type ConcurrencyToml = z.infer<typeof concurrency>;
export type PermissionsToml = z.infer<typeof permissions>;
export type SkipToml = z.infer<typeof skip>;
export type EnvToml = z.infer<typeof env>;
export type CommandToml = z.infer<typeof command>;
export type WorkflowToml = z.infer<typeof workflow>;

/** The keys of the top level in the order in which a person writes them. */
export const keyOrder = Object.keys(shape) as (keyof CigToml)[];

/** The provider of an output, and its escape hatch if it has one. */
export function providerOf(each: OutputToml): { name: string; options?: Record<string, unknown> } {
  if (typeof each.provider === "string") return { name: each.provider };
  const [entry] = Object.entries(each.provider);
  return { name: entry![0], options: entry![1] };
}

/** What the workflow of the jobs that no other names is called. */
export const defaultWorkflow = "default";

function* faultsOfWorkflows(workflows: Record<string, unknown>): Iterable<Fault> {
  if (Object.hasOwn(workflows, defaultWorkflow))
    yield {
      message: `"${defaultWorkflow}" is the workflow of the jobs that no other workflow names.`,
      hint: "Choose another name, or leave these jobs out of all workflows: they run as [on] says.",
      path: [defaultWorkflow],
      onKey: true,
    };
}

function* faultsOfVariables(variables: Record<string, unknown>): Iterable<Fault> {
  for (const name of Object.keys(variables))
    if (["workspace", "true", "false"].includes(name))
      yield {
        message: `"${name}" already has a meaning in {{ }}, so that it cannot name a variable.`,
        hint: "Choose another name.",
        path: [name],
        onKey: true,
      };
}
