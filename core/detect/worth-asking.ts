import type { InstalledPlugin } from "../host/host.ts";
import type { Repo } from "../repo/repo.ts";
import type { Candidate } from "./evidence.ts";

type Manifest = InstalledPlugin["manifest"];

/**
 * False where the manifest's `[detect]` rules out that the plugin finds anything among the files: none of `files` is
 * there, and none of `words` stands in one of `words_in`. To ask it all the same would be to start it for nothing.
 */
export async function isWorthAsking(
  { detect, reads }: Pick<Manifest, "detect" | "reads">,
  repo: Pick<Repo, "read">,
  candidates: readonly Candidate[],
): Promise<boolean> {
  if (!detect) return true;
  if (candidates.some((candidate) => candidate.isChosenBy(detect.files))) return true;
  return detect.words.length > 0 && isSaid(detect, reads, repo, candidates);
}

async function isSaid(
  { words, wordsIn }: NonNullable<Manifest["detect"]>,
  reads: readonly string[],
  repo: Pick<Repo, "read">,
  candidates: readonly Candidate[],
): Promise<boolean> {
  for (const { path, isChosenBy } of candidates) {
    const content = isChosenBy(wordsIn ?? reads) ? await repo.read(path) : undefined;
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
