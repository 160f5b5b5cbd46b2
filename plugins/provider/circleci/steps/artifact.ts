import {
  type Artifact,
  type Download,
  type Job,
  type Step,
  type Table,
  type Text,
  table,
  text,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import { copiesOf } from "../job/copies.ts";
import type { Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { folderOf } from "../value/folders.ts";
import { type Carried, command, wordOf } from "../value/shell.ts";
import { piecesOf } from "../value/text.ts";
import { gatherLines, pathWord } from "./gather.ts";
import { compileAttach, compilePersist } from "./persist.ts";
import { whenOf } from "./run.ts";

/**
 * Steps that leave files: they are gathered in a folder, which takes patterns and stands a missing file, then kept
 * for people, and for other jobs where one gets them. `index` tells the uploads of a job apart.
 */
export function compileUpload(artifact: Artifact, step: Step, job: Job, index: number, scope: Scope): Yaml[] {
  if (artifact.workspace) return compilePersist(artifact, step, job, scope);
  checkName(artifact.name, artifact.nameText, scope);
  const carried: Carried = new Map();
  const name = wordOf(piecesOf(artifact.nameText ?? text(artifact.name), scope), carried);
  const isFixed = !artifact.nameText;
  const root = folderOf(job, isFixed ? "kept" : `kept-${index + 1}`);
  const folder = `${root.shell}/artifacts/${name}`;
  const gather = command(...gatherLines({ artifact, step, job, folder }, carried, scope));
  const inRoot = isFixed ? `artifacts/${characters(artifact.name, scope)}` : ".";
  return [
    runStep(`Gather ${isFixed ? artifact.name : "files"}`, gather, carried, scope, whenOf(step)),
    table([
      "store_artifacts",
      table(
        ["path", isFixed ? `${root.agent}/${inRoot}` : `${root.agent}/artifacts`],
        ["destination", isFixed ? characters(artifact.name, scope) : "artifacts"],
      ),
    ]),
    ...(isFetched(job, scope)
      ? [table(["persist_to_workspace", table(["root", root.agent], ["paths", [inRoot]])])]
      : []),
  ];
}

/** A step that gets the files of another job, where they lay in the repository there, or that below `path`. */
export function compileDownload(download: Download, job: Job, scope: Scope): Yaml[] {
  if (download.workspace) return compileAttach(download.job, job, scope);
  const carried: Carried = new Map();
  const name = wordOf(piecesOf(download.nameText ?? text(download.name), scope), carried);
  const from = scope.output.jobs.find(({ id }) => id === download.job);
  const source = `${folderOf(job, "attached").shell}/artifacts/${name}`;
  const target = download.path ? pathWord([text(download.path)], carried, scope) : ".";
  const lines = [
    ...(download.path ? [`mkdir -p ${target}`] : []),
    from && copiesOf(from) > 1
      ? `for folder in ${source}/*/; do cp -R "$folder." ${target}; done`
      : `cp -R ${source}/. ${target}`,
  ];
  return [
    runStep(`Download ${download.nameText ? "files" : download.name}`, command(...lines), carried, scope),
  ];
}

function isFetched({ id }: Job, scope: Scope): boolean {
  return scope.output.jobs.some(({ steps }) =>
    steps.some(({ kind }) => kind.case === "download" && !kind.value.workspace && kind.value.job === id),
  );
}

function checkName(plain: string, nameText: Text | undefined, scope: Scope): void {
  const name = (nameText ?? text(plain)).parts
    .map(({ kind }) => (kind.case === "literal" ? kind.value : "x"))
    .join("");
  if (/^[^/\\*?"<>|:\r\n\0]+$/.test(name) && name !== "." && name !== "..") return;
  scope.report.add(
    "CC011",
    scope.subject,
    name === ""
      ? "The artifact has no name."
      : `The artifact's name "${name}" cannot be the name of a folder.`,
    'Give it a name without " : < > | * ? \\ and /.',
  );
}

function runStep(name: string, script: string, carried: Carried, scope: Scope, when?: string): Table {
  return table([
    "run",
    table(
      ["name", characters(name, scope)],
      ["command", script],
      ["environment", unlessEmpty(new Map<string, Yaml>(carried))],
      ["when", when],
    ),
  ]);
}
