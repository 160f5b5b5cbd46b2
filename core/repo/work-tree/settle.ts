import type { Environment, GitPlace } from "../git.ts";
import { type FileTable, idOf, modeOf, pathBytesOf, pathOf, setId, setMode } from "./file-table.ts";
import { hashWithFilters } from "./filters.ts";
import { hashFiles } from "./hash-files.ts";
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
    if (finding.kind === "absent") table.absent[file] = 1;
    else if (finding.kind === "doubt") table.doubts.set(file, finding.reason);
    else if (finding.kind === "content") contents.push([file, finding.mode]);
    else if (finding.kind === "submodule") submodules.push(file);
    // Without core.symlinks a link is a file that holds its target.
    else if (!recordLink(root, table, file)) contents.push([file, modeOf(table, file)]);
  }
  await settleContents(site, contents);
  await settleSubmodules(site, submodules);
}

async function settleContents(site: Site, contents: readonly (readonly [number, number])[]): Promise<void> {
  const { root, table } = site;
  if (contents.length === 0) return;
  const ids = await hashFiles(
    root,
    table.hash,
    contents.map(([file]) => pathBytesOf(table, file)),
  );
  const changed: number[] = [];
  for (const [index, [file, mode]] of contents.entries()) {
    const id = ids[index];
    setMode(table, file, mode);
    if (id === undefined) settleUnreadable(site, file);
    else if (idOf(table, file).equals(id)) continue;
    else if (mode === 0o120000 || site.git === undefined) setId(table, file, id);
    else changed.push(file);
  }
  await settleFiltered(site, changed);
}

/** It may have gone since it was listed. */
function settleUnreadable({ root, table }: Site, file: number): void {
  if (lookAt(locate(root, pathOf(table, file))) === undefined) table.absent[file] = 1;
  else table.doubts.set(file, "cannot be read");
}

async function settleFiltered(site: Site, files: readonly number[]): Promise<void> {
  const { table, git, environment, prefix } = site;
  if (git === undefined || files.length === 0) return;
  const paths = files.map((file) => Buffer.concat([prefix, pathBytesOf(table, file)]));
  const filtered = await hashWithFilters(git, environment, paths);
  for (const [index, file] of files.entries()) {
    const result = filtered[index]!;
    if ("id" in result) setId(table, file, result.id);
    else table.doubts.set(file, result.reason);
  }
}

async function settleSubmodules({ root, table, environment }: Site, files: readonly number[]): Promise<void> {
  // One after the other: each may start processes of its own, and there are seldom many that have changed.
  for (const file of files) {
    const { commit, doubt } = await lookIntoSubmodule(`${root}/${pathOf(table, file)}`, environment);
    if (commit !== undefined) setId(table, file, commit);
    if (doubt !== undefined) table.doubts.set(file, doubt);
  }
}
