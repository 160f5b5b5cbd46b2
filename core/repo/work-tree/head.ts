import { join } from "node:path";
import { type Environment, type GitPlace, readBytes } from "../git.ts";
import { gitEnvironment, runGit } from "../git-process.ts";

/** The id of the commit that is checked out; undefined before the first one. */
export async function readHead(git: GitPlace, environment: Environment): Promise<string | undefined> {
  if (!/^ref: refs\/heads\/\.invalid\s*$/.test(readReference(git, "HEAD") ?? ""))
    return followReferences(git);
  // With reftables only git knows where its references are.
  const question = ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"];
  const answer = await runGit(git.top, question, gitEnvironment(environment, git));
  return answer === "missing" || answer.code !== 0 ? undefined : answer.output.toString("latin1").trim();
}

function followReferences(git: GitPlace): string | undefined {
  let name = "HEAD";
  // Git follows no more references to references than that.
  for (let depth = 0; depth < 5; depth++) {
    const text = readReference(git, name);
    const target = /^ref: *(\S.*?)\s*$/.exec(text ?? "")?.[1];
    if (target === undefined) return /^([0-9a-f]{40}|[0-9a-f]{64})\s*$/.exec(text ?? "")?.[1];
    name = target;
  }
  return undefined;
}

/** HEAD is each work tree's own, like a few others; the rest is shared. */
function readReference(git: GitPlace, name: string): string | undefined {
  if (name.split("/").includes("..")) return undefined;
  for (const directory of [git.gitDirectory, git.commonDirectory]) {
    const bytes = readBytes(join(directory, name));
    if (typeof bytes !== "string") return bytes.toString("latin1");
  }
  const packed = readBytes(join(git.commonDirectory, "packed-refs"));
  if (typeof packed === "string") return undefined;
  const line = packed.indexOf(` ${name}\n`);
  if (line < 0) return undefined;
  return packed.toString("latin1", packed.lastIndexOf("\n", line) + 1, line);
}
