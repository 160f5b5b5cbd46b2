import type { Result } from "../diagnostic/diagnostic.ts";
import type { Environment, GitPlace } from "./git.ts";
import { explainRefusal, gitEnvironment, runGit } from "./git-process.ts";
import { decodePath } from "./path-bytes.ts";

/** Paths under `root` that are neither tracked nor ignored; "no-git" where git cannot be asked at all. */
export async function listUntracked(
  root: string,
  git: GitPlace,
  environment: Environment,
): Promise<Result<readonly string[]> | "no-git"> {
  const skipped = ["--exclude=node_modules/", "--exclude=/.cig/"];
  const answer = await runGit(
    root,
    ["ls-files", "-z", "--others", "--exclude-standard", ...skipped],
    gitEnvironment(environment, git),
  );
  if (answer === "missing" || /not a git repository/i.test(answer.error)) return "no-git";
  if (answer.code !== 0) return { diagnostics: [explainRefusal(root, answer.error)] };
  // A name that ends with a slash is a repository inside this one.
  return { value: splitNul(answer.output).filter((path) => !path.endsWith("/")), diagnostics: [] };
}

function splitNul(output: Buffer): string[] {
  const parts: string[] = [];
  for (let from = 0, nul = output.indexOf(0); nul >= 0; from = nul + 1, nul = output.indexOf(0, from))
    parts.push(decodePath(output, from, nul));
  return parts;
}
