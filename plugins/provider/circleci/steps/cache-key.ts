import {
  type Cache,
  type Job,
  pathspecs,
  type Table,
  type Text,
  table,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { fileName, folderOf } from "../value/folders.ts";
import { interpolation } from "../value/piece.ts";
import { type Carried, command, quoted, wordOf } from "../value/shell.ts";
import { joined, piecesOf } from "../value/text.ts";

/** How a cache is found. */
export interface CacheKey {
  readonly key: string;
  /** What a key begins with that will do, too; the best first. */
  readonly fallbacks: readonly string[];
  /** A step before, for what no template of CircleCI can say. */
  readonly prepare?: Table;
}

/**
 * `<name>-<machine>-<text parts>-<checksums of the files>`: what varies most stands last. CircleCI's checksum takes
 * one file by its name, so that patterns become a list of contents by git, of which the checksum is taken.
 */
export function cacheKey(cache: Cache, job: Job, top: Scope): CacheKey {
  const scope = below({ ...top, subject: [] }, "caches", cache.id);
  const texts = cache.keyParts.flatMap(({ kind }) => (kind.case === "text" ? [kind.value] : []));
  const files = cache.keyParts.flatMap(({ kind }) => (kind.case === "files" ? [kind.value] : []));
  const all = job.image?.image ? [...texts, job.image.image] : texts;
  const early = all.filter((text) => !needsShell(text, scope));
  const late = all.filter((text) => needsShell(text, scope));
  const base = baseOf(cache);
  const prefix = [base, ...early.map((text) => keyText(text, scope))].join("-");
  const named = files.filter(isPlainFile);
  const patterns = files.filter((file) => !isPlainFile(file));
  const keyFile = keyFileOf(cache, job);
  const hasFile = patterns.length > 0 || late.length > 0;
  const checksums = [...named, ...(hasFile ? [keyFile] : [])].map((file) => `{{ checksum "${file}" }}`);
  const key = [prefix, ...checksums].join("-");
  if (key.length > longestKey)
    scope.report.add(
      "CC012",
      scope.subject,
      `The key of the cache "${cache.id}" has more than ${longestKey} characters.`,
      "Take fewer or shorter key_parts.",
    );
  return {
    key,
    fallbacks: fallbacksOf(cache, prefix, checksums.length > 0, scope),
    ...(hasFile && { prepare: prepareStep(cache, patterns, late, keyFile, scope) }),
  };
}

/** CircleCI's limit for a key. */
const longestKey = 900;

function baseOf(cache: Cache): string {
  return `${keyCharacters(cache.name || cache.id)}-{{ arch }}`;
}

function fallbacksOf(cache: Cache, prefix: string, hasChecksum: boolean, scope: Scope): string[] {
  if (cache.exactOnly) return [];
  if (cache.restoreKeys.length === 0) return hasChecksum ? [`${prefix}-`] : [];
  return cache.restoreKeys.map((text, index) => {
    const own = below(scope, "restore_keys", String(index));
    if (needsShell(text, own))
      own.report.add(
        "CC002",
        own.subject,
        "CircleCI knows this value only while the job runs, and a fallback key has to be known before.",
        "Take the value out of restore_keys.",
      );
    const written = keyText(text, own);
    const name = keyCharacters(cache.name || cache.id);
    const rest =
      written === name ? "" : written.startsWith(`${name}-`) ? written.slice(name.length + 1) : written;
    return `${baseOf(cache)}-${rest}`;
  });
}

function needsShell(text: Text, scope: Scope): boolean {
  return piecesOf(text, scope).some(({ kind }) => kind === "shell");
}

function keyText(text: Text, scope: Scope): string {
  return joined(piecesOf(text, scope))
    .map((piece) =>
      piece.kind === "literal"
        ? keyCharacters(piece.text)
        : piece.kind === "config"
          ? interpolation(piece.source)
          : "",
    )
    .join("");
}

/** Characters that mean something in a key, or break its line, by their numbers: a key only has to be told apart. */
function keyCharacters(text: string): string {
  return text.replace(
    /[%{}<>\\"'`,\s\0-\x1f\x7f-\uffff]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}

/** A file that a template can name. */
function isPlainFile(file: string): boolean {
  return /^[\w@+=:,./~ -]+$/.test(file) && !file.startsWith("-");
}

function keyFileOf(cache: Cache, job: Job): string {
  const folder = folderOf(job, "keys");
  return folder.agent.startsWith("/")
    ? `${folder.agent}/${fileName(cache.id)}`
    : `.cig-key-${fileName(cache.id)}`;
}

function prepareStep(
  cache: Cache,
  patterns: readonly string[],
  texts: readonly Text[],
  file: string,
  scope: Scope,
): Table {
  const carried: Carried = new Map();
  const words = texts.map((text) => wordOf(piecesOf(text, scope), carried));
  const specs = patterns.flatMap(pathspecs).map(quoted);
  const lines = [
    ...(file.includes("/") ? [`mkdir -p ${file.slice(0, file.lastIndexOf("/"))}`] : []),
    specs.length > 0 ? `git ls-files --stage -- ${specs.join(" ")} > ${file}` : `: > ${file}`,
    ...words.map((word) => `printf '%s\\n' ${word} >> ${file}`),
  ];
  return table([
    "run",
    table(
      ["name", `Compute the key of the ${cache.name || cache.id} cache`],
      ["command", command(...lines)],
      ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
    ),
  ]);
}
