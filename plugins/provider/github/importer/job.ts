import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "../reader/raw.ts";
import type { Caches } from "./caches/caches.ts";
import { importCheckout } from "./checkout.ts";
import { jobGroups } from "./concurrency.ts";
import { importCondition } from "./condition.ts";
import { expressionWhy, splitTexts } from "./env.ts";
import { type At, below, keptInHatch } from "./notes.ts";
import { jobRights } from "./permissions.ts";
import { compact, isEmpty, plainTable, plainValue } from "./plain.ts";
import type { NeededJob, Scope } from "./portable.ts";
import { importRunner, type Runners } from "./runner.ts";
import { importShell, type JobShell } from "./shell.ts";
import { importStep, isPlainCheckout, placeholder, versionOf, wordByWord } from "./step.ts";
import { importStrategy } from "./strategy.ts";
import { importText } from "./text.ts";
import { importPackages } from "./tools/packages.ts";

/** What a job's workflow gives it. */
export interface InWorkflow {
  /** `defaults` of the workflow. */
  readonly defaults: unknown;
  readonly env: ReadonlySet<string>;
  readonly inputs: ReadonlySet<string>;
  /** By GitHub's ids: the jobs of the workflow. */
  readonly jobs: ReadonlyMap<string, NeededJob>;
  readonly runners: Runners;
  readonly caches: Caches;
  /** GitHub's ids of jobs behind one that works in spite of a failure. */
  readonly behindTolerant: ReadonlySet<string>;
}

