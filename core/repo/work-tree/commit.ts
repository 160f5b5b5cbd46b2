import { diagnose } from "../../diagnostic/codes.ts";
import type { Result } from "../../diagnostic/diagnostic.ts";
import { type Environment, type GitPlace, hashNameOf } from "../git.ts";
import { explainRefusal, gitEnvironment, runGit } from "../git-process.ts";
import { encodePath } from "../path-bytes.ts";
import { prefixOf } from "../prefix.ts";
import { type File, type FileTable, packFiles } from "./file-table.ts";

/** The files below `root` as the commit that `ref` names has them, and that commit's id. */
export async function openTreeOf(
  root: string,
  git: GitPlace,
  ref: string,
  environment: Environment,
): Promise<Result<{ table: FileTable; commit: string }>> {
  const variables = gitEnvironment(environment, git);
  // Not even a reference that starts with a dash is an option.
  const question = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
  const named = await runGit(git.top, question, variables);
  if (named === "missing") return { diagnostics: [withoutGit(ref)] };
  if (named.code !== 0)
    return { diagnostics: [named.error === "" ? unknown(root, ref) : explainRefusal(root, named.error)] };
  const commit = named.output.toString("latin1").trim();
  const listed = await runGit(git.top, ["ls-tree", "-r", "-z", "--full-tree", commit], variables);
  if (listed === "missing" || listed.code !== 0)
    return { diagnostics: [listed === "missing" ? withoutGit(ref) : explainRefusal(root, listed.error)] };
  const files = parseTree(listed.output, Buffer.from(prefixOf(root, git)));
  return { value: { table: packFiles(hashNameOf(git), files), commit }, diagnostics: [] };
}

/** The content of a file that the commit holds; undefined where it has none of that path. */
export async function readFromCommit(
  root: string,
  git: GitPlace,
  commit: string,
  path: string,
  environment: Environment,
): Promise<Uint8Array | undefined> {
  // On standard input, because an argument cannot hold every byte that a path can.
  if (path.includes("\n")) return undefined;
  const parts = [`${commit}:${prefixOf(root, git)}`, encodePath(path), "\n"];
  const input = Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
  const answer = await runGit(git.top, ["cat-file", "--batch"], gitEnvironment(environment, git), input);
  if (answer === "missing" || answer.code !== 0) return undefined;
  const end = answer.output.indexOf(10);
  const head = /^\S+ blob (\d+)$/.exec(answer.output.toString("latin1", 0, Math.max(0, end)));
  return head === null ? undefined : answer.output.subarray(end + 1, end + 1 + Number(head[1]));
}

/** Reads "100644 blob 8baef1b…\tpath" and a NUL, again and again; in the order of bytes. */
function parseTree(output: Buffer, prefix: Buffer): File[] {
  const files: File[] = [];
  for (let at = 0; at < output.length; ) {
    const tab = output.indexOf(9, at);
    const nul = output.indexOf(0, tab);
    const path = output.subarray(tab + 1, nul);
    const [mode = "", , id = ""] = output.toString("latin1", at, tab).split(" ");
    at = nul + 1;
    if (!path.subarray(0, prefix.length).equals(prefix)) continue;
    const below = path.subarray(prefix.length);
    if (below.toString("latin1", 0, 5) === ".cig/") continue;
    files.push({ path: below, mode: Number.parseInt(mode, 8), id: Buffer.from(id, "hex") });
  }
  return files;
}

function unknown(root: string, ref: string) {
  return diagnose(
    "CIG201",
    `Git knows no commit "${ref}" in "${root}". A clone that is shallow holds only the newest ones.`,
    {
      hint: `See what it knows, or get the rest of the history:\n  git log --oneline --all\n  git fetch --unshallow`,
    },
  );
}

function withoutGit(ref: string) {
  return diagnose("CIG201", `Git is not installed, and only git can tell what the commit "${ref}" holds.`, {
    hint: "Install git.",
  });
}
