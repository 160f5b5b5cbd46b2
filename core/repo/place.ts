import { realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Result } from "../diagnostic/diagnostic.ts";
import { findGit, type GitPlace, isBare } from "./git.ts";

export interface FolderPlace {
  /** Absolute, symlinks resolved. */
  readonly root: string;
  /** The work tree it lies in; undefined outside any. */
  readonly git: GitPlace | undefined;
}

/** Finds the folder, and the work tree around it. Fails with CIG201 where there is none, or one without files. */
export function findPlace(folder: string): Result<FolderPlace> {
  const root = realFolder(folder);
  if (root === undefined)
    return {
      diagnostics: [diagnose("CIG201", `The folder "${resolve(folder)}" does not exist or is not a folder.`)],
    };
  const git = findGit(root);
  if (git !== undefined || !isBare(root)) return { value: { root, git }, diagnostics: [] };
  const message = `"${root}" is a bare git repository: it holds commits, and no files to look at.`;
  const hint = `Work in a clone of it:\n  git clone "${root}" FOLDER`;
  return { diagnostics: [diagnose("CIG201", message, { hint })] };
}

function realFolder(folder: string): string | undefined {
  try {
    const root = realpathSync(resolve(folder));
    return statSync(root).isDirectory() ? root : undefined;
  } catch {
    return undefined;
  }
}
