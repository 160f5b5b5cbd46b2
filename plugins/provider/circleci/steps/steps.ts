import {
  type Expression,
  isYamlTable,
  type Job,
  mergeTables,
  optionsFor,
  type Step,
  type Table,
  table,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import { guardsOf } from "../job/guards.ts";
import { type MachineKind, needsDocker } from "../job/machine.ts";
import { compileServiceSteps } from "../job/services.ts";
import { below, type Scope } from "../scope.ts";
import { recordSteps } from "../skipping/record.ts";
import { withOwnEvents } from "../value/event.ts";
import { compileGuard } from "../value/guard.ts";
import { compileLogic } from "../value/logic.ts";
import { quietly } from "../value/operand.ts";
import { type Carried, command } from "../value/shell.ts";
import { splitStatus } from "../value/status.ts";
import { compileDownload, compileUpload } from "./artifact.ts";
import { compileCache } from "./cache.ts";
import { type CompiledStep, joinCalls } from "./calls.ts";
import { compileCheckout } from "./checkout.ts";
import { exportStep, type Variables } from "./environment.ts";
import { checkMarks, leaveMark } from "./marks.ts";
import { compileNative } from "./native.ts";
import { tokenStep } from "./oidc.ts";
import { compileOutputs, readSteps } from "./outputs.ts";
import { compileReport } from "./report.ts";
import { type Around, compileRun } from "./run.ts";
import { compileShard } from "./shard.ts";
import type { TimeLimit } from "./time.ts";
import { compileToolchain } from "./toolchain.ts";
import { attachStep, needsWorkspace } from "./workspace.ts";

/** The steps of a job in the request's order; before them what they need, after them what they leave. */
export function compileSteps(
  job: Job,
  kind: MachineKind,
  variables: Variables,
  time: TimeLimit,
  scope: Scope,
): Yaml[] {
  const retry = scope.rerunsWorkflow ? undefined : job.retry;
  const token = tokenStep(job, scope);
  const guards = guardsOf(job, scope);
  const around: Around = {
    job,
    exported: token ? new Set([...variables.exported, job.oidc!.env]) : variables.exported,
    read: readSteps(job),
    limit: time.limit,
    ...(retry && { retry }),
  };
  const before = new Set<string>();
  const atEnd: Yaml[] = [];
  const steps = stepsForCircleci(job, scope).map((given, index): CompiledStep => {
    const own = stepScope(given, before, scope);
    const step = given.condition
      ? { ...given, condition: withOwnEvents(given.condition, below(own, "if")) }
      : given;
    const nodes = compileStep(step, index, around, atEnd, own);
    if (step.id) addId(step.id, before, own);
    return { step, nodes };
  });
  const all = [
    ...(time.step ? [time.step] : []),
    ...(kind === "docker" && needsDocker(job) ? ["setup_remote_docker"] : []),
    ...(needsWorkspace(job, guards, scope.output) ? [attachStep(job)] : []),
    ...checkMarks(job, scope),
    ...(variables.exports.length > 0 ? [exportStep(variables.exports)] : []),
    ...haltSteps(guards, scope),
    ...(token ? [token] : []),
    ...compileServiceSteps(job, kind, scope.os, scope),
    ...joinCalls(steps, scope),
    ...compileOutputs(job, { ...scope, steps: before }),
    ...atEnd,
    ...leaveMark(job, scope),
    ...recordSteps(job, scope),
  ];
  // CircleCI takes no job without a step.
  return all.length > (time.step ? 1 : 0) ? all : [...all, table(["run", "true"])];
}

/** A step that ends the job without a failure unless what it asks holds. */
function haltSteps(guards: readonly Expression[], top: Scope): Yaml[] {
  if (guards.length === 0) return [];
  const scope = below(top, "if");
  const carried: Carried = new Map();
  const questions = guards.map((guard) => compileGuard(guard, carried, scope) ?? "false");
  return [
    table([
      "run",
      table(
        ["name", "Ask whether the job is wanted"],
        [
          "command",
          command(
            `if ! { ${questions.join(" && ")}; }; then`,
            `  echo "The job's condition does not hold."`,
            "  circleci-agent step halt",
            "fi",
          ),
        ],
        ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
      ),
    ]),
  ];
}

/** Leaves out what belongs to another provider; without a like step for CircleCI that is remarked. */
function stepsForCircleci(job: Job, scope: Scope): Step[] {
  const isForeign = ({ kind }: Step) =>
    kind.case === "native" && kind.value.provider !== "" && kind.value.provider !== "circleci";
  const own = job.steps.filter((step) => !isForeign(step));
  for (const step of job.steps.filter(isForeign)) {
    const { value } = step.kind as { value: { provider: string; uses: string } };
    const place = step.subject.join("\0");
    if (own.some(({ kind, subject }) => kind.case === "native" && subject.join("\0") === place)) continue;
    const { report, subject } = stepScope(step, new Set(), scope);
    report.add(
      "CC015",
      subject,
      `The step uses "${value.uses}" of ${value.provider} and says nothing for CircleCI, where it is left out.`,
      "Add native.circleci to the step, or write a run step.",
    );
  }
  return own;
}

function stepScope(step: Step, before: ReadonlySet<string>, scope: Scope): Scope {
  return {
    ...scope,
    subject: step.subject.length > 0 ? step.subject : scope.subject,
    steps: new Set(before),
  };
}

function compileStep(step: Step, index: number, around: Around, atEnd: Yaml[], scope: Scope): Yaml[] {
  const { kind } = step;
  const { job } = around;
  const isRun =
    kind.case === "run" ||
    (kind.case === "toolchain" && !kind.value.native.some(({ provider }) => provider === "circleci"));
  if (!isRun) refuseForRunOnly(step, scope);
  const compiled = ((): Yaml[] => {
    switch (kind.case) {
      case "run": {
        const shell = step.shell || job.shell;
        return [
          runNode(
            table([
              "run",
              compileRun({ source: kind.value.script, env: step.env, shell }, step, around, scope),
            ]),
          ),
        ];
      }
      case "toolchain":
        return [runNode(new Map([compileToolchain(kind.value, step, around, scope)]))];
      case "checkout":
        return compileCheckout(kind.value, scope);
      case "cache": {
        const { here, atEnd: late } = compileCache(kind.value, job, scope);
        atEnd.push(...late.map((each) => conditional(each, step, isRun, scope)));
        return [...here];
      }
      case "upload":
        return compileUpload(kind.value, step, job, index, scope);
      case "download":
        return compileDownload(kind.value, job, scope);
      case "native":
        return [new Map([compileNative(kind.value, scope)])];
      case "shard":
        return [compileShard(kind.value, scope)];
      case "report":
        return compileReport(kind.value, step, job, index, scope);
      case "approve":
        throw new Error(`bug: a step of "${job.id}" waits for a person, which [support] refuses`);
      case undefined:
        throw new Error(`bug: a step of the job "${job.id}" does nothing`);
    }
  })();
  return together(
    compiled.map((each) => withOptions(each, step, compiled)),
    step,
    isRun,
    scope,
  );
}

/** A script without anything else in the short form that people write. */
function runNode(step: Table): Table {
  const run = step.get("run");
  return isYamlTable(run) && run.size === 1 && run.has("command") ? table(["run", run.get("command")]) : step;
}

/** The escape hatch: merged into what stands behind the step's word, in the one step that it is, or the first. */
function withOptions(node: Yaml, step: Step, all: readonly Yaml[]): Yaml {
  const options = optionsFor("circleci", step.providerOptions);
  if (options.size === 0 || node !== all[0]) return node;
  const [word, inner] = isYamlTable(node) ? [...node][0]! : [String(node), new Map()];
  const base = isYamlTable(inner) ? inner : word === "run" ? table(["command", inner]) : new Map();
  const own = table([word, withoutSilence(mergeTables(base, options))]);
  return options.get("no_output_timeout") === false ? runNode(own) : own;
}

/** `no_output_timeout = false` leaves out the limit that cig writes for the job's time. */
function withoutSilence(inner: Table): Table {
  if (inner.get("no_output_timeout") !== false) return inner;
  return new Map([...inner].filter(([key]) => key !== "no_output_timeout"));
}

/** Steps under one condition that CircleCI decides before the job runs. */
function together(steps: readonly Yaml[], step: Step, isRun: boolean, scope: Scope): Yaml[] {
  const condition = conditionOf(step, isRun, scope);
  if (condition === undefined || steps.length === 0) return [...steps];
  return [table(["when", table(["condition", condition], ["steps", [...steps]])])];
}

function conditional(node: Yaml, step: Step, isRun: boolean, scope: Scope): Yaml {
  return together([node], step, isRun, scope)[0]!;
}

function conditionOf(step: Step, isRun: boolean, top: Scope): Yaml | undefined {
  const scope = below(top, "if");
  const condition = splitStatus(step.condition);
  if (!condition) {
    scope.report.add(
      "CC004",
      scope.subject,
      "CircleCI asks whether a step has failed before it looks at anything else, and this condition mixes the two.",
      "Write failure() && … or always() && …, or split the step in two.",
    );
    return undefined;
  }
  const { status, rest } = condition;
  if (status === "cancelled")
    scope.report.add(
      "CC004",
      scope.subject,
      "CircleCI runs nothing more in a job that was cancelled.",
      "Leave the step out, or write failure().",
    );
  // Files are gathered by a script, and CircleCI stores what there is whatever has happened.
  if (status !== "success" && !isRun && step.kind.case !== "upload" && step.kind.case !== "report")
    scope.report.add(
      "CC004",
      scope.subject,
      `CircleCI runs ${status === "failure" ? "only scripts" : "no such step"} after a failure.`,
      "Do the work in a run step.",
    );
  if (!rest) return undefined;
  const logic = compileLogic(rest, quietly(scope));
  if (logic !== undefined) return compileLogic(rest, scope);
  const isGuarded = isRun && compileGuard(rest, new Map(), scope) !== undefined;
  if (!isGuarded)
    scope.report.add(
      "CC004",
      scope.subject,
      isRun
        ? "Neither CircleCI nor a shell can decide this condition."
        : "CircleCI decides before the job runs whether such a step is there, and this condition needs what only the job knows.",
      isRun
        ? "Use startsWith(), endsWith(), contains() or ==."
        : "Do the work in a run step, or ask git.branch, git.tag, matrix or inputs.",
    );
  return undefined;
}

/** Settings of a step that only scripts can have. */
function refuseForRunOnly(step: Step, { report, subject }: Scope): void {
  const isOrb = step.kind.case === "native" || step.kind.case === "toolchain";
  if (step.env.length > 0 && isOrb)
    report.add(
      "CC016",
      [...subject, "env"],
      "A step of an orb has no variables of its own on CircleCI.",
      "Give them to the job, or as inputs of the orb.",
    );
  if (step.continueOnError)
    report.add(
      "CC016",
      [...subject, "continue_on_error"],
      "Only a script may fail on CircleCI without ending the job.",
      "Do the work in a run step, or leave out continue_on_error.",
    );
  if (step.timeoutMinutes > 0)
    report.add(
      "CC025",
      [...subject, "timeout"],
      "Only scripts have a time limit on CircleCI; this step has none.",
      "Leave out timeout.",
    );
}

function addId(id: string, before: Set<string>, scope: Scope): void {
  if (!/^[A-Za-z_][\w-]*$/.test(id))
    scope.report.add(
      "CC001",
      scope.subject,
      `"${id}" is no id for a step on CircleCI.`,
      'Use letters, digits, "_" and "-", and start with no digit.',
    );
  before.add(id);
}
