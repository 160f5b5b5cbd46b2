import type { Job, NamedText, Step } from "cig/sdk";
import { compileEnv } from "../environment.ts";
import { compileCondition } from "../expression/condition.ts";
import { places } from "../expression/place.ts";
import { compileEither } from "../expression/text.ts";
import type { Scope } from "../scope.ts";
import { mergeOptions } from "../yaml/options.ts";
import { type Table, table, unlessEmpty } from "../yaml/tree.ts";
import { compileDownload, compileUpload } from "./artifact.ts";
import { compileCache } from "./cache.ts";
import { compileCheckout } from "./checkout.ts";
import { compileShard } from "./files/shard.ts";
import { compileWorkspaceDownload, compileWorkspaceUpload } from "./files/workspace.ts";
import { compileNative } from "./native.ts";
import { compileReport } from "./report/report.ts";
import { compileRun } from "./run/run.ts";
import { secretsFor } from "./secrets.ts";
import { compileToolchain } from "./toolchain.ts";

/**
 * What GitHub does for one step of the request: one step, or several where GitHub has no word for it. The condition is
 * that of all of them; the author's name, variables and options are those of the one that does the work.
 */
export function compileStep(step: Step, job: Job, ofJob: readonly NamedText[], scope: Scope): Table[] {
  const all = compileKind(step, job, scope);
  const main = all.length > 1 && step.kind.case === "upload" ? all.length - 1 : 0;
  return all.map((core, index) =>
    index === main ? mainStep(core, step, job, ofJob, scope) : helper(core, step, scope),
  );
}

function helper(core: Table, step: Step, scope: Scope): Table {
  return table(
    ["name", core.get("name")],
    ["if", compileCondition(step.condition, places.stepIf, scope, core.get("if"))],
    ...[...core].filter(([key]) => key !== "name" && key !== "if"),
  );
}

function mainStep(core: Table, step: Step, job: Job, ofJob: readonly NamedText[], scope: Scope): Table {
  const isOwn = step.kind.case === "run" || step.kind.case === "native" || step.kind.case === "shard";
  const env = unlessEmpty(
    new Map([
      ...((core.get("env") as Table | undefined) ?? []),
      ...(isOwn ? compileEnv(ofJob, places.step, scope) : []),
      ...compileEnv(step.env, places.step, scope),
      ...secretsFor(step, job, scope),
    ]),
  );
  const node = table(
    ["name", compileEither(step.name, step.nameText, places.step, scope) ?? core.get("name")],
    ["id", step.id || core.get("id")],
    ["if", compileCondition(step.condition, places.stepIf, scope, core.get("if"))],
    ...[...core].filter(([key]) => !taken.has(key)),
    [
      "working-directory",
      core.get("working-directory") ??
        (core.has("run")
          ? compileEither(step.workingDirectory, step.workingDirectoryText, places.step, scope)
          : undefined),
    ],
    ["shell", core.get("shell") ?? (core.has("run") && step.shell ? step.shell : undefined)],
    ["env", env],
    [
      "timeout-minutes",
      step.kind.case === "run" ? core.get("timeout-minutes") : step.timeoutMinutes || undefined,
    ],
    ["continue-on-error", step.continueOnError || undefined],
  );
  return mergeOptions(node, step.providerOptions);
}

const taken = new Set(["name", "id", "if", "env", "working-directory", "shell", "timeout-minutes"]);

function compileKind(step: Step, job: Job, scope: Scope): Table[] {
  const { kind } = step;
  switch (kind.case) {
    case "run":
      return [compileRun(step, kind.value.script, job, scope)];
    case "checkout":
      return [compileCheckout(kind.value, scope)];
    case "toolchain":
      return [compileToolchain(kind.value, scope)];
    case "cache":
      return [compileCache(kind.value, job, scope)];
    case "upload":
      return kind.value.workspace
        ? compileWorkspaceUpload(kind.value, step, job, scope)
        : [compileUpload(kind.value, step, job, scope)];
    case "download":
      return kind.value.workspace
        ? compileWorkspaceDownload(kind.value, job, scope)
        : [compileDownload(kind.value, step, job, scope)];
    case "native":
      return [compileNative(kind.value, scope)];
    case "shard":
      return [compileShard(kind.value, job, scope)];
    case "report":
      return compileReport(kind.value, step, job, scope);
    case "approve":
      return refuseApproval(scope);
    case undefined:
      throw new Error(`bug: a step of the job "${job.id}" does nothing`);
  }
}

/** The core says this first, from the table of what GitHub supports; a workflow without the question must not be. */
function refuseApproval(scope: Scope): Table[] {
  scope.report.add(
    "GH024",
    scope.subject,
    "GitHub cannot wait for a person between the steps of a job.",
    "Write approval on a job of its own that holds the steps behind it.",
  );
  return [table(["run", "exit 1"])];
}
