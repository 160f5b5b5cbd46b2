import { type Cache, CacheMode, CacheSave, type CacheUse, type Text } from "cig/sdk";
import { block, type Code } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";
import { below, cacheOf, helper, type Scope } from "../scope.ts";
import { groovy, literal, type Piece } from "../value/reference.ts";
import { joinSource, literalOfPieces, mergedPieces, piecesOf } from "../value/text.ts";
import { alternatives } from "./pattern.ts";

/** What a cache is here and at the end of the job. */
export interface CacheCode {
  readonly here: readonly Code[];
  readonly atEnd?: {
    readonly code: readonly Code[];
    /** True: after a failure, too. */
    readonly always: boolean;
    /** Groovy. */
    readonly condition?: string;
  };
}

/** The step `cache` of the Job Cacher plugin, which restores before its body and saves behind it: once for each half. */
export function compileCache({ id, mode }: CacheUse, top: Scope): CacheCode {
  const cache = cacheOf(top, id);
  const scope = below({ ...top, subject: [] }, "caches", id);
  if (!cache) throw new Error(`bug: no cache "${id}" in the request`);
  const list = `caches: [${cache.paths.map((path) => fileCache(cache, path, scope)).join(", ")}]`;
  const branch = groovyString(scope.output.project?.defaultBranch || "main");
  const name = cache.name || cache.id;
  const restore = block(
    `cache(skipSave: true, defaultBranch: ${branch}, ${list})`,
    `echo(${groovyString(`The ${name} cache is restored.`)})`,
  );
  const save = block(
    `cache(skipRestore: true, ${list})`,
    `echo(${groovyString(`The ${name} cache is to be saved.`)})`,
  );
  if (mode === CacheMode.SAVE) return { here: [save] };
  if (mode === CacheMode.RESTORE || cache.save === CacheSave.NEVER) return { here: [restore] };
  const isTrusted = cache.save === CacheSave.TRUSTED_REFS;
  return {
    here: [restore],
    atEnd: {
      code: [save],
      always: cache.save === CacheSave.ALWAYS,
      ...(isTrusted && {
        condition: `${helper(top, "gitBranch")}() == ${branch} && !env.CHANGE_ID`,
      }),
    },
  };
}

function fileCache(cache: Cache, path: string, scope: Scope): string {
  const texts = cache.keyParts.flatMap(({ kind }) => (kind.case === "text" ? [kind.value] : []));
  const files = cache.keyParts.flatMap(({ kind }) => (kind.case === "files" ? [kind.value] : []));
  for (const file of files)
    if (/[\\,[\]]/.test(file))
      scope.report.add(
        "JK011",
        [...scope.subject, "key_parts"],
        `Jenkins names files by patterns of Ant, which cannot say "${file}".`,
        "Use only * , ** and ?.",
      );
  const deciding = files.flatMap(alternatives).join(",");
  const args = [
    `path: ${pathSource(path)}`,
    `cacheName: ${nameSource(cache, texts, scope)}`,
    ...(deciding ? [`cacheValidityDecidingFile: ${groovyString(deciding)}`] : []),
    "useDefaultExcludes: false",
    "compressionMethod: 'TARGZ'",
  ];
  return `arbitraryFileCache(${args.join(", ")})`;
}

function pathSource(path: string): string {
  return path === "~" || path.startsWith("~/")
    ? joinSource(mergedPieces([groovy("env.HOME"), literal(path.slice(1))]))
    : groovyString(path);
}

/** The cache's name, the machine, and the texts of its key: a change of any is another cache. */
function nameSource(cache: Cache, texts: readonly Text[], scope: Scope): string {
  const parts = texts.flatMap((text): Piece[] => [
    literal("-"),
    ...piecesOf(text, { ...scope, place: "steps" }),
  ]);
  const pieces = mergedPieces([literal(`${cache.name || cache.id}-${scope.os}-${scope.arch}`), ...parts]);
  const known = literalOfPieces(pieces);
  if (known !== undefined) return groovyString(known.replace(/[^A-Za-z0-9_.-]/g, "-"));
  return `${helper(scope, "plainName")}(${joinSource(pieces)})`;
}
