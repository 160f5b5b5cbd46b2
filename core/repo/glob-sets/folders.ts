import { intern } from "./names.ts";

/** Patterns that are cut at slashes, as a tree: what they have in common at their start is one way. */
export interface Node {
  readonly number: number;
  /** By the index of the pattern for the next name. */
  readonly names: Map<number, Node>;
  /** Where `**` may span folders from here on; the node it leads to keeps itself alive. */
  folders: Node | undefined;
  readonly spansFolders: boolean;
  /** The patterns that end here. */
  readonly ends: number[];
}

/** A piece of a pattern: an index among the patterns for names, or any number of folders. */
export type Piece = number | "folders";

/** A pattern (or one of its alternatives) by its pieces. */
export interface Sequence {
  readonly pattern: number;
  readonly pieces: readonly Piece[];
}

/** All that is known of one folder's path: the nodes it leads to, and what follows from the next name. */
export interface Folder {
  readonly nodes: readonly Node[];
  /** By the class of the next folder's name. */
  readonly folders: Map<number, Folder>;
  /** By the class of a file's name: the number of the list of patterns that match it. */
  readonly files: (number | undefined)[];
}

export interface Folders {
  readonly top: Folder;
  enter(folder: Folder, nameClass: number): Folder;
  /** The number of the list of patterns that match a file of such a name in the folder. */
  judge(folder: Folder, nameClass: number): number;
  /** Those lists, ascending. */
  readonly matches: readonly (readonly number[])[];
}

/** `classes` tells which patterns for names a class of names matches, and may grow. */
export function compileFolders(
  sequences: readonly Sequence[],
  classes: readonly (readonly number[])[],
): Folders {
  const matches = intern();
  const known = new Map<string, Folder>();
  const toFolder = (nodes: ReadonlySet<Node>): Folder => {
    const sorted = [...nodes].sort((a, b) => a.number - b.number);
    const key = sorted.map((node) => node.number).join();
    const folder = known.get(key) ?? { nodes: sorted, folders: new Map(), files: [] };
    known.set(key, folder);
    return folder;
  };
  const first = new Set<Node>();
  add(buildTree(sequences), first);
  return {
    top: toFolder(first),
    enter: (folder, nameClass) => {
      const next = folder.folders.get(nameClass) ?? toFolder(nextNodes(folder, classes[nameClass]!));
      folder.folders.set(nameClass, next);
      return next;
    },
    judge: (folder, nameClass) => {
      folder.files[nameClass] ??= matches.numberOf(matchesOf(folder, classes[nameClass]!));
      return folder.files[nameClass];
    },
    matches: matches.all,
  };
}

function buildTree(sequences: readonly Sequence[]): Node {
  let count = 0;
  const create = (spansFolders = false): Node => ({
    number: count++,
    names: new Map(),
    folders: undefined,
    spansFolders,
    ends: [],
  });
  const top = create();
  for (const { pattern, pieces } of sequences) {
    let node = top;
    for (const piece of pieces) node = follow(node, piece, create);
    node.ends.push(pattern);
  }
  return top;
}

function follow(node: Node, piece: Piece, create: (spansFolders?: boolean) => Node): Node {
  if (piece === "folders") {
    node.folders ??= create(true);
    return node.folders;
  }
  const next = node.names.get(piece) ?? create();
  node.names.set(piece, next);
  return next;
}

/** Adds the node, and what it leads to when `**` matches no folder. */
function add(node: Node, found: Set<Node>): void {
  for (let next: Node | undefined = node; next !== undefined; next = next.folders) found.add(next);
}

function nextNodes(folder: Folder, names: readonly number[]): Set<Node> {
  const found = new Set<Node>();
  for (const node of folder.nodes) {
    if (node.spansFolders) add(node, found);
    for (const name of names) {
      const next = node.names.get(name);
      if (next !== undefined) add(next, found);
    }
  }
  return found;
}

/** A file needs a name of its own: `a/**` matches what is in `a`, not `a`. */
function matchesOf(folder: Folder, names: readonly number[]): number[] {
  const found = new Set<number>();
  for (const node of folder.nodes) {
    if (node.spansFolders) for (const pattern of node.ends) found.add(pattern);
    for (const name of names) for (const pattern of node.names.get(name)?.ends ?? []) found.add(pattern);
  }
  return [...found].sort((a, b) => a - b);
}
