import {
  literalOf,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  type Text,
  type ToolInputs,
  text,
  type Use,
  upwards,
} from "cig/sdk";
import { releasesAsOf, resolveRange } from "./releases.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of Go, as installers take it. Absent: whatever the machine has. */
  readonly version?: Text;
  /** What is downloaded. Absent: there is no module, or `install = false`. */
  readonly module?: Module;
  readonly remarks: readonly Remark[];
}

export interface Module {
  /** "." or a path: where modules are downloaded. */
  readonly root: string;
  /** go.sum from the top; absent for a module without dependencies. */
  readonly lockfile?: string;
  readonly isWorkspace: boolean;
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named go, what
 * the working directory or a folder above it states, the newest known release that its go line allows.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("GO205", subjectOf(use), message, hint),
  );
  const root = rootFor(use, facts);
  const version = versionFor(use, inputs, facts, root, remarks);
  return {
    use,
    ...(version && { version }),
    ...(inputs.install && root !== undefined && { module: moduleAt(root, facts) }),
    remarks,
  };
}

/** The nearest root that is built on its own; at the top of a repository with exactly one elsewhere, that one. */
function rootFor(use: Use, facts: ScopedFacts): string | undefined {
  const roots = facts.directories("root");
  const workspaces = facts.directories("workspace");
  const folders = upwards(use.workingDirectory);
  const above =
    folders.find((folder) => workspaces.includes(folder)) ?? folders.find((folder) => roots.includes(folder));
  if (above !== undefined) return above;
  return folders.length === 1 && roots.length === 1 ? roots[0] : undefined;
}

/** Axes that a person names for the version of Go. */
const axisNames = ["go", "go-version", "go_version", "golang"];

function versionFor(
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  root: string | undefined,
  remarks: Remark[],
): Text | undefined {
  if (inputs.version) return given(inputs.version, use, remarks);
  const axis = axisNames.find((name) => use.axes.includes(name));
  if (axis !== undefined) return text(reference(`matrix.${axis}`));
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return text(version);
  const range = firstFact(facts, directories, "version.constraint");
  const resolved = range === undefined ? undefined : resolveRange(range);
  remarks.push(range !== undefined && resolved !== undefined ? chosen(use, range, resolved) : notStated(use));
  return resolved === undefined ? undefined : text(resolved);
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Text {
  const literal = literalOf(version);
  if (literal === undefined) return version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(meaning.value);
  const resolved = meaning.kind === "constraint" ? resolveRange(meaning.value) : undefined;
  if (resolved !== undefined) return text(resolved);
  if (literal === "stable" || literal === "oldstable") return version;
  const message =
    meaning.kind === "constraint"
      ? `No release of Go that lang/go knows (as of ${releasesAsOf}) is "${literal.slice(0, 60)}".`
      : `"${literal.slice(0, 60)}" is no version of Go.`;
  remarks.push(
    remarkOn("GO205", subjectOf(use), message, 'Write a version such as "1.27", "1.27.4" or ">=1.25".'),
  );
  return version;
}

function moduleAt(root: string, facts: ScopedFacts): Module {
  const lockfile = facts.find(root, "lockfile");
  return {
    root,
    ...(lockfile !== undefined && { lockfile }),
    isWorkspace: facts.find(root, "workspace") !== undefined,
  };
}

function firstFact(facts: ScopedFacts, directories: readonly string[], name: string): string | undefined {
  for (const directory of directories) {
    const value = facts.find(directory, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function chosen(use: Use, range: string, version: string): Remark {
  return remarkOn(
    "GO203",
    subjectOf(use),
    `The repository allows Go ${range} and names no release, so the jobs run with Go ${version}, the newest that fits as of ${releasesAsOf}.`,
    'Write a toolchain line into go.mod, or set packages = { go = "1.27" } in cig.toml.',
  );
}

function notStated(use: Use): Remark {
  return remarkOn(
    "GO201",
    subjectOf(use),
    "The repository does not state a version of Go, so the jobs run with whatever their machine has.",
    'Write a toolchain line into go.mod, or set packages = { go = "1.27" } in cig.toml.',
  );
}
