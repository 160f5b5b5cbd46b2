import type { TomlTable, TomlValue } from "cig/sdk/import";
import { type Raw, recordOf } from "../../reader/raw.ts";
import { isEmpty } from "../plain.ts";
import type { Scope } from "../portable.ts";
import { importText } from "../text.ts";
import { importTool } from "./tool.ts";

/** Steps behind the checkout that become `packages`. */
export interface Packages {
  readonly packages: TomlValue;
  /** How many steps they were. */
  readonly count: number;
}

interface Found {
  readonly name: string;
  readonly inputs: TomlTable;
  readonly count: number;
}

/**
 * The steps at the beginning that make tools available, as `packages`, which makes the same steps of them. What says more
 * than cig would ends the row, and stays a step like all behind it. Whether the repository makes cig do the same, the
 * proof tells. Without `mayInstall` only tools are looked for, which no shell and no folder changes. `versionOf` tells the
 * version of a step's action.
 */
export function importPackages(
  steps: readonly Raw[],
  scope: Scope,
  mayInstall: boolean,
  versionOf: (index: number) => string,
): Packages | undefined {
  const found: Found[] = [];
  for (let at = 0; ; at = countOf(found)) {
    const next =
      (mayInstall ? withDependencies(steps.slice(at), scope) : undefined) ??
      toolAlone(steps[at], () => versionOf(at), scope);
    if (!next || found.some(({ name }) => name === next.name)) break;
    found.push(next);
  }
  return found.length === 0 ? undefined : { packages: packagesOf(found), count: countOf(found) };
}

function countOf(found: readonly Found[]): number {
  return found.reduce((sum, { count }) => sum + count, 0);
}

/** `["node"]` where nothing is said of any, `{ node = "22" }` where a version is all. */
function packagesOf(found: readonly Found[]): TomlValue {
  if (found.every(({ inputs }) => isEmpty(inputs))) return found.map(({ name }) => name);
  return Object.fromEntries(
    found.map(({ name, inputs }): [string, TomlValue] => {
      const { version, ...others } = inputs;
      if (!isEmpty(others)) return [name, inputs];
      return [name, version ?? true];
    }),
  );
}

/** Node with npm's cache, and its dependencies from the lock file. */
function withDependencies([setup, install]: readonly Raw[], scope: Scope): Found | undefined {
  if (!setup || !install || !hasOnly(setup, ["name", "uses", "with"]) || !hasOnly(install, ["name", "run"]))
    return undefined;
  if (!/^actions\/setup-node@/.test(String(setup.uses)) || String(install.run).trim() !== "npm ci")
    return undefined;
  const { "node-version": version, cache, ...others } = recordOf(setup.with);
  if (cache !== "npm" || Object.keys(others).length > 0) return undefined;
  const said = nodeVersion(version, scope);
  return said && { name: "node", inputs: said, count: 2 };
}

/** Nothing where the axis of that name says it, which cig looks at by itself. */
function nodeVersion(value: unknown, scope: Scope): TomlTable | undefined {
  const text = value === undefined ? undefined : importText(String(value), scope);
  if (!text || text.includes("\n")) return undefined;
  return text === "{{ matrix.node }}" ? {} : { version: text };
}

/** `packages` has no escape hatch, so that an action which is told more stays a step. */
function toolAlone(step: Raw | undefined, version: () => string, scope: Scope): Found | undefined {
  if (!step || !hasOnly(step, ["name", "uses", "with"])) return undefined;
  const tool = importTool(step, version(), scope);
  return tool && isEmpty(tool.hatch) ? { name: tool.name, inputs: tool.inputs, count: 1 } : undefined;
}

function hasOnly(step: Raw, keys: readonly string[]): boolean {
  return Object.keys(step).every((key) => keys.includes(key));
}
