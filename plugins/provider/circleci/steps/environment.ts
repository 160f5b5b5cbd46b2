import { type Job, type NamedText, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { type Carried, command, quoted, wordOf } from "../value/shell.ts";
import { piecesOf, textOfPieces } from "../value/text.ts";

/** Variables by the way in which they reach a step. */
export interface Variables {
  /** Those that CircleCI knows before the job starts. Their values are always text, so `"1"` stays that. */
  readonly environment: Map<string, Yaml>;
  /** Lines of a shell for those that only the job knows; CircleCI expands nothing in `environment`. */
  readonly exports: readonly string[];
  /** Names of the variables in `exports`. */
  readonly exported: ReadonlySet<string>;
}

/** Variables in the author's order. Those in `late` are exported by the shell even where CircleCI could set them. */
export function compileVariables(
  variables: readonly NamedText[],
  top: Scope,
  late: ReadonlySet<string> = new Set(),
): Variables {
  const environment = new Map<string, Yaml>();
  const exports: string[] = [];
  const exported = new Set<string>();
  const carried: Carried = new Map();
  for (const { name, value } of variables) {
    const scope = below(top, "env", name);
    checkName(name, scope);
    const pieces = piecesOf(value, scope);
    if (late.has(name) || pieces.some(({ kind }) => kind === "shell")) {
      exported.add(name);
      exports.push(exportLine(name, wordOf(pieces, carried)));
    } else environment.set(name, textOfPieces(pieces, scope));
  }
  for (const [name, value] of carried) environment.set(name, value);
  return { environment, exports, exported };
}

/** A command that fails must end the step, which it does not inside of `export`. */
function exportLine(name: string, word: string): string {
  return word.includes("$(") ? `${name}=${word}; export ${name}` : `export ${name}=${word}`;
}

/**
 * The variables of a whole job: the workflow's, where services are reached, and the job's own; the later one of a
 * name counts.
 */
export function jobVariables(job: Job, workflow: readonly NamedText[]): NamedText[] {
  const exports = job.services.flatMap((service) => service.exports);
  const byName = new Map<string, NamedText>();
  const given = new Set([...workflow, ...job.env].map(({ name }) => name));
  for (const each of [...workflow, ...exports.filter(({ name }) => !given.has(name)), ...job.env])
    byName.set(each.name, each);
  return [...byName.values()];
}

/**
 * A step for variables of the job that only a shell knows: bash reads the file before each step. The lines hold the
 * names of secrets and never their values.
 */
export function exportStep(exports: readonly string[]): Table {
  const lines = exports.map((line) => `  ${quoted(line)}`);
  return table([
    "run",
    table(
      ["name", "Set variables"],
      ["command", command("printf '%s\\n' \\", `${lines.join(" \\\n")} >> "$BASH_ENV"`)],
    ),
  ]);
}

export function environmentOf(variables: Variables): Table | undefined {
  return unlessEmpty(variables.environment);
}

export function checkName(name: string, scope: Scope): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  scope.report.add(
    "CC001",
    scope.subject,
    `"${name}" is no name for an environment variable.`,
    'Use letters, digits and "_", and start with no digit.',
  );
}

/** As `checkName`, for a container whose program may read names that no shell takes: `discovery.type`. */
export function checkContainerName(name: string, scope: Scope): void {
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) checkName(name, scope);
}
