import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import { type Environment, type GitPlace, hashNameOf, indexFile, readBytes } from "./git.ts";
import { flag, type HashName, type Index, idLengthOf, parseIndex } from "./git-index.ts";
import { explainRefusal, gitEnvironment, runGit } from "./git-process.ts";

/** The index, read in process; by `git ls-files` where it has a form that only git knows. */
export async function readIndex(git: GitPlace, environment: Environment): Promise<Result<Index>> {
  const file = indexFile(git, environment);
  const read = parseIndexOf(git, file, readBytes(file), "verify");
  return "unsupported" in read ? askGitForIndex(git, environment, read.unsupported) : read;
}

/** Parses what was read from the index file; or says why only git can. */
export function parseIndexOf(
  git: GitPlace,
  file: string,
  bytes: ReturnType<typeof readBytes>,
  checksum: "verify" | "trust",
): Result<Index> | { readonly unsupported: string } {
  const hash = hashNameOf(git);
  if (bytes === "missing") return { value: parseListed(Buffer.alloc(0), hash), diagnostics: [] };
  if (bytes === "unreadable")
    return refuse(`Git's index "${file}" cannot be read.`, "Check who owns it and its permissions.");
  const parsed = parseIndex(bytes, hash, checksum);
  if (parsed.kind === "entries") return { value: parsed.index, diagnostics: [] };
  if (parsed.kind === "unsupported") return { unsupported: parsed.reason };
  return refuse(
    `Git's index "${file}" is damaged: ${parsed.reason}. Without it nobody can tell which files belong to the repository.`,
    `Let git write it anew (your files are kept):\n  rm "${file}" && git reset`,
  );
}

/** What git says of an index that only git can read. */
export async function askGitForIndex(
  git: GitPlace,
  environment: Environment,
  reason: string,
): Promise<Result<Index>> {
  const answer = await runGit(git.top, ["ls-files", "-v", "-s", "-z"], gitEnvironment(environment, git));
  if (answer === "missing")
    return refuse(
      `Git's index has a form (${reason}) that only git itself can read, and git is not installed.`,
      "Install git.",
    );
  if (answer.code !== 0) return { diagnostics: [explainRefusal(git.top, answer.error)] };
  return { value: parseListed(answer.output, hashNameOf(git)), diagnostics: [] };
}

/** Reads "H 100644 8baef1b… 0\tpath" and a NUL, again and again. */
function parseListed(output: Buffer, hash: HashName): Index {
  const lines = countNuls(output);
  const idLength = idLengthOf(hash);
  const index: Index = {
    hash,
    count: lines,
    names: output,
    nameStart: new Uint32Array(lines),
    nameEnd: new Uint32Array(lines),
    ids: Buffer.alloc(lines * idLength),
    idStart: new Uint32Array(lines),
    modes: new Uint32Array(lines),
    flags: new Uint8Array(lines),
    hasStats: false,
  };
  let at = 0;
  for (let entry = 0; entry < lines; entry++) {
    const tab = output.indexOf(9, at);
    const nul = output.indexOf(0, tab);
    const [tag = "", mode = "", id = "", stage] = output.toString("latin1", at, tab).split(" ");
    index.ids.write(id, entry * idLength, "hex");
    index.idStart[entry] = entry * idLength;
    index.modes[entry] = Number.parseInt(mode, 8);
    index.nameStart[entry] = tab + 1;
    index.nameEnd[entry] = nul;
    // A small letter says that git was told not to look at the file.
    index.flags[entry] =
      Number(stage) |
      (tag.toUpperCase() === "S" ? flag.skipWorktree : 0) |
      (tag === tag.toLowerCase() ? flag.assumeUnchanged : 0);
    at = nul + 1;
  }
  return index;
}

function countNuls(output: Buffer): number {
  let count = 0;
  for (let nul = output.indexOf(0); nul >= 0; nul = output.indexOf(0, nul + 1)) count++;
  return count;
}

function refuse<T>(message: string, hint: string): Result<T> {
  return { diagnostics: [diagnose("CIG201", message, { hint })] };
}
