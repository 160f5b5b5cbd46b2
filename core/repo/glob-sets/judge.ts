import { acceptedBy, buildAutomaton, walk } from "../glob-automaton.ts";
import { decodePath } from "../path-bytes.ts";
import { type Cut, cutPatterns } from "./cut.ts";
import { compileFolderNames, type FolderNames } from "./folder-names.ts";
import { compileFolders, type Folder, type Folders } from "./folders.ts";
import { classOfName, compileNames, intern, type Names } from "./names.ts";
import { judgeRun } from "./same-folder.ts";

/** Paths in the order of bytes, as bytes: each of them begins `skip` bytes after its start, and ends one byte before the next one's. */
export interface Paths {
  readonly bytes: Buffer;
  /** One more than there are paths. */
  readonly starts: Uint32Array;
  readonly skip: number;
}

/** Says which patterns match paths. */
export interface Judge {
  /** For each path the number of the list of patterns that match it. */
  judgeAll(paths: Paths): Uint32Array;
  /** Those lists; more of them after `judgeAll`. */
  readonly matches: readonly (readonly number[])[];
}

/** Compiles patterns without `!`; an invalid one matches nothing. */
export function compileJudge(bodies: readonly string[]): Judge {
  const cut = cutPatterns(bodies);
  const folderNames = compileFolderNames(cut.folderNames);
  const fileNames = compileNames(cut.fileNames.map(({ nodes }) => nodes));
  const folders = compileFolders(cut.sequences, folderNames.classes, fileNames.classes);
  const judge: Judge = {
    matches: folders.matches,
    judgeAll: (paths) => judgeAll(paths, folders, folderNames, fileNames),
  };
  return cut.others.length === 0 ? judge : judgeToo(judge, cut.others);
}

const slash = 47;

/** Most files lie in the folder of the one before, and have a name of a kind that is known: that goes fast. */
function judgeAll(
  { bytes, starts, skip }: Paths,
  folders: Folders,
  folderNames: FolderNames,
  fileNames: Names,
): Uint32Array {
  const found = new Uint32Array(starts.length - 1);
  const enter = createWay(bytes, folders, folderNames);
  for (let path = 0; path < found.length; ) {
    const from = starts[path]! + skip;
    const to = starts[path + 1]! - 1;
    const name = lastSlash(bytes, from, to) + 1;
    const { folder, length } = enter(from, name - from);
    const run = { start: from, length, anyFile: folder.anyFile, files: folder.files };
    if (folder.isUniform) {
      const end = endOfFolder({ bytes, starts, skip }, path, length);
      found.fill(folder.anyFile, path, end);
      path = end;
      continue;
    }
    const next = judgeRun(bytes, starts, skip, path, run, fileNames, found);
    // The first file of its kind here.
    if (next === path)
      found[path] = folders.judge(folder, classOfName(fileNames, decodePath(bytes, name, to)));
    path = Math.max(next, path + 1);
  }
  return found;
}

/** The first path after `path` that does not start with the same `length` bytes: found by halving. */
function endOfFolder({ bytes, starts, skip }: Paths, path: number, length: number): number {
  const from = starts[path]! + skip;
  const isInside = (other: number) => {
    const start = starts[other]! + skip;
    if (starts[other + 1]! - 1 - start < length) return false;
    return commonLength(bytes, from, start, length) === length;
  };
  let step = 1;
  while (path + step < starts.length - 1 && isInside(path + step)) step *= 2;
  let inside = path + (step >> 1);
  let outside = Math.min(path + step, starts.length - 1);
  while (outside - inside > 1) {
    const middle = (inside + outside) >>> 1;
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return outside;
}

function lastSlash(bytes: Buffer, from: number, to: number): number {
  let at = to - 1;
  while (at >= from && bytes[at] !== slash) at--;
  return at;
}

/** A folder on the way to a path, and how much of the path is its own with the slash. */
interface Place {
  readonly folder: Folder;
  readonly length: number;
}

/** Finds folders, or the one above in which all is the same. Most of a path is shared with the path before. */
function createWay(
  bytes: Buffer,
  folders: Folders,
  names: FolderNames,
): (from: number, length: number) => Place {
  let before = 0;
  const stack: Place[] = [{ folder: folders.top, length: 0 }];
  return (from, length) => {
    const shared = commonLength(bytes, before, from, Math.min(stack.at(-1)!.length, length));
    while (stack.at(-1)!.length > shared) stack.pop();
    let place = stack.at(-1)!;
    let at = from + place.length;
    for (let end = at; end < from + length && !place.folder.isUniform; end++) {
      if (bytes[end] !== slash) continue;
      const nameClass = names.classify(decodePath(bytes, at, end));
      at = end + 1;
      place = { folder: folders.enter(place.folder, nameClass), length: at - from };
      stack.push(place);
    }
    before = from;
    return place;
  };
}

/** How many of the first `most` bytes two paths have in common. */
function commonLength(bytes: Buffer, one: number, two: number, most: number): number {
  let length = 0;
  while (length < most && bytes[one + length] === bytes[two + length]) length++;
  return length;
}

/** For patterns that cannot be cut at slashes: one automaton of all of them runs over each whole path. */
function judgeToo(first: Judge, others: Cut["others"]): Judge {
  const automaton = buildAutomaton(others.map(({ nodes }) => ({ negated: false, nodes, prefix: "" })));
  const matches = intern();
  return {
    matches: matches.all,
    judgeAll: (paths) =>
      first.judgeAll(paths).map((match, path) => {
        const from = paths.starts[path]! + paths.skip;
        const text = decodePath(paths.bytes, from, paths.starts[path + 1]! - 1);
        const step = walk(automaton, automaton.start, text, 0);
        const more = acceptedBy(automaton, step).map((index) => others[index]!.pattern);
        return matches.numberOf([...first.matches[match]!, ...more]);
      }),
  };
}
