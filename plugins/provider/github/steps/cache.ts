import { type Cache, CacheMode, CacheSave, type CacheUse, type Job, literalOf, type Text } from "cig/sdk";
import { quoted } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileText } from "../expression/text.ts";
import { below, cacheOf, type Scope } from "../scope.ts";
import { type Table, table, type Yaml } from "../yaml/tree.ts";
import { usesOf } from "./native.ts";

/** GitHub's limit for a key. */
const longestKey = 512;

/**
 * A step that restores a cache, or restores it and saves it when the job has succeeded. What must be saved
 * at another moment is saved by a step at the end of the job: see `compileLateSaves`.
 */
export function compileCache(use: CacheUse, job: Job, scope: Scope): Table {
  const cache = cacheOf(scope, use.id);
  if (!cache) {
    scope.report.add("GH012", scope.subject, `There is no cache "${use.id}".`, `Add [caches.${use.id}].`);
    return table(["run", "exit 1"]);
  }
  check(cache, scope);
  if (use.mode === CacheMode.SAVE)
    return table(
      ["name", `Save the ${nameOf(cache)} cache`],
      ...saveStep(cache, job, scope, isRestored(cache, job)),
    );
  const onlyRestores = restoresOnly(use, cache);
  return table(
    ["name", `${onlyRestores ? "Restore" : "Cache"} ${nameOf(cache)}`],
    ["id", isSavedLater(use, cache, job) ? stepId(cache) : undefined],
    ["uses", usesOf(scope.pins.newest(onlyRestores ? "actions/cache/restore" : "actions/cache"))],
    [
      "with",
      table(
        ["path", pathOf(cache, scope)],
        ["key", keyOf(cache, job, scope)],
        ["restore-keys", restoreKeysOf(cache, job, scope)],
      ),
    ],
  );
}

/** Steps at the end of a job for caches that are saved even after a failure, or only on trusted refs. */
export function compileLateSaves(job: Job, scope: Scope): Yaml[] {
  return job.steps.flatMap(({ kind }): Yaml[] => {
    if (kind.case !== "cache" || !isTwoSided(kind.value)) return [];
    const cache = cacheOf(scope, kind.value.id);
    if (cache?.save !== CacheSave.ALWAYS && cache?.save !== CacheSave.TRUSTED_REFS) return [];
    const missed = `${member(cache, job)}.outputs.cache-hit != 'true'`;
    const when =
      cache.save === CacheSave.ALWAYS
        ? `always() && ${missed}`
        : `${missed} && github.ref == format('refs/heads/{0}', github.event.repository.default_branch)`;
    return [
      table(
        ["name", `Save the ${nameOf(cache)} cache`],
        ["if", when],
        ...withoutIf(saveStep(cache, job, scope, true)),
      ),
    ];
  });
}

function saveStep(cache: Cache, job: Job, scope: Scope, restored: boolean): Table {
  return table(
    ["if", restored ? `${member(cache, job)}.outputs.cache-hit != 'true'` : undefined],
    ["uses", usesOf(scope.pins.newest("actions/cache/save"))],
    ["with", table(["path", pathOf(cache, scope)], ["key", keyOf(cache, job, scope)])],
  );
}

function withoutIf(step: Table): [string, Yaml][] {
  return [...step].filter(([key]) => key !== "if");
}

function isTwoSided({ mode }: CacheUse): boolean {
  return mode === CacheMode.RESTORE_AND_SAVE || mode === CacheMode.UNSPECIFIED;
}

function restoresOnly(use: CacheUse, cache: Cache): boolean {
  const savedAtOnce = cache.save === CacheSave.ON_SUCCESS || cache.save === CacheSave.UNSPECIFIED;
  return !isTwoSided(use) || !savedAtOnce;
}

/** True when a later step asks this one whether the cache was found. */
function isSavedLater(use: CacheUse, cache: Cache, job: Job): boolean {
  if (isTwoSided(use)) return cache.save === CacheSave.ALWAYS || cache.save === CacheSave.TRUSTED_REFS;
  return job.steps.some(
    ({ kind }) => kind.case === "cache" && kind.value.id === cache.id && kind.value.mode === CacheMode.SAVE,
  );
}

function isRestored(cache: Cache, job: Job): boolean {
  return job.steps.some(
    ({ kind }) =>
      kind.case === "cache" && kind.value.id === cache.id && kind.value.mode === CacheMode.RESTORE,
  );
}