/** A job in cig's words; what they lack is in `provider.github`. A literal one keeps each step. */
export function importJob(
  key: string,
  id: string,
  job: Raw,
  workflow: InWorkflow,
  isLiteral: boolean,
  at: At,
): TomlTable {
  const called = id === key ? undefined : key;
  if (job.uses !== undefined) return callOf(job, called, workflow, at);
  const hatch: Record<string, TomlValue> = called === undefined ? {} : { id: called };
  const strategy = importStrategy(job.strategy, below(at, "strategy"));
  if (strategy.hatch) hatch.strategy = strategy.hatch;
  const needs = neededOf(job, workflow);
  const ofWorkflow: Scope = {
    matrix: strategy.values,
    needs: new Map([...workflow.jobs].filter(([name]) => textsOf(job.needs).includes(name))),
    steps: new Set(),
    env: new Set([...workflow.env, ...Object.keys(recordOf(job.env))]),
    inputs: workflow.inputs,
  };
  const runner = importRunner(job["runs-on"], ofWorkflow, workflow.runners, below(at, "runs-on"));
  if (runner.hatch !== undefined) hatch["runs-on"] = runner.hatch;
  const shell = importShell(job, workflow.defaults, runner.systems, ofWorkflow, below(at, "defaults"));
  if (shell.hatch !== undefined) hatch.defaults = shell.hatch;
  const { steps, ids, checkout, packages } = stepsOf(
    job,
    ofWorkflow,
    shell,
    { isLiteral, caches: workflow.caches },
    at,
  );
  const env = take("env", splitTexts(job.env, ofWorkflow, below(at, "env")));
  const whole: Scope = { ...ofWorkflow, steps: ids };
  const outputs = take("outputs", splitTexts(job.outputs, whole, below(at, "outputs"), isOutput));
  const rights = jobRights(job.permissions, below(at, "permissions"));
  if (rights.hatch !== undefined) hatch.permissions = rights.hatch;
  const groups = jobGroups(job.concurrency, ofWorkflow, below(at, "concurrency"));
  if (groups.hatch !== undefined) hatch.concurrency = groups.hatch;
  const image = imageOf();
  for (const name of ["services", "snapshot"]) keep(name, job[name], "cig would set variables beside it.");
  const table = {
    name: text("name", job.name),
    needs: needs.length > 0 ? needs : undefined,
    if: conditionOf(),
    runner: runner.own,
    image,
    matrix: strategy.own,
    packages,
    environment: environmentOf(),
    permissions: rights.own,
    concurrency: groups.own,
    timeout: minutes(),
    continue_on_error: job["continue-on-error"] === true ? true : flag(),
    outputs,
    env,
    working_directory: shell.workingDirectory,
    shell: shell.own,
    checkout,
    steps,
  };
  for (const name of Object.keys(job))
    if (!knownKeys.has(name)) keep(name, job[name], "GitHub may not know it either.");
  return compact({ ...table, provider: isEmpty(hatch) ? undefined : { github: hatch } });

  function keep(name: string, value: unknown, why = expressionWhy): undefined {
    if (value === undefined || value === null) return undefined;
    hatch[name] = plainValue(value);
    keptInHatch(below(at, name), `\`${name}\` of the job`, why);
    return undefined;
  }

  function take(
    name: string,
    { own, hatch: rest }: { own: TomlTable; hatch: TomlTable },
  ): TomlTable | undefined {
    if (typeof job[name] === "string") hatch[name] = job[name];
    else if (!isEmpty(rest)) hatch[name] = rest;
    return isEmpty(own) ? undefined : own;
  }

  function text(name: string, value: unknown): TomlValue | undefined {
    if (value === undefined || value === null || value === "") return undefined;
    return importText(String(value), ofWorkflow) ?? keep(name, value);
  }

  function conditionOf(): TomlValue | undefined {
    // There cig asks those that the job needs by name, where GitHub asks all before them.
    if (workflow.behindTolerant.has(key) && !asksStatus(job.if)) {
      hatch.if = plainValue(job.if ?? "");
      keptInHatch(
        below(at, "if"),
        "when the job runs",
        "It asks how all jobs before it have ended, however far.",
      );
      return undefined;
    }
    if (job.if === undefined || job.if === null) return undefined;
    return (
      importCondition(job.if, ofWorkflow) ?? keep("if", job.if, "The portable conditions cannot say it.")
    );
  }

  function minutes(): TomlValue | undefined {
    const value = job["timeout-minutes"];
    return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 360
      ? (value as number)
      : keep("timeout-minutes", value);
  }

  function flag(): undefined {
    return job["continue-on-error"] === false
      ? undefined
      : keep("continue-on-error", job["continue-on-error"]);
  }

  function imageOf(): TomlValue | undefined {
    const { container } = job;
    if (container === undefined || container === null) return undefined;
    const name = isRecord(container) && Object.keys(container).length === 1 ? container.image : container;
    const own = typeof name === "string" ? importText(name, ofWorkflow) : undefined;
    const isOnLinux = [...runner.systems].every((system) => system === "linux");
    return own && isOnLinux && runner.hatch === undefined
      ? own
      : keep("container", container, "It says more than an image, or the machine is chosen by the run.");
  }

  function environmentOf(): TomlValue | undefined {
    const { environment } = job;
    if (environment === undefined || environment === null) return undefined;
    const table = isRecord(environment) ? environment : { name: environment };
    const { name, url, ...others } = table;
    const [ownName, ownUrl] = [name, url].map((each) =>
      each === undefined ? undefined : importText(String(each), each === url ? whole : ofWorkflow),
    );
    const isSaid = ownName && (url === undefined || ownUrl !== undefined) && Object.keys(others).length === 0;
    if (!isSaid) return keep("environment", environment);
    return url === undefined ? ownName : { name: ownName, url: ownUrl! };
  }
}

const knownKeys: ReadonlySet<string> = new Set([
  "name",
  "needs",
  "if",
  "runs-on",
  "container",
  "services",
  "strategy",
  "environment",
  "permissions",
  "concurrency",
  "timeout-minutes",
  "continue-on-error",
  "outputs",
  "env",
  "defaults",
  "steps",
  "snapshot",
]);

