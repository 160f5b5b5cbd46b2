import type { Environment, GitPlace } from "../git.ts";
import { decodePath } from "../path-bytes.ts";
import {
  type FileTable,
  idOf,
  modeOf,
  pathBytesOf,
  pathOf,
  setAbsent,
  setDoubt,
  setId,
  setMode,
} from "./file-table.ts";
import { hashWithFilters } from "./filters.ts";
import { hashFiles } from "./hash-files.ts";
import { findKeptLineEnds } from "./line-ends.ts";
import { locate } from "./locate.ts";
import { type Finding, lookAt, recordLink } from "./look.ts";
import { lookIntoSubmodule } from "./submodule.ts";

/** Where the files of a table are. */
export interface Site {
  readonly root: string;
  readonly table: FileTable;
  readonly environment: Environment;
  readonly git: GitPlace | undefined;
  /** What stands before a path of the table in a path below the top of the work tree. */
  readonly prefix: Buffer;
}

/** Brings the records of the files to what is on the disk. */
export async function settle(site: Site, findings: ReadonlyMap<number, Finding>): Promise<void> {
  const { root, table } = site;
  const contents: [number, number][] = [];
  const submodules: number[] = [];
  for (const [file, finding] of findings) {
    if (finding.kind === "absent") setAbsent(table, file);
    else if (finding.kind === "doubt") setDoubt(table, file, finding.reason);
    else if (finding.kind === "content") contents.push([file, finding.mode]);
    else if (finding.kind === "submodule") submodules.push(file);
    // Without core.symlinks a link is a file that holds its target.
    else if (!recordLink(root, table, file)) contents.push([file, modeOf(table, file)]);
  }
  await settleContents(site, contents);
  await settleSubmodules(site, submodules);
}

async function settleContents(site: Site, contents: readonly (readonly [number, number])[]): Promise<void> {
  const { root, table, git } = site;
  if (contents.length === 0) return;
  const paths = contents.map(([file]) => pathBytesOf(table, file));
  const ids = await hashFiles(root, table.hash, paths, git !== undefined);
  const changed: Changed[] = [];
  for (const [index, [file, mode]] of contents.entries()) {
    const id = ids[index];
    const isRecorded =
      id !== undefined && idOf(table, file).equals(id) && isLink(modeOf(table, file)) === isLink(mode);
    setMode(table, file, mode);
    if (id === undefined) settleUnreadable(site, file);
    else if (isRecorded) continue;
    else if (isLink(mode) || git === undefined) setId(table, file, id);
    else changed.push({ file, rawId: id });
  }
  if (git !== undefined && changed.length > 0) await settleFiltered({ ...site, git }, changed);
}

function isLink(mode: number): boolean {
  return mode === 0o120000;
}

/** It may have gone since it was listed. */
function settleUnreadable({ root, table }: Site, file: number): void {
  if (lookAt(locate(root, pathOf(table, file))) === undefined) setAbsent(table, file);
  else setDoubt(table, file, "cannot be read");
}

/** A file whose bytes are not what is recorded. */
interface Changed {
  readonly file: number;
  /** The id of the bytes as they are. */
  readonly rawId: Buffer;
}

async function settleFiltered(
  site: Site & { readonly git: GitPlace },
  changed: readonly Changed[],
): Promise<void> {
  const { table, prefix } = site;
  const pathOfChanged = ({ file }: Changed) => Buffer.concat([prefix, pathBytesOf(table, file)]);
  const filtered = await hashWithFilters(site, changed.map(pathOfChanged));
  const converted: Changed[] = [];
  for (const [index, each] of changed.entries()) {
    const result = filtered[index]!;
    if ("reason" in result) setDoubt(table, each.file, result.reason);
    else if (!result.id.equals(each.rawId) && !result.id.equals(idOf(table, each.file))) converted.push(each);
    if ("id" in result) setId(table, each.file, result.id);
  }
  const kept = await findKeptLineEnds(site, converted.map(pathOfChanged));
  for (const each of converted)
    if (kept.has(decodePath(pathOfChanged(each)))) setId(table, each.file, each.rawId);
}

async function settleSubmodules({ root, table, environment }: Site, files: readonly number[]): Promise<void> {
  // One after the other: each may start processes of its own, and there are seldom many that have changed.
  for (const file of files) {
    const { commit, doubt } = await lookIntoSubmodule(`${root}/${pathOf(table, file)}`, environment);
    if (commit !== undefined) setId(table, file, commit);
    if (doubt !== undefined) setDoubt(table, file, doubt);
  }
}
