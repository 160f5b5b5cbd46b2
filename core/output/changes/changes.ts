import { byCodeUnit } from "../../compare.ts";
import type { FileChange } from "../compare.ts";
import { parseBlocks } from "./block-tree.ts";
import { compareTrees, type Difference } from "./compare-trees.ts";
import { createNames, type Names } from "./names.ts";
import { type Documents, type Risk, riskOf, secretsOf } from "./risk.ts";
import { parseTree, showTree, type Tree } from "./tree.ts";

export type { Risk } from "./risk.ts";

/** A difference in meaning between what is on the disk and what would be written. */
export interface Change {
  readonly action: "add" | "change" | "remove" | "replace";
  /** The file. */
  readonly path: string;
  /** "job.test", "trigger.push", "permissions", "secret.TOKEN", "file" */
  readonly subject: string;
  /** What of it: "runner", "step Install action". Absent: the whole. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  /** What `causeOf` says. */
  readonly cause?: string;
  readonly risk?: Risk;
}

export interface ChangeOptions {
  /** `[meaning]` of the owner's manifest. */
  readonly meaning: Readonly<Record<string, string>>;
  /** Why the node at these keys changed: "cig.toml:14". */
  readonly causeOf?: (keys: readonly string[]) => string | undefined;
}

/**
 * What a change of a file means, in the words of its provider. Of a new or removed file only its members (jobs,
 * triggers, variables) are named, and what is risky. A file that is neither YAML nor blocks in braces changes as a whole.
 */
export async function describeChanges(file: FileChange, options: ChangeOptions): Promise<Change[]> {
  if (file.change === "same") return [];
  const before = file.before === undefined ? undefined : await parse(file.before);
  const after = file.after === undefined ? undefined : await parse(file.after);
  if ((file.before !== undefined && !before) || (file.after !== undefined && !after))
    return [wholeFile(file)];
  const documents: Documents = { names: createNames(options.meaning), before, after };
  const differences = compareTrees(documents.names, before ?? new Map(), after ?? new Map());
  const changes = differences.map((difference) => toChange(file.path, documents, difference, options));
  const isWhole = before === undefined || after === undefined;
  const shown = isWhole
    ? changes.filter((_, index) => isMember(documents.names, differences[index]!))
    : changes;
  const risky = isWhole
    ? changes.filter((change) => change.risk !== undefined && !shown.includes(change))
    : [];
  return [...shown, ...risky, ...secretChanges(file.path, before, after)];
}

async function parse(text: string) {
  return (await parseTree(text)) ?? parseBlocks(text);
}

function wholeFile({ path, change }: FileChange): Change {
  const action = change === "create" ? "add" : change === "delete" ? "remove" : "change";
  return { action, path, subject: "file" };
}

function isMember(names: Names, { path }: Difference): boolean {
  return names.isMember(path) && names.nameOf(path).field === undefined;
}

function toChange(
  file: string,
  documents: Documents,
  difference: Difference,
  options: ChangeOptions,
): Change {
  const { path, before, after, renamedTo } = difference;
  const cause = options.causeOf?.(renamedTo ?? path);
  const risk = riskOf(documents, difference);
  const common = {
    path: file,
    ...documents.names.nameOf(renamedTo ?? path),
    ...(cause !== undefined && { cause }),
    ...(risk && { risk }),
  };
  if (renamedTo !== undefined)
    return { action: "replace", ...common, before: path.at(-1)!, after: renamedTo.at(-1)! };
  const action = before === undefined ? "add" : after === undefined ? "remove" : "change";
  // A whole job is no value that anybody wants to read in one line.
  if (
    documents.names.isMember(path) &&
    (before === undefined || after === undefined) &&
    !isShort(before ?? after!)
  )
    return { action, ...common };
  return {
    action,
    ...common,
    ...(before !== undefined && { before: showTree(before) }),
    ...(after !== undefined && { after: showTree(after) }),
  };
}

function isShort(tree: Tree): boolean {
  return typeof tree !== "object";
}

function secretChanges(path: string, before: Tree | undefined, after: Tree | undefined): Change[] {
  const old = secretsOf(before);
  const fresh = secretsOf(after);
  const added = [...fresh].filter((name) => !old.has(name)).sort(byCodeUnit);
  const removed = [...old].filter((name) => !fresh.has(name)).sort(byCodeUnit);
  return [
    ...added.map((name): Change => ({ action: "add", path, subject: `secret.${name}`, risk: "new-secret" })),
    ...removed.map((name): Change => ({ action: "remove", path, subject: `secret.${name}` })),
  ];
}
