import { asksStatus, type Job, type Step } from "cig/sdk";
import { call } from "../groovy/call.ts";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { type Question, questionOf } from "../job/input.ts";
import type { Copy } from "../order/copies.ts";
import { below, helper, type Scope } from "../scope.ts";
import { compileCondition } from "../value/condition.ts";
import { secretVariable } from "../value/reference.ts";
import { textSource } from "../value/text.ts";
import { compileDownload, compileUpload } from "./artifact.ts";
import { compileCache } from "./cache.ts";
import { compileCheckout } from "./checkout.ts";
import { binding, type JobVariables, secretsIn } from "./environment.ts";
import { compileNative } from "./native.ts";
import { compileReport } from "./report.ts";
import { compileRun, inSurroundings, type Surroundings } from "./run.ts";
import { compileShard } from "./shard.ts";
import { compileToolchain } from "./toolchain.ts";

/** A step with when it runs. */
export interface Item {
  readonly code: readonly Code[];
  /** Groovy; absent: always, as far as `after` lets it. */
  readonly condition?: string;
  /** "success": only while nothing has failed; "any": the condition says so itself. */
  readonly after: "success" | "any";
  /** True for what only shows people what came out. */
  readonly isReport: boolean;
}

/** In a body that goes on after a failure: what success() and failure() ask. */
const words = { success: "failure == null", failure: "failure != null" };

/** The steps of a run in the request's order; before them what they need, after them what they leave. */
export function compileSteps(copy: Copy, variables: JobVariables, top: Scope): Item[] {
  const { job } = copy;
  const around: Surroundings = {
    job,
    secret: variables.secret,
    hasTools: hasTools(job),
    read: new Set(referencesIn(job).flatMap((path) => (path[0] === "steps" ? (path[1] ?? []) : []))),
  };
  const before = new Set<string>();
  const atEnd: Item[] = [];
  const items = ownSteps(job, top).flatMap((step, index): Item[] => {
    const subject = step.subject.length > 0 ? step.subject : top.subject;
    const scope: Scope = { ...top, subject, steps: new Set(before) };
    const made = compileStep(step, index, copy, around, atEnd, scope);
    if (step.id) before.add(step.id);
    return made.length > 0 ? [itemOf(made, step, scope)] : [];
  });
  const late = [...atEnd, ...compileOutputs(job, { ...top, steps: before })];
  // What a success leaves comes before what runs at the end whatever happened, so that this stays the end.
  const end = items.findLastIndex(({ after }) => after === "success") + 1;
  const leaves = late.filter(({ after }) => after === "success");
  return [
    ...items.slice(0, end),
    ...leaves,
    ...items.slice(end),
    ...late.filter(({ after }) => after === "any"),
  ];
}

/** True when a step sets up a tool by a script, which later steps then find through a file. */
export function hasTools(job: Job): boolean {
  return job.steps.some(
    ({ kind }) =>
      kind.case === "toolchain" && !kind.value.native.some(({ provider }) => provider === "jenkins"),
  );
}

/** The paths of all run-time names in a message. */
export function referencesIn(message: object): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const open: unknown[] = [message];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    const { $typeName, path } = value as { $typeName?: string; path?: string[] };
    if ($typeName === "cig.plugin.v1.Reference" && path) found.push(path);
    else for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
  return found;
}

function itemOf(code: readonly Code[], step: Step, scope: Scope): Item {
  const isReport = step.kind.case === "report";
  const { condition } = step;
  if (!condition) return { code, after: "success", isReport };
  const source = compileCondition(condition, words, below(scope, "if"));
  // success() alone is what every step asks.
  if (source === words.success) return { code, after: "success", isReport };
  const after = asksStatus(condition) ? "any" : "success";
  return { code, after, isReport, ...(source !== "true" && { condition: source }) };
}

/** Leaves out what belongs to another provider; without a like step for Jenkins that is remarked. */
function ownSteps(job: Job, scope: Scope): Step[] {
  const isForeign = ({ kind }: Step) =>
    kind.case === "native" && kind.value.provider !== "" && kind.value.provider !== "jenkins";
  const own = job.steps.filter((step) => !isForeign(step));
  for (const step of job.steps.filter(isForeign)) {
    const { value } = step.kind as { value: { provider: string; uses: string } };
    const place = step.subject.join("\0");
    if (own.some(({ kind, subject }) => kind.case === "native" && subject.join("\0") === place)) continue;
    scope.report.add(
      "JK015",
      step.subject.length > 0 ? step.subject : scope.subject,
      `The step uses "${value.uses}" of ${value.provider} and says nothing for Jenkins, where it is left out.`,
      "Add native.jenkins to the step, or write a run step.",
    );
  }
  return own;
}

