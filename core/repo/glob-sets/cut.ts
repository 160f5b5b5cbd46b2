import { checkShape, type GlobNode, parseNodes } from "../glob-pattern.ts";
import { toSegments } from "./expand.ts";
import type { Piece, Sequence } from "./folders.ts";

/** Patterns cut at slashes. */
export interface Cut {
  /** What the names of folders must look like, and those of files: the pieces of the sequences. */
  readonly folderNames: readonly NamePattern[];
  readonly fileNames: readonly NamePattern[];
  readonly sequences: readonly Sequence[];
  /** Patterns that cannot be cut. */
  readonly others: readonly { readonly pattern: number; readonly nodes: readonly GlobNode[] }[];
}

export interface NamePattern {
  /** The name itself, where only one will do. */
  readonly literal: string | undefined;
  readonly nodes: readonly GlobNode[];
}

/**
 * Cuts patterns (without `!`) at slashes; an invalid one is left out. There may be thousands, which share most of
 * their pieces, so a piece is parsed once.
 */
export function cutPatterns(bodies: readonly string[]): Cut {
  const folderNames = createNames();
  const fileNames = createNames();
  const sequences: Sequence[] = [];
  const others: Cut["others"][number][] = [];
  const cutPlain = createPlainCut();
  for (const [pattern, body] of bodies.entries()) {
    if (checkShape(body) !== undefined) continue;
    const cut = cutPlain(body) ?? cutNodes(body);
    if ("nodes" in cut) others.push({ pattern, nodes: cut.nodes });
    else
      for (const names of cut) {
        const last = names.length - 1;
        const pieces = names.map(
          (name, index): Piece =>
            name === "folders" ? name : (index === last ? fileNames : folderNames).numberOf(name),
        );
        sequences.push({ pattern, pieces });
      }
  }
  return { folderNames: folderNames.all, fileNames: fileNames.all, sequences, others };
}

/** A name with a key that other patterns have in common if they match the same. */
type KeyedName = NamePattern & { readonly key: string };
type Names = readonly (KeyedName | "folders")[];

function createNames(): { readonly all: NamePattern[]; numberOf(name: KeyedName): number } {
  const all: NamePattern[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (name: KeyedName): number => {
    const known = numbers.get(name.key);
    if (known !== undefined) return known;
    numbers.set(name.key, all.length);
    return all.push(name) - 1;
  };
  return { all, numberOf };
}

/** No class, no escape, and no group that holds a slash, a globstar or another group. */
const plain = /^(?:[^[\\{}]|\{(?:(?!\*\*)[^[\\{}/])*\})*$/;

/** Cuts the text of a pattern, where that is the same as to cut what it means; undefined where it may not be. */
function createPlainCut(): (body: string) => readonly Names[] | undefined {
  const known = new Map<string, KeyedName | "folders" | "invalid">();
  const toName = (text: string): KeyedName | "folders" | "invalid" => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const name = parseName(text);
    known.set(text, name);
    return name;
  };
  return (body) => {
    if (!plain.test(body)) return undefined;
    const texts = body.split("/");
    // A group beside a globstar may be empty.
    if (texts.some((text) => text.includes("**") && text.includes("{"))) return undefined;
    const names = texts.map(toName);
    return names.includes("invalid") ? [] : [names as Names];
  };
}

function parseName(text: string): KeyedName | "folders" | "invalid" {
  if (/^\*\*+$/.test(text)) return "folders";
  const nodes = parseNodes(text);
  if ("error" in nodes) return "invalid";
  return { key: text, literal: /[*?{]/.test(text) ? undefined : text, nodes };
}

function cutNodes(body: string): readonly Names[] | { readonly nodes: readonly GlobNode[] } {
  const nodes = parseNodes(body);
  if ("error" in nodes) return [];
  const alternatives = toSegments(nodes);
  if (alternatives === undefined) return { nodes };
  return alternatives.map((segments) =>
    segments.map((segment) =>
      segment.kind === "folders"
        ? "folders"
        : // A slash is in no key of a text.
          { key: `/${JSON.stringify(segment.nodes)}`, literal: undefined, nodes: segment.nodes },
    ),
  );
}
