import type { Environment, GitPlace } from "../git.ts";
import { type HashName, idLengthOf } from "../git-index.ts";
import { encodePath } from "../path-bytes.ts";
import { prefixOf } from "../prefix.ts";
import { walk } from "../walk.ts";
import { type FileTable, mergeTables, packFiles, pathOf } from "./file-table.ts";
import { locate } from "./locate.ts";
import type { Finding } from "./look.ts";
import { findState, lookAt } from "./look.ts";
import { createSettings } from "./settings.ts";
import { settle } from "./settle.ts";

/** All files of a folder without git, hashed as git would hash them. */
export function openLoose(root: string, environment: Environment): Promise<FileTable> {
  return hashLoose(root, "sha1", walk(root, { skipNested: false }), environment);
}

/** The tracked files together with those of `paths` that are not among them. */
export async function withLoose(
  root: string,
  git: GitPlace,
  table: FileTable,
  paths: readonly string[],
  environment: Environment,
): Promise<FileTable> {
  if (paths.length === 0) return table;
  const tracked = new Set(Array.from({ length: table.count }, (_, file) => pathOf(table, file)));
  const loose = paths.filter((path) => !tracked.has(path));
  const place = { place: git, prefix: Buffer.from(prefixOf(root, git)) };
  return mergeTables(table, await hashLoose(root, table.hash, loose, environment, place));
}

/** The files of these paths, of which no index knows anything. */
async function hashLoose(
  root: string,
  hash: HashName,
  paths: readonly string[],
  environment: Environment,
  git?: { readonly place: GitPlace; readonly prefix: Buffer },
): Promise<FileTable> {
  const none = Buffer.alloc(idLengthOf(hash));
  const files = paths
    .map((path) => ({ path: toBytes(path), mode: 0, id: none }))
    .sort((a, b) => a.path.compare(b.path));
  const table = packFiles(hash, files);
  const settings = createSettings(git?.place, environment);
  const findings = new Map<number, Finding>();
  for (let file = 0; file < table.count; file++)
    findings.set(file, findState(lookAt(locate(root, pathOf(table, file))), 0, settings));
  await settle(
    { root, table, environment, git: git?.place, prefix: git?.prefix ?? Buffer.alloc(0) },
    findings,
  );
  return table;
}

function toBytes(path: string): Buffer {
  const encoded = encodePath(path);
  return typeof encoded === "string" ? Buffer.from(encoded) : encoded;
}
