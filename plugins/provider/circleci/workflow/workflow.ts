import { type Job, jsonText, type Output, type Table, table, type Yaml } from "cig/sdk";
import { type JobCondition, jobConditions, type Scheduled, within } from "../job/condition.ts";
import { compileInvocations, type Placed, placeJob } from "../job/invocation.ts";
import { type CompiledJob, compileJob } from "../job/job.ts";
import { jobKeys } from "../job/names.ts";
import { watchFor } from "../job/requires.ts";
import { outputScope, type Scope, type Shared } from "../scope.ts";
import type { Gates } from "../setup/gates.ts";
import { type CompiledGate, compileGate } from "../skipping/gate.ts";
import { planWorkflows, type WorkflowPlan } from "../triggers/workflows.ts";
import { allOf } from "../value/filter.ts";
import { quietly } from "../value/operand.ts";
import type { Status } from "../value/status.ts";
import { shareExecutors } from "./executors.ts";
import { workflowRetry } from "./retry.ts";

/** What a workflow of a file has to know of the others. */
export interface Surroundings {
  readonly name: string;
  /** True when some workflow of the file is started by hand. */
  readonly hasManual: boolean;
  readonly definitions: Definitions;
  readonly gates: Gates;
  readonly shared: Shared;
}

/** The workflows of one output: the same jobs, by what starts them. */
export function compileWorkflow(
  output: Output,
  { name, hasManual, definitions, gates, shared }: Surroundings,
): [string, Yaml][] {
  const retry = workflowRetry(output);
  const scope = outputScope(output, shared, retry !== undefined);
  const plans = planWorkflows(name, output.triggers, hasManual, gates, scope);
  const keys = jobKeys(output.jobs);
  const conditions = jobConditions(output.jobs, scope, undefined);
  const placed = new Map(
    output.jobs.map((job): [string, Placed] => [
      job.id,
      definitions.place(job, keys.get(job.id)!, conditions.get(job.id)!.status, scope),
    ]),
  );
  checkNames(placed, scope);
  const compile = (
    { name, when: started, changed, triggers, refs }: WorkflowPlan,
    isScheduled: Scheduled,
  ): [string, Yaml][] => {
    const known = jobConditions(output.jobs, quietly(scope), isScheduled);
    // A gate is there whatever has changed: a check that never comes holds a pull request for ever.
    const own = output.gate ? within(changed, known) : known;
    const when = [started, output.gate ? undefined : changed].filter((each) => each !== undefined);
    const present = new Map([...placed].filter(([id]) => own.has(id)));
    // Where nothing at all is left to run, the gate says so.
    if (present.size === 0 && (output.jobs.length > 0 || !output.gate)) return [];
    for (const each of present.values()) {
      const watch = watchFor(each, present, own.get(each.job.id)!);
      if (watch) definitions.watch(watch.name);
    }
    const jobs = [...present.values()].flatMap((each) =>
      compileInvocations(each, present, own.get(each.job.id)!, refs),
    );
    const gate = gateOf(output, present, own, definitions, scope);
    const all = [...jobs, ...(gate?.entries(refs) ?? [])];
    return [
      [
        name,
        table(
          ["when", when.length > 0 ? allOf(when) : undefined],
          ["max_auto_reruns", retry],
          ["triggers", triggers],
          ["jobs", all],
        ),
      ],
    ];
  };
  // Without a schedule in the file a project's settings may have one.
  const isKnown = plans.some(({ triggers }) => triggers !== undefined);
  const workflows = plans.flatMap((plan) => compile(plan, isKnown ? plan.triggers !== undefined : undefined));
  // A file has a workflow, be it one that never does anything.
  return workflows.length > 0 ? workflows : plans.slice(0, 1).flatMap((plan) => compile(plan, undefined));
}

function gateOf(
  { gate }: Output,
  placed: ReadonlyMap<string, Placed>,
  conditions: ReadonlyMap<string, JobCondition>,
  { define }: Definitions,
  scope: Scope,
): CompiledGate | undefined {
  return gate && compileGate(gate, placed, conditions, define, scope);
}

/** Jobs and executors of a file. A job that several workflows have is defined once where it is the same in all. */
export interface Definitions {
  place(job: Job, wanted: string, status: Status, scope: Scope): Placed;
  /** A job that does nothing, and only is or is not run. */
  watch(name: string): void;
  /** A job of cig's own, for all workflows that have the same; the answer is its name, the wanted one if it is free. */
  define(wanted: string, definition: Table): string;
  /** The values of `jobs` and `executors`, when all jobs are placed. */
  close(): { readonly jobs: Table; readonly executors: Table };
}

export function openDefinitions(): Definitions {
  const known = new Map<string, CompiledJob>();
  const watches = new Map<string, Table>();
  const own = new Map<string, Table>();
  const defineJob = (job: Job, wanted: string, scope: Scope): [string, CompiledJob] => {
    for (let count = 1; ; count++) {
      const key = count === 1 ? wanted : `${wanted}-${count}`;
      if (own.has(key)) continue;
      const compiled = compileJob(job, key, scope);
      const other = known.get(key);
      if (!other) known.set(key, compiled);
      if (!other || areSame(other, compiled)) return [key, compiled];
    }
  };
  return {
    place(job, wanted, status, scope) {
      const [key, compiled] = defineJob(job, wanted, scope);
      return placeJob(job, key, status, compiled);
    },
    watch(name) {
      watches.set(name, table(["type", "no-op"]));
    },
    define(wanted, definition) {
      for (let count = 1; ; count++) {
        const key = count === 1 ? wanted : `${wanted}-${count}`;
        const other = own.get(key);
        if (known.has(key) || watches.has(key) || (other && jsonText(other) !== jsonText(definition)))
          continue;
        own.set(key, definition);
        return key;
      }
    },
    close() {
      const executors = new Map([...known.values()].flatMap(({ executors }) => [...executors]));
      const jobs = [...known].flatMap(([key, { definition }]) =>
        definition ? [[key, definition] as const] : [],
      );
      const shared = shareExecutors(new Map(jobs), executors.keys());
      return {
        jobs: new Map([...shared.jobs, ...watches, ...own]),
        executors: new Map([...shared.executors, ...executors]),
      };
    },
  };
}

function areSame(one: CompiledJob, other: CompiledJob): boolean {
  const textOf = ({ definition, executors }: CompiledJob) =>
    jsonText([definition ?? null, new Map<string, Yaml>(executors)]);
  return textOf(one) === textOf(other);
}

/** Two jobs of one name in a workflow are refused by CircleCI. */
function checkNames(placed: ReadonlyMap<string, Placed>, { report }: Scope): void {
  const seen = new Map<string, Job>();
  for (const { job, names, key, matrix, approval } of placed.values())
    for (const name of new Set([
      ...names.values(),
      ...(matrix ? [key] : []),
      ...(approval ? [approval] : []),
    ])) {
      const twin = seen.get(name);
      if (twin && twin !== job)
        report.add(
          "CC001",
          ["jobs", job.id],
          `CircleCI shows the jobs "${twin.id}" and "${job.id}" by the same name, "${name}", and refuses that.`,
          "Give one of them another name.",
        );
      seen.set(name, job);
    }
}
