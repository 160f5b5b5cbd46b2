import { type Job, table, unlessEmpty, type Yaml } from "cig/sdk";
import { copiesOf } from "../job/copies.ts";
import { below, type Scope } from "../scope.ts";
import { fileName, folderOf } from "../value/folders.ts";
import { type Carried, command, shellWord } from "../value/shell.ts";

/** Steps that leave the job's outputs for the jobs behind it: a file each, in the workspace. */
export function compileOutputs(job: Job, top: Scope): Yaml[] {
  const scope = below(top, "outputs");
  if (job.outputs.length === 0) return [];
  if (copiesOf(job) > 1) {
    scope.report.add(
      "CC033",
      scope.subject,
      `The outputs of "${job.id}" are left out: its ${copiesOf(job)} machines would all leave the same files.`,
    );
    return [];
  }
  const root = folderOf(job, "kept");
  const carried: Carried = new Map();
  const folder = `outputs/${fileName(job.id)}`;
  const lines = job.outputs.map(({ name, value }) => {
    checkOutput(name, scope);
    return `printf '%s' ${shellWord(value, carried, below(scope, name))} > ${root.shell}/${folder}/${fileName(name)}`;
  });
  const keep = table([
    "run",
    table(
      ["name", "Keep the outputs"],
      ["command", command(`mkdir -p ${root.shell}/${folder}`, ...lines)],
      ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
    ),
  ]);
  return [keep, table(["persist_to_workspace", table(["root", root.agent], ["paths", [folder]])])];
}

/** True when the job reads an output of another. */
export function readsOutputs(job: Job): boolean {
  return referencesIn(job).some((path) => path[0] === "jobs");
}

/** Ids of the job's steps whose outputs are read by it. */
export function readSteps(job: Job): ReadonlySet<string> {
  return new Set(referencesIn(job).flatMap((path) => (path[0] === "steps" ? (path[1] ?? []) : [])));
}

/** The paths of all run-time names in a message. */
export function referencesIn(message: object): (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const open: unknown[] = [message];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) continue;
    const { $typeName, path } = value as { $typeName?: string; path?: string[] };
    if ($typeName === "cig.plugin.v1.Reference" && path) found.push(path);
    else for (const inner of Object.values(value)) if (typeof inner === "object") open.push(inner);
  }
  return found;
}

function checkOutput(name: string, scope: Scope): void {
  if (/^[A-Za-z_][\w-]*$/.test(name)) return;
  scope.report.add(
    "CC001",
    scope.subject,
    `"${name}" is no name for an output on CircleCI.`,
    'Use letters, digits, "_" and "-", and start with no digit.',
  );
}
