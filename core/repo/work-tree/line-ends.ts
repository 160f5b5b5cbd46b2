import { gitEnvironment, runGit } from "../git-process.ts";
import { decodePath, encodePath } from "../path-bytes.ts";
import type { FilterPlace } from "./filters.ts";

/** More names than these may not fit on a command line; for the others a commit may then mean to run once more. */
const mostNames = 200;

/**
 * Of these paths (below the top) those whose line ends git would record as they are, though its filter would change
 * them: files that it has recorded with CR LF before the filter was there (`text=auto`). Git's own `hash-object` does
 * not know what is recorded.
 */
export async function findKeptLineEnds(
  { git, environment }: FilterPlace,
  paths: readonly Buffer[],
): Promise<ReadonlySet<string>> {
  const names = paths.map((path) => decodePath(path)).filter((path) => typeof encodePath(path) === "string");
  if (names.length === 0 || names.length > mostNames) return new Set();
  const question = ["--literal-pathspecs", "ls-files", "--eol", "-z", "--", ...names];
  const answer = await runGit(git.top, question, gitEnvironment(environment, git));
  if (answer === "missing" || answer.code !== 0) return new Set();
  const lines = answer.output.toString().split("\0").slice(0, -1);
  return new Set(lines.filter((line) => kept.test(line)).map((line) => line.slice(line.indexOf("\t") + 1)));
}

/** "i/crlf  w/crlf  attr/text=auto eol=lf \tpath": what is recorded, what is on the disk, what the attributes say. */
const kept = /^i\/(crlf|mixed) +w\/\S+ +attr\/(text=auto[^\t]*)? *\t/;
