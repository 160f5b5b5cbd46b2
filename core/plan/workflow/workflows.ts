import { defaultWorkflow, type WorkflowToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { compileGlobs } from "../../repo/glob.ts";
import type { Context, Subject } from "../context.ts";

/** Some jobs with triggers of their own. */
export interface Workflow {
  /** "" is the workflow of the jobs that no other names. */
  readonly id: string;
  /** What people see; "" where nobody says it. */
  readonly name: string;
  /** Where it is written; the top of the file for the default one. */
  readonly subject: Subject;
  /** Absent for the default one. */
  readonly toml?: WorkflowToml;
  readonly jobs: ReadonlySet<string>;
  /** Empty: `stage` is for display only. */
  readonly stages: readonly string[];
}

/** The workflows that have jobs: the default one first, then those of cig.toml in their order. */
export function planWorkflows(context: Context, ids: readonly string[]): readonly Workflow[] {
  const { workflows = {}, stages = [] } = context.schema;
  const named = Object.entries(workflows).map(
    ([id, toml]): Workflow => ({
      id,
      name: toml.name ?? id,
      subject: ["workflows", id],
      toml,
      jobs: jobsOf(context, id, toml, ids),
      stages: toml.stages ?? stages,
    }),
  );
  const taken = new Set(named.flatMap(({ jobs }) => [...jobs]));
  const rest = named.length === 0 ? ids : ids.filter((id) => !taken.has(id));
  const usual: Workflow = { id: "", name: "", subject: [], jobs: new Set(rest), stages };
  return [usual, ...named].filter(({ id, jobs }) => jobs.size > 0 || (id === "" && named.length === 0));
}

/** What a workflow is called in paths and in `workflow` of an output. */
export function wordFor({ id }: Pick<Workflow, "id">): string {
  return id === "" ? defaultWorkflow : id;
}

/** The context of a workflow's jobs: what it says for itself comes before what the file says for all. */
export function workflowContext(context: Context, { toml, subject }: Workflow): Context {
  if (!toml) return context;
  const { on, env, permissions, concurrency } = toml;
  return {
    ...context,
    on: on === undefined ? context.on : [...subject, "on"],
    schema: {
      ...context.schema,
      ...(on !== undefined && { on }),
      ...(env && { env: { ...context.schema.env, ...env } }),
      ...(permissions && { permissions }),
      ...(concurrency !== undefined && { concurrency }),
    },
  };
}

/** A context in which a job finds the questions of all workflows that it is in. */
export function askingContext(context: Context, workflows: readonly Workflow[], job: string): Context {
  const own = workflows.filter(({ jobs }) => jobs.has(job));
  if (own.every(({ toml }) => toml?.on === undefined)) return context;
  const inputs = Object.assign({}, ...own.map((workflow) => inputsOf(workflowContext(context, workflow))));
  return { ...context, schema: { ...context.schema, on: { manual: { inputs } } } };
}

function inputsOf({ schema: { on } }: Context): object {
  return on && !Array.isArray(on) && typeof on.manual === "object" ? (on.manual.inputs ?? {}) : {};
}

function jobsOf(
  context: Context,
  id: string,
  { jobs: wanted }: WorkflowToml,
  ids: readonly string[],
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [index, name] of wanted.entries()) {
    const matches = name.includes("*") ? ids.filter(compileGlobs([name])) : ids.filter((job) => job === name);
    if (matches.length === 0) context.report(unknownJob(name, ids, ["workflows", id, "jobs", String(index)]));
    for (const job of matches) found.add(job);
  }
  return found;
}

function unknownJob(name: string, ids: readonly string[], subject: Subject) {
  const near = nearest(name, ids);
  return diagnose(
    "CIG424",
    name.includes("*")
      ? `No job fits "${name}".`
      : `No job is called "${name}", so that it cannot be in this workflow.`,
    {
      hint: near
        ? `Did you mean "${near}"?`
        : `There are ${ids.slice(0, 20).join(", ")}${ids.length > 20 ? ", …" : ""}.`,
      subject,
    },
  );
}
