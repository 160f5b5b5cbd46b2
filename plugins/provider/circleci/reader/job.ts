import {
  and,
  type Decision,
  decide,
  type JobRow,
  liftRetries,
  type Occasion,
  type Truth,
} from "cig/sdk/table";
import { type Definitions, orbName, plainSteps, withParameters } from "./definitions.ts";
import { readMachine, variablesOf, withExecutor } from "./executor.ts";
import { extrasOfJob } from "./extras.ts";
import { judgeFilters } from "./filters.ts";
import { type Invocation, wordsOf } from "./matrix.ts";
import { namesOn, type Project, readText } from "./names.ts";
import { withPorts } from "./ports.ts";
import { isRecord, type Raw, recordOf, textsOf } from "./raw.ts";
import { afterOf, type Requires } from "./requires.ts";
import { secretsIn } from "./secrets.ts";
import type { Environment } from "./shell/words.ts";
import { parted } from "./steps/run.ts";
import { type JobState, openState } from "./steps/state.ts";
import { leavesFiles, readSteps } from "./steps/steps.ts";
import { judgeGuard } from "./steps/time.ts";
import { withoutVariants } from "./variants.ts";

/** The workflow around a job. */
export interface InWorkflow {
  readonly definitions: Definitions;
  readonly project: Project;
  readonly invocations: readonly Invocation[];
  readonly ids: ReadonlyMap<Invocation, string>;
  readonly requires: ReadonlyMap<Invocation, Requires>;
  /** Whether a pipeline of the occasion runs the workflow. */
  readonly started: (occasion: Occasion) => Truth;
  /** Further tries of each job. */
  readonly retries: number;
}

/** The row of one invocation; none for an approval that only one job waits for, which has it in its own row. */
export function readJob(invocation: Invocation, around: InWorkflow): JobRow[] {
  const { definitions, requires, ids, invocations } = around;
  if (isFolded(invocation, around) || isWatch(invocation, around)) return [];
  const { given, key } = invocation;
  const definition = recordOf(definitions.jobs[key]);
  const job = withExecutor(withParameters(definition, given), definitions);
  const variables = variablesOf(job);
  const { rest } = parted(variables);
  const machine = isRecord(definitions.jobs[key]) ? readMachine(job) : { ...readMachine(job), os: "linux" };
  const state = openState({
    project: around.project,
    rawEnv: variables,
    env: sharded(rest),
    workingDirectory: job.working_directory,
    shell: job.shell,
    services: [...machine.services],
  });
  const steps = isRecord(definitions.jobs[key]) ? bodyOf(job, given, definitions) : [];
  const workspace = { job: leavingName(invocation, around), before: leavingBefore(invocation, around) };
  readSteps(steps, [], workspace, definitions, state);
  if (!isRecord(definitions.jobs[key]) && !isApproval(invocation))
    state.add({ kind: "native", uses: orbName(key, definitions) });
  const isTolerated = invocations.some((other) => requires.get(other)!.tolerated.includes(invocation));
  const lifted = liftRetries(withoutVariants(state.steps, wordsOf(invocation)));
  const time = decideJob(invocation, state, around);
  const needs = [...new Set(needsOf(invocation, around))].sort();
  const isAny = (id: string) => anyIds.includes(id);
  const anyIds = invocations
    .filter((each) => state.needsAny.includes(each.key))
    .map((each) => ids.get(each)!);
  return [
    {
      id: ids.get(invocation)!,
      needs: needs.filter((id) => !isAny(id)),
      needsAny: needs.filter(isAny),
      runsOn: time.runsOn,
      runsAfter: time.runsAfter,
      os: machine.os,
      arch: machine.arch,
      ...(machine.machine && { machine: machine.machine }),
      ...(machine.image && { image: machine.image }),
      services: state.services
        .map((service) => withPorts(service, state.env))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      secrets: secretsIn([state.env, state.steps, state.toolEnv, state.outputs], job.docker),
      // The clock is asked by the job's shell.
      timeoutMinutes: String(job.shell ?? "").includes("cig/in-time") ? state.timeoutMinutes : 0,
      continueOnError: isTolerated,
      permissions: [],
      ...groupOf(given["serial-group"]),
      ...environmentNamed(given.context),
      approval:
        isApproval(invocation) || requires.get(invocation)!.needs.some((each) => isFolded(each, around)),
      retries: around.retries || lifted.retries,
      parallelism: Number(readText(job.parallelism)) || 1,
      failFast: false,
      // Every job has a token.
      oidc: !isApproval(invocation),
      steps: lifted.steps,
      outputs: state.outputs,
      ...(around.project.tellsOwn && {
        extras: extrasOfJob(invocation.name, given, job, isRecord(definitions.jobs[key])),
      }),
    },
  ];
}

