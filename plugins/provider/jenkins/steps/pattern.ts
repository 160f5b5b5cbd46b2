import { type Job, type Step, type Text, text } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { literal, type Piece } from "../value/reference.ts";
import { joinSource, literalOfPieces, mergedPieces, piecesOf } from "../value/text.ts";
import { folderText } from "./run.ts";

/** Patterns of files in the words of Ant, from the workspace: a list with commas, as Groovy. */
export interface Patterns {
  readonly includes: string;
  /** Absent: nothing is taken out again. */
  readonly excludes?: string;
}

/**
 * Globs of cig.toml as patterns of Ant. A path without wildcards may be a file or a folder, and means both. Reports
 * what Ant cannot say, and what lies outside of the workspace.
 */
export function antPatterns(
  paths: readonly Text[],
  step: Step,
  job: Job,
  kind: "files" | "files and folders",
  scope: Scope,
): Patterns {
  const folder = piecesOf(folderText(step, job), scope);
  const inFolder = literalOfPieces(folder)?.replace(/^\.?\/|\/$/g, "");
  const prefix: Piece[] =
    inFolder === undefined
      ? [...folder, literal("/")]
      : inFolder === "" || inFolder === "."
        ? []
        : [literal(`${inFolder}/`)];
  const all = paths.map((path) => piecesOf(path, scope));
  const isOut = (path: readonly Piece[]) => path[0]?.kind === "literal" && path[0].text.startsWith("!");
  const list = (some: readonly (readonly Piece[])[]) =>
    joinSource(
      mergedPieces(
        some
          .flatMap((path) => patternsOf(path, prefix, kind, scope))
          .flatMap((path, index) => (index === 0 ? path : [literal(","), ...path])),
      ),
    );
  const out = all
    .filter(isOut)
    .map(([first, ...rest]) => [literal((first as { text: string }).text.slice(1)), ...rest]);
  return {
    includes: list(all.filter((path) => !isOut(path))),
    ...(out.length > 0 && { excludes: list(out) }),
  };
}

export function textsOf(paths: readonly string[], more: readonly Text[] = []): Text[] {
  return [...paths.map((path) => text(path)), ...more];
}

function patternsOf(
  path: readonly Piece[],
  prefix: readonly Piece[],
  kind: "files" | "files and folders",
  scope: Scope,
): Piece[][] {
  const first = path[0]?.kind === "literal" ? path[0].text : "";
  const isElsewhere = /^[/~]|^[A-Za-z]:[\\/]|(?:^|\/)\.\.(?:\/|$)/.test(first);
  const characters = path.map((piece) => (piece.kind === "literal" ? piece.text : "")).join("");
  const isStrange = /[,\\[\]\n\r\0]|^\s|\s$/.test(characters);
  const isOutside = path[0]?.kind === "groovy" && /^\(env\.WORKSPACE/.test(path[0].source);
  if (isElsewhere || isStrange || isOutside)
    scope.report.add(
      "JK011",
      scope.subject,
      isStrange
        ? `Jenkins names files by patterns of Ant, which cannot say "${characters}".`
        : `Jenkins keeps files of the workspace, and "${characters}" lies elsewhere.`,
      isStrange ? "Use only * , ** , ? and {a,b}." : "Copy the files into the workspace before.",
    );
  const trimmed = path.map((piece, index) =>
    piece.kind === "literal" && index === 0 ? literal(piece.text.replace(/^(?:\.\/)+/, "")) : piece,
  );
  if (path.some(({ kind }) => kind === "groovy")) return [mergedPieces([...prefix, ...trimmed])];
  const text = literalOfPieces(trimmed) ?? "";
  return alternatives(text).flatMap((each) =>
    (kind === "files" ? [each] : eitherKind(each)).map((pattern) =>
      mergedPieces([...prefix, literal(pattern)]),
    ),
  );
}

/** What a path can be: a folder with all in it, or a file. */
function eitherKind(path: string): string[] {
  if (path === "." || path === "") return ["**"];
  if (path.endsWith("/")) return [`${path}**`];
  return path.endsWith("**") ? [path] : [path, `${path}/**`];
}

/** `{a,b}c` as `ac` and `bc`; at most a few hundred, as nobody writes more. */
export function alternatives(glob: string): string[] {
  const match = /^([^{]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(glob);
  if (!match) return [glob];
  const [, before = "", choices = "", after = ""] = match;
  return choices
    .split(",")
    .flatMap((choice) => alternatives(before + choice + after))
    .slice(0, 256);
}
