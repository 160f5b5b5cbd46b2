import { type Job, jsonText, mergeTables, optionsFor, type Table, table, unlessEmpty } from "cig/sdk";
import { at, type Scope } from "../scope.ts";
import { recordParameters } from "../skipping/record.ts";
import { compileVariables, environmentOf, jobVariables } from "../steps/environment.ts";
import { compileSteps } from "../steps/steps.ts";
import { type TimeLimit, timeLimit } from "../steps/time.ts";
import { compileEither } from "../value/text.ts";
import { archOf, type Machine, machineFor, machineKinds, osOf } from "./machine.ts";
import { showsName, variantNames } from "./names.ts";
import { orbJobOf } from "./orb-job.ts";
import { declareParameters, parametersOf } from "./parameters.ts";
import { remarkOnJob } from "./remarks.ts";
import { flatten } from "./variant.ts";

/** A job's definition, and what its invocations must say. */
export interface CompiledJob {
  /** Absent where there is nothing to do but to wait for a person. */
  readonly definition?: Table;
  /** Executors at the top of the file, where the variants run on different machines. */
  readonly executors: ReadonlyMap<string, Table>;
  /** The name of a variant's executor; empty where all have the same. */
  readonly executorOf: ReadonlyMap<string, string>;
  readonly scope: Scope;
}

/** Keys of the escape hatch that belong to the job's place in the workflow. */
export const invocationKeys: ReadonlySet<string> = new Set([
  "context",
  "filters",
  "matrix",
  "name",
  "override-with",
  "post-steps",
  "pre-steps",
  "requires",
  "serial-group",
  "type",
]);

/** A job as CircleCI runs it, once for all its variants: what differs between them are parameters. */
export function compileJob(job: Job, key: string, top: Scope): CompiledJob {
  const runners = job.variants.map(({ runner }) => runner ?? job.runner);
  const scope: Scope = {
    ...at(top, "jobs", job.id),
    job,
    parameters: parametersOf(job),
    os: common(runners.map(osOf)),
    arch: common(runners.map(archOf)),
  };
  remarkOnJob(job, scope);
  // What an orb's job does is known to the orb.
  if (isGate(job) || orbJobOf(job)) return { executors: new Map(), executorOf: new Map(), scope };
  if (isNoOp(job))
    return { definition: table(["type", "no-op"]), executors: new Map(), executorOf: new Map(), scope };
  const time = timeLimit(job, scope);
  const { machine, executors, executorOf } = place(job, key, time, scope);
  const variables = compileVariables(jobVariables(job, scope.output.env), scope);
  const parameters = declareParameters(scope.parameters, (path) =>
    job.variants.some((variant) => !flatten(variant).has(path)),
  );
  for (const [name, parameter] of recordParameters(job, scope)) parameters.set(name, parameter);
  const [first] = executors.keys();
  if (first !== undefined) parameters.set("machine", table(["type", "executor"], ["default", first]));
  const options = new Map(
    [...optionsFor("circleci", job.providerOptions)].filter(([name]) => !invocationKeys.has(name)),
  );
  const node = table(
    ["description", showsName(job, variantNames(job, scope)) ? undefined : describe(job, scope)],
    ["parameters", unlessEmpty(parameters)],
    ...machine.node,
    // Machines of different systems have shells of their own.
    ["shell", first === undefined ? time.shell?.(scope.os) : undefined],
    ["parallelism", job.parallelism > 1 ? job.parallelism : undefined],
    ["environment", environmentOf(variables)],
    ["steps", compileSteps(job, machine.kind, variables, time, scope)],
  );
  for (const kind of machineKinds) options.delete(kind);
  return { definition: mergeTables(node, options), executors, executorOf, scope };
}

/** True for a job that is nothing but a question to a person. */
export function isGate({ approval, steps, outputs, variants }: Job): boolean {
  return approval !== undefined && steps.length === 0 && outputs.length === 0 && variants.length <= 1;
}

/** True for a job that does nothing, as the escape hatch says. */
export function isNoOp({ providerOptions }: Job): boolean {
  return optionsFor("circleci", providerOptions).get("type") === "no-op";
}

/** A name that no check can have stands at the job for those who read the file. */
function describe(job: Job, scope: Scope): string {
  return compileEither(job.name, job.nameText, "the job's name", scope) ?? "";
}

/** The machine of all variants, or an executor for each different one. */
function place(job: Job, key: string, time: TimeLimit, scope: Scope) {
  const variants = job.variants.length > 0 ? job.variants : [undefined];
  const [first] = variants;
  const shared = machineFor(job, first, scope);
  const isShared = variants.every(
    (variant) => jsonText(machineFor(job, variant, scope).node) === jsonText(shared.node),
  );
  if (isShared)
    return { machine: shared, executors: new Map<string, Table>(), executorOf: new Map<string, string>() };
  const executors = new Map<string, Table>();
  const executorOf = new Map<string, string>();
  const names = new Map<string, string>();
  const kinds = new Set<string>();
  for (const variant of job.variants) {
    // An executor at the top of the file knows no parameters of the job.
    const { kind, node: bare } = machineFor(job, variant, { ...scope, variant });
    const shell = time.shell?.(osOf(variant.runner ?? job.runner));
    const node = shell === undefined ? bare : new Map([...bare, ["shell", shell] as const]);
    kinds.add(kind);
    const text = jsonText(node);
    const name = names.get(text) ?? `${key.toLowerCase()}-${names.size + 1}`;
    names.set(text, name);
    executors.set(name, node);
    executorOf.set(variant.id, name);
  }
  if (job.services.length > 0 && kinds.size > 1)
    scope.report.add(
      "CC013",
      [...scope.subject, "services"],
      `The variants of "${job.id}" run on machines of different kinds, and its services would have to be started in different ways.`,
      "Split the job in two, or let all variants run in containers.",
    );
  const machine: Machine = { kind: shared.kind, node: table(["executor", "<< parameters.machine >>"]) };
  return { machine, executors, executorOf };
}

function common(words: readonly string[]): string | undefined {
  return words.every((word) => word === words[0]) ? words[0] : undefined;
}
