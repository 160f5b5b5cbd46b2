import type { Names } from "./names.ts";
import { isList, isMap, type Tree, treesEqual } from "./tree.ts";

/** A place at which two trees differ. */
export interface Difference {
  /** Keys; of a list whose members have a word, what the member is called. */
  readonly path: readonly string[];
  /** Absent: added. */
  readonly before?: Tree;
  /** Absent: removed. */
  readonly after?: Tree;
  /** For a member that got another key and is otherwise (almost) the same: the new path. */
  readonly renamedTo?: readonly string[];
}

/** The differences in the order of the new tree, what was removed after what stands. */
export function compareTrees(
  names: Names,
  before: Tree | undefined,
  after: Tree | undefined,
  path: readonly string[] = [],
): Difference[] {
  if (treesEqual(before, after)) return [];
  const isSplit = path.length === 0 || (names.hasMembers(path) && !names.isMember(path));
  const old = before === undefined && isSplit && isMap(after) ? new Map<string, Tree>() : before;
  const fresh = after === undefined && isSplit && isMap(before) ? new Map<string, Tree>() : after;
  if (isMap(old) && isMap(fresh)) return compareMaps(names, old, fresh, path);
  if (isList(old) && isList(fresh) && names.hasMembers(path)) return compareLists(names, old, fresh, path);
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

function compareMaps(
  names: Names,
  before: ReadonlyMap<string, Tree>,
  after: ReadonlyMap<string, Tree>,
  path: readonly string[],
): Difference[] {
  const renames = names.hasMembers(path) ? findRenames(before, after) : new Map<string, string>();
  const taken = new Set(renames.values());
  const standing = [...after].flatMap(([key, value]) =>
    taken.has(key) ? [] : compareTrees(names, before.get(key), value, [...path, key]),
  );
  const gone = [...before].flatMap(([key, value]) => {
    const to = renames.get(key);
    if (to !== undefined) return rename(names, before, after, path, key, to);
    return after.has(key) ? [] : compareTrees(names, value, undefined, [...path, key]);
  });
  return [...standing, ...gone];
}

/** Removed keys whose value is found again, equal or alike, under a key that was added. */
function findRenames(
  before: ReadonlyMap<string, Tree>,
  after: ReadonlyMap<string, Tree>,
): Map<string, string> {
  const removed = [...before].filter(([key, value]) => !after.has(key) && isMap(value));
  const added = [...after].filter(([key, value]) => !before.has(key) && isMap(value));
  const renames = new Map<string, string>();
  for (const [key, value] of removed) {
    const free = added.filter(([candidate]) => ![...renames.values()].includes(candidate));
    const same =
      free.find(([, other]) => treesEqual(value, other)) ?? free.find(([, other]) => areAlike(value, other));
    if (same !== undefined) renames.set(key, same[0]);
  }
  return renames;
}

/** More than half of all keys are on both sides with equal values. */
function areAlike(a: Tree, b: Tree): boolean {
  if (!isMap(a) || !isMap(b)) return false;
  const equal = [...a].filter(([key, value]) => b.has(key) && treesEqual(value, b.get(key))).length;
  return equal * 2 > new Set([...a.keys(), ...b.keys()]).size;
}

function rename(
  names: Names,
  before: ReadonlyMap<string, Tree>,
  after: ReadonlyMap<string, Tree>,
  path: readonly string[],
  from: string,
  to: string,
): Difference[] {
  const renamedTo = [...path, to];
  const whole = { path: [...path, from], before: before.get(from)!, after: after.get(to)!, renamedTo };
  return [whole, ...compareTrees(names, before.get(from), after.get(to), renamedTo)];
}

function compareLists(
  names: Names,
  before: readonly Tree[],
  after: readonly Tree[],
  path: readonly string[],
): Difference[] {
  const old = withLabels(before);
  const fresh = withLabels(after);
  const inside = compareMaps(names, old, fresh, path);
  const order = (list: ReadonlyMap<string, Tree>, other: ReadonlyMap<string, Tree>) =>
    [...list.keys()].filter((label) => other.has(label));
  const oldOrder = order(old, fresh);
  const newOrder = order(fresh, old);
  if (treesEqual(oldOrder, newOrder)) return inside;
  return [...inside, { path: [...path, "order"], before: oldOrder, after: newOrder }];
}

/** Members under what a person would call them; the second of a kind gets a number. */
function withLabels(list: readonly Tree[]): ReadonlyMap<string, Tree> {
  const labelled = new Map<string, Tree>();
  for (const item of list) {
    const label = labelOf(item);
    let unique = label;
    for (let number = 2; labelled.has(unique); number++) unique = `${label} (${number})`;
    labelled.set(unique, item);
  }
  return labelled;
}

function labelOf(item: Tree): string {
  if (!isMap(item)) return String(isList(item) ? "list" : item);
  const text = (key: string) => {
    const value = item.get(key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const label =
    text("name") ?? text("id") ?? text("uses")?.replace(/@.*$/, "") ?? text("run")?.trim().split("\n")[0];
  return label ?? [...item.keys()][0] ?? "empty";
}
