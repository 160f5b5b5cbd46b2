import { type Environment, findGit } from "../git.ts";
import { gitEnvironment, runGit } from "../git-process.ts";
import { readHead } from "./head.ts";

/** What is checked out in a submodule's folder. */
export interface Submodule {
  /** Undefined where nothing is checked out: the id that the index holds is all there is. */
  readonly commit: Buffer | undefined;
  /** Why the commit does not tell all. */
  readonly doubt?: string;
}

/** Looks into the submodule in `folder`. Files that it does not track do not count there either. */
export async function lookIntoSubmodule(folder: string, environment: Environment): Promise<Submodule> {
  const git = findGit(folder);
  if (git === undefined || git.top !== folder) return { commit: undefined };
  const commit = await readHead(git, environment);
  if (commit === undefined) return { commit: undefined, doubt: "is a submodule whose commit cannot be told" };
  const answer = await runGit(
    folder,
    ["status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=untracked"],
    gitEnvironment({ ...environment, GIT_INDEX_FILE: undefined }, git),
  );
  const id = Buffer.from(commit, "hex");
  if (answer === "missing" || answer.code !== 0)
    return { commit: id, doubt: "is a submodule that git could not look into" };
  return answer.output.length === 0 ? { commit: id } : { commit: id, doubt: dirtySubmodule };
}

export const dirtySubmodule = "is a submodule with changes that are not committed";
