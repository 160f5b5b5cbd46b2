import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord } from "../reader/raw.ts";
import { type At, keptInHatch } from "./notes.ts";
import { plainValue } from "./plain.ts";

/** Rights in cig's words, and what has to be laid over what cig makes of them. */
export interface Rights {
  readonly own: TomlTable | undefined;
  readonly hatch: TomlValue | undefined;
}

const scopes: ReadonlySet<string> = new Set([
  "actions",
  "attestations",
  "checks",
  "contents",
  "deployments",
  "discussions",
  "id-token",
  "issues",
  "models",
  "packages",
  "pages",
  "pull-requests",
  "repository-projects",
  "security-events",
  "statuses",
]);

/** Of a workflow: without a word the rights are those of the settings. cig would say `contents: read`. */
export function workflowRights(value: unknown, at: At): Rights {
  return value === undefined || value === null ? { own: undefined, hatch: false } : rightsOf(value, at);
}

/** Of a job: without a word they are the workflow's, as in cig.toml. */
export function jobRights(value: unknown, at: At): Rights {
  return value === undefined || value === null ? { own: undefined, hatch: undefined } : rightsOf(value, at);
}

function rightsOf(value: unknown, at: At): Rights {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const isSaid = entries.every(
    ([scope, access]) => scopes.has(scope) && ["read", "write", "none"].includes(String(access)),
  );
  if (!isRecord(value) || !isSaid) {
    keptInHatch(at, "`permissions`", "cig.toml names each right.");
    return { own: undefined, hatch: plainValue(value) };
  }
  if (entries.length === 0) return { own: undefined, hatch: { contents: false } };
  const own = Object.fromEntries(entries.map(([scope, access]) => [scope, String(access)]));
  // cig adds the right to read the sources, where it is not said and a job checks them out.
  return { own, hatch: "contents" in own ? undefined : { contents: false } };
}
