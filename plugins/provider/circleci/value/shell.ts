import type { Text } from "cig/sdk";
import type { Scope } from "../scope.ts";
import { escaped } from "./characters.ts";
import { interpolation, type Piece } from "./piece.ts";
import { joined, piecesOf } from "./text.ts";

/**
 * Values of the configuration that a script needs: variables by their names, each with its value. No value is ever
 * put into a script itself.
 */
export type Carried = Map<string, string>;

/** A Text as one word of a POSIX shell; what CircleCI puts in arrives through a variable of `carried`. */
export function shellWord(text: Text | undefined, carried: Carried, scope: Scope): string {
  return wordOf(piecesOf(text, scope), carried);
}

/** Pieces as one word: in single quotes or none where nothing is to be expanded, else in double quotes. */
export function wordOf(pieces: readonly Piece[], carried: Carried): string {
  const all = joined(pieces);
  if (all.every(({ kind }) => kind === "literal"))
    return quoted(all.map((piece) => (piece.kind === "literal" ? piece.text : "")).join(""));
  const inner = all.map((piece) => {
    if (piece.kind === "literal") return piece.text.replace(/[\\"$`]/g, "\\$&");
    return piece.kind === "shell" ? piece.source : `\${${carry(piece.source, carried)}}`;
  });
  return `"${inner.join("")}"`;
}

/** The variable that carries a value of the configuration. */
export function carry(source: string, carried: Carried): string {
  const value = interpolation(source);
  const wanted = /^[\w.-]+$/.test(source)
    ? `CIG_${source.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase()}`
    : "CIG_VALUE";
  let name = wanted;
  for (let count = 2; carried.has(name) && carried.get(name) !== value; count++) name = `${wanted}_${count}`;
  carried.set(name, value);
  return name;
}

/** Characters as one word of a POSIX shell, bare where they need no quotes. */
export function quoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text) && !text.startsWith("=")) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A script of this plugin as CircleCI must have it. */
export function command(...lines: readonly string[]): string {
  const text = lines.join("\n");
  return escaped(text.includes("\n") ? `${text}\n` : text);
}

/** True for a shell that understands the POSIX language. */
export function isPosix(shell: string): boolean {
  return ["", "bash", "sh"].includes(shell);
}
