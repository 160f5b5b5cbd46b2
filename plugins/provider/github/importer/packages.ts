import type { TomlValue } from "cig/sdk/import";
import { type Raw, recordOf } from "../reader/raw.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

/** Steps behind the checkout that become `packages`. */
export interface Packages {
  readonly packages: TomlValue;
  /** How many steps they were. */
  readonly count: number;
}

/**
 * Node with npm's cache, and its dependencies from the lock file: `packages` makes the same steps of it. Anything said
 * besides keeps all three as they are. Whether the repository makes cig do the same, the proof tells.
 */
export function importPackages(steps: readonly Raw[], scope: Scope): Packages | undefined {
  const [setup, install] = steps;
  if (!setup || !install || !hasOnly(setup, ["name", "uses", "with"]) || !hasOnly(install, ["name", "run"]))
    return undefined;
  if (!/^actions\/setup-node@/.test(String(setup.uses)) || String(install.run).trim() !== "npm ci")
    return undefined;
  const { "node-version": version, cache, ...others } = recordOf(setup.with);
  if (cache !== "npm" || Object.keys(others).length > 0) return undefined;
  if (typeof version !== "string" && typeof version !== "number") return undefined;
  const text = importText(String(version), scope);
  if (text === undefined) return undefined;
  return { packages: text === "{{ matrix.node }}" ? ["node"] : { node: text }, count: 2 };
}

function hasOnly(step: Raw, keys: readonly string[]): boolean {
  return Object.keys(step).every((key) => keys.includes(key));
}
