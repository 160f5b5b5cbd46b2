import { asksStatus, type Job, optionsFor, type Table } from "cig/sdk";
import { type Block, block, blockUnlessEmpty, type Code } from "../groovy/code.ts";
import { comment } from "../groovy/comment.ts";
import { groovyString } from "../groovy/literal.ts";
import { type Copy, copiesOf } from "../order/copies.ts";
import { approvalId, hasOwnApproval } from "../order/segments.ts";
import { at, below, helper, type Scope } from "../scope.ts";
import {
  compileRecord,
  keepsResults,
  mayBeLeftOut,
  mustRunCall,
  runArguments,
} from "../skipping/skipping.ts";
import { type JobVariables, jobVariables, usualToken } from "../steps/environment.ts";
import { needsLimited, survivesMachine, withRetry } from "../steps/retry.ts";
import { compileSteps, hasTools } from "../steps/steps.ts";
import { textSource } from "../value/text.ts";
import {
  compileAgent,
  credentialsId,
  engineArguments,
  type Machine,
  machineFor,
  registryOf,
} from "./agent.ts";
import { type Body, compileBody } from "./body.ts";
import { questionOf } from "./input.ts";
import { checkOptions, environmentBlock, moreLines, optionLines, toolsBlock } from "./options.ts";
import { compileServices, unitSource } from "./services.ts";
import { compileWhen } from "./when.ts";

/** How the file holds a failure against the stages behind it. */
export interface StageOptions {
  readonly name: string;
  /** True: Jenkins' own rule is the meaning, see `order/plain.ts`. */
  readonly isPlain: boolean;
  /** True: the stage is a cell of a native matrix, and its names of the matrix are variables. */
  readonly isCell: boolean;
}

/** One run of a job as a stage. */
export function compileStage(copy: Copy, options: StageOptions, top: Scope): Block {
  const { job } = copy;
  const outer = at({ ...top, job, ...(options.isCell ? {} : { copy }), place: "stage" }, "jobs", job.id);
  const machine = machineFor(job, copy.variant, outer);
  const scope: Scope = { ...outer, os: machine.os, arch: machine.arch };
  const own = optionsFor("jenkins", job.providerOptions);
  checkOptions(own, "job", scope);
  const inSteps: Scope = { ...scope, place: "steps" };
  const variables = jobVariables(job, inSteps);
  const isBare = job.steps.length === 0;
  const bringsMachine = survivesMachine(job.retry) || (job.image !== undefined && job.services.length > 0);
  const services = compileServices(job, copy.id, inSteps);
  const items = compileSteps(copy, variables, inSteps);
  // What is remembered has to have ended: its reports stand before, and not in `post`.
  const record = isBare ? { before: [], after: [] } : compileRecord(copy, options.isCell, inSteps);
  const body = compileBody(items, !bringsMachine && record.after.length === 0);
  const wrapped = bringsMachine
    ? ownMachine(body, services, record, copy, machine, variables, inSteps)
    : inJob([...record.before, ...services.start, ...body.code, ...record.after], variables, job, inSteps);
  const isScript = body.isScript || bringsMachine || record.before.length > 0;
  const asksPerson = job.approval && !hasOwnApproval(job);
  const code = isBare
    ? [
        `echo(${groovyString("There is nothing to run.")})`,
        ...beganCall(copy, options, scope),
        ...passedCall(copy, options, scope),
      ]
    : (inMethod("steps", compileJobBody(wrapped, copy, options, inSteps), inSteps) ??
      compileJobBody(isScript ? [block("script", wrapped)] : wrapped, copy, options, inSteps));
  return block(
    `stage(${groovyString(options.name)})`,
    remarksFor(copy, options, machine),
    isBare || bringsMachine ? undefined : compileAgent(job, machine, scope),
    compileWhen(
      job,
      {
        asksNeeds: !options.isPlain,
        hasInput: Boolean(asksPerson),
        isApproval: false,
        ...(mayBeLeftOut(job, scope) && { verdict: mustRunCall(copy, options.isCell, scope) }),
      },
      scope,
    ),
    inputBlock(job, options.name, Boolean(asksPerson), scope),
    environmentBlock(withRun(variables.plain, copy), own, scope),
    optionsBlock(job, own, inSteps),
    isBare ? undefined : toolsBlock(optionsFor("jenkins", top.output.providerOptions), own, scope),
    block("steps", code),
    isBare || bringsMachine
      ? undefined
      : postBlock(body, inMethod("clean up", services.stop, inSteps) ?? services.stop),
    moreLines(own, "job"),
  );
}

