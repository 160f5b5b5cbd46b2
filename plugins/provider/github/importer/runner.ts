import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord } from "../reader/raw.ts";
import { idOf } from "./names.ts";
import { type At, keptInHatch } from "./notes.ts";
import { plainValue } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { hasExpression, importText } from "./text.ts";

/** Machines that `[runners]` has to describe, by id. */
export type Runners = Map<string, TomlTable>;

/** Where a job runs. */
export interface RunnerChoice {
  /** `runner` of the job. */
  readonly own: string | undefined;
  readonly hatch: TomlValue | undefined;
  /** Systems that it may be; "" for one that is not known. */
  readonly systems: ReadonlySet<string>;
}

const wellKnown = /^(?:ubuntu|macos|windows)-[\w.-]+$/;

/** A label that all providers share, an entry of `[runners]`, an axis of the matrix, or GitHub's own words. */
export function importRunner(value: unknown, scope: Scope, runners: Runners, at: At): RunnerChoice {
  if (typeof value === "string" && !hasExpression(value)) {
    const isUsual = value === "ubuntu-latest" && !scope.matrix.has("os") && !scope.matrix.has("arch");
    if (wellKnown.test(value) || value === "self-hosted")
      return { own: isUsual ? undefined : value, hatch: undefined, systems: new Set([systemOf([value])]) };
    return described([value], value, runners);
  }
  if (Array.isArray(value) && value.every((each) => typeof each === "string" && !hasExpression(each)))
    return value.length === 1
      ? importRunner(value[0], scope, runners, at)
      : described(value as string[], value, runners);
  if (isRecord(value) && !JSON.stringify(value).includes("${{"))
    return described(
      [value.group, value.labels].flat().filter((each) => typeof each === "string"),
      value,
      runners,
    );
  const text = typeof value === "string" ? importText(value, scope) : undefined;
  const axis = /^\{\{ matrix\.([\w-]+)(?:\.([\w-]+))? \}\}$/.exec(text ?? "");
  const labels = axis ? labelsOf(axis[1]!, axis[2], scope) : [];
  const areKnown =
    labels.length > 0 && labels.every((label) => typeof label === "string" && wellKnown.test(label));
  const systems = new Set(labels.map((label) => systemOf([String(label)])));
  if (areKnown && axis?.[2] === undefined) return { own: text!, hatch: undefined, systems };
  keptInHatch(at, "`runs-on`", "The run chooses the machine.");
  // Axes of these names would choose a machine themselves.
  const own = scope.matrix.has("os") || scope.matrix.has("arch") ? "ubuntu-latest" : undefined;
  const isKnown = labels.length > 0 && !labels.includes(undefined);
  return { own, hatch: plainValue(value), systems: isKnown ? systems : new Set([""]) };
}

function labelsOf(axis: string, field: string | undefined, { matrix }: Scope): unknown[] {
  return (matrix.get(axis) ?? []).map((value) =>
    field === undefined ? value : (value as Record<string, unknown> | null)?.[field],
  );
}

function described(labels: readonly string[], runsOn: unknown, runners: Runners): RunnerChoice {
  const os = systemOf(labels);
  const arch = /\barm(?:64)?\b|aarch64/i.test(labels.join(" ")) ? "arm64" : "amd64";
  const entry: TomlTable = {
    ...(os !== "linux" && { os }),
    ...(arch !== (os === "macos" ? "arm64" : "amd64") && { arch }),
    github: { "runs-on": plainValue(runsOn) },
  };
  const wanted = idOf(labels.join("-"), "runner");
  const text = JSON.stringify(entry);
  let id = wanted;
  for (let number = 2; runners.has(id) && JSON.stringify(runners.get(id)) !== text; number++)
    id = `${wanted}-${number}`;
  runners.set(id, entry);
  return { own: id, hatch: undefined, systems: new Set([os]) };
}

function systemOf(labels: readonly string[]): string {
  const words = labels.join(" ").toLowerCase();
  return /\bmacos/.test(words) ? "macos" : /\bwindows/.test(words) ? "windows" : "linux";
}