/** The outcome of the step that restores the cache, which may have an id of the author's. */
function member(cache: Cache, job: Job): string {
  const restoring = job.steps.find(
    ({ kind }) => kind.case === "cache" && kind.value.id === cache.id && kind.value.mode !== CacheMode.SAVE,
  );
  return `steps.${restoring?.id || stepId(cache)}`;
}

function nameOf(cache: Cache): string {
  return cache.name || cache.id;
}

function stepId(cache: Cache): string {
  return `cache-${cache.id.replace(/[^\w-]/g, "-")}`;
}

function pathOf(cache: Cache, scope: Scope): string {
  const paths = cache.paths.map((path) => characters(path, scope));
  return paths.length === 1 ? paths[0]! : `${paths.join("\n")}\n`;
}

/** `<id>-<system>-<processor>-<text parts>-<hash of the files>`: what varies most stands last. */
function keyOf(cache: Cache, job: Job, scope: Scope): string {
  const files = cache.keyParts.flatMap(({ kind }) =>
    kind.case === "files" ? [quoted(kind.value).source] : [],
  );
  const prefix = prefixOf(cache, job, scope);
  const key = files.length > 0 ? `${prefix}-\${{ hashFiles(${files.join(", ")}) }}` : prefix;
  if (key.length > longestKey && !key.includes("${{ matrix."))
    scope.report.add(
      "GH012",
      scope.subject,
      `The key of the cache "${cache.id}" has more than ${longestKey} characters.`,
      "Take fewer or shorter key_parts.",
    );
  return key;
}

function prefixOf(cache: Cache, job: Job, scope: Scope): string {
  const texts = cache.keyParts.flatMap(({ kind }) => (kind.case === "text" ? [kind.value] : []));
  // What is built in one image need not run in another, and `runner.os` is Linux for all of them.
  const all = job.image?.image ? [...texts, job.image.image] : texts;
  return [baseOf(cache), ...all.map((text) => keyText(text, scope))].join("-");
}

function baseOf(cache: Cache): string {
  return `${keyCharacters(nameOf(cache))}-\${{ runner.os }}-\${{ runner.arch }}`;
}

/** A key that is not found falls back to the newest that begins like it, unless cig.toml says otherwise. */
function restoreKeysOf(cache: Cache, job: Job, scope: Scope): string | undefined {
  if (cache.exactOnly) return undefined;
  if (cache.restoreKeys.length === 0)
    return cache.keyParts.some(({ kind }) => kind.case === "files")
      ? `${prefixOf(cache, job, scope)}-`
      : undefined;
  const keys = cache.restoreKeys.map((text) => restoreKey(text, cache, scope));
  return keys.length === 1 ? keys[0] : `${keys.join("\n")}\n`;
}

/** Keys begin with the cache's id, the system and the processor, so what falls back must, too. */
function restoreKey(text: Text, cache: Cache, scope: Scope): string {
  const written = keyText(text, scope);
  const name = nameOf(cache);
  const rest = written.startsWith(`${name}-`) ? written.slice(name.length + 1) : written;
  return `${baseOf(cache)}-${literalOf(text) === name ? "" : rest}`;
}

function keyText(text: Text, scope: Scope): string {
  return keyCharacters(compileText(text, places.step, scope), true);
}

/** Commas and line ends are not allowed in a key. */
function keyCharacters(text: string, hasExpressions = false): string {
  if (!hasExpressions) return text.replace(/[,\s]/g, "-");
  return text
    .split(/(\$\{\{.*?\}\})/s)
    .map((piece, index) => (index % 2 === 0 ? piece.replace(/[,\s]/g, "-") : piece))
    .join("");
}

function check(cache: Cache, scope: Scope): void {
  const subject = below({ ...scope, subject: [] }, "caches", cache.id).subject;
  if (!["", "native", "github"].includes(cache.backend))
    scope.report.add(
      "GH012",
      subject,
      `The cache "${cache.id}" asks for the backend "${cache.backend}", and GitHub's own is the only one that provider/github knows.`,
      "Leave out backend.",
    );
  if (cache.paths.length === 0 || cache.paths.some((path) => path.includes("\n")))
    scope.report.add(
      "GH012",
      subject,
      `The cache "${cache.id}" needs paths, each on one line.`,
      'Write paths = ["…"].',
    );
}
