import { isAscii } from "node:buffer";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../../diagnostic/diagnostic.ts";
import { type Lock, lockPath, parseLock } from "../../lock/lock.ts";
import { bodyDigestOfFile } from "../../output/header.ts";
import { toolDigest } from "../../tool-digest.ts";
import { inputsDigest, type PlanWords } from "../../work/inputs-digest.ts";
import type { Environment, FilesOf } from "../../work/sign.ts";
import type { WorkPlan } from "../../work/work-plan.ts";

/** cig.lock, as far as it can be built on. */
export interface Ground {
  /** The plan that the committed files were rendered from. */
  readonly plan: WorkPlan;
  /** Why it is not the plan that cig.toml means now, as part of a sentence. Absent: it is. */
  readonly drift?: string;
}

/** Reads cig.lock, if there is one. */
export function readLock(root: string): Result<Lock> {
  const bytes = readIfPresent(join(root, lockPath));
  return bytes === undefined ? { diagnostics: [] } : parseLock(toText(bytes));
}

/** All sets of patterns that are asked for when a lock is built on: those of its jobs, and what it was made from. */
export function setsOf({ plan }: Lock): (readonly string[])[] {
  const ofJobs = plan.workflows.flatMap(({ jobs }) => jobs.flatMap(({ files, inputs }) => [files, inputs]));
  return [plan.reads, ...ofJobs.filter((patterns) => patterns.length > 0)];
}

/** Compares a lock with the work tree. */
export function findGround(
  root: string,
  lock: Lock,
  tree: FilesOf,
  words: PlanWords | undefined,
  environment: Environment,
): Ground {
  const drift = driftOf(root, lock, tree, words, environment);
  return { plan: lock.plan, ...(drift !== undefined && { drift }) };
}

/** A warning for people who wonder why everything runs. */
export function driftWarning(drift: string): Diagnostic {
  return diagnose("CIG331", `Everything runs, and nothing is recorded, because ${drift}.`, {
    hint: "Render, and commit the files with cig.toml:\n  cig render",
  });
}

function driftOf(
  root: string,
  { plan, files }: Lock,
  tree: FilesOf,
  words: PlanWords = plan.words,
  environment: Environment,
): string | undefined {
  if (plan.tool.digest !== toolDigest())
    return `this cig is not the one that wrote ${lockPath} (${plan.tool.version}, ${plan.tool.digest.slice(0, 19)}…)`;
  if (inputsDigest(plan, tree, words, environment) !== plan.inputs)
    return "cig.toml, or a file that the plan was made from, has changed since the files were rendered";
  for (const [path, digest] of Object.entries(files)) {
    const bytes = readIfPresent(join(root, path));
    if (bytes === undefined) return `"${path}" is not there`;
    if (bodyDigestOfFile(bytes) !== digest) return `"${path}" is not what cig rendered`;
  }
  return undefined;
}

function readIfPresent(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Nearly always it is ASCII, and reading a large text as UTF-8 takes ten times as long. */
function toText(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString("latin1") : bytes.toString("utf8");
}