/** True for a condition that says itself how what came before may have ended. */
export function asksStatus(condition: unknown): boolean {
  return /\b(?:failure|always|cancelled)\s*\(/i.test(String(condition ?? ""));
}

function isOutput(name: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(name);
}

function neededOf(job: Raw, { jobs }: InWorkflow): string[] {
  return textsOf(job.needs).flatMap((name) => jobs.get(name)?.id ?? []);
}

/** The call of another workflow: all of it is GitHub's own. */
function callOf(job: Raw, called: string | undefined, workflow: InWorkflow, at: At): TomlTable {
  keptInHatch(
    below(at, "uses"),
    "the call of another workflow",
    "cig has none; its jobs are not in cig.toml.",
  );
  return wholeJob(job, called, workflow, false);
}

/** A job as a whole in GitHub's words: cig knows what it waits for, and nothing else. */
export function importWholeJob(key: string, id: string, job: Raw, workflow: InWorkflow, at: At): TomlTable {
  keptInHatch(at, "the whole job", "In cig's words it would have meant something else.");
  return wholeJob(job, id === key ? undefined : key, workflow, job.uses === undefined);
}

function wholeJob(job: Raw, called: string | undefined, workflow: InWorkflow, hasSteps: boolean): TomlTable {
  const { needs: _, steps, ...rest } = job;
  const needs = neededOf(job, workflow);
  // What cig writes of itself is taken out where the job says nothing.
  const silent = Object.fromEntries(
    ["timeout-minutes", "defaults"].filter((name) => hasSteps && !(name in job)).map((name) => [name, false]),
  );
  const condition: TomlTable = "if" in job && job.if !== null ? {} : { if: "" };
  return compact({
    needs: needs.length > 0 ? needs : undefined,
    checkout: false,
    steps: hasSteps ? [{ run: placeholder }] : [],
    provider: {
      github: {
        ...(called !== undefined && { id: called }),
        ...plainTable(rest),
        ...silent,
        ...condition,
        ...(hasSteps && { steps: listOf(steps).map(wordByWord) }),
      },
    },
  });
}

interface ImportedSteps {
  readonly steps: TomlValue;
  readonly ids: ReadonlySet<string>;
  readonly checkout: TomlValue | undefined;
  readonly packages: TomlValue | undefined;
}

/** A plain checkout in front of all is the job's own, and what cig installs alike stands behind it. */
function stepsOf(
  job: Raw,
  scope: Scope,
  shell: JobShell,
  { isLiteral, caches }: { readonly isLiteral: boolean; readonly caches: Caches },
  at: At,
): ImportedSteps {
  const all = listOf(job.steps).map(recordOf);
  const first = all[0] && isPlainCheckout(all[0]) ? importCheckout(all[0], scope) : undefined;
  const mayInstall = shell.usual === "bash" && shell.workingDirectory === undefined;
  const installed =
    isLiteral || first === undefined
      ? undefined
      : importPackages(all.slice(1), scope, mayInstall, (index) =>
          versionOf(String(all[index + 1]!.uses), below(at, "steps", index + 1)),
        );
  const left = first === undefined ? 0 : 1 + (installed?.count ?? 0);
  const ids = new Set<string>();
  const steps = all.flatMap((step, index) => {
    const own = {
      ...scope,
      steps: new Set(ids),
      shell: shell.usual,
      cache: index < left ? undefined : caches.idFor(at.document, [...at.place, "steps", index]),
      isLiteral: isLiteral || shell.workingDirectory !== undefined,
    };
    if (typeof step.id === "string") ids.add(step.id);
    return index < left ? [] : [importStep(step, own, below(at, "steps", index))];
  });
  const [start] = steps;
  const isFirst = start !== undefined && "checkout" in start && !hasPath(start.checkout);
  const checkout = first === true ? undefined : (first ?? (isFirst ? undefined : false));
  return { steps, ids, checkout, packages: installed?.packages };
}

function hasPath(checkout: TomlValue | undefined): boolean {
  return typeof checkout === "object" && "path" in checkout;
}
