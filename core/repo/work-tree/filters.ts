import type { Environment, GitPlace } from "../git.ts";
import { gitEnvironment, runGit } from "../git-process.ts";

/** The id under which git would record the file, or why it cannot be told. */
export type Filtered = { readonly id: Buffer } | { readonly reason: string };

/**
 * Ids of files as git would record them, with its filters (line ends, encodings, LFS), so that a commit does not
 * change them. `paths` are below the top of the work tree.
 */
export async function hashWithFilters(
  git: GitPlace,
  environment: Environment,
  paths: readonly Buffer[],
): Promise<Filtered[]> {
  const found: Filtered[] = [];
  let failures = 0;
  while (found.length < paths.length) {
    const rest = paths.slice(found.length);
    const answer = await runGit(
      git.top,
      ["hash-object", "--stdin-paths"],
      gitEnvironment(environment, git),
      Buffer.concat(rest.map(quote)),
    );
    if (answer === "missing")
      return [
        ...found,
        ...rest.map(() => ({ reason: "has changed, and git is not there to apply its filters" })),
      ];
    for (const line of answer.output.toString("latin1").split("\n").slice(0, -1))
      found.push({ id: Buffer.from(line, "hex") });
    if (found.length === paths.length) break;
    // Git gives up at the first file that it cannot read or filter.
    const reason = `cannot be read by git (${lastLine(answer.error)})`;
    found.push({ reason });
    if (++failures === mostFailures) while (found.length < paths.length) found.push({ reason });
  }
  return found;
}

/** Each costs a process; more of them have one cause. */
const mostFailures = 8;

function lastLine(error: string): string {
  return error.trimEnd().split("\n").at(-1) || "it gave no reason";
}

/** In quotes, in which git reads a name on one line whatever its bytes are. */
function quote(path: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('"')];
  let from = 0;
  for (let index = 0; index < path.length; index++) {
    const byte = path[index]!;
    if (byte >= 32 && byte !== 34 && byte !== 92 && byte !== 127) continue;
    parts.push(path.subarray(from, index), Buffer.from(`\\${byte.toString(8).padStart(3, "0")}`));
    from = index + 1;
  }
  parts.push(path.subarray(from), Buffer.from('"\n'));
  return Buffer.concat(parts);
}
