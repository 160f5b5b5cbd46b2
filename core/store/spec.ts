import { isGrant } from "../../sdk/grant.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";

/** Which store keeps the markers, as `[skip] store` of cig.toml or the variable CIG_STORE says it. */
export interface StoreSpec {
  /** "cache/s3" */
  readonly plugin: string;
  /** For the plugin. Scalars, lists and tables of them. */
  readonly options: Readonly<Record<string, unknown>>;
  /** For each lookup and each recording as a whole. Absent: 10 seconds. */
  readonly timeout_ms?: number;
  /** What the plugin may use besides what [plugins] of cig.toml grants it. */
  readonly grant?: readonly string[];
}

export const defaultTimeoutMs = 10_000;

/**
 * The store that CIG_STORE names as JSON: {"plugin":"cache/directory","options":{"path":".cig/markers"}}. No value where
 * the variable is not set or empty, and none with an error where it is not understood.
 */
export function specFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Result<StoreSpec> {
  const text = environment.CIG_STORE ?? "";
  if (text.trim() === "") return { diagnostics: [] };
  const value = parseJson(text);
  const fault = faultOf(value);
  if (fault === undefined)
    return {
      value: { ...(value as StoreSpec), options: (value as StoreSpec).options ?? {} },
      diagnostics: [],
    };
  const hint =
    'Write JSON such as:\n  CIG_STORE=\'{"plugin":"cache/directory","options":{"path":".cig/markers"},"timeout_ms":10000}\'';
  const message = `The variable CIG_STORE does not name a store: ${fault}. No store is used, so every job runs.`;
  return { diagnostics: [diagnose("CIG319", message, { hint })] };
}

/** What is wrong with a value that should be a StoreSpec, as the end of a sentence; undefined when nothing is. */
function faultOf(value: unknown): string | undefined {
  if (!isTable(value)) return "it is not a JSON table";
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `it has an unknown key ${JSON.stringify(unknown)}`;
  const { plugin, options = {}, timeout_ms: timeoutMs = defaultTimeoutMs, grant = [] } = value;
  if (typeof plugin !== "string" || !/^[a-z0-9-]+\/[a-z0-9._-]+$/.test(plugin))
    return '"plugin" is not the name of a plugin such as "cache/s3"';
  if (!isTable(options)) return '"options" is not a table';
  if (
    !Number.isSafeInteger(timeoutMs) ||
    (timeoutMs as number) < 1 ||
    (timeoutMs as number) > longestTimeoutMs
  )
    return `"timeout_ms" is not a number of milliseconds from 1 to ${longestTimeoutMs}`;
  if (!Array.isArray(grant) || !grant.every((item) => typeof item === "string" && isGrant(item)))
    return '"grant" is not a list such as ["network:https://s3.example.com", "environment:AWS_*"]';
  return undefined;
}

const keys = ["plugin", "options", "timeout_ms", "grant"];
const longestTimeoutMs = 600_000;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
