import { intern } from "./names.ts";

/** Patterns that are cut at slashes, as a tree: what they have in common at their start is one way. */
export interface Node {
  readonly number: number;
  /** By the index of the pattern for the next folder's name. */
  readonly names: Map<number, Node>;
  /** By the index of the pattern for a file's name: the patterns that end with it. */
  readonly files: Map<number, number[]>;
  /** Where `**` may span folders from here on; the node it leads to keeps itself alive. */
  folders: Node | undefined;
  readonly spansFolders: boolean;
  /** The patterns that end with `**` here. */
  readonly ends: number[];
}

/** A piece of a pattern: an index among the patterns for names (of files, in the last one), or any number of folders. */
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
  /** By the class of a file's name, as far as known: the number of the list of patterns that match it. */
  readonly files: (number | undefined)[];
  /** The same for every name, where no pattern asks for one; else -1. */
  readonly anyFile: number;
  /** No pattern asks for names of folders either: all that lies below, however deep, is what `anyFile` says. */
  readonly isUniform: boolean;
}

export interface Folders {
  readonly top: Folder;
  enter(folder: Folder, nameClass: number): Folder;
  /** The number of the list of patterns that match a file of such a name in the folder. */
  judge(folder: Folder, nameClass: number): number;
  /** Those lists. */
  readonly matches: readonly (readonly number[])[];
}

/** Classes beyond are those of rare names, and lists of them would only take memory. */
const mostKept = 512;

/** The classes tell which patterns for names each class of names matches, and may grow. */
export function compileFolders(
  sequences: readonly Sequence[],
  folderClasses: readonly (readonly number[])[],
  fileClasses: readonly (readonly number[])[],
): Folders {
  const matches = intern();
  const known = new Map<string, Folder>();
  const toFolder = (nodes: readonly Node[]): Folder => {
    // Another order would only be another folder that says the same.
    let key = "";
    for (const node of nodes) key += `${node.number},`;
    let folder = known.get(key);
    if (folder === undefined) {
      const isNamed = nodes.some((node) => node.files.size > 0);
      const anyFile = isNamed ? -1 : matches.numberOf(matchesOf(nodes, []));
      const isUniform = !isNamed && nodes.every((node) => node.names.size === 0);
      folder = { nodes, folders: new Map(), files: [], anyFile, isUniform };
      known.set(key, folder);
    }
    return folder;
  };
  return {
    top: toFolder(withoutFolders([buildTree(sequences)])),
    enter: (folder, nameClass) => {
      let next = folder.folders.get(nameClass);
      if (next === undefined) {
        next = toFolder(nextNodes(folder, folderClasses[nameClass]!));
        folder.folders.set(nameClass, next);
      }
      return next;
    },
    judge: (folder, nameClass) => {
      const known = folder.files[nameClass];
      if (known !== undefined || folder.anyFile >= 0) return known ?? folder.anyFile;
      const match = matches.numberOf(matchesOf(folder.nodes, fileClasses[nameClass]!));
      if (nameClass < mostKept) folder.files[nameClass] = match;
      return match;
    },
    matches: matches.all,
  };
}

function buildTree(sequences: readonly Sequence[]): Node {
  let count = 0;
  const create = (spansFolders = false): Node => ({
    number: count++,
    names: new Map(),
    files: new Map(),
    folders: undefined,
    spansFolders,
    ends: [],
  });
  const top = create();
  for (const { pattern, pieces } of sequences) {
    const last = pieces.length - 1;
    let node = top;
    for (let index = 0; index < last; index++) node = follow(node, pieces[index]!, create);
    endsAfter(node, pieces[last]!, create).push(pattern);
  }
  return top;
}

function follow(node: Node, piece: Piece, create: (spansFolders?: boolean) => Node): Node {
  if (piece === "folders") {
    node.folders ??= create(true);
    return node.folders;
  }
  let next = node.names.get(piece);
  if (next === undefined) {
    next = create();
    node.names.set(piece, next);
  }
  return next;
}

/** The patterns that end with this piece after the node. */
function endsAfter(node: Node, piece: Piece, create: (spansFolders?: boolean) => Node): number[] {
  if (piece === "folders") return follow(node, piece, create).ends;
  let ends = node.files.get(piece);
  if (ends === undefined) {
    ends = [];
    node.files.set(piece, ends);
  }
  return ends;
}

function nextNodes(folder: Folder, names: readonly number[]): Node[] {
  const found: Node[] = [];
  for (const node of folder.nodes) {
    if (node.spansFolders) found.push(node);
    for (const name of names) {
      const next = node.names.get(name);
      if (next !== undefined) found.push(next);
    }
  }
  return withoutFolders(found);
}

/** The nodes, and what they lead to when `**` matches no folder; each once. */
function withoutFolders(nodes: readonly Node[]): Node[] {
  const found: Node[] = [];
  for (const node of nodes)
    for (let next: Node | undefined = node; next !== undefined; next = next.folders)
      if (!found.includes(next)) found.push(next);
  return found;
}

/** A file needs a name of its own: `a/**` matches what is in `a`, not `a`. */
function matchesOf(nodes: readonly Node[], names: readonly number[]): number[] {
  const found: number[] = [];
  for (const node of nodes) {
    if (node.spansFolders) found.push(...node.ends);
    for (const name of names) {
      const ends = node.files.get(name);
      if (ends !== undefined) found.push(...ends);
    }
  }
  return found;
}
