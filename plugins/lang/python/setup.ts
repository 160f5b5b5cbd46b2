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
import { installerRange } from "./specifier.ts";
import { readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of Python, as setup actions take it. Absent: whatever the machine has. */
  readonly version?: Text;
  /** True: `version` is a range and names no release. */
  readonly isRange: boolean;
  /** What is installed. Absent: there is nothing to install, or `install = false`. */
  readonly project?: InstalledProject;
  readonly remarks: readonly Remark[];
}

export interface InstalledProject {
  /** "." or a path: where the install command runs. */
  readonly root: string;
  readonly manager: Manager;
  /** A version ("1.8.3") or specifier (">=2.0") of the package manager. */
  readonly managerVersion?: string;
  readonly lockfile?: string;
  /** Relative to the root. */
  readonly requirements: readonly string[];
  /** From the top: pyproject.toml and its like, as far as they exist. */
  readonly manifests: readonly string[];
  readonly isPackage: boolean;
  /** True: an installation takes the version of the package from the tags of git. */
  readonly isVersionedByGit: boolean;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  readonly isWorkspace: boolean;
}

/**
 * Decides by input, matrix and facts. The version is, in this order: the input `version`, a matrix axis named
 * python, what the working directory or a folder above it states. The project is the nearest root at or above the
 * working directory; at the top of a repository with exactly one root elsewhere, that root.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("PY205", subjectOf(use), message, hint),
  );
  const root = rootFor(use, facts);
  const stated = versionFor(use, inputs, facts, root, remarks);
  const project =
    inputs.install && root !== undefined ? projectAt(root, use, inputs, facts, remarks) : undefined;
  // uv finds a version by itself, in uv.lock at the latest.
  if (!stated && project?.manager !== "uv") remarks.push(notStated(use));
  return { use, isRange: false, ...stated, ...(project && { project }), remarks };
}

function rootFor(use: Use, facts: ScopedFacts): string | undefined {
  const roots = facts.directories("package_manager");
  const above = upwards(use.workingDirectory).find((directory) => roots.includes(directory));
  if (above !== undefined) return above;
  return upwards(use.workingDirectory).length === 1 && roots.length === 1 ? roots[0] : undefined;
}

/** Axes that a person names for the version of Python. */
const axisNames = ["python", "python-version", "python_version", "py"];

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
  const range = installerRange(firstFact(facts, directories, "version.constraint") ?? "");
  return range === undefined ? undefined : { version: text(range), isRange: true };
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Pick<Setup, "version" | "isRange"> {
  const literal = literalOf(version);
  if (literal === undefined) return { version, isRange: false };
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return { version: text(meaning.value), isRange: false };
  const range = meaning.kind === "constraint" ? installerRange(meaning.value) : undefined;
  if (range !== undefined) return { version: text(range), isRange: true };
  const message = `"${literal.slice(0, 60)}" is no version of Python.`;
  remarks.push(
    remarkOn("PY205", subjectOf(use), message, 'Write a version such as "3.12", "3.12.4" or ">=3.11".'),
  );
  return { version, isRange: false };
}

function projectAt(
  root: string,
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  remarks: Remark[],
): InstalledProject | undefined {
  const detected = facts.find(root, "package_manager");
  const manager = managers.find((name) => name === (inputs.packageManager ?? detected));
  if (!manager) {
    const message = `"${(inputs.packageManager ?? detected)?.slice(0, 60)}" is no package manager that lang/python knows.`;
    remarks.push(remarkOn("PY202", subjectOf(use), message, "Use one of pip, poetry, uv, pdm, pipenv."));
    return undefined;
  }
  const list = (name: string) => (facts.find(root, name) ?? "").split(", ").filter((item) => item !== "");
  const found = (name: string) => (manager === detected ? facts.find(root, name) : undefined);
  const managerVersion =
    inputs.packageManagerVersion ??
    found("package_manager_version") ??
    found("package_manager_version.constraint");
  const lockfile = found("lockfile");
  return {
    root,
    manager,
    ...(managerVersion !== undefined && { managerVersion }),
    ...(lockfile !== undefined && { lockfile }),
    requirements: list("requirements").map((path) => (root === "." ? path : path.slice(root.length + 1))),
    manifests: list("manifests"),
    isPackage: facts.find(root, "package") !== undefined,
    isVersionedByGit: facts.find(root, "package_version_from") !== undefined,
    extras: list("extras"),
    groups: list("groups"),
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

function notStated(use: Use): Remark {
  return remarkOn(
    "PY201",
    subjectOf(use),
    "The repository does not state a version of Python, so the jobs run with whatever their machine has.",
    'Write the version into ".python-version", or set packages = { python = "3.12" } in cig.toml.',
  );
}
