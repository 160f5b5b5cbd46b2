import { byCodeUnit } from "../../compare.ts";
import type { Config } from "../../config/config.ts";
import type { Change } from "../../output/changes/changes.ts";
import type { FileChange } from "../../output/compare.ts";
import { placeText } from "../findings.ts";
import { installedPlugins } from "../installed.ts";
import type { Invocation } from "../invocation.ts";
import type { Run } from "../run-pipeline.ts";
import { pending } from "./pending.ts";

/**
 * What the pending changes mean, in the words of each file's provider, each with the line of cig.toml behind it. Of a
 * new file everything is new, and the plan says it already: it is read only where all is asked for (`--full`, `--json`).
 */
export async function meaningOf(run: Run, invocation: Invocation): Promise<Change[]> {
  const { arguments: given } = invocation;
  const readsNew = given.has("full") || given.has("json");
  const files = pending(run.changes).filter(
    ({ change, problem }) => (change !== "create" || readsNew) && !problem,
  );
  if (files.length === 0 || run.config === undefined) return [];
  const { describeChanges } = await import("../../output/changes/changes.ts");
  const { value: plugins = [] } = await installedPlugins(
    run.root,
    run.config.schema.plugins ?? {},
    invocation,
  );
  const meanings = new Map(plugins.map(({ name, manifest }) => [name, manifest.meaning]));
  const described = await Promise.all(
    files.map((file) =>
      describeChanges(file, {
        meaning: meaningFor(file, meanings),
        causeOf: (keys) => causeOf(keys, run.config!),
      }),
    ),
  );
  return described.flat().sort((a, b) => byCodeUnit(a.path, b.path));
}

type Meaning = Readonly<Record<string, string>>;

/** The words of those who made the file; of a file that nobody makes any more, of all providers. */
function meaningFor({ owners }: FileChange, meanings: ReadonlyMap<string, Meaning>): Meaning {
  const names = owners.length > 0 ? owners : [...meanings.keys()];
  return Object.assign({}, ...names.map((name) => meanings.get(name) ?? {}));
}

/** The line of cig.toml that a node of a rendered file comes from: of its job's key of the same name, or of its job. */
function causeOf(keys: readonly string[], config: Config): string | undefined {
  const { schema } = config;
  const index = keys.findIndex((key) => Object.hasOwn(schema.jobs ?? {}, key));
  if (index === -1)
    return placeOf(
      topLevel.filter((key) => key === keys[0] && schema[key] !== undefined),
      config,
    );
  const id = keys[index]!;
  const own = Object.keys(schema.jobs![id]!).find((key) => keys[index + 1]?.split("-")[0] === key);
  return placeOf(["jobs", id, ...(own ? [own] : [])], config);
}

/** Keys that providers and cig.toml call by the same name. */
const topLevel = ["on", "env", "permissions", "concurrency"] as const;

function placeOf(path: readonly string[], config: Config): string | undefined {
  const at = path.length > 0 ? config.at(path) : undefined;
  return at && placeText(at);
}