/** The stage in which a person agrees to all runs of a job. */
export function compileApproval(job: Job, options: StageOptions, top: Scope): Block {
  const scope = at({ ...top, job, place: "stage" }, "jobs", job.id);
  const id = approvalId(job);
  return block(
    `stage(${groovyString(options.name)})`,
    comment(`Approval of ${job.id}`),
    compileWhen(job, { asksNeeds: !options.isPlain, hasInput: true, isApproval: true }, scope),
    inputBlock(job, job.name || job.id, true, scope),
    block("steps", `${helper(scope, "passed")}(${groovyString(id)})`),
  );
}

/** What a reader of the file cannot see from its sections. */
function remarksFor(copy: Copy, { name }: StageOptions, { label, os, arch }: Machine): Code[] {
  const { job, id } = copy;
  const seen: readonly string[] = label.match(/[\w.-]+/g) ?? [];
  const isToldBySection = !job.condition || !asksStatus(job.condition) || job.needs.length === 0;
  const isMachineTold =
    seen.includes(os) && (seen.includes(arch) || (arch === "amd64" && !seen.includes("arm64")));
  return [
    ...(name === id ? [] : [comment(`Job ${id}`)]),
    ...(isToldBySection ? [] : [comment(`Needs ${job.needs.join(", ")}`)]),
    ...(isMachineTold ? [] : [comment(`Machine ${os}, ${arch}`)]),
    ...(job.oidc ? [comment(`Identity token ${job.oidc.env || usualToken}`)] : []),
  ];
}

/** Services are called after the run that they belong to. */
function withRun(variables: ReadonlyMap<string, string>, { id, job }: Copy): ReadonlyMap<string, string> {
  return job.services.length > 0 && copiesOf(job).length > 1
    ? new Map([...variables, ["CIG_RUN", id]])
    : variables;
}

function inputBlock(job: Job, title: string, isAsked: boolean, scope: Scope): Code[] {
  if (!isAsked || !job.approval) return [];
  const { message, submitter } = questionOf(job.approval, title, scope);
  return [
    block("input", `message ${message}`, submitter === undefined ? undefined : `submitter ${submitter}`),
  ];
}

function optionsBlock(job: Job, own: Table, scope: Scope): Code[] {
  const lines = new Map<string, string>();
  const { concurrency } = job;
  if (concurrency) {
    const group = textSource(concurrency.group, { ...below(scope, "concurrency"), place: "stage" });
    lines.set("lock", `lock(resource: ${group})`);
  }
  return blockUnlessEmpty("options", optionLines(own, "options", lines, scope));
}

/** The call of a method that several stages share. */
function inMethod(beginning: string, code: readonly Code[], scope: Scope): readonly Code[] | undefined {
  const call = scope.bodies.callFor(beginning, scope.job!.id, code);
  return call === undefined ? undefined : [call];
}

/** The steps under the job's limits; outside of them what other stages ask for. */
function compileJobBody(inner: readonly Code[], copy: Copy, options: StageOptions, scope: Scope): Code[] {
  const { job } = copy;
  const isLimited = job.continueOnError || needsLimited(job.retry);
  const limited: readonly Code[] =
    job.timeoutMinutes === 0 || optionsFor("jenkins", job.providerOptions).get("timeout") === false
      ? inner
      : isLimited
        ? [block(`${helper(scope, "limited")}(${job.timeoutMinutes})`, inner)]
        : [block(`timeout(time: ${job.timeoutMinutes}, unit: 'MINUTES')`, inner)];
  const tried = withRetry(job.retry, limited, scope);
  const began = beganCall(copy, options, scope);
  const passed = passedCall(copy, options, scope);
  if (options.isPlain) return [...began, ...tried, ...passed];
  const result = job.continueOnError ? "SUCCESS" : "FAILURE";
  const caught = `catchError(buildResult: '${result}', stageResult: 'FAILURE', catchInterruptions: false)`;
  // What may fail counts as passed for those behind it.
  return [
    ...began,
    block(caught, [...tried, ...(job.continueOnError ? [] : passed)]),
    ...(job.continueOnError ? passed : []),
  ];
}