function compileStep(
  step: Step,
  index: number,
  copy: Copy,
  around: Surroundings,
  atEnd: Item[],
  scope: Scope,
): Code[] {
  const { kind } = step;
  const { job } = copy;
  const plain = (code: readonly Code[]) =>
    inSurroundings(code, { env: step.env }, withoutFolder(step), withoutFolder(around), scope);
  switch (kind.case) {
    case "run": {
      const script = { source: kind.value.script, shell: step.shell || job.shell, env: step.env };
      return compileRun(script, step, around, index, scope);
    }
    case "toolchain":
      return compileToolchain(kind.value, step, around, index, scope);
    case "shard":
      return compileShard(kind.value, step, around, index, scope);
    case "checkout":
      return plain(compileCheckout(kind.value, step, scope));
    case "cache": {
      const { here, atEnd: late } = compileCache(kind.value, scope);
      if (late) atEnd.push(...lateItem(late, step, scope));
      return [...here];
    }
    case "upload":
      return plain(compileUpload(kind.value, step, copy, scope));
    case "download":
      return plain(compileDownload(kind.value, step, job, scope));
    case "native":
      return bound(
        kind.value.with.flatMap(({ value }) => secretsIn(value)),
        inSurroundings(compileNative(kind.value, step, scope), { env: step.env }, step, around, scope),
      );
    case "report":
      return compileReport(kind.value, step, job, scope);
    case "approve":
      return [inputCall(questionOf(kind.value, `the next steps of ${job.name || job.id}`, scope))];
    case undefined:
      throw new Error(`bug: a step of the job "${job.id}" does nothing`);
  }
}

/** Secrets in the arguments of a step are bound around it. */
function bound(secrets: readonly string[], code: Code[]): Code[] {
  const bindings = [...new Set(secrets)].map((secret) => binding(secret, secretVariable(secret)));
  return bindings.length > 0 ? [block(`withCredentials([${bindings.join(", ")}])`, code)] : code;
}

/** Such a step names its paths itself, and secrets of the job are not its business. */
function withoutFolder<T extends Step | Surroundings>(value: T): T {
  if ("kind" in value) {
    const { workingDirectoryText: _, ...rest } = value as Step;
    return { ...rest, workingDirectory: "." } as T;
  }
  return { ...value, secret: [] };
}

function lateItem(
  late: NonNullable<ReturnType<typeof compileCache>["atEnd"]>,
  { condition }: Step,
  scope: Scope,
): Item[] {
  const conditions = [
    ...(condition && !asksStatus(condition) ? [compileCondition(condition, words, below(scope, "if"))] : []),
    ...(late.condition ? [late.condition] : []),
  ];
  return [
    {
      code: late.code,
      after: late.always ? "any" : "success",
      isReport: false,
      ...(conditions.length > 0 && { condition: conditions.map((each) => `(${each})`).join(" && ") }),
    },
  ];
}

function inputCall({ message, submitter }: Question): string {
  return call(
    "input",
    [
      ["message", message],
      ["submitter", submitter],
    ],
    "",
  );
}

/** Keeps the job's outputs for the jobs behind it. Of several runs the last one's count. */
function compileOutputs(job: Job, top: Scope): Item[] {
  if (job.outputs.length === 0) return [];
  const code = job.outputs.map(({ name, value }) => {
    const scope = below(top, "outputs", name);
    if (!/^[A-Za-z_][\w-]*$/.test(name))
      scope.report.add(
        "JK001",
        scope.subject,
        `"${name}" is no name for an output.`,
        "Use letters, digits and _.",
      );
    if (secretsIn(value).length > 0)
      scope.report.add(
        "JK002",
        scope.subject,
        "Jenkins binds secrets around steps, and an output leaves them.",
        "Let the other job use the secret itself.",
      );
    return `${helper(top, "keep")}(${groovyString(`${job.id} ${name}`)}, ${textSource(value, scope)})`;
  });
  return [{ code, after: "success", isReport: false }];
}
