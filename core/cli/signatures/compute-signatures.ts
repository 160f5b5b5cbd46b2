import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Lock } from "../../lock/lock.ts";
import { beginWorkTree } from "../../repo/work-tree.ts";
import type { Decided } from "../../work/result.ts";
import type { FilesOf } from "../../work/sign.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import { type Invocation, Refusal } from "../invocation.ts";
import { locate } from "../locate.ts";
import { decideAll, signAll } from "./decide-all.ts";
import { driftWarning, findGround, type Ground, readLock, setsOf } from "./ground.ts";
import { writeKeys } from "./keys.ts";
import { lastMessages } from "./last-messages.ts";

/** `cig compute-signatures`: what each job's work is, and whether it has to be done. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, environment, reporter } = invocation;
  const { root } = locate(given);
  // First of all git starts, which takes longest.
  const opening = beginWorkTree(root, { environment });
  const messages = lastMessages(root, environment);
  const format = given.one("format") ?? (given.has("json") ? "json" : "text");
  if (format === "circleci" || format === "buildkite") {
    const { continueRun } = await import("./continue-run.ts");
    return continueRun(invocation, root, opening.opened, messages);
  }
  const lock = readLock(root);
  if (lock.value) opening.choose(setsOf(lock.value));
  const { value: tree, diagnostics } = await opening.opened;
  if (!tree) throw new Refusal(diagnostics, root);
  reporter.diagnostics(lock.diagnostics, root);
  const isInCi = given.has("output");
  const ground = await groundFor(invocation, root, tree, lock.value, isInCi);
  if (!ground) return 1;
  const workflow = workflowFor(ground.plan, given.one("output"), root);
  if (given.has("keys")) {
    writeKeys(invocation, signAll(ground.plan, workflow, tree, environment), root);
    return 0;
  }
  if (ground.drift !== undefined) reporter.diagnostics([driftWarning(ground.drift)], root);
  const all = await decideAll(invocation, { root, ground, workflow, tree, messages });
  await show(invocation, format, all);
  return 0;
}

/**
 * In CI the plan of cig.lock, whatever has changed since: that is what runs there. Elsewhere the plan that cig.toml
 * means now, which is the one of cig.lock as long as nothing has changed.
 */
async function groundFor(
  invocation: Invocation,
  root: string,
  tree: FilesOf,
  lock: Lock | undefined,
  isInCi: boolean,
): Promise<Ground | undefined> {
  const ground = lock && findGround(root, lock, tree, wordsOf(invocation), invocation.environment);
  if (ground && (isInCi || ground.drift === undefined)) return ground;
  const { planNow } = await import("./plan-now.ts");
  const now = await planNow(invocation, tree);
  invocation.reporter.diagnostics(now.diagnostics, root);
  if (!now.plan || hasErrors(now.diagnostics)) return undefined;
  return {
    plan: now.plan,
    ...(isInCi && { drift: "there is no cig.lock that tells what the committed files were rendered from" }),
  };
}

/** What the command line says; undefined where it leaves that to cig.lock. */
function wordsOf({ arguments: given }: Invocation) {
  const profile = given.one("profile");
  const pairs = given.all("var").map((text) => {
    const equals = text.indexOf("=");
    return [text.slice(0, Math.max(0, equals)), text.slice(equals + 1)];
  });
  if (profile === undefined && pairs.length === 0) return undefined;
  return { ...(profile !== undefined && { profile }), variables: Object.fromEntries(pairs) };
}

/** The workflow of a rendered file; undefined for all. */
function workflowFor(plan: WorkPlan, path: string | undefined, root: string): string | undefined {
  if (path === undefined) return undefined;
  const output = plan.outputs.find((each) => each.path === path);
  if (output) return output.workflow;
  const paths = plan.outputs.map((each) => each.path);
  const near = nearest(path, paths);
  throw new Refusal(
    [
      diagnose("CIG703", `cig renders no file "${path}".`, {
        hint: near ? `Did you mean "${near}"?` : `It renders ${paths.join(", ")}.`,
      }),
    ],
    root,
  );
}

async function show(invocation: Invocation, format: string, all: readonly Decided[]) {
  const { terminal, environment } = invocation;
  switch (format) {
    case "github": {
      const { githubOutputs } = await import("../../work/formats/github.ts");
      writeTo(environment.GITHUB_OUTPUT, githubOutputs(all), terminal.out.write);
      const { summaryOf } = await import("../../work/formats/summary.ts");
      if (environment.GITHUB_STEP_SUMMARY) writeTo(environment.GITHUB_STEP_SUMMARY, summaryOf(all));
      const { tableText } = await import("./table-text.ts");
      terminal.err.write(tableText(all, terminal.err));
      return;
    }
    case "jenkins": {
      const { jenkinsLines } = await import("../../work/formats/lines.ts");
      return terminal.out.write(jenkinsLines(all));
    }
    case "env": {
      const { envLines } = await import("../../work/formats/lines.ts");
      return terminal.out.write(envLines(all));
    }
    case "json": {
      const { signaturesJson } = await import("./signatures-json.ts");
      return terminal.out.write(signaturesJson(all));
    }
    default: {
      const { tableText } = await import("./table-text.ts");
      return terminal.out.write(tableText(all, terminal.out));
    }
  }
}

function writeTo(file: string | undefined, text: string, otherwise?: (text: string) => void): void {
  if (file) appendFileSync(resolve(file), text);
  else otherwise?.(text);
}
