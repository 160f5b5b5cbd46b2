import type { Job } from "cig/sdk";

/** A folder in which jobs keep what is no part of the repository, as CircleCI and as a word of a shell. */
export interface Folder {
  readonly agent: string;
  readonly shell: string;
}

/**
 * The folder `name` of a job. On Windows the shell's /tmp is not CircleCI's, so that the folder lies in the home
 * there, beside the repository.
 */
export function folderOf(job: Job, name: string): Folder {
  const mayBeWindows =
    job.runner?.os === "windows" || job.variants.some(({ runner }) => runner?.os === "windows");
  return mayBeWindows
    ? { agent: `../cig/${name}`, shell: `"$HOME"/cig/${name}` }
    : { agent: `/tmp/cig/${name}`, shell: `/tmp/cig/${name}` };
}

/** An id as a file's name and as plain characters of a shell: all else becomes `-`. */
export function fileName(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, "-");
}
