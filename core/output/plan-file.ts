import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";
import { type FileChange, readCurrent } from "./compare.ts";
import { digestOf } from "./digest.ts";

/** A saved plan: what `cig plan --out FILE` writes and `cig render FILE` renders exactly. */
export interface PlanFile {
  readonly schema: "cig.plan-file/1";
  /** Version of cig that made it. */
  readonly version: string;
  /** "cig.toml" */
  readonly sourceFile: string;
  /** Digest of all that the plan was made from, as the caller counts it. */
  readonly source: string;
  /** Sorted by path; also the files that stay the same, because the plan was made against them. */
  readonly files: readonly PlannedFile[];
}

export interface PlannedFile {
  readonly path: string;
  readonly owners: readonly string[];
  readonly change: FileChange["change"];
  /** Digest of the bytes that were on the disk; null where there was no file. */
  readonly base: string | null;
  /** What will be there; null for "delete" and "same". */
  readonly content: string | null;
  readonly edited: boolean;
  readonly foreign: boolean;
}

/** The text of a plan file. The same plan gives the same bytes. */
export function formatPlanFile(
  plan: Pick<PlanFile, "version" | "sourceFile" | "source">,
  changes: readonly FileChange[],
): string {
  const files = [...changes]
    .sort((a, b) => byCodeUnit(a.path, b.path))
    .map(
      ({ path, owners, change, base, after, edited, foreign }): PlannedFile => ({
        path,
        owners,
        change,
        base: base ?? null,
        content: change === "same" ? null : (after ?? null),
        edited,
        foreign,
      }),
    );
  const file: PlanFile = {
    schema: "cig.plan-file/1",
    version: plan.version,
    sourceFile: plan.sourceFile,
    source: plan.source,
    files,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads a plan file; `name` is how messages call it. Fails with CIG706. */
export function parsePlanFile(text: string, name: string): Result<PlanFile> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return {
      diagnostics: [refuse(`"${name}" is not a plan that \`cig plan --out\` saved: it is not JSON.`)],
    };
  }
  const schema = isRecord(value) ? value.schema : undefined;
  if (typeof schema === "string" && /^cig\.plan-file\//.test(schema) && schema !== "cig.plan-file/1")
    return { diagnostics: [refuse(`"${name}" was saved by another version of cig (${schema}).`)] };
  if (isPlanFile(value)) return { value, diagnostics: [] };
  return { diagnostics: [refuse(`"${name}" is not a plan that \`cig plan --out\` saved.`)] };
}

/**
 * The changes of a saved plan, ready for `write`. Refused with CIG706, naming each reason, when `source` (counted as
 * for the plan) or a file that the plan was made against is no longer what it was.
 */
export function changesOfPlan(root: string, plan: PlanFile, source: string): Result<FileChange[]> {
  const diagnostics: Diagnostic[] = [];
  if (plan.source !== source)
    diagnostics.push(
      refuse(`${plan.sourceFile}, or something else that the plan was made from, has changed since.`),
    );
  const changes = plan.files.map((file): FileChange => {
    const current = readCurrent(root, file.path);
    if (current.base !== (file.base ?? undefined))
      diagnostics.push(refuse(`"${file.path}" is no longer what it was when the plan was made.`));
    const after = file.change === "same" ? current.text : (file.content ?? undefined);
    return {
      path: file.path,
      owners: file.owners,
      change: file.change,
      edited: file.edited,
      foreign: file.foreign,
      ...(current.text !== undefined && { before: current.text }),
      ...(current.base !== undefined && { base: current.base }),
      ...(after !== undefined && { after }),
      ...(current.problem && { problem: current.problem }),
    };
  });
  return diagnostics.length > 0 ? { diagnostics } : { value: changes, diagnostics };
}

/** Digest over several named inputs, for `source`: cig.toml, the profile, the lock. Their order does not count. */
export function sourceDigestOf(inputs: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(inputs).sort(([a], [b]) => byCodeUnit(a, b));
  return digestOf(JSON.stringify(sorted));
}

function refuse(message: string): Diagnostic {
  return diagnose("CIG706", message, { hint: "Look at a new one:\n  cig plan --out FILE" });
}

function isPlanFile(value: unknown): value is PlanFile {
  if (!isRecord(value)) return false;
  const { schema, version, sourceFile, source, files } = value;
  const texts = [version, sourceFile, source];
  if (schema !== "cig.plan-file/1" || texts.some((text) => typeof text !== "string")) return false;
  return Array.isArray(files) && files.every(isPlannedFile);
}

function isPlannedFile(value: unknown): value is PlannedFile {
  if (!isRecord(value)) return false;
  const { path, owners, change, base, content, edited, foreign } = value;
  if (typeof path !== "string" || typeof edited !== "boolean" || typeof foreign !== "boolean") return false;
  if (!Array.isArray(owners) || owners.some((owner) => typeof owner !== "string")) return false;
  if (base !== null && typeof base !== "string") return false;
  // Which of the two are null follows from the change.
  if (change === "create") return base === null && typeof content === "string";
  if (change === "update") return base !== null && typeof content === "string";
  return (change === "delete" || change === "same") && base !== null && content === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
