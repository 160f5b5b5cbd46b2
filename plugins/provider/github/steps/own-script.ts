import type { Job } from "cig/sdk";
import type { Yaml } from "../yaml/tree.ts";

/** Keys for a script of this plugin, written for any POSIX shell: the job's may be another. */
export function ownShell(job: Job): [string, Yaml | undefined][] {
  return [["shell", ["", "bash", "sh"].includes(job.shell) ? undefined : "bash"]];
}

/** Keys for one that starts at the repository's root, wherever the job's own scripts start. */
export function atRoot(job: Job): [string, Yaml | undefined][] {
  return [["working-directory", job.workingDirectory || job.workingDirectoryText ? "." : undefined]];
}
