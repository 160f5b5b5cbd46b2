import {
  type Artifact,
  type Expression,
  type Job,
  literalOf,
  type Output,
  type Step,
  type Table,
  table,
} from "cig/sdk";
import { copiesOf } from "../job/copies.ts";
import { folderOf } from "../value/folders.ts";
import { readsOutputs, referencesIn } from "./outputs.ts";

/** The step that brings what the jobs before have left. */
export function attachStep(job: Job): Table {
  return table(["attach_workspace", table(["at", folderOf(job, "attached").agent])]);
}

/** True when the job needs the workspace apart from its own files: for artifacts, outputs, marks of jobs. */
export function needsWorkspace(job: Job, guards: readonly Expression[], output: Output): boolean {
  const isPlain = hasPlainWorkspace(output);
  return (
    readsOutputs(job) ||
    guards.some((guard) => referencesIn(guard).some(([kind]) => kind === "jobs")) ||
    job.needsAny.length > 0 ||
    job.steps.some(({ kind }) => kind.case === "download" && !(isPlain && kind.value.workspace))
  );
}

/**
 * True when the workspace of the workflow holds nothing but what `persist` names, each path once, so that it can be
 * attached to the repository as it is. CircleCI refuses two files of one name that jobs leave side by side.
 */
export function hasPlainWorkspace(output: Output): boolean {
  const known = plain.get(output);
  if (known !== undefined) return known;
  const answer = decide(output);
  plain.set(output, answer);
  return answer;
}

const plain = new WeakMap<Output, boolean>();

function decide({ jobs }: Output): boolean {
  const isOther = jobs.some(
    (job) =>
      readsOutputs(job) ||
      job.needsAny.length > 0 ||
      job.steps.some(({ kind }) => kind.case === "download" && !kind.value.workspace),
  );
  if (isOther) return false;
  const kept: string[] = [];
  for (const job of jobs)
    for (const step of job.steps) {
      if (step.kind.case !== "upload" || !step.kind.value.workspace) continue;
      const paths = persistedPaths(step.kind.value, step, job);
      if (!paths || copiesOf(job) > 1) return false;
      kept.push(...paths);
    }
  return kept.every((path, index) =>
    kept.every((other, position) => position === index || !`${other}/`.startsWith(`${path}/`)),
  );
}

/** The paths as CircleCI keeps them, from the repository's root; undefined where it takes one of them otherwise. */
export function persistedPaths(
  artifact: Pick<Artifact, "paths" | "pathTexts">,
  step: Step,
  job: Job,
): string[] | undefined {
  const folder =
    step.workingDirectoryText || job.workingDirectoryText
      ? undefined
      : step.workingDirectory || job.workingDirectory;
  const texts = artifact.pathTexts.map(literalOf);
  if (folder === undefined || texts.some((path) => path === undefined)) return undefined;
  const wanted = [...artifact.paths, ...(texts as string[])];
  const paths = wanted.map((path) =>
    `${folder}/${path}`
      .split("/")
      .filter((part) => part !== "" && part !== ".")
      .join("/"),
  );
  const isOdd = (path: string) => path === "" || /(?:^|\/)\.\.(?:\/|$)|\*\*|[{}\\]/.test(path);
  return paths.length === 0 || wanted.some((path) => /^[~/!]/.test(path)) || paths.some(isOdd)
    ? undefined
    : paths;
}