/** The number of copies is known to every one of them. */
function sharded(env: Environment): Record<string, string> {
  return env.CIG_SHARD_TOTAL === undefined ? { ...env } : { ...env, CIG_SHARD_TOTAL: "{{ shard.total }}" };
}

function bodyOf(job: Raw, given: Raw, definitions: Definitions) {
  return ["pre-steps", "steps", "post-steps"].flatMap((part) =>
    plainSteps(part === "steps" ? job.steps : given[part], definitions),
  );
}

function isApproval({ given }: Invocation): boolean {
  return given.type === "approval";
}

/**
 * True for an approval that is part of one job: only that one waits for it, and its name says so. Any other is a job
 * of its own, as people write `hold`.
 */
function isFolded(approval: Invocation, { invocations, requires }: InWorkflow): boolean {
  if (!isApproval(approval)) return false;
  const waiting = invocations.filter((each) => requires.get(each)!.needs.includes(approval));
  const [only, ...others] = waiting;
  if (!only || approval.key === only.key || others.some(({ key }) => key !== only.key)) return false;
  return approval.name.includes(only.key) || approval.name.includes(only.name);
}

/** True for a job that does nothing: others wait for how it ends. */
function isWatch({ key }: Invocation, { definitions }: InWorkflow): boolean {
  return recordOf(definitions.jobs[key]).type === "no-op";
}

/** What a job needs; in the place of an approval what that one waits for. */
function needsOf(invocation: Invocation, around: InWorkflow, above: readonly Invocation[] = []): string[] {
  return around.requires.get(invocation)!.needs.flatMap((each) => {
    if (above.includes(each) || isWatch(each, around)) return [];
    return isFolded(each, around) ? needsOf(each, around, [...above, invocation]) : [around.ids.get(each)!];
  });
}

/** Keys of jobs before this one, near and far, that leave files in the workspace; sorted. */
function leavingBefore(invocation: Invocation, around: InWorkflow): string[] {
  const { requires, definitions } = around;
  const seen = new Set<Invocation>();
  const open = [...requires.get(invocation)!.needs];
  for (let each = open.pop(); each; each = open.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    open.push(...requires.get(each)!.needs);
  }
  const leaving = [...seen].filter(({ key }) => {
    const job = definitions.jobs[key];
    return isRecord(job) && leavesFiles(plainSteps(job.steps, definitions));
  });
  return [...new Set(leaving.map((each) => leavingName(each, around)))].sort();
}

/** What all variants of a job share; a job that its workflow calls otherwise is another one. */
function leavingName(invocation: Invocation, { definitions, ids, invocations }: InWorkflow): string {
  const { key, given, values } = invocation;
  const parameters = Object.keys(recordOf(recordOf(definitions.jobs[key]).parameters));
  const isOneOfMany = invocations.some((other) => other !== invocation && other.key === key);
  const isVariant = values.size > 0 || (isOneOfMany && parameters.some((name) => given[name] !== undefined));
  return isVariant ? key : ids.get(invocation)!;
}

/**
 * The project stands in front of a group that cig makes. Variants that wait for each other in lanes are at most so many
 * at a time.
 */
function groupOf(group: unknown): Pick<JobRow, "concurrency" | "maxParallel"> {
  if (group === undefined) return { maxParallel: 0 };
  const lanes = /\/[\w-]+\/\d+-of-(\d+)$/.exec(String(group))?.[1];
  if (lanes !== undefined && String(group).includes("pipeline.number")) return { maxParallel: Number(lanes) };
  const own = String(group).replace(/^<<\s*pipeline\.project\.slug\s*>>\//, "");
  return { concurrency: readText(own), maxParallel: 0 };
}

/** A context of its own is where a deployment's secrets are, and who may use them. */
function environmentNamed(context: unknown): { environment?: string } {
  const [only, ...others] = textsOf(context);
  return only !== undefined && others.length === 0 ? { environment: readText(only) } : {};
}

function decideJob(invocation: Invocation, state: JobState, around: InWorkflow): Decision {
  const after = afterOf(around.requires.get(invocation)!, state.needsAny);
  return decide((occasion, ending) => {
    if (ending === "failure" ? after === "success" : after === "failure") return false;
    const names = namesOn(occasion, state.project);
    return and([
      around.started(occasion),
      judgeFilters(invocation.given.filters ?? {}, names),
      ...state.questions.map(({ guard, environment }) => judgeGuard(guard, names, environment)),
    ]);
  });
}
