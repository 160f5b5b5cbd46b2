import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { diagnose } from "../../diagnostic/codes.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import {
  changesOfPlan,
  formatPlanFile,
  type PlanFile,
  parsePlanFile,
  sourceDigestOf,
} from "../../output/plan-file.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
import { type Arguments, Refusal } from "../invocation.ts";
import { toJson } from "../json.ts";
import { startDirectory } from "../locate.ts";
import { variablesOf } from "../run-pipeline.ts";

/** A plan as `cig plan --out` saved it, with the options that decided what it says. */
export interface SavedPlan {
  readonly plan: PlanFile;
  readonly asked: Asked;
}

export interface Asked {
  readonly config?: string;
  readonly profile?: string;
  readonly providers: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The text of the file. */
export function savedPlan(given: Arguments, result: PipelineResult, version: string): string {
  const config = given.one("config");
  const profile = given.one("profile");
  const asked: Asked = {
    ...(config !== undefined && { config }),
    ...(profile !== undefined && { profile }),
    providers: given.all("provider"),
    variables: variablesOf(given),
  };
  const sourceFile = result.config?.file ?? "cig.toml";
  const plan = formatPlanFile({ version, sourceFile, source: sourceOf(result) }, result.changes);
  return toJson({ ...JSON.parse(plan), asked });
}

/** Reads a saved plan; throws a Refusal for anything else. */
export async function readSavedPlan(given: Arguments, name: string): Promise<SavedPlan> {
  const file = resolve(startDirectory(given), name);
  const text = await readFile(file, "utf8").catch(() => undefined);
  const hint = "Make one with:\n  cig plan --out FILE";
  if (text === undefined)
    throw new Refusal([diagnose("CIG703", `The plan "${name}" cannot be read.`, { hint })]);
  const { value: plan, diagnostics } = parsePlanFile(text, name);
  if (plan === undefined) throw new Refusal(diagnostics);
  const asked: unknown = JSON.parse(text).asked;
  if (isAsked(asked)) return { plan, asked };
  throw new Refusal([diagnose("CIG706", `"${name}" does not say which options it was made with.`, { hint })]);
}

/**
 * What keeps the plan from being rendered as it was saved. It is made anew and compared, so that nobody can forge a
 * plan file into writing something that cig.toml does not say.
 */
export function staleness(root: string, { plan }: SavedPlan, result: PipelineResult): readonly Diagnostic[] {
  return changesOfPlan(root, plan, sourceOf(result)).diagnostics;
}

/** What a plan is made from shows in what it makes: headers name cig's version and the digest of their source. */
function sourceOf({ changes }: PipelineResult): string {
  return sourceDigestOf(
    Object.fromEntries(changes.map(({ path, change, after = "" }) => [path, `${change} ${after}`])),
  );
}

function isAsked(value: unknown): value is Asked {
  if (typeof value !== "object" || value === null) return false;
  const { config, profile, providers, variables } = value as Partial<Asked>;
  const isText = (text: unknown) => typeof text === "string";
  if (![config, profile].every((text) => text === undefined || isText(text))) return false;
  if (!Array.isArray(providers) || !providers.every(isText)) return false;
  return typeof variables === "object" && variables !== null && Object.values(variables).every(isText);
}
