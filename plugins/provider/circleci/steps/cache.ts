import {
  type Cache,
  CacheMode,
  CacheSave,
  type CacheUse,
  type Job,
  type Table,
  table,
  type Yaml,
} from "cig/sdk";
import { below, cacheOf, type Scope } from "../scope.ts";
import { characters, escaped } from "../value/characters.ts";
import { cacheKey } from "./cache-key.ts";

/** What a use of a cache comes to: steps in its place, and steps at the end of the job. */
export interface CacheSteps {
  readonly here: readonly Yaml[];
  readonly atEnd: readonly Yaml[];
}

/** Restores a cache where it stands and saves it when the job is over, as far as mode and cache ask for both. */
export function compileCache(use: CacheUse, job: Job, scope: Scope): CacheSteps {
  const cache = cacheOf(scope, use.id);
  if (!cache) {
    scope.report.add("CC012", scope.subject, `There is no cache "${use.id}".`, `Add [caches.${use.id}].`);
    return { here: [], atEnd: [] };
  }
  check(cache, scope);
  const { key, fallbacks, prepare } = cacheKey(cache, job, scope);
  const before = prepare ? [prepare] : [];
  if (use.mode === CacheMode.SAVE) {
    const isPrepared = job.steps.some(
      ({ kind }) =>
        kind.case === "cache" && kind.value.id === use.id && kind.value.mode === CacheMode.RESTORE,
    );
    return { here: [...(isPrepared ? [] : before), saveStep(cache, key, scope)], atEnd: [] };
  }
  const restore = table([
    "restore_cache",
    table(
      ["name", `Restore the ${cache.name || cache.id} cache`],
      ["key", fallbacks.length === 0 ? key : undefined],
      ["keys", fallbacks.length > 0 ? [key, ...fallbacks] : undefined],
    ),
  ]);
  const isSaved = use.mode !== CacheMode.RESTORE && cache.save !== CacheSave.NEVER;
  return { here: [...before, restore], atEnd: isSaved ? [saveStep(cache, key, scope)] : [] };
}

function saveStep(cache: Cache, key: string, scope: Scope): Table {
  const save = table([
    "save_cache",
    table(
      ["name", `Save the ${cache.name || cache.id} cache`],
      ["key", key],
      ["paths", cache.paths.map((path) => characters(path, scope))],
      ["when", cache.save === CacheSave.ALWAYS ? "always" : undefined],
    ),
  ]);
  if (cache.save !== CacheSave.TRUSTED_REFS) return save;
  const isDefault = table([
    "equal",
    ["<< pipeline.git.branch >>", escaped(scope.output.project?.defaultBranch || "main")],
  ]);
  return table(["when", table(["condition", isDefault], ["steps", [save]])]);
}

function check(cache: Cache, scope: Scope): void {
  const { report, subject } = below({ ...scope, subject: [] }, "caches", cache.id);
  if (!["", "native", "circleci"].includes(cache.backend))
    report.add(
      "CC012",
      subject,
      `The cache "${cache.id}" asks for the backend "${cache.backend}", and CircleCI's own is the only one that provider/circleci knows.`,
      "Leave out backend.",
    );
  if (cache.paths.length === 0)
    report.add("CC012", subject, `The cache "${cache.id}" needs paths.`, 'Write paths = ["…"].');
  const pattern = cache.paths.find((path) => /[*?[\]{}]|^!/.test(path));
  if (pattern !== undefined)
    report.add(
      "CC012",
      subject,
      `CircleCI keeps whole folders and files, and takes no pattern such as "${pattern}".`,
      "Name the folder that holds the files.",
    );
}
