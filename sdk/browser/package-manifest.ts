import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { pathIn, textOfFile } from "../evidence/file.ts";
import { type JsonNode, jsonTextAt, parseJson } from "../evidence/json.ts";
import { upwards } from "../scoped-facts.ts";

/** The package.json of a folder ("." at the top); undefined where there is none, or it is not valid. */
export function packageManifest(
  files: readonly RepositoryFile[],
  folder: string,
): { file: string; node: JsonNode } | undefined {
  const file = pathIn(folder === "." ? "" : folder, "package.json");
  const found = files.find(({ path }) => path === file);
  const parsed = parseJson((found && textOfFile(found)) ?? "");
  return "node" in parsed ? { file, node: parsed.node } : undefined;
}

/**
 * The command that starts a script of that folder: by the package manager that a `packageManager` field or a lock file at
 * or above it names, npm where nothing does.
 */
export function nodeRun(files: readonly RepositoryFile[], folder: string, script: string): string {
  const manager = managerOf(files, folder);
  if (manager === "npm") return ["start", "test"].includes(script) ? `npm ${script}` : `npm run ${script}`;
  // `bun test` and `bun build` are commands of Bun itself.
  return manager === "bun" ? `bun run ${script}` : `${manager} ${script}`;
}

function managerOf(files: readonly RepositoryFile[], folder: string): string {
  const paths = new Set(files.map(({ path }) => path));
  for (const above of upwards(folder)) {
    const field = jsonTextAt(packageManifest(files, above)?.node, "packageManager");
    const named = /^(npm|pnpm|yarn|bun)@/.exec(field ?? "")?.[1];
    if (named) return named;
    const lock = locks.find(([name]) => paths.has(pathIn(above === "." ? "" : above, name)));
    if (lock) return lock[1];
  }
  return "npm";
}

const locks = [
  ["pnpm-lock.yaml", "pnpm"],
  ["bun.lock", "bun"],
  ["yarn.lock", "yarn"],
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
] as const;
