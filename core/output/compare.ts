import { readFileSync } from "node:fs";
import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { matchGlobs } from "../repo/glob.ts";
import { digestOf } from "./digest.ts";
import { bodyOf, readHeader } from "./header.ts";
import { checkOutputPath } from "./safe-path.ts";

/** A file as it shall be, with header. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
  /** Names of the plugins that made it, sorted. */
  readonly owners: readonly string[];
}

/** What happens to one file. */
export interface FileChange {
  readonly path: string;
  /** Empty for a file that nobody claims any more. */
  readonly owners: readonly string[];
  readonly change: "create" | "update" | "delete" | "same";
  /** What is on the disk; absent for "create". */
  readonly before?: string;
  /** What will be there; absent for "delete". Of "same" it equals `before`. */
  readonly after?: string;
  /** Digest of the bytes on the disk; absent for "create". */
  readonly base?: string;
  /** A person changed the file since cig wrote it. Only told when it would be overwritten or removed. */
  readonly edited: boolean;
  /** The file on the disk was not written by cig, and would be overwritten. */
  readonly foreign: boolean;
  /** Why nothing can be written there (CIG601, CIG603), or why an unclaimed file stays (CIG602, a warning). */
  readonly problem?: Diagnostic;
}

export interface CompareOptions {
  /** Paths of the repository, sorted: where files that nobody claims any more are looked for. */
  readonly paths?: readonly string[];
  /** `outputs` globs of the providers that this run renders completely. */
  readonly outputGlobs?: readonly string[];
  /** True for paths of somebody else, whose files stay although their headers look like ours. */
  readonly isOfOthers?: (path: string) => boolean;
  /** Only files made from this one ("cig.toml") are ours to remove. */
  readonly sourceFile?: string;
  /** True for a file whose edits were heeded already: it is written anew, whoever edited it. */
  readonly isHeeded?: (path: string) => boolean;
  /** Told of every file that was looked at, also of those that turned out to be none of cig's. */
  readonly onRead?: (path: string, current: Current) => void;
}

/**
 * Compares files as they shall be with the disk below `root` (absolute); sorted by path. A file whose body is what it
 * shall be is "same" and stays untouched even where its header names another version of cig or another source: an
 * upgrade of cig alone changes no file. Lines may end with CRLF on the disk.
 */
export function compareFiles(
  root: string,
  files: readonly OutputFile[],
  options: CompareOptions = {},
): FileChange[] {
  const read = (path: string) => {
    const current = readCurrent(root, path);
    options.onRead?.(path, current);
    return current;
  };
  const changes = files.map((file) => compareFile(file, read(file.path), options));
  return [...changes, ...findOrphans(files, options, read)].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** What is to be said before writing, one diagnostic a file; an error forbids it. Unsafe paths cannot be forced. */
export function refusalsOf(
  changes: readonly FileChange[],
  { force }: { readonly force: boolean },
): Diagnostic[] {
  return changes.flatMap((change) => {
    if (change.problem !== undefined) return [change.problem];
    if (force || change.change === "same") return [];
    if (change.edited) return [editedByHand(change)];
    return change.foreign ? [notOurs(change)] : [];
  });
}

/** What is on the disk at the path now. */
export function readCurrent(root: string, path: string): Current {
  const unsafe = checkOutputPath(root, path);
  if (unsafe !== undefined) return { problem: unsafe };
  try {
    const bytes = readFileSync(`${root}/${path}`);
    return { bytes, text: bytes.toString(), base: digestOf(bytes) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return {};
    const hint = "Change its permissions or owner, then run the same command again.";
    return { problem: diagnose("CIG603", `"${path}" exists and cannot be read (${code}).`, { hint }) };
  }
}

/** Empty where there is no file. */
export interface Current {
  readonly bytes?: Uint8Array;
  readonly text?: string;
  /** Digest of the bytes. */
  readonly base?: string;
  readonly problem?: Diagnostic;
}

function compareFile(
  { path, content, owners }: OutputFile,
  current: Current,
  { isHeeded }: CompareOptions,
): FileChange {
  const common = { path, owners, after: content, edited: false, foreign: false };
  const { text, base, problem } = current;
  if (problem !== undefined) return { ...common, change: "update", problem };
  if (text === undefined || base === undefined) return { ...common, change: "create" };
  const header = readHeader(text);
  const hasSameBody = bodyOf(text) === bodyOf(content);
  const isOurs = header === undefined ? readHeader(content) === undefined : !header.edited;
  if (hasSameBody && isOurs) return { ...common, after: text, change: "same", before: text, base };
  return {
    ...common,
    change: "update",
    before: text,
    base,
    edited: header?.edited === true && !hasSameBody && !isHeeded?.(path),
    foreign: header === undefined && !hasSameBody,
  };
}

function findOrphans(
  files: readonly OutputFile[],
  options: CompareOptions,
  read: (path: string) => Current,
): FileChange[] {
  const { paths = [], outputGlobs = [], sourceFile = "cig.toml", isOfOthers = () => false } = options;
  const claimed = new Set(files.map((file) => file.path));
  return matchGlobs(outputGlobs, paths).flatMap((path): FileChange[] => {
    const { text, base } = claimed.has(path) || isOfOthers(path) ? {} : read(path);
    if (text === undefined || base === undefined) return [];
    const header = readHeader(text);
    if (header?.sourceFile !== sourceFile) return [];
    const common = { path, owners: [], before: text, base, edited: header.edited, foreign: false };
    if (header.edited)
      return [{ ...common, change: "same", after: text, problem: keptOrphan(path, sourceFile) }];
    return [{ ...common, change: "delete" }];
  });
}

function keptOrphan(path: string, sourceFile: string): Diagnostic {
  const message = `No output of ${sourceFile} is "${path}" any more. It was edited by hand since cig wrote it, so it was kept.`;
  return diagnose("CIG602", message, { level: "warning", hint: `If nobody needs it:\n  rm ${path}` });
}

function editedByHand({ path }: FileChange): Diagnostic {
  return diagnose(
    "CIG602",
    `"${path}" was edited by hand since cig wrote it. Rendering would lose that edit, so it was kept.`,
    {
      hint: "To bring the edit back into cig.toml and cig.lock: cig adopt\nOr make the same change in cig.toml (a provider table takes what cig has no word for).\nTo see the difference: cig plan --diff\nTo overwrite the edit: cig render --force",
    },
  );
}

function notOurs({ path }: FileChange): Diagnostic {
  return diagnose("CIG605", `"${path}" exists and was not written by cig, so it was kept.`, {
    hint: "Choose another path in [[outputs]] of cig.toml, or move the file away.\nTo overwrite it: cig render --force",
  });
}
