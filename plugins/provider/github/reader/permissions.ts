import { isRecord } from "./raw.ts";

/** Reads `permissions`: "contents: read", sorted. */
export function readPermissions(value: unknown): string[] {
  if (isRecord(value))
    return Object.entries(value)
      .map(([scope, access]) => `${scope}: ${String(access)}`)
      .sort();
  return value === undefined || value === null ? [] : [String(value)];
}
