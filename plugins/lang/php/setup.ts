import {
  firstFact,
  literalOf,
  nearestRoot,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  type Text,
  type ToolInputs,
  text,
  textInput,
  textsInput,
  type Use,
  upwards,
} from "cig/sdk";
import { linesWithin, releasesAsOf } from "./releases.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { lineOf, readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** A release line ("8.3"), or a name of the run. Absent: whatever the machine has. */
  readonly version?: Text;
  /** Sorted. */
  readonly extensions: readonly string[];
  readonly coverage: string;
  /** What is installed. Absent: there is nothing to install, or `install = false`. */
  readonly project?: InstalledProject;
  readonly remarks: readonly Remark[];
}

export interface InstalledProject {
  /** "." or a path: where the install command runs. */
  readonly root: string;
  readonly lockfile?: string;
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named php,
 * what the working directory or a folder above it states, the newest release line that the range of composer.json and
 * all locked packages allow. The project is the nearest root at or above the working directory.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("PHP205", subjectOf(use), message, hint),
  );
  const root = nearestRoot(use, facts, "package_manager");
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const version = versionFor(use, inputs, facts, directories, remarks);
  const lockfile = root === undefined ? undefined : facts.find(root, "lockfile");
  return {
    use,
    ...(version && { version }),
    extensions: extensionsFor(use, firstFact(facts, directories, "extensions"), remarks),
    coverage: coverageFor(use, firstFact(facts, directories, "coverage"), remarks),
    ...(inputs.install &&
      root !== undefined && { project: { root, ...(lockfile !== undefined && { lockfile }) } }),
    remarks,
  };
}

/** Axes that a person names for the version of PHP. */
const axisNames = ["php", "php-version", "php_version"];

function versionFor(
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  directories: readonly string[],
  remarks: Remark[],
): Text | undefined {
  if (inputs.version) return given(inputs.version, use, remarks);
  const axis = axisNames.find((name) => use.axes.includes(name));
  if (axis !== undefined) return text(reference(`matrix.${axis}`));
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return text(lineOf(version));
  const constraint = firstFact(facts, directories, "version.constraint");
  const locked = firstFact(facts, directories, "lockfile.lines")?.split(", ");
  const line = constraint === undefined ? undefined : newestWithin(constraint, locked);
  remarks.push(notStated(use, constraint, line));
  return line === undefined ? undefined : text(line);
}

/** The newest line of the table that the range and the lock file allow; the lock file's part is left out if nothing is left. */
function newestWithin(constraint: string, locked: readonly string[] | undefined): string | undefined {
  const lines = linesWithin(constraint) ?? [];
  return lines.find((line) => locked?.includes(line) ?? true) ?? lines[0];
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Text | undefined {
  const literal = literalOf(version);
  if (literal === undefined) return version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(lineOf(meaning.value));
  const line = meaning.kind === "constraint" ? newestWithin(meaning.value, undefined) : undefined;
  if (line !== undefined) return text(line);
  const message = `"${literal.slice(0, 60)}" is no version of PHP.`;
  remarks.push(remarkOn("PHP205", subjectOf(use), message, 'Write a version such as "8.3" or "^8.2".'));
  return undefined;
}

function extensionsFor(use: Use, stated: string | undefined, remarks: Remark[]): string[] {
  const asked = (textsInput(use, "extensions") ?? []).flatMap((item) => {
    const name = literalOf(item) ?? "";
    if (/^[\w-]+$/.test(name)) return [name.toLowerCase()];
    const message = `"${name.slice(0, 60)}" is no name of a PHP extension.`;
    remarks.push(remarkOn("PHP205", subjectOf(use), message, 'Write names such as ["gd", "imagick"].'));
    return [];
  });
  const known = (stated ?? "").split(", ").filter((name) => name !== "");
  return [...new Set([...known, ...asked])].sort();
}

function coverageFor(use: Use, stated: string | undefined, remarks: Remark[]): string {
  const written = literalOf(textInput(use, "coverage"));
  if (written === undefined || written === "") return stated ?? "none";
  if (["none", "pcov", "xdebug"].includes(written)) return written;
  const message = `"${written.slice(0, 60)}" is no way to measure coverage.`;
  remarks.push(remarkOn("PHP205", subjectOf(use), message, "Use one of none, pcov, xdebug."));
  return "none";
}

function notStated(use: Use, constraint: string | undefined, line: string | undefined): Remark {
  const message =
    line === undefined
      ? "The repository does not state a version of PHP, so the jobs run with whatever their machine has."
      : `The repository allows PHP ${constraint} and no file says which, so jobs get ${line}, the newest that fits in the table of lang/php (${releasesAsOf}).`;
  return remarkOn(
    "PHP201",
    subjectOf(use),
    message,
    `Write the version into ".php-version", or set packages = { php = "${line ?? "8.4"}" } in cig.toml.`,
  );
}
