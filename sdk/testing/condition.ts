import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { matchesAny } from "./glob.ts";

/** `[detect]` of a manifest: the core asks where one of `files` is there, or one of `words` stands in one of `words_in`. */
export interface DeclaredCondition {
  readonly files?: readonly string[];
  readonly words?: readonly string[];
  readonly words_in?: readonly string[];
}

/** Of some files those that leave the condition unmet: with them alone, the core would not ask. */
export function withoutReasons(
  files: readonly RepositoryFile[],
  { files: globs = [], words = [], words_in }: DeclaredCondition,
  reads: readonly string[] = [],
): RepositoryFile[] {
  const holdsWord = ({ content }: RepositoryFile) => {
    const text = Array.from(content, (byte) => String.fromCharCode(byte))
      .join("")
      .toLowerCase();
    return words.some((word) => text.includes(word.toLowerCase()));
  };
  return files.filter(
    (file) =>
      !matchesAny(globs, file.path) &&
      !(!file.listedOnly && matchesAny(words_in ?? reads, file.path) && holdsWord(file)),
  );
}
