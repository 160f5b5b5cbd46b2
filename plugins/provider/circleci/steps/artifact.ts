import {
  type Artifact,
  ArtifactMissing,
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
import type { Scope } from "../scope.ts";
import { characters } from "../value/characters.ts";
import { folderOf } from "../value/folders.ts";
import { type Carried, command, quoted, wordOf } from "../value/shell.ts";
import { piecesOf } from "../value/text.ts";
import { alternatives } from "./cache-key.ts";
import { whenOf } from "./run.ts";

/**
 * Steps that leave files: they are gathered in a folder, which takes patterns and stands a missing file, then kept
 * for people, and for other jobs where one gets them. `index` tells the uploads of a job apart.
 */
export function compileUpload(artifact: Artifact, step: Step, job: Job, index: number, scope: Scope): Yaml[] {
  checkName(artifact.name, artifact.nameText, scope);
  const carried: Carried = new Map();
  const name = wordOf(piecesOf(artifact.nameText ?? text(artifact.name), scope), carried);
  const isFixed = !artifact.nameText;
  const root = folderOf(job, isFixed ? "kept" : `kept-${index + 1}`);
  const gather = command(
    ...gatherLines(artifact, step, job, `${root.shell}/artifacts/${name}`, carried, scope),
  );
  const inRoot = isFixed ? `artifacts/${characters(artifact.name, scope)}` : ".";
  if (artifact.retentionDays > 0)
    scope.report.add(
      "CC035",
      scope.subject,
      `How long artifacts are kept is a setting of the organization on CircleCI, and not ${artifact.retentionDays} days here.`,
      "Set it under Plan > Usage Controls.",
    );
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
  const carried: Carried = new Map();
  const name = wordOf(piecesOf(download.nameText ?? text(download.name), scope), carried);
  const from = scope.output.jobs.find(({ id }) => id === download.job);
  const source = `${folderOf(job, "attached").shell}/artifacts/${name}`;
  const target = download.path ? pathWord([text(download.path)], carried, scope) : ".";
  const lines = [
    ...(download.path ? [`mkdir -p ${target}`] : []),
    from && from.variants.length > 1
      ? `for folder in ${source}/*/; do cp -R "$folder." ${target}; done`
      : `cp -R ${source}/. ${target}`,
  ];
  return [
    runStep(`Download ${download.nameText ? "files" : download.name}`, command(...lines), carried, scope),
  ];
}

/** The step that brings what the jobs before have left. */
export function attachStep(job: Job): Table {
  return table(["attach_workspace", table(["at", folderOf(job, "attached").agent])]);
}

function isFetched({ id }: Job, scope: Scope): boolean {
  return scope.output.jobs.some(({ steps }) =>
    steps.some(({ kind }) => kind.case === "download" && kind.value.job === id),
  );
}

function gatherLines(
  artifact: Artifact,
  step: Step,
  job: Job,
  folder: string,
  carried: Carried,
  scope: Scope,
): string[] {
  const all = [...artifact.paths.map((path) => text(path)), ...artifact.pathTexts];
  if (all.length === 0)
    scope.report.add(
      "CC011",
      scope.subject,
      `The artifact "${artifact.name}" needs paths.`,
      'Write paths = ["…"].',
    );
  const unwanted = artifact.paths.filter((path) => path.startsWith("!")).map((path) => path.slice(1));
  const wanted = all.filter(({ parts }) => !isNegated(parts[0]?.kind));
  const own = folderText(step, job);
  const words = wanted.flatMap((path) =>
    expansions(path).map((each) => pathWord([...own, each], carried, scope)),
  );
  const out = unwanted.flatMap((path) =>
    alternatives(path).map((each) => pathWord([...own, text(each)], carried, scope)),
  );
  const isDeep = all.some(({ parts }) =>
    parts.some(({ kind }) => kind.case === "literal" && kind.value.includes("**")),
  );
  if (isDeep && scope.os === "macos")
    scope.report.add(
      "CC011",
      scope.subject,
      "The bash of a Mac does not know `**`.",
      "Name the folder, or write out how deep the files lie.",
    );
  const empty = emptyLines(artifact);
  return [
    `shopt -s nullglob dotglob${isDeep ? " globstar" : ""}`,
    // Variants of one job leave files of the same names.
    `folder=${folder}${job.variants.length > 1 ? '/"$CIRCLE_JOB"' : ""}`,
    'mkdir -p "$folder"',
    ...(empty.length > 0 ? ["found="] : []),
    ...eachPath(words, [
      'if [ -e "$path" ]; then',
      '  tar -cf - -- "$path" | tar -xf - -C "$folder"',
      ...(empty.length > 0 ? ["  found=1"] : []),
      "fi",
    ]),
    ...(out.length > 0 ? [`(cd "$folder" && rm -rf -- ${out.join(" ")})`] : []),
    ...empty,
  ];
}

/** Lines for each path; a single one needs no loop. */
function eachPath(words: readonly string[], lines: readonly string[]): string[] {
  const [only = "''"] = words;
  if (words.length <= 1 && !/[*?[]/.test(only)) return [`path=${only}`, ...lines];
  return [`for path in ${words.join(" ")}; do`, ...lines.map((line) => `  ${line}`), "done"];
}

function isNegated(kind: Text["parts"][number]["kind"] | undefined): boolean {
  return kind?.case === "literal" && kind.value.startsWith("!");
}

function emptyLines({ name, ifMissing }: Artifact): string[] {
  if (ifMissing === ArtifactMissing.IGNORE) return [];
  const message = `echo ${quoted(`There are no files for the artifact ${name}.`)} >&2`;
  if (ifMissing === ArtifactMissing.ERROR) return [`if [ -z "$found" ]; then ${message}; exit 1; fi`];
  return [`if [ -z "$found" ]; then ${message}; fi`];
}

/** Where the step stands, as the beginning of its paths. */
function folderText(step: Step, job: Job): Text[] {
  const own = step.workingDirectoryText ?? text(step.workingDirectory);
  const usual = job.workingDirectoryText ?? text(job.workingDirectory);
  const folder = own.parts.length > 0 ? own : usual;
  const [first] = folder.parts;
  const isRoot =
    folder.parts.length === 0 ||
    (folder.parts.length === 1 && first?.kind.case === "literal" && /^\.?\/?$/.test(first.kind.value));
  return isRoot ? [] : [folder];
}

function expansions(path: Text): Text[] {
  const [only] = path.parts;
  if (path.parts.length !== 1 || only?.kind.case !== "literal") return [path];
  return alternatives(only.kind.value).map((each) => text(each));
}

/** A path as a word of bash whose patterns work and whose other characters stand for themselves. */
function pathWord(segments: readonly Text[], carried: Carried, scope: Scope): string {
  const last = segments.at(-1)!;
  const first = last.parts[0]?.kind;
  const isWhole =
    first?.case === "literal"
      ? /^[/~]/.test(first.value)
      : first?.case === "reference" && first.value.path[0] === "workspace";
  const used = isWhole ? [last] : segments;
  const word = used
    .map((segment) =>
      piecesOf(segment, scope)
        .map((piece) => (piece.kind === "literal" ? globWord(piece.text) : wordOf([piece], carried)))
        .join(""),
    )
    .join("/");
  return word.startsWith("-") ? `./${word}` : word;
}

/** `*`, `**`, `?` and `[…]` bare, all else quoted; a leading `~/` is the home. */
function globWord(path: string): string {
  const home = path.startsWith("~/") ? '"$HOME"/' : "";
  const rest = home ? path.slice(2) : path.replace(/^\.\/(?=.)/, "");
  return (
    home +
    rest
      .split(/(\*+|\?|\[[\w.!^-]+\])/)
      .map((piece, index) => (index % 2 === 1 || piece === "" ? piece : quoted(piece)))
      .join("")
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