function beganCall(copy: Copy, { isPlain, isCell }: StageOptions, scope: Scope): string[] {
  const isAsked = keepsResults(scope.output) || (!isPlain && copy.job.steps.length > 0 && asksFailure(scope));
  return isAsked ? [`${helper(scope, "began")}(${runArguments(copy, isCell, scope)})`] : [];
}

function passedCall(copy: Copy, { isPlain, isCell }: StageOptions, scope: Scope): string[] {
  const isAsked = keepsResults(scope.output) || !isPlain;
  return isAsked ? [`${helper(scope, "passed")}(${runArguments(copy, isCell, scope)})`] : [];
}

/** True when some job of the file asks whether another one failed. */
function asksFailure({ output }: Scope): boolean {
  return JSON.stringify(
    output.jobs.map(({ condition }) => condition ?? null),
    (key, value) => (key === "$typeName" || typeof value === "bigint" ? undefined : value),
  ).includes('"function":11');
}

/** A clean workspace, and the variables that only the build knows, around the steps. */
function inJob(code: readonly Code[], variables: JobVariables, job: Job, scope: Scope): Code[] {
  const tools = hasTools(job);
  const entries = [
    ...variables.late,
    ...(tools ? [`'BASH_ENV=' + ${helper(scope, "asIs")}(env.WORKSPACE_TMP) + '/cig-tools'`] : []),
  ];
  const start: Code[] = [
    "deleteDir()",
    ...(tools ? ["writeFile(file: env.WORKSPACE_TMP + '/cig-tools', text: '')"] : []),
  ];
  return [...start, ...(entries.length > 0 ? [block(`withEnv([${entries.join(", ")}])`, code)] : code)];
}

/**
 * A job that asks for its machine itself: because it wants another one when the first goes away, or because its
 * container needs the network of services that have to be there before.
 */
function ownMachine(
  body: Body,
  services: { readonly start: readonly Code[]; readonly stop: readonly Code[] },
  record: { readonly before: readonly Code[]; readonly after: readonly Code[] },
  copy: Copy,
  machine: Machine,
  variables: JobVariables,
  scope: Scope,
): Code[] {
  const { job } = copy;
  const work = job.image ? [inImage(job, copy, services.start.length > 0, body.code, scope)] : body.code;
  const steps = [...record.before, ...services.start, ...work, ...record.after];
  const cleaned: readonly Code[] =
    services.stop.length > 0
      ? [{ head: "try", body: steps, tails: [{ head: "finally", body: services.stop }] }]
      : steps;
  const node = block(`node(${groovyString(machine.label)})`, inJob(cleaned, variables, job, scope));
  if (!survivesMachine(job.retry)) return [node];
  return [block(`retry(count: ${job.retry!.max + 1}, conditions: [agent(), nonresumable()])`, node)];
}

function inImage(job: Job, copy: Copy, hasNetwork: boolean, code: readonly Code[], top: Scope): Code {
  const scope = below(top, "image");
  const image = job.image!;
  const network = hasNetwork ? `'--network ' + ${unitSource(copy.id, scope)}` : undefined;
  const options = engineArguments(image, scope);
  const args = [network, options].filter((each) => each !== undefined).join(" + ' ' + ");
  const inside = block(`docker.image(${textSource(image.image, scope)}).inside(${args})`, code);
  const id = credentialsId(image, scope);
  if (id === undefined) return inside;
  const registry = groovyString(registryOf(image, scope) ?? "");
  return block(`docker.withRegistry(${registry}, ${groovyString(id)})`, inside);
}

function postBlock({ reports }: Body, stop: readonly Code[]): Code[] {
  return blockUnlessEmpty("post", [
    ...blockUnlessEmpty("always", reports),
    ...blockUnlessEmpty("cleanup", stop),
  ]);
}
