import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import type { FileChange } from "../../output/compare.ts";
import type { PipelineResult } from "../../pipeline.ts";
import { type Arguments, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { startDirectory } from "../locate.ts";
import { variablesOf } from "../run-pipeline.ts";

/**
 * What `cig plan --out` saves: what was asked, and a digest of every file before and after. The contents are not in it:
 * `cig render FILE` plans again and refuses when anything came out differently, so a plan file cannot be forged
 * into writing something else.
 */
export interface SavedPlan {
  readonly schema: "cig.saved-plan/1";
  readonly version: string;
  readonly asked: Asked;
  readonly files: readonly SavedFile[];
}

/** The options that decide what a plan says. */
export interface Asked {
  readonly config?: string;
  readonly profile?: string;
  readonly providers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

interface SavedFile {
  readonly path: string;
  readonly change: FileChange["change"];
  readonly before?: string;
  readonly after?: string;
}

/** The text of the file. */
export function savedPlan(given: Arguments, result: PipelineResult, version: string): string {
  const config = given.one("config");
  const profile = given.one("profile");
  const plan: SavedPlan = {
    schema: "cig.saved-plan/1",
    version,
    asked: {
      ...(config !== undefined && { config }),
      ...(profile !== undefined && { profile }),
      providers: given.all("provider"),
      variables: variablesOf(given),
    },
    files: savedFiles(result),
  };
  return toJson(plan);
}

/** Reads a saved plan; throws a Refusal for anything else. */
export async function readSavedPlan(given: Arguments, name: string): Promise<SavedPlan> {
  const hint = "Make one with:\n  cig plan --out FILE";
  let text: string;
  try {
    text = await readFile(resolve(startDirectory(given), name), "utf8");
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal([diagnose("CIG703", `The plan "${name}" cannot be read.`, { hint })]);
  }
  const plan = parseJson(text);
  if (isSavedPlan(plan)) return plan;
  throw new Refusal([diagnose("CIG703", `"${name}" is not a plan that \`cig plan --out\` saved.`, { hint })]);
}

/** What keeps the plan from being rendered as it was saved, a sentence each. */
export function staleness(saved: SavedPlan, result: PipelineResult, version: string): string[] {
  const now = new Map(savedFiles(result).map((file) => [file.path, file]));
  const then = new Map(saved.files.map((file) => [file.path, file]));
  const reasons =
    saved.version === version ? [] : [`It was saved by cig ${saved.version}, and this is ${version}.`];
  for (const path of new Set([...then.keys(), ...now.keys()])) {
    const [a, b] = [then.get(path), now.get(path)];
    if (!a) reasons.push(`"${path}" is not in it.`);
    else if (!b) reasons.push(`"${path}" would not be written any more.`);
    else if (a.before !== b.before) reasons.push(`"${path}" has changed on the disk since.`);
    else if (a.after !== b.after) reasons.push(`"${path}" would be written differently now.`);
  }
  return reasons;
}

function savedFiles({ changes }: PipelineResult): SavedFile[] {
  return changes.map(({ path, change, before, after }) => ({
    path,
    change,
    ...(before !== undefined && { before: digest(before) }),
    ...(after !== undefined && { after: digest(after) }),
  }));
}

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSavedPlan(value: unknown): value is SavedPlan {
  const plan = value as SavedPlan | undefined;
  const isText = (text: unknown) => text === undefined || typeof text === "string";
  return (
    plan?.schema === "cig.saved-plan/1" &&
    typeof plan.version === "string" &&
    typeof plan.asked === "object" &&
    plan.asked !== null &&
    isText(plan.asked.config) &&
    isText(plan.asked.profile) &&
    Array.isArray(plan.asked.providers) &&
    plan.asked.providers.every((provider) => typeof provider === "string") &&
    typeof plan.asked.variables === "object" &&
    plan.asked.variables !== null &&
    Object.values(plan.asked.variables).every((variable) => typeof variable === "string") &&
    Array.isArray(plan.files) &&
    plan.files.every((file) => typeof file?.path === "string" && isText(file.before) && isText(file.after))
  );
}
