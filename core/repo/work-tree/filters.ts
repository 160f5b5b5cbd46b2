import { availableParallelism } from "node:os";
import type { Environment, GitPlace } from "../git.ts";
import { gitEnvironment, runGit } from "../git-process.ts";

/** The id under which git would record the file, or why it cannot be told. */
export type Filtered = { readonly id: Buffer } | { readonly reason: string };

/** Where git applies its filters. */
export interface FilterPlace {
  readonly git: GitPlace;
  readonly environment: Environment;
}

/** A process for so many files is worth it: each file costs git some tenth of a millisecond. */
const filesPerProcess = 1_000;

/**
 * Ids of files as git would record them, with its filters (line ends, encodings, LFS), so that a commit does not
 * change them. `paths` are below the top of the work tree.
 */
export async function hashWithFilters(place: FilterPlace, paths: readonly Buffer[]): Promise<Filtered[]> {
  const share = Math.max(filesPerProcess, Math.ceil(paths.length / availableParallelism()));
  const shares = [];
  for (let from = 0; from < paths.length; from += share)
    shares.push(hashShare(place, paths.slice(from, from + share)));
  return (await Promise.all(shares)).flat();
}

async function hashShare(place: FilterPlace, paths: readonly Buffer[]): Promise<Filtered[]> {
  const found: Filtered[] = [];
  let failures = 0;
  while (found.length < paths.length) {
    const rest = paths.slice(found.length);
    const answer = await ask(place, ["hash-object", "--stdin-paths"], Buffer.concat(rest.map(quote)));
    if (answer === "missing") return [...found, ...rest.map(() => ({ reason: withoutGit }))];
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

const withoutGit = "has changed, and git is not there to apply its filters";

/** Each costs a process; more of them have one cause. */
const mostFailures = 8;

function ask({ git, environment }: FilterPlace, question: readonly string[], input?: Buffer) {
  return runGit(git.top, question, gitEnvironment(environment, git), input);
}

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
