import { acceptedBy, buildAutomaton, walk } from "../glob-automaton.ts";
import type { GlobNode, GlobPattern } from "../glob-pattern.ts";
import { decodePath } from "../path-bytes.ts";
import { toSegments } from "./expand.ts";
import { compileFolders, type Folder, type Sequence } from "./folders.ts";
import { compileNames, intern } from "./names.ts";

/** Says which patterns match a path. */
export interface Judge {
  /** The number of the list of patterns that match the path in these bytes. */
  judge(bytes: Buffer, from: number, to: number): number;
  /** Those lists, ascending; more of them after each `judge`. */
  readonly matches: readonly (readonly number[])[];
}

export function compileJudge(patterns: readonly GlobPattern[]): Judge {
  const names: (readonly GlobNode[])[] = [];
  const numbers = new Map<string, number>();
  const toName = (nodes: readonly GlobNode[]): number => {
    const key = JSON.stringify(nodes);
    const number = numbers.get(key) ?? names.push(nodes) - 1;
    numbers.set(key, number);
    return number;
  };
  const sequences: Sequence[] = [];
  const others: { pattern: number; parsed: GlobPattern }[] = [];
  for (const [pattern, parsed] of patterns.entries()) {
    const alternatives = toSegments(parsed.nodes);
    if (alternatives === undefined) others.push({ pattern, parsed });
    for (const segments of alternatives ?? []) {
      const pieces = segments.map((each) => (each.kind === "folders" ? "folders" : toName(each.nodes)));
      sequences.push({ pattern, pieces });
    }
  }
  const judge = judgeByFolders(names, sequences);
  return others.length === 0 ? judge : judgeToo(judge, others);
}

/** Remembers the folders of the last path, because paths in byte order share them. */
function judgeByFolders(names: readonly (readonly GlobNode[])[], sequences: readonly Sequence[]): Judge {
  const { classify, classes } = compileNames(names);
  const { top, enter, judge, matches } = compileFolders(sequences, classes);
  let last: Buffer = Buffer.alloc(0);
  let lastFrom = 0;
  // For each folder of the last path, where in the path its name and slash end.
  const ends: number[] = [0];
  const folders: Folder[] = [top];
  return {
    matches,
    judge: (bytes, from, to) => {
      let depth = folders.length - 1;
      const shared = commonLength(last, lastFrom, ends[depth]!, bytes, from, to);
      while (ends[depth]! > shared) depth--;
      folders.length = ends.length = depth + 1;
      let at = from + ends[depth]!;
      let folder = folders[depth]!;
      for (let index = at; index < to; index++) {
        if (bytes[index] !== slash) continue;
        folder = enter(folder, classify(bytes, at, index));
        at = index + 1;
        ends.push(at - from);
        folders.push(folder);
      }
      last = bytes;
      lastFrom = from;
      return judge(folder, classify(bytes, at, to));
    },
  };
}

const slash = 47;

/** How many of the first `most` bytes two paths have in common. */
function commonLength(
  one: Buffer,
  oneFrom: number,
  most: number,
  two: Buffer,
  twoFrom: number,
  twoTo: number,
): number {
  const end = Math.min(most, twoTo - twoFrom);
  let length = 0;
  while (length < end && one[oneFrom + length] === two[twoFrom + length]) length++;
  return length;
}

/** For patterns that cannot be cut at slashes: one automaton of all of them runs over each whole path. */
function judgeToo(first: Judge, others: readonly { pattern: number; parsed: GlobPattern }[]): Judge {
  const automaton = buildAutomaton(others.map(({ parsed }) => parsed));
  const matches = intern();
  return {
    matches: matches.all,
    judge: (bytes, from, to) => {
      const known = first.matches[first.judge(bytes, from, to)]!;
      const step = walk(automaton, automaton.start, decodePath(bytes, from, to), 0);
      const more = acceptedBy(automaton, step).map((index) => others[index]!.pattern);
      return matches.numberOf([...known, ...more].sort((a, b) => a - b));
    },
  };
}
