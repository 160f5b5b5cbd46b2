import type { Job, Step } from "cig/sdk";
import { compileCall } from "../actions/action.ts";
import { type Group, groupCalls } from "../actions/calls.ts";
import { callOf } from "../actions/eligible.ts";
import { compileCondition } from "../expression/condition.ts";
import { places } from "../expression/place.ts";
import { approvalName } from "../job/environment.ts";
import { variablesOf } from "../job/variables.ts";
import { jobScope, type Scope } from "../scope.ts";
import { compileRecord } from "../skipping/record.ts";
import { type Table, table, type Yaml } from "../yaml/tree.ts";
import { compileLateSaves } from "./cache.ts";
import { atRoot, ownShell } from "./own-script.ts";
import { compileBackgroundLogs } from "./run/background.ts";
import { compileIdentityToken } from "./run/identity-token.ts";
import { compileStep } from "./step.ts";

/**
 * The steps of a job, in the order of the request: what every step needs stands first; what shows the output of steps
 * in the background, what saves caches late, and what keeps that the job passed, last.
 */
export function compileSteps(job: Job, top: Scope): Yaml[] {
  const scope = jobScope(top, job);
  const token = compileIdentityToken(job, scope);
  const { ofSteps } = variablesOf(job, scope);
  const before = new Set<string>();
  const own = groupCalls(stepsForGithub(job, top)).flatMap((group): Table[] => {
    const called = compileGroup(group, job, stepScope(group.steps[0]!, job, top, before));
    if (called) return [called];
    return group.steps.flatMap((step) => {
      const at = stepScope(step, job, top, before);
      const compiled = compileStep(step, job, ofSteps, at);
      if (step.id) addId(step.id, before, at);
      return compiled;
    });
  });
  return [
    ...(job.approval ? [answered(job, scope)] : []),
    ...(token ? [token] : []),
    ...own,
    ...compileBackgroundLogs(job, top),
    ...compileLateSaves(job, scope),
    ...compileRecord(job, scope),
  ];
}

/** The call of a command that is a composite action; undefined where its steps stand in the job. */
function compileGroup(group: Group, job: Job, scope: Scope): Table | undefined {
  const command = group.call && scope.actions.get(group.call.command);
  const call = command && callOf(group, command, job, scope);
  if (!call) return undefined;
  return compileCall(
    command,
    group.call!.with,
    compileCondition(call.condition, places.stepIf, scope),
    scope,
  );
}

/** Ids of all steps of a job, for what is read when the job is over. */
export function stepIds(job: Job): Set<string> {
  return new Set(job.steps.flatMap(({ id }) => id || []));
}

/** Shows what a person has agreed to, and gives a job that only asks something to do. */
function answered(job: Job, scope: Scope): Table {
  return table(
    ["name", approvalName(job, scope)],
    ["run", "echo Approved"],
    ...atRoot(job),
    ...ownShell(job),
  );
}

/** Leaves out what belongs to another provider; without a like step for GitHub that is remarked. */
function stepsForGithub(job: Job, top: Scope): Step[] {
  const isForeign = ({ kind }: Step) =>
    kind.case === "native" && kind.value.provider !== "" && kind.value.provider !== "github";
  const own = job.steps.filter((step) => !isForeign(step));
  for (const step of job.steps.filter(isForeign)) {
    const { value } = step.kind as { value: { provider: string; uses: string } };
    const place = step.subject.join("\0");
    if (own.some(({ kind, subject }) => kind.case === "native" && subject.join("\0") === place)) continue;
    const scope = stepScope(step, job, top, new Set());
    scope.report.add(
      "GH015",
      scope.subject,
      `The step uses "${value.uses}" of ${value.provider} and says nothing for GitHub, where it is left out.`,
      "Add native.github to the step, or write a run step.",
    );
  }
  return own;
}

function stepScope(step: Step, job: Job, top: Scope, before: ReadonlySet<string>): Scope {
  const scope = jobScope(top, job);
  return {
    ...scope,
    subject: step.subject.length > 0 ? step.subject : scope.subject,
    steps: new Set(before),
  };
}

function addId(id: string, before: Set<string>, scope: Scope): void {
  if (!/^[A-Za-z_][\w-]*$/.test(id))
    scope.report.add(
      "GH001",
      scope.subject,
      `"${id}" is no id for a step on GitHub.`,
      'Use letters, digits, "_" and "-", and start with no digit.',
    );
  if ([...before].some((other) => other.toLowerCase() === id.toLowerCase()))
    scope.report.add(
      "GH021",
      scope.subject,
      `GitHub takes the ids of two steps, "${id}" among them, for the same.`,
      "Rename one.",
    );
  before.add(id);
}
