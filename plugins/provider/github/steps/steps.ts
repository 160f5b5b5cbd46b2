import type { Job, Step } from "cig/sdk";
import { compileEnv } from "../environment.ts";
import { compileCondition } from "../expression/condition.ts";
import { places } from "../expression/place.ts";
import { compileEither } from "../expression/text.ts";
import { jobScope, type Scope } from "../scope.ts";
import { mergeOptions } from "../yaml/options.ts";
import { type Table, table, unlessEmpty, type Yaml } from "../yaml/tree.ts";
import { compileDownload, compileUpload } from "./artifact.ts";
import { compileCache, compileLateSaves } from "./cache.ts";
import { compileCheckout } from "./checkout.ts";
import { compileNative } from "./native.ts";
import { compileScript } from "./script.ts";
import { secretsFor } from "./secrets.ts";
import { compileToolchain } from "./toolchain.ts";

/**
 * The steps of a job, one for each of the request and in its order; steps that save caches late stand last.
 */
export function compileSteps(job: Job, top: Scope): Yaml[] {
  const before = new Set<string>();
  const steps = stepsForGithub(job, top).map((step) => {
    const scope = stepScope(step, job, top, before);
    const compiled = compileStep(step, job, scope);
    if (step.id) addId(step.id, before, scope);
    return compiled;
  });
  return [...steps, ...compileLateSaves(job, jobScope(top, job))];
}

/** Ids of all steps of a job, for what is read when the job is over. */
export function stepIds(job: Job): Set<string> {
  return new Set(job.steps.flatMap(({ id }) => id || []));
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

function compileStep(step: Step, job: Job, scope: Scope): Table {
  const core = compileKind(step, job, scope);
  const env = unlessEmpty(
    new Map([
      ...((core.get("env") as Table | undefined) ?? []),
      ...compileEnv(step.env, places.step, scope),
      ...(core.has("run") ? secretsFor(step, job, scope) : []),
    ]),
  );
  const node = table(
    ["name", compileEither(step.name, step.nameText, places.step, scope) ?? core.get("name")],
    ["id", step.id || core.get("id")],
    ["if", compileCondition(step.condition, places.stepIf, scope, core.get("if"))],
    ...[...core].filter(([key]) => !["name", "id", "if", "env"].includes(key)),
    [
      "working-directory",
      core.has("run")
        ? compileEither(step.workingDirectory, step.workingDirectoryText, places.step, scope)
        : undefined,
    ],
    ["shell", core.has("run") && step.shell ? step.shell : undefined],
    ["env", env],
    ["timeout-minutes", step.timeoutMinutes || undefined],
    ["continue-on-error", step.continueOnError || undefined],
  );
  return mergeOptions(node, step.providerOptions);
}

function compileKind(step: Step, job: Job, scope: Scope): Table {
  const { kind } = step;
  switch (kind.case) {
    case "run":
      return compileScript(kind.value.script, scope);
    case "checkout":
      return compileCheckout(kind.value, scope);
    case "toolchain":
      return compileToolchain(kind.value, scope);
    case "cache":
      return compileCache(kind.value, job, scope);
    case "upload":
      return compileUpload(kind.value, step, job, scope);
    case "download":
      return compileDownload(kind.value, step, job, scope);
    case "native":
      return compileNative(kind.value, scope);
    case "shard":
    case "report":
    case "approve":
      scope.report.add(
        "GH024",
        scope.subject,
        `The job "${job.id}" has a step of the kind "${kind.case}", which GitHub does not know.`,
        "Take the step out.",
      );
      return table(["run", "exit 1"]);
    case undefined:
      throw new Error(`bug: a step of the job "${job.id}" does nothing`);
  }
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
