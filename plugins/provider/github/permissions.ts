import { Access, type Job, type Permission } from "cig/sdk";
import { below, type Scope } from "./scope.ts";
import type { Table } from "./yaml/tree.ts";

const scopes = new Set([
  "actions",
  "artifact-metadata",
  "attestations",
  "checks",
  "code-quality",
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

/**
 * The rights of the workflow's token: what cig.toml says, or reading the sources. Naming any right takes all
 * others away on GitHub, so the right to read the sources is added where a job checks them out.
 */
export function compilePermissions(
  permissions: readonly Permission[],
  jobs: readonly Job[],
  top: Scope,
): Table {
  const scope = below(top, "permissions");
  const rights = new Map(
    permissions.map((permission) => [wordOf(permission, scope), accessOf(permission, scope)]),
  );
  if (!rights.has("contents") && (rights.size === 0 || jobs.some(checksOut))) rights.set("contents", "read");
  return new Map([...rights].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function checksOut(job: Job): boolean {
  return job.steps.some(({ kind }) => kind.case === "checkout");
}

function wordOf({ scope: word }: Permission, scope: Scope): string {
  const own = word.replaceAll("_", "-");
  if (!scopes.has(own))
    scope.report.add(
      "GH008",
      [...scope.subject, word],
      `GitHub has no permission "${word}".`,
      `The permissions are ${[...scopes].join(", ")}.`,
    );
  return own;
}

function accessOf({ scope: word, access }: Permission, scope: Scope): string {
  if (word === "id-token" && access === Access.READ)
    scope.report.add(
      "GH008",
      [...scope.subject, word],
      'The permission "id-token" can only be "write" or "none".',
      'Write id-token = "write".',
    );
  if (word === "models" && access === Access.WRITE)
    scope.report.add(
      "GH008",
      [...scope.subject, word],
      'The permission "models" can only be "read".',
      'Write models = "read".',
    );
  return access === Access.WRITE ? "write" : access === Access.NONE ? "none" : "read";
}
