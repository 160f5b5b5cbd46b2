import {
  type Artifact,
  ArtifactMissing,
  alternatives,
  type Download,
  type Job,
  type Step,
  type Text,
  text,
  wordOfPieces,
} from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { literal, type Piece, shell } from "../value/piece.ts";
import { inShell, piecesOf, wordOf } from "../value/text.ts";
import { folderOf } from "./call.ts";

/** The command that leaves files: for people and others, or, as they are, for later jobs alone. */
export function uploadCommand(artifact: Artifact, step: Step, job: Job, scope: Scope): string {
  const name = nameWord(artifact.name, artifact.nameText, scope);
  const patterns = patternWords(artifact, step, job, scope);
  if (patterns.length === 0)
    scope.report.add(
      "BK011",
      scope.subject,
      `The artifact "${artifact.name}" needs paths.`,
      'Write paths = ["…"].',
    );
  if (artifact.workspace) {
    scope.parts!.use("keep_workspace");
    return ["keep_workspace", name, ...patterns].join(" ");
  }
  scope.parts!.use("keep");
  return ["keep", name, missingWord(artifact.ifMissing), ...patterns].join(" ");
}

/** The command that gets the files of another job, of all its variants. */
export function downloadCommand(download: Download, step: Step, job: Job, scope: Scope): string {
  const name = nameWord(download.name, download.nameText, scope);
  const keys = scope.keys.get(download.job) ?? [download.job];
  if (download.workspace) {
    scope.parts!.use("fetch_workspace");
    return ["fetch_workspace", name, ...keys].join(" ");
  }
  scope.parts!.use("fetch");
  const target = download.path ? wordOf(joinedPath(folderOf(step, job), text(download.path)), scope) : ".";
  return ["fetch", name, target, ...keys].join(" ");
}

/** Patterns as words that no shell has expanded yet; they begin at the repository's root. */
export function patternWords(
  { paths, pathTexts }: { readonly paths: readonly string[]; readonly pathTexts: readonly Text[] },
  step: Step,
  job: Job,
  scope: Scope,
): string[] {
  const all = [...paths.flatMap((path) => alternatives(path)).map((path) => text(path)), ...pathTexts];
  const folder = folderOf(step, job);
  return all.map((path) => {
    const [first, ...rest] = piecesOf(path, scope);
    if (first?.kind !== "literal")
      return word(isWhole(first) ? piecesOf(path, scope) : piecesOf(joinedPath(folder, path), scope), scope);
    const isNegated = first.text.startsWith("!");
    const own = plainPath(isNegated ? first.text.slice(1) : first.text, scope);
    const tail = [literal(own), ...rest];
    const head = folder && !/^[/~]/.test(own) ? [...piecesOf(folder, scope), literal("/")] : [];
    const home: Piece[] = own.startsWith("~/")
      ? [homePiece(job), literal(own.slice(1)), ...rest]
      : [...head, ...tail];
    return word([...(isNegated ? [literal("!")] : []), ...home], scope);
  });
}

/** Where `~` is: in a job's container a folder of the job. */
function homePiece(job: Job): Piece {
  return shell(job.image ? "$CIG_TEMP/home" : "$HOME");
}

function isWhole(piece: Piece | undefined): boolean {
  return piece?.kind === "shell" && /CHECKOUT_PATH|CIG_TEMP/.test(piece.source);
}

/** The bash of a Mac knows `**` at the end only, where it means the folder. */
function plainPath(path: string, scope: Scope): string {
  const os = (scope.variant?.runner ?? scope.job?.runner)?.os;
  if (os === "macos" && path.replace(/\/\*\*(?:\/\*)?$/, "").includes("**"))
    scope.report.add(
      "BK011",
      scope.subject,
      "The bash of a Mac does not know `**` in the middle of a path.",
      "Name the folder, or write out how deep the files lie.",
    );
  return path.replace(/^(?:\.\/)+(?=.)/, "");
}

function joinedPath(folder: Text | undefined, path: Text): Text {
  return folder ? text(...folder.parts, "/", ...path.parts) : path;
}

function word(pieces: readonly Piece[], scope: Scope): string {
  const bare = wordOfPieces(pieces.map((piece) => inShell(piece, scope)));
  return bare.startsWith("-") ? `./${bare}` : bare;
}

function nameWord(plain: string, nameText: Text | undefined, scope: Scope): string {
  const given = nameText ?? text(plain);
  const name = given.parts.map(({ kind }) => (kind.case === "literal" ? kind.value : "x")).join("");
  if (!/^[^/\\*?"<>|:;[\]{}\0-\x1f]+$/.test(name) || /^(?:\.{1,2}|-.*)$/.test(name))
    scope.report.add(
      "BK011",
      scope.subject,
      name === ""
        ? "The artifact has no name."
        : `The artifact's name "${name}" cannot be the name of a folder.`,
      'Give it a name without " : ; < > | * ? [ ] { } \\ and /.',
    );
  return wordOf(given, below(scope, "name"));
}

function missingWord(missing: ArtifactMissing): string {
  if (missing === ArtifactMissing.ERROR) return "error";
  return missing === ArtifactMissing.IGNORE ? "ignore" : "warn";
}
