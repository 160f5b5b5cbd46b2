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
import { type Manager, managers } from "./package-manager.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of Node. Absent: whatever the machine has. */
  readonly version?: Text;
  /** True: `version` is a range and names no release. */
  readonly isRange: boolean;
  /** What is installed. Absent: no package.json was found, or `install = false`. */
  readonly project?: Project;
  readonly remarks: readonly Remark[];
}

export interface Project {
  /** "." or a path: where the install command runs. */
  readonly root: string;
  readonly manager: Manager;
  /** A version or range of the package manager. */
  readonly managerVersion?: string;
  /** True: `packageManager` in package.json states the version, and tools read it there. */
  readonly isInManifest: boolean;
  /** Yarn 2 or later. */
  readonly isBerry: boolean;
  readonly lockfile?: string;
  readonly isWorkspace: boolean;
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named
 * node, what the working directory or a folder above it states. The project is the nearest root at or above the
 * working directory; at the top of a repository with exactly one root elsewhere, that root.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("NODE205", subjectOf(use), message, hint),
  );
  const root = rootFor(use, facts);
  const stated = versionFor(use, inputs, facts, root, remarks);
  if (!stated) remarks.push(notStated(use));
  const project =
    inputs.install && root !== undefined ? projectAt(root, use, inputs, facts, remarks) : undefined;
  return { use, isRange: false, ...stated, ...(project && { project }), remarks };
}

function rootFor(use: Use, facts: ScopedFacts): string | undefined {
  const roots = facts.directories("package_manager");
  const above = upwards(use.workingDirectory).find((directory) => roots.includes(directory));
  if (above !== undefined) return above;
  return upwards(use.workingDirectory).length === 1 && roots.length === 1 ? roots[0] : undefined;
}

/** Axes that a person names for the version of Node. */
const axisNames = ["node", "node-version", "node_version", "nodejs"];

function versionFor(
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  root: string | undefined,
  remarks: Remark[],
): Pick<Setup, "version" | "isRange"> | undefined {
  if (inputs.version) return given(inputs.version, use, remarks);
  const axis = axisNames.find((name) => use.axes.includes(name));
  if (axis !== undefined) return { version: text(reference(`matrix.${axis}`)), isRange: false };
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return { version: text(version), isRange: false };
  const constraint = firstFact(facts, directories, "version.constraint");
  return constraint === undefined ? undefined : { version: text(constraint), isRange: true };
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Pick<Setup, "version" | "isRange"> {
  const literal = literalOf(version);
  if (literal === undefined) return { version, isRange: false };
  const meaning = readVersion(literal);
  if (meaning.kind === "version" || meaning.kind === "constraint")
    return { version: text(meaning.value), isRange: meaning.kind === "constraint" };
  const message = `"${literal.slice(0, 60)}" is no version of Node.`;
  remarks.push(
    remarkOn(
      "NODE205",
      subjectOf(use),
      message,
      'Write a version such as "22", "22.11.0", ">=20" or "lts/*".',
    ),
  );
  return { version, isRange: false };
}

function projectAt(
  root: string,
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  remarks: Remark[],
): Project | undefined {
  const detected = facts.find(root, "package_manager");
  const manager = managers.find((name) => name === (inputs.packageManager ?? detected));
  if (!manager) {
    const message = `"${(inputs.packageManager ?? detected)?.slice(0, 60)}" is no package manager that lang/node knows.`;
    remarks.push(remarkOn("NODE202", subjectOf(use), message, "Use one of npm, pnpm, yarn, bun."));
    return undefined;
  }
  const isDetected = manager === detected;
  const found = (name: string) => (isDetected ? facts.find(root, name) : undefined);
  const managerVersion =
    inputs.packageManagerVersion ??
    found("package_manager_version") ??
    found("package_manager_version.constraint");
  const lockfile = found("lockfile");
  return {
    root,
    manager,
    ...(managerVersion !== undefined && { managerVersion }),
    isInManifest:
      inputs.packageManagerVersion === undefined && found("package_manager_source") === "packageManager",
    isBerry:
      manager === "yarn" && /^(>=\s*)?([2-9]|\d{2,})(\.|$)|^(berry|stable)$/.test(managerVersion ?? ""),
    ...(lockfile !== undefined && { lockfile }),
    isWorkspace: facts.directories("root").length > 1,
  };
}

function firstFact(facts: ScopedFacts, directories: readonly string[], name: string): string | undefined {
  for (const directory of directories) {
    const value = facts.find(directory, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function notStated(use: Use): Remark {
  return remarkOn(
    "NODE201",
    subjectOf(use),
    "The repository does not state a version of Node, so the jobs run with whatever their machine has.",
    'Write the version into ".nvmrc", or set packages = { node = "22" } in cig.toml.',
  );
}
