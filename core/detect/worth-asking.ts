import type { InstalledPlugin } from "../host/host.ts";
import { compileGlobs } from "../repo/glob.ts";
import type { Repo } from "../repo/repo.ts";

type Manifest = InstalledPlugin["manifest"];

/**
 * False where the manifest's `[detect]` rules out that the plugin finds anything among the files: none of `files` is
 * there, and none of `words` stands in one of `words_in`. To ask it all the same would be to start it for nothing.
 */
export async function isWorthAsking(
  { detect, reads }: Pick<Manifest, "detect" | "reads">,
  repo: Repo,
  candidates: readonly string[],
): Promise<boolean> {
  if (!detect) return true;
  if (candidates.some(compileGlobs(detect.files))) return true;
  return detect.words.length > 0 && isSaid(detect, reads, repo, candidates);
}

async function isSaid(
  { words, wordsIn }: NonNullable<Manifest["detect"]>,
  reads: readonly string[],
  repo: Repo,
  candidates: readonly string[],
): Promise<boolean> {
  const holdsWords = compileGlobs(wordsIn ?? reads);
  for (const path of candidates) {
    const content = holdsWords(path) ? await repo.read(path) : undefined;
    if (content && holdsOneOf(content, words)) return true;
  }
  return false;
}

/** Words are ASCII, so that the bytes need not be decoded to be compared. */
function holdsOneOf(content: Uint8Array, words: readonly string[]): boolean {
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
    .toString("latin1")
    .toLowerCase();
  return words.some((word) => text.includes(word));
}
