import { type Artifact, type Job, type Step, table, unlessEmpty, type Yaml } from "cig/sdk";
import { copiesOf } from "../job/copies.ts";
import type { Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { fileName, folderOf } from "../value/folders.ts";
import { type Carried, command } from "../value/shell.ts";
import { gatherLines } from "./gather.ts";
import { whenOf } from "./run.ts";
import { hasPlainWorkspace, persistedPaths } from "./workspace.ts";

/** Steps that leave files to the jobs behind this one: by CircleCI's own step, or gathered where other things lie. */
export function compilePersist(artifact: Artifact, step: Step, job: Job, scope: Scope): Yaml[] {
  const paths = hasPlainWorkspace(scope.output) ? persistedPaths(artifact, step, job) : undefined;
  if (paths)
    return [
      table([
        "persist_to_workspace",
        table(["root", "."], ["paths", paths.map((path) => characters(path, scope))]),
      ]),
    ];
  const carried: Carried = new Map();
  const root = folderOf(job, "kept");
  const folder = `workspace/${fileName(job.id)}`;
  const lines = gatherLines({ artifact, step, job, folder: `${root.shell}/${folder}` }, carried, scope);
  return [
    table([
      "run",
      table(
        ["name", "Gather the files of later jobs"],
        ["command", command(...lines)],
        ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
        ["when", whenOf(step)],
      ),
    ]),
    table(["persist_to_workspace", table(["root", root.agent], ["paths", [folder]])]),
  ];
}

/** Steps that bring what another job has left to where it lay there. */
export function compileAttach(from: string, job: Job, scope: Scope): Yaml[] {
  if (hasPlainWorkspace(scope.output)) {
    // One step brings the files of all jobs.
    const [first] = job.steps.flatMap(({ kind }) =>
      kind.case === "download" && kind.value.workspace ? [kind.value.job] : [],
    );
    return first === from ? [table(["attach_workspace", table(["at", "."])])] : [];
  }
  const source = `${folderOf(job, "attached").shell}/workspace/${fileName(from)}`;
  const other = scope.output.jobs.find(({ id }) => id === from);
  const isSpread = other !== undefined && copiesOf(other) > 1;
  const line = isSpread
    ? `for folder in ${source}/*/; do if [ -d "$folder" ]; then cp -R "$folder." .; fi; done`
    : `if [ -d ${source} ]; then cp -R ${source}/. .; fi`;
  return [
    table(["run", table(["name", `Take over the files of ${fileName(from)}`], ["command", command(line)])]),
  ];
}
