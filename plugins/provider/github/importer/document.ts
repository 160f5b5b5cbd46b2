import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { isRecord, type Raw } from "../reader/raw.ts";

/** Keys and indexes that lead into a file. */
export type Place = readonly (string | number)[];

/** One file of the original, with where things stand in it. */
export interface Document {
  readonly file: string;
  readonly root: Raw;
  /** The line of a key or an item, from 1; of the nearest thing above it that there is. */
  lineOf(place: Place): number;
  /** Comments by place, in the order of the file; [] is the head. */
  readonly comments: readonly { readonly place: Place; readonly lines: readonly string[] }[];
  /** What a comment behind a value on its line says: `uses: a/b@c # v1`. */
  behind(place: Place): string;
}

/** A document, or the reason why there is none, as a part of a sentence. */
export type Opened = { readonly document: Document } | { readonly reason: string; readonly line: number };

export function openDocument(file: string, text: string): Opened {
  const counter = new LineCounter();
  const parsed = parseDocument(text, { merge: true, lineCounter: counter });
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line);
  const [error] = parsed.errors;
  if (error) return { reason: error.message.split("\n")[0]!, line: lineAt(error.pos[0]) };
  let root: unknown;
  try {
    root = parsed.toJS({ maxAliasCount: 10_000 });
  } catch (problem) {
    return { reason: problem instanceof Error ? problem.message : String(problem), line: 1 };
  }
  if (!isRecord(root)) return { reason: "it holds no table", line: 1 };
  const found = gather(parsed.contents);
  const head = [parsed.commentBefore].flatMap((comment) => linesOf(comment));
  const lineOf = (place: Place): number => {
    for (let length = place.length; length > 0; length--) {
      const offset = found.offsets.get(keyOf(place.slice(0, length)));
      if (offset !== undefined) return lineAt(offset);
    }
    return 1;
  };
  return {
    document: {
      file,
      root,
      lineOf,
      comments: [...(head.length > 0 ? [{ place: [], lines: head }] : []), ...found.comments],
      behind: (place) => found.behind.get(keyOf(place)) ?? "",
    },
  };
}

interface Gathered {
  readonly offsets: Map<string, number>;
  readonly comments: { place: Place; lines: string[] }[];
  readonly behind: Map<string, string>;
}

function gather(root: Node | null): Gathered {
  const found: Gathered = { offsets: new Map(), comments: [], behind: new Map() };
  visit(root, [], found);
  return found;
}

function visit(node: unknown, place: Place, found: Gathered): void {
  if (isMap(node)) {
    const [first] = node.items as Pair[];
    // What stands before the first key is about that, and at the top about the file.
    const start = first && place.length > 0 ? [...place, keyOfPair(first)] : place;
    remark(start, node.commentBefore, found);
    for (const pair of node.items as Pair[])
      visitPair(pair, place, found, pair === first && place.length === 0);
    remark(place, node.comment, found);
  } else if (isSeq(node)) {
    remark(node.items.length > 0 ? [...place, 0] : place, node.commentBefore, found);
    node.items.forEach((item, index) => {
      const own = [...place, index];
      const { range } = item as Node;
      if (range) found.offsets.set(keyOf(own), range[0]);
      visit(item, own, found);
    });
    remark(place, node.comment, found);
  } else if (isScalar(node)) {
    remark(place, node.commentBefore, found);
    if (node.comment) found.behind.set(keyOf(place), node.comment.trim());
  }
}

function visitPair(pair: Pair, place: Place, found: Gathered, isHead: boolean): void {
  if (!isPair(pair)) return;
  const key = pair.key as Node;
  const own = [...place, keyOfPair(pair)];
  if (key.range) found.offsets.set(keyOf(own), key.range[0]);
  remark(isHead ? [] : own, key.commentBefore, found);
  visit(pair.value, own, found);
}

function keyOfPair({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function remark(place: Place, comment: string | null | undefined, found: Gathered): void {
  const lines = linesOf(comment);
  if (lines.length > 0) found.comments.push({ place, lines });
}

/** Lines of nothing but signs are decoration. */
function linesOf(comment: string | null | undefined): string[] {
  return (comment ?? "")
    .split("\n")
    .map((line) => line.replace(/^ /, "").trimEnd())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}

function keyOf(place: Place): string {
  return JSON.stringify(place);
}
