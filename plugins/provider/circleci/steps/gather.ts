import { type Artifact, ArtifactMissing, alternatives, type Job, type Step, type Text, text } from "cig/sdk";
import { copyFolder } from "../job/copies.ts";
import type { Scope } from "../scope.ts";
import { type Carried, quoted, wordOf } from "../value/shell.ts";
import { piecesOf } from "../value/text.ts";

/** What is gathered, and the folder for it as a word of a shell. */
export interface Gathering {
  readonly artifact: Pick<Artifact, "name" | "paths" | "pathTexts" | "ifMissing">;
  readonly step: Step;
  readonly job: Job;
  readonly folder: string;
  /** True: the files' text is printed, too. */
  readonly isShown?: boolean;
}

/** Lines of bash that copy files to a folder, with their paths from the repository's root. */
export function gatherLines(
  { artifact, step, job, folder, isShown }: Gathering,
  carried: Carried,
  scope: Scope,
): string[] {
  const all = [...artifact.paths.map((path) => text(path)), ...artifact.pathTexts];
  if (all.length === 0)
    scope.report.add(
      "CC011",
      scope.subject,
      artifact.name === "" ? "There are no paths." : `The artifact "${artifact.name}" needs paths.`,
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
    // Variants and copies of one job leave files of the same names.
    ["folder=", folder, ...(copyFolder(job) ? ["/", copyFolder(job)] : [])].join(""),
    'mkdir -p "$folder"',
    ...(empty.length > 0 ? ["found="] : []),
    ...eachPath(words, [
      'if [ -e "$path" ]; then',
      '  tar -cf - -- "$path" | tar -xf - -C "$folder"',
      ...(empty.length > 0 ? ["  found=1"] : []),
      ...(isShown ? [`  if [ -f "$path" ]; then cat -- "$path"; fi`] : []),
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

function emptyLines({ name, ifMissing }: Gathering["artifact"]): string[] {
  if (ifMissing === ArtifactMissing.IGNORE) return [];
  const files = name === "" ? "There are no such files." : `There are no files for the artifact ${name}.`;
  const message = `echo ${quoted(files)} >&2`;
  if (ifMissing === ArtifactMissing.ERROR) return [`if [ -z "$found" ]; then ${message}; exit 1; fi`];
  return [`if [ -z "$found" ]; then ${message}; fi`];
}

/** Where the step stands, as the beginning of its paths. */
export function folderText(step: Step, job: Job): Text[] {
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
export function pathWord(segments: readonly Text[], carried: Carried, scope: Scope): string {
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
