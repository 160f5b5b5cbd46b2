import { checkShape, splitGlob } from "../glob-pattern.ts";

/** A pattern that names one file, or a folder with all that is in it: what it matches lies side by side in a sorted list. */
export interface PlainPattern {
  readonly body: string;
  /** The file's path, or what all paths in the folder begin with. */
  readonly start: string;
  readonly isFolder: boolean;
}

/** A set of nothing but such patterns, as most are; undefined for any other. An empty one chooses all. */
export function toPlainSet(patterns: readonly string[]): readonly PlainPattern[] | undefined {
  const plain: PlainPattern[] = [];
  for (const pattern of patterns.length === 0 ? ["**"] : patterns) {
    const { negated, body } = splitGlob(pattern);
    if (negated || !shape.test(body) || checkShape(body) !== undefined) return undefined;
    const isFolder = body.endsWith("**");
    plain.push({ body, start: isFolder ? body.slice(0, -2) : body, isFolder });
  }
  return plain;
}

/** Characters that stand for themselves, of ASCII: as bytes they are the same. */
const shape = /^(?:\*\*|[\w\-+.@ #%=~,/]+(?:\/\*\*)?)$/;
