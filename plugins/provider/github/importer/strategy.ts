import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, type Raw, recordOf } from "../reader/raw.ts";
import { type At, keptInHatch } from "./notes.ts";
import { compact, plainTable, plainValue } from "./plain.ts";
import { hasExpression, withoutNames } from "./text.ts";

export interface Strategy {
  /** `matrix` of cig.toml. */
  readonly own: TomlTable | undefined;
  /** GitHub's own `strategy`, where the run computes the matrix. */
  readonly hatch: TomlValue | undefined;
  /** Values by axis, those of `include` too. */
  readonly values: ReadonlyMap<string, readonly unknown[]>;
}

const none: Strategy = { own: undefined, hatch: undefined, values: new Map() };

/** A matrix whose values stand in the file becomes cig's own; any other one stays GitHub's. */
export function importStrategy(value: unknown, at: At): Strategy {
  if (!isRecord(value)) return value === undefined || value === null ? none : kept(value, at);
  const { matrix, "fail-fast": failFast, "max-parallel": maxParallel, ...others } = value;
  const isSaid =
    isRecord(matrix) &&
    Object.keys(others).length === 0 &&
    (failFast === undefined || typeof failFast === "boolean") &&
    (maxParallel === undefined || (Number.isInteger(maxParallel) && Number(maxParallel) > 0)) &&
    isLiteral(matrix);
  if (!isSaid) return kept(value, at);
  const own = compact({
    ...(withoutBraces(plainTable(matrix)) as TomlTable),
    // Only what differs from GitHub's own answer, which is cig's.
    fail_fast: failFast === false ? false : undefined,
    max_parallel: maxParallel as number | undefined,
  });
  return { own, hatch: undefined, values: valuesOf(matrix) };
}

function kept(strategy: unknown, at: At): Strategy {
  keptInHatch(at, "`strategy`", "The run computes the matrix, or GitHub alone knows what it says.");
  return { own: undefined, hatch: plainValue(strategy), values: new Map() };
}

/** True for axes of at least one value, all of them plain values or tables of such. */
function isLiteral(matrix: Raw): boolean {
  const { include = [], exclude = [], ...axes } = matrix;
  const names = Object.keys(axes);
  const isNamed = names.every(
    (name) => /^[A-Za-z_][\w-]*$/.test(name) && !["fail_fast", "max_parallel"].includes(name),
  );
  const hasAxes = names.length > 0 || (Array.isArray(include) && include.length > 0);
  return (
    isNamed &&
    hasAxes &&
    Object.values(axes).every(
      (values) => Array.isArray(values) && values.length > 0 && values.every(isValue),
    ) &&
    [include, exclude].every((list) => Array.isArray(list) && list.every(isCombination)) &&
    !("include" in matrix && (include as unknown[]).length === 0) &&
    !("exclude" in matrix && (exclude as unknown[]).length === 0)
  );
}

function isCombination(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isValue);
}

function isValue(value: unknown): boolean {
  if (isRecord(value)) return Object.keys(value).length > 0 && Object.values(value).every(isScalar);
  return isScalar(value);
}

function isScalar(value: unknown): boolean {
  return (
    (typeof value === "string" && !hasExpression(value)) ||
    typeof value === "number" ||
    typeof value === "boolean"
  );
}

function withoutBraces(value: TomlValue): TomlValue {
  if (typeof value === "string") return withoutNames(value);
  if (Array.isArray(value)) return value.map((each: TomlValue) => withoutBraces(each));
  if (typeof value === "object")
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, withoutBraces(plainValue(each))]),
    );
  return value;
}

/** A value that only some variants have is nothing in the others. */
function valuesOf(matrix: Raw): Map<string, unknown[]> {
  const { include, exclude: _, ...axes } = matrix;
  const entries = ((include as unknown[] | undefined) ?? []).map(recordOf);
  const values = new Map<string, unknown[]>(
    Object.entries(axes).map(([name, list]) => [name, [...(list as unknown[])]]),
  );
  const hasAxes = values.size > 0;
  for (const name of new Set(entries.flatMap((entry) => Object.keys(entry)))) {
    const added = entries.filter((entry) => name in entry).map((entry) => entry[name]);
    const isEverywhere = values.has(name) || (!hasAxes && added.length === entries.length);
    values.set(name, [...(values.get(name) ?? []), ...added, ...(isEverywhere ? [] : [undefined])]);
  }
  return values;
}
