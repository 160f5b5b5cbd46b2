import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactSchema,
  type FileIndex,
  indexFiles,
  isTable,
  joinPath,
  type MessageInitShape,
  type Unreadable,
} from "cig/sdk";
import { type Dependencies, readDependencies } from "./dependencies.ts";
import { readFrameworks } from "./frameworks.ts";
import { readGitVersion } from "./git-version.ts";
import { type PackageManager, readPackageManager } from "./package-manager.ts";
import { at, type Project, readProject } from "./project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { installsProject, requirementFiles, withIncluded } from "./requirement-files.ts";
import { findRoots, type Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";
import { type PythonVersion, readPythonVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;
type Place = { readonly file: string; readonly line: number };

/** Says what the repository states about Python: per root its version, package manager, lock file and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const told = findRoots(files).map((root) => aboutRoot(files, root));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["python_detected", ...new Set(told.flatMap((part) => part.signals))] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
  readonly signals: readonly string[];
}

function aboutRoot(files: FileIndex, root: Root): Told {
  const { project, directory } = root;
  const version = readPythonVersion(files, directory, project);
  const manager = readPackageManager(files, project);
  const dependencies = readDependencies(files, directory);
  const key = keysOf(directory);
  const facts = [
    ...managerFacts(manager, files, root, key),
    ...versionFacts(version, key),
    ...projectFacts(files, root, manager, key),
    ...taskFacts(files, project, manager, dependencies, key),
    ...frameworkFacts(dependencies, key),
    ...root.members.flatMap((member) => aboutMember(files, member, manager)),
  ];
  const broken = brokenToolFiles(files, directory).map(unreadable);
  return {
    facts,
    remarks: [
      ...project.remarks,
      ...pipfileRemark(files, directory),
      ...broken,
      ...version.remarks,
      ...manager.remarks,
    ],
    signals: manager.claims[0] ? [`${manager.claims[0].manager}_detected`] : [],
  };
}

/** Plain keys at the top, `python[backend].…` elsewhere. */
function keysOf(directory: string): { own(name: string): string; shared(name: string): string } {
  const prefix = directory === "." ? "python" : `python[${directory}]`;
  return {
    own: (name) => `${prefix}.${name}`,
    shared: (name) => (directory === "." ? name : `${prefix}.${name}`),
  };
}

type Keys = ReturnType<typeof keysOf>;

/** Beside Pixi's files pip is a guess: it could install the project, and its people do it otherwise. */
function managerFacts(
  { claims, lockfile, version }: PackageManager,
  files: FileIndex,
  { directory, project }: Root,
  key: Keys,
): Fact[] {
  const winner = claims[0];
  if (!winner) return [];
  const isPixis =
    ["pixi.toml", "pixi.lock"].some((name) => files.has(joinPath(directory, name))) ||
    at(project.pyproject, "tool", "pixi") !== undefined;
  const confidence = winner.manager !== "pip" ? 1 : isPixis ? 0.5 : 0.8;
  const versionKey = `package_manager_version${version?.isRange ? ".constraint" : ""}`;
  return [
    fact(key.own("root"), directory, 1, [claims.find(({ line }) => line > 0) ?? winner]),
    fact(key.own("package_manager"), winner.manager, confidence, claims),
    ...(version ? [fact(key.own(versionKey), version.value, 1, [version])] : []),
    ...(lockfile !== undefined
      ? [fact(key.own("lockfile"), lockfile, 1, [{ file: lockfile, line: 0 }])]
      : []),
  ];
}

function versionFacts({ version, constraint, several }: PythonVersion, key: Keys): Fact[] {
  const source = version?.[0] ?? constraint?.[0];
  return [
    ...(version ? [fact(key.own("version"), version[0]!.value, 1, version)] : []),
    ...(constraint ? [fact(key.own("version.constraint"), constraint[0]!.value, 1, constraint)] : []),
    ...(several.length > 0
      ? [fact(key.own("versions"), listed(several.map(({ value }) => value)), 1, several)]
      : []),
    ...(source ? [fact(key.own("source"), source.file, 1, [source])] : []),
  ];
}

/** What the install command needs to know. */
function projectFacts(
  files: FileIndex,
  { project, directory, workspace }: Root,
  manager: PackageManager,
  key: Keys,
): Fact[] {
  const winner = manager.claims[0];
  if (!winner) return [];
  const manifest = { file: project.pyproject?.file ?? winner.file, line: 0 };
  const requirements = winner.manager === "pip" ? requirementFiles(files, directory) : [];
  const isInstalledByThem = withIncluded(files, requirements).some((file) =>
    installsProject(files.text(file) ?? ""),
  );
  const isProject =
    project.isPackage || (requirements.length === 0 && isTable(at(project.pyproject, "project")));
  const manifests = manifestNames.map((name) => joinPath(directory, name)).filter((path) => files.has(path));
  const ofGit = readGitVersion(files, project);
  const patterns = listed(workspace.map(({ value }) => value));
  return [
    ...(requirements.length > 0
      ? [
          fact(
            key.own("requirements"),
            listed(requirements),
            1,
            requirements.map((file) => ({ file, line: 0 })),
          ),
        ]
      : []),
    ...(isProject && !isInstalledByThem
      ? [fact(key.own("package"), project.name ?? ".", 1, [manifest])]
      : []),
    ...(ofGit ? [fact(key.own("package_version_from"), ofGit.tool, 1, [ofGit])] : []),
    ...(manifests.length > 0
      ? [
          fact(
            key.own("manifests"),
            listed(manifests),
            1,
            manifests.map((file) => ({ file, line: 0 })),
          ),
        ]
      : []),
    ...(project.extras.length > 0 ? [fact(key.own("extras"), listed(project.extras), 1, [manifest])] : []),
    ...(project.groups.length > 0 ? [fact(key.own("groups"), listed(project.groups), 1, [manifest])] : []),
    ...(workspace.length > 0
      ? [
          fact(key.own("workspace"), patterns, 1, workspace),
          fact(key.shared("workspace.members"), patterns, 1, workspace),
        ]
      : []),
  ];
}

const manifestNames = ["pyproject.toml", "setup.cfg", "setup.py", "Pipfile"];

function taskFacts(
  files: FileIndex,
  project: Project,
  { claims }: PackageManager,
  dependencies: Dependencies,
  key: Keys,
): Fact[] {
  if (!claims[0]) return [];
  return readScripts(files, project, claims[0].manager, dependencies).map(
    ({ task, command, confidence, ...place }) =>
      fact(key.shared(`script.${task}`), command, confidence, [place]),
  );
}

function frameworkFacts(dependencies: Dependencies, key: Keys): Fact[] {
  return readFrameworks(dependencies).map(({ name, value, isRange, ...place }) =>
    fact(key.shared(`framework.${name}.version${isRange ? ".constraint" : ""}`), value, 1, [place]),
  );
}

/** A package of a workspace is installed with its root; what can be its own are a version file and tasks. */
function aboutMember(files: FileIndex, member: string, manager: PackageManager): Fact[] {
  const key = keysOf(member);
  const project = readProject(files, member);
  const dependencies = readDependencies(files, member);
  return [
    fact(key.own("root"), member, 1, [
      { file: project.pyproject?.file ?? joinPath(member, "pyproject.toml"), line: 0 },
    ]),
    ...versionFacts(readPythonVersion(files, member), key),
    ...taskFacts(files, project, manager, dependencies, key),
    ...frameworkFacts(dependencies, key),
  ];
}

function pipfileRemark(files: FileIndex, directory: string): Remark[] {
  const file = joinPath(directory, "Pipfile");
  const parsed = files.toml(file);
  return parsed && "error" in parsed ? [unreadable({ file, line: parsed.line, reason: parsed.error })] : [];
}

function unreadable({ file, line, reason }: Unreadable): Remark {
  return remarkAt(
    "PY101",
    file,
    line,
    `"${file}" does not count, because it is not valid TOML: ${reason}.`,
    "Correct the file.",
  );
}

function listed(values: readonly string[]): string {
  return [...new Set(values)].join(", ");
}

function fact(key: string, value: string, confidence: number, places: readonly Place[]): Fact {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
