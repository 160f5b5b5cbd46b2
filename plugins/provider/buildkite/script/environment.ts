import type { Job, NamedText } from "cig/sdk";
import { wordOfPieces } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { hasNul } from "../value/interpolation.ts";
import type { Piece } from "../value/piece.ts";
import { compileValue, inShell, piecesOf } from "../value/text.ts";

/** A variable, with its value as the pipeline can say it or as a word of the script. */
export interface Variable {
  readonly name: string;
  /** Undefined where only the job knows it. */
  readonly value?: string;
  readonly word: string;
}

/** Variables in the author's order; the last one of a name counts. */
export function compileVariables(variables: readonly NamedText[], top: Scope): Variable[] {
  const byName = new Map<string, Variable>();
  for (const { name, value } of variables) {
    const scope = below(top, "env", name);
    checkName(name, scope);
    top.parts?.exported.add(name);
    const pieces = piecesOf(value, scope);
    checkCharacters(pieces, `The variable "${name}"`, scope);
    byName.delete(name);
    byName.set(name, variableOf(name, pieces, scope));
  }
  return [...byName.values()];
}

function variableOf(name: string, pieces: readonly Piece[], scope: Scope): Variable {
  const value = compileValue(pieces);
  const word = wordOfPieces(pieces.map((piece) => inShell(piece, scope)));
  return value === undefined ? { name, word } : { name, value, word };
}

/** The variables of a whole job: the workflow's, where services are reached, and the job's own. */
export function jobVariables(job: Job, workflow: readonly NamedText[]): NamedText[] {
  const exports = job.services.flatMap((service) => service.exports);
  const given = new Set([...workflow, ...job.env].map(({ name }) => name));
  return [...workflow, ...exports.filter(({ name }) => !given.has(name)), ...job.env];
}

/** Lines for variables that only the job knows; a command that fails must end the job, which it does not inside `export`. */
export function exportLines(variables: readonly Variable[]): string[] {
  return (
    variables
      // A secret is there by its own name already.
      .filter(({ name, value, word }) => value === undefined && word !== `"\${${name}:-}"`)
      .map(exportLine)
  );
}

function exportLine({ name, word }: Variable): string {
  return word.includes("$(") ? `${name}=${word}; export ${name}` : `export ${name}=${word}`;
}

export function checkName(name: string, scope: Scope): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  scope.report.add(
    "BK001",
    scope.subject,
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
}

/** As `checkName`, for a container whose program may read names that no shell takes: `discovery.type`. */
export function checkContainerName(name: string, scope: Scope): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) checkName(name, scope);
}

/** No process can be handed a NUL, and Linux takes no single value beyond 128 KiB. */
export function checkCharacters(pieces: readonly Piece[], what: string, scope: Scope): void {
  const text = pieces.map((piece) => (piece.kind === "literal" ? piece.text : "")).join("");
  if (hasNul(text))
    scope.report.add(
      "BK002",
      scope.subject,
      `${what} holds the character NUL, which no process can be handed.`,
      "Take the character out.",
    );
  if (Buffer.byteLength(text) > longestText)
    scope.report.add(
      "BK014",
      scope.subject,
      `${what} is longer than ${longestText} bytes, more than a process can be handed in one piece.`,
      "Keep it in a file of the repository.",
    );
}

/** Linux's limit is 131072 bytes for a variable with its name, and Buildkite hands a command over as one. */
export const longestText = 120_000;
