import type { TomlTable, TomlValue } from "cig/sdk/import";
import { type Raw, recordOf } from "../reader/raw.ts";
import type { Scope } from "./portable.ts";
import { importText } from "./text.ts";

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
 * proof tells. Without `mayInstall` only tools are looked for, which no shell and no folder changes.
 */
export function importPackages(
  steps: readonly Raw[],
  scope: Scope,
  mayInstall: boolean,
): Packages | undefined {
  const found: Found[] = [];
  for (let at = 0; ; at = countOf(found)) {
    const next =
      (mayInstall ? withDependencies(steps.slice(at), scope) : undefined) ?? toolAlone(steps[at], scope);
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
  if (found.every(({ inputs }) => Object.keys(inputs).length === 0)) return found.map(({ name }) => name);
  return Object.fromEntries(
    found.map(({ name, inputs }): [string, TomlValue] => {
      const { version, ...others } = inputs;
      if (Object.keys(others).length > 0) return [name, inputs];
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
  const said = versionOf(version, "node", scope);
  return said && { name: "node", inputs: said, count: 2 };
}

interface Tool {
  /** The plugin that cig has for it. */
  readonly name: string;
  /** The plugin's inputs by the action's. The action needs all of them for cig to write the same. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What the action has to be told so that it does no more, and what it does where nobody says it. */
  readonly quiet?: Readonly<Record<string, "told" | "usual">>;
}

/** Actions that do nothing but make a tool available, told so. */
const tools: Readonly<Record<string, Tool>> = {
  "actions/setup-node": {
    name: "node",
    inputs: { "node-version": "version" },
    quiet: { "package-manager-cache": "usual" },
  },
  "actions/setup-python": { name: "python", inputs: { "python-version": "version" } },
  "actions/setup-go": { name: "go", inputs: { "go-version": "version" }, quiet: { cache: "told" } },
  "actions/setup-java": {
    name: "java",
    inputs: { "java-version": "version", distribution: "distribution" },
  },
  "erlef/setup-beam": {
    name: "elixir",
    inputs: { "elixir-version": "version", "otp-version": "otp_version" },
  },
  "ruby/setup-ruby": { name: "ruby", inputs: { "ruby-version": "version" } },
};

function toolAlone(step: Raw | undefined, scope: Scope): Found | undefined {
  if (!step || !hasOnly(step, ["name", "uses", "with"])) return undefined;
  const action = String(step.uses).replace(/@.*$/s, "").toLowerCase();
  const tool = Object.hasOwn(tools, action) ? tools[action] : undefined;
  if (!tool) return undefined;
  const given = recordOf(step.with);
  const known = [...Object.keys(tool.inputs), ...Object.keys(tool.quiet ?? {})];
  if (!hasOnly(given, known)) return undefined;
  for (const [input, how] of Object.entries(tool.quiet ?? {}))
    if (given[input] === undefined ? how === "told" : String(given[input]) !== "false") return undefined;
  const inputs: Record<string, TomlValue> = {};
  for (const [input, own] of Object.entries(tool.inputs)) {
    const said = own === "version" ? versionOf(given[input], tool.name, scope) : textOf(given[input], scope);
    if (said === undefined) return undefined;
    if (typeof said === "string") inputs[own] = said;
    else Object.assign(inputs, said);
  }
  return { name: tool.name, inputs: { ...inputs, install: false }, count: 1 };
}

/** Nothing where the axis of that name says it, which cig looks at by itself. */
function versionOf(value: unknown, tool: string, scope: Scope): { version?: string } | undefined {
  const text = textOf(value, scope);
  if (text === undefined) return undefined;
  return text === `{{ matrix.${tool} }}` ? {} : { version: text };
}

function textOf(value: unknown, scope: Scope): string | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const text = importText(String(value), scope);
  return text === undefined || text === "" || text.includes("\n") ? undefined : text;
}

function hasOnly(step: Raw, keys: readonly string[]): boolean {
  return Object.keys(step).every((key) => keys.includes(key));
}
