import { type Config, loadConfig } from "../config/config.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import { discover } from "../host/discover.ts";
import type { Repo } from "../repo/repo.ts";
import { bundledDirectory } from "../source/bundled-directory.ts";
import type { PipelineOptions, Run } from "./run.ts";

/** How the files of the repository are listed. */
export function repoOptions({ environment, shuffle }: PipelineOptions) {
  return { environment, ...(shuffle && { shuffle }) };
}

/** cig.toml as it is read, or the one that was given. */
export async function configOf(
  options: PipelineOptions,
  repo: Promise<Result<Repo>>,
): Promise<Result<Config>> {
  if (options.config) return { value: options.config, diagnostics: [] };
  const { configFile: file, profile, variables, environment } = options;
  const paths = async () => (await repo).value?.paths;
  return loadConfig(options.root, { file, profile, variables, environment, paths });
}

/** Every plugin that can take part. */
export async function installedPlugins(run: Run, config: Config) {
  const { root, allowPath, environment, bundledDirectory: given, shuffle } = run.options;
  const found = await discover({
    root,
    table: config.schema.plugins ?? {},
    bundledDirectory: given ?? bundledDirectory(),
    allowPath,
    ...(environment.PATH !== undefined && { searchPath: environment.PATH }),
  });
  const plugins = run.take(found) ?? [];
  return shuffle ? shuffle(plugins) : plugins;
}

/** The same repository; what is read goes into `seen`, and from there to whoever asks for it again. */
export function watched(repo: Repo, seen: Map<string, Uint8Array | undefined>): Repo {
  const read = async (path: string) => {
    if (seen.has(path)) return seen.get(path);
    const bytes = await repo.read(path);
    seen.set(path, bytes);
    return bytes;
  };
  return { ...repo, read };
}
