import type { Difference } from "./compare-trees.ts";
import type { Names } from "./names.ts";
import { isMap, type Tree, walkLeaves } from "./tree.ts";

/** Why a change deserves a second look. */
export type Risk = "permissions-widened" | "required-check-renamed" | "new-secret" | "unpinned";

/** Both documents, for what a change means beside others. */
export interface Documents {
  readonly names: Names;
  readonly before: Tree | undefined;
  readonly after: Tree | undefined;
}

/** The gravest risk of a difference. The words "permissions", "check name", "action" and "image" carry the meaning. */
export function riskOf(documents: Documents, difference: Difference): Risk | undefined {
  // A file that goes away takes its risks with it.
  if (documents.after === undefined) return undefined;
  if (widensPermissions(documents, difference)) return "permissions-widened";
  if (renamesCheck(documents.names, difference)) return "required-check-renamed";
  return isUnpinned(documents.names, difference) ? "unpinned" : undefined;
}

/** Secrets that a document refers to, without those that every run has. */
export function secretsOf(document: Tree | undefined): Set<string> {
  const secrets = new Set<string>();
  if (document === undefined) return secrets;
  walkLeaves(document, [], (leaf, path) => {
    if (leaf === "inherit" && path.at(-1) === "secrets") secrets.add("all secrets");
    if (typeof leaf !== "string") return;
    for (const [, name] of leaf.matchAll(/\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g)) secrets.add(name!);
    for (const [, name] of leaf.matchAll(/\bsecrets\[\s*['"]([^'"]+)['"]\s*\]/g)) secrets.add(name!);
  });
  secrets.delete("GITHUB_TOKEN");
  return secrets;
}

function widensPermissions({ names, before, after }: Documents, difference: Difference): boolean {
  const { path, renamedTo } = difference;
  if (renamedTo !== undefined) return false;
  const at = path.findIndex((_, index) => names.wordFor(path.slice(0, index + 1)) === "permissions");
  if (at >= 0) {
    const place = path.slice(0, at + 1);
    return widens(effective(before, place), effective(after, place), difference.before === undefined);
  }
  // A new job, or the like, brings its own.
  if (difference.before !== undefined || !isMap(difference.after)) return false;
  const own = difference.after.get("permissions");
  const isMeant = names.wordFor([...path, "permissions"]) === "permissions";
  return isMeant && own !== undefined && widens(lookUp(after, ["permissions"]), own, true);
}

/** Permissions at the place, or those of the whole document, which hold where the place has none. */
function effective(document: Tree | undefined, place: readonly string[]): Tree | undefined {
  return lookUp(document, place) ?? lookUp(document, place.slice(-1));
}

function lookUp(document: Tree | undefined, path: readonly string[]): Tree | undefined {
  return path.reduce<Tree | undefined>((tree, key) => (isMap(tree) ? tree.get(key) : undefined), document);
}

/** Without a statement the settings of the repository decide: taken for reading before, for writing afterwards. */
function widens(before: Tree | undefined, after: Tree | undefined, isNew: boolean): boolean {
  if (after === undefined) return before !== undefined;
  const unstated = isNew ? 1 : 2;
  const scopes = new Set([before, after].flatMap((tree) => (isMap(tree) ? [...tree.keys()] : [])));
  return [...scopes, "any other"].some(
    (scope) => levelOf(after, scope) > (before === undefined ? unstated : levelOf(before, scope)),
  );
}

function levelOf(permissions: Tree, scope: string): number {
  const level = isMap(permissions) ? permissions.get(scope) : permissions;
  if (level === "write" || level === "write-all") return 2;
  return level === "read" || level === "read-all" ? 1 : 0;
}

/** A check that is required by its old name would never report again. */
function renamesCheck(names: Names, { path, before, after, renamedTo }: Difference): boolean {
  if (renamedTo !== undefined) return names.wordFor(path) === "job" && !keepsName(before, after);
  return names.wordFor(path) === "check name";
}

function keepsName(before: Tree | undefined, after: Tree | undefined): boolean {
  const name = isMap(before) ? before.get("name") : undefined;
  return name !== undefined && isMap(after) && after.get("name") === name;
}

function isUnpinned(names: Names, { path, before, after, renamedTo }: Difference): boolean {
  if (after === undefined || renamedTo !== undefined) return false;
  let found = false;
  walkLeaves(after, path, (leaf, at) => {
    const word = names.wordFor(at);
    if (word === "action" && typeof leaf === "string") found ||= !isPinnedAction(leaf);
    // Images are mostly tags; only one that loses its digest is news.
    if (word === "image" && typeof before === "string" && typeof leaf === "string")
      found ||= before.includes("@sha256:") && !leaf.includes("@sha256:");
  });
  return found;
}

/** A full commit id, a digest, or a path of this repository. */
function isPinnedAction(reference: string): boolean {
  return /^\.\.?\//.test(reference) || /@([0-9a-f]{40}|[0-9a-f]{64}|sha256:[0-9a-f]{64})$/.test(reference);
}
