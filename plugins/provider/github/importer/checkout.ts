import type { TomlTable, TomlValue } from "cig/sdk/import";
import { type Raw, recordOf } from "../reader/raw.ts";
import { compact, plainValue } from "./plain.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/**
 * A checkout in cig's words; undefined for another step, and for one with inputs that cig does not know. GitHub's leaves the
 * job's token behind unless told otherwise, cig's does not.
 */
export function importCheckout(step: Raw, scope: Scope): TomlValue | undefined {
  if (!/^actions\/checkout@/.test(String(step.uses)) || step.env !== undefined) return undefined;
  const inputs = recordOf(step.with);
  if (!Object.keys(inputs).every((key) => known.has(key) || besides.has(key))) return undefined;
  const depth = inputs["fetch-depth"] === undefined ? undefined : Number(inputs["fetch-depth"]);
  const ref = inputs.ref === undefined ? undefined : importText(String(inputs.ref), scope);
  const path = inputs.path === undefined ? undefined : String(inputs.path);
  const submodules = wordOf(inputs.submodules);
  const isSaid =
    (depth === undefined || (Number.isInteger(depth) && depth >= 0)) &&
    (inputs.ref === undefined || (ref !== undefined && ref !== "")) &&
    (path === undefined || /^[^${}\n]+$/.test(path)) &&
    ["", "true", "false", "recursive"].includes(submodules) &&
    isFlag(inputs.lfs) &&
    isFlag(inputs["persist-credentials"]);
  if (!isSaid) return undefined;
  const table = compact({
    depth: depth === 1 ? undefined : depth,
    ref,
    submodules: submodules === "recursive" ? "recursive" : submodules === "true" ? true : undefined,
    lfs: wordOf(inputs.lfs) === "true" ? true : undefined,
    persist_credentials: wordOf(inputs["persist-credentials"]) === "false" ? undefined : true,
    path,
  });
  return Object.keys(table).length === 0 ? true : table;
}

/**
 * Inputs of a checkout that bring no other sources, and hand nobody other rights: how it fetches, and what it says. They may
 * stand beside it in the escape hatch.
 */
export function checkoutBesides(step: Raw): TomlTable {
  const inputs = Object.entries(recordOf(step.with)).filter(([key]) => besides.has(key));
  return Object.fromEntries(inputs.map(([key, value]) => [key, plainValue(value)]));
}

const besides: ReadonlySet<string> = new Set([
  "clean",
  "fetch-tags",
  "filter",
  "set-safe-directory",
  "show-progress",
]);

const known: ReadonlySet<string> = new Set([
  "fetch-depth",
  "ref",
  "path",
  "submodules",
  "lfs",
  "persist-credentials",
]);

function isFlag(value: unknown): boolean {
  return ["", "true", "false"].includes(wordOf(value));
}

function wordOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
