import {
  type Cache,
  CacheMode,
  CacheSave,
  type CacheUse,
  type Job,
  pathspecs,
  quotedWord,
  type Text,
  wordOfPieces,
} from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { literal, type Piece } from "../value/piece.ts";
import { inShell, piecesOf } from "../value/text.ts";

/** What a use of a cache comes to: lines in its place, and a command for the end of the job. */
export interface CacheLines {
  readonly here: readonly string[];
  /** What runs in its place once the key is known; none where only the key is computed. */
  readonly restore?: string;
  readonly save?: string;
  readonly savesAlways: boolean;
  /** True: saved in its place, and not at the end. */
  readonly isNow: boolean;
}

/**
 * Restores a cache where it stands and saves it when the job is over, as far as mode and cache ask for both. The key
 * is `<name>-<system>-<processor>-<texts>-<what the files hold>`: what varies most stands last.
 */
export function compileCache(use: CacheUse, index: number, job: Job, top: Scope): CacheLines | undefined {
  const cache = top.output.caches.find(({ id }) => id === use.id);
  if (!cache) {
    top.report.add("BK012", top.subject, `There is no cache "${use.id}".`, `Add [caches.${use.id}].`);
    return undefined;
  }
  const scope = below({ ...top, subject: [] }, "caches", cache.id);
  check(cache, scope);
  scope.report.add(
    "BK036",
    ["caches"],
    "Caches lie in a folder of the agent's machine, ~/.cache/cig, for two weeks since they were last used.",
    "For agents that come and go set CIG_CACHE=s3://bucket/folder in their environment hook; they need the aws command.",
  );
  scope.parts!.use("cache");
  const variable = `cache_${index + 1}`;
  const paths = `paths_${index + 1}`;
  const prefix = prefixPieces(cache, job, scope);
  const files = cache.keyParts.flatMap(({ kind }) => (kind.case === "files" ? [kind.value] : []));
  const key =
    files.length > 0
      ? `"$(cache_key ${word(prefix, scope)} ${files.flatMap(pathspecs).map(quotedWord).join(" ")})"`
      : word(prefix, scope);
  const isSaved = use.mode !== CacheMode.RESTORE && cache.save !== CacheSave.NEVER;
  const restores = use.mode !== CacheMode.SAVE;
  const beginnings = fallbacks(cache, prefix, files.length > 0, scope);
  return {
    here: [`${variable}=${key}`, `${paths}=(${cache.paths.map(pathWord).join(" ")})`],
    savesAlways: cache.save === CacheSave.ALWAYS,
    isNow: use.mode === CacheMode.SAVE,
    ...(restores && { restore: [`restore_cache "\${${paths}[*]}" "$${variable}"`, ...beginnings].join(" ") }),
    ...(isSaved && { save: saveCommand(cache, variable, paths, scope) }),
  };
}

function prefixPieces(cache: Cache, job: Job, scope: Scope): Piece[] {
  const texts = cache.keyParts.flatMap(({ kind }) => (kind.case === "text" ? [kind.value] : []));
  const all = job.image?.image ? [...texts, job.image.image] : texts;
  return [
    ...basePieces(cache, scope),
    ...all.flatMap((each): Piece[] => [literal("-"), ...fileNamePieces(each, scope)]),
  ];
}

function basePieces(cache: Cache, scope: Scope): Piece[] {
  const runner = scope.variant?.runner ?? scope.job?.runner;
  const os = runner?.os || "linux";
  const arch = runner?.arch || (os === "macos" ? "arm64" : "amd64");
  return [literal(fileName(`${cache.name || cache.id}-${os}-${arch}`))];
}

/** Words of what a key may begin with instead; the best first. */
function fallbacks(cache: Cache, prefix: readonly Piece[], hasFiles: boolean, scope: Scope): string[] {
  if (cache.exactOnly) return [];
  if (cache.restoreKeys.length === 0) return hasFiles ? [word([...prefix, literal("-")], scope)] : [];
  return cache.restoreKeys.map((each, index) =>
    word(
      [
        ...basePieces(cache, scope),
        literal("-"),
        ...fileNamePieces(each, below(scope, "restore_keys", String(index))),
      ],
      scope,
    ),
  );
}

/** A key is the name of a file: other characters become `_`, in the script where only the job knows them. */
function fileNamePieces(text: Text, scope: Scope): Piece[] {
  return piecesOf(text, scope).map((piece) => {
    if (piece.kind === "literal") return literal(fileName(piece.text));
    const inner = inShell(piece, scope);
    return { kind: "shell", source: `$(cache_text ${wordOfPieces([inner])})` };
  });
}

function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, "_");
}

function saveCommand(cache: Cache, variable: string, paths: string, scope: Scope): string {
  const save = `save_cache "$${variable}" "\${${paths}[@]}"`;
  if (cache.save !== CacheSave.TRUSTED_REFS) return save;
  scope.parts!.use("branch");
  return `{ [ "$(own_branch)" != ${quotedWord(scope.output.project?.defaultBranch || "main")} ] || ${save}; }`;
}

/** `~/` stays, as the script knows where the home of the job is. */
function pathWord(path: string): string {
  const plain = path.replace(/^(?:\.\/)+(?=.)/, "");
  return plain.startsWith("~/")
    ? `'~/'${quotedWord(plain.slice(2))}`
    : quotedWord(plain.startsWith("-") ? `./${plain}` : plain);
}

function check(cache: Cache, { report, subject }: Scope): void {
  if (!["", "native", "buildkite"].includes(cache.backend))
    report.add(
      "BK012",
      subject,
      `The cache "${cache.id}" asks for the backend "${cache.backend}", and provider/buildkite knows its own only.`,
      "Leave out backend.",
    );
  if (cache.paths.length === 0)
    report.add("BK012", subject, `The cache "${cache.id}" needs paths.`, 'Write paths = ["…"].');
  const pattern = cache.paths.find((path) => /[*?[\]{}]|^!/.test(path));
  if (pattern !== undefined)
    report.add(
      "BK012",
      subject,
      `Caches hold whole folders and files on Buildkite, and take no pattern such as "${pattern}".`,
      "Name the folder that holds the files.",
    );
}

function word(pieces: readonly Piece[], scope: Scope): string {
  return wordOfPieces(pieces.map((piece) => inShell(piece, scope)));
}
