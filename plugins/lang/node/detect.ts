import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactSchema,
  type FileIndex,
  indexFiles,
  isInside,
  type MessageInitShape,
  type Unreadable,
} from "cig/sdk";
import { compilerScript } from "./compiler.ts";
import { expander } from "./expand.ts";
import { isDocumentation, readFrameworks } from "./frameworks.ts";
import { readMemberScripts } from "./member-scripts.ts";
import { readNx } from "./nx.ts";
import { type PackageManager, readPackageManager } from "./package-manager.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";
import { type Found, type NodeVersion, readNodeVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;
type Place = { readonly file: string; readonly line: number };

/** Says what the repository states about Node: per root its version, package manager, lock file and scripts. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const { roots, remarks } = await findRoots(files);
  const told = roots.map((root) => aboutRoot(files, root, roots));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? signalsOf(roots, told) : [],
    diagnostics: [...remarks, ...told.flatMap((part) => part.remarks)],
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
  readonly manager: PackageManager;
}

function aboutRoot(files: FileIndex, root: Root, roots: readonly Root[]): Told {
  const version = readNodeVersion(files, root.directory, root.manifest);
  const manager = readPackageManager(files, root);
  const key = keysOf(root.directory);
  const facts = [
    ...rootFact(root, manager, key),
    ...versionFacts(version, key),
    ...managerFacts(manager, key),
    ...workspaceFacts(root, key),
    ...scriptFacts(files, root, manager, key),
    ...frameworkFacts(root, key),
    ...root.members
      .filter((member) => isOwn(member, root, roots))
      .flatMap((member) => aboutMember(files, member)),
  ];
  return {
    facts,
    remarks: [
      ...brokenToolFiles(files, root.directory).map(unreadable),
      ...version.remarks,
      ...manager.remarks,
    ],
    manager,
  };
}

/** Plain keys at the top, `node[frontend].…` elsewhere. */
function keysOf(directory: string): { own(name: string): string; shared(name: string): string } {
  const prefix = directory === "." ? "node" : `node[${directory}]`;
  return {
    own: (name) => `${prefix}.${name}`,
    shared: (name) => (directory === "." ? name : `${prefix}.${name}`),
  };
}

type Keys = ReturnType<typeof keysOf>;

function rootFact(root: Root, manager: PackageManager, key: Keys): Fact[] {
  const claim = manager.claims[0];
  if (!claim) return [];
  return [fact(key.own("root"), root.directory, 1, [{ file: root.manifest?.file ?? claim.file, line: 0 }])];
}

function versionFacts({ version, constraint }: NodeVersion, key: Keys): Fact[] {
  const source = version?.[0] ?? constraint?.[0];
  return [
    ...(version ? [statedFact(key.own("version"), version)] : []),
    ...(constraint ? [statedFact(key.own("version.constraint"), constraint)] : []),
    ...(source ? [fact(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function statedFact(key: string, found: readonly Found[]): Fact {
  return fact(key, found[0]!.value, 1, found);
}

function managerFacts({ claims, lockfile }: PackageManager, key: Keys): Fact[] {
  const winner = claims[0];
  if (!winner) return [];
  const confidence = { default: 0.5, engines: 0.7, "tool versions": 0.7 }[winner.source] ?? 1;
  const version = claims.find((claim) => claim.version !== undefined);
  const constraint = claims.find((claim) => claim.constraint !== undefined);
  return [
    fact(key.own("package_manager"), winner.manager, confidence, claims),
    fact(key.own("package_manager_source"), winner.source, 1, [winner]),
    ...(version ? [fact(key.own("package_manager_version"), version.version!, 1, [version])] : []),
    ...(constraint
      ? [fact(key.own("package_manager_version.constraint"), constraint.constraint!, 1, [constraint])]
      : []),
    ...(lockfile !== undefined
      ? [fact(key.own("lockfile"), lockfile, 1, [{ file: lockfile, line: 0 }])]
      : []),
  ];
}

function workspaceFacts(root: Root, key: Keys): Fact[] {
  const { patterns } = root.workspace;
  if (patterns.length === 0) return [];
  const value = [...new Set(patterns.map(({ pattern }) => pattern))].join(", ");
  return [fact(key.shared("workspace.members"), value, 1, patterns)];
}

/** A site of documentation is built where it is published: its scripts are known, but no checks of the code. */
function scriptFacts(files: FileIndex, root: Root, manager: PackageManager, key: Keys): Fact[] {
  const { manifest } = root;
  const { claims } = manager;
  if (!manifest || !claims[0]) return [];
  const most = root.directory !== "." && isDocumentation(manifest) ? 0.5 : 1;
  const nx = readNx(files, root, claims[0].manager);
  const own = readScripts(manifest, claims[0].manager, expander(files, root))
    .filter((script) => !nx?.isBare(script.name))
    .map((script) => ({ ...script, places: [{ file: manifest.file, line: script.line }] }));
  const ofNx = nx?.scripts.filter(({ task }) => own.every((script) => script.task !== task)) ?? [];
  const tasks = [...own, ...ofNx].map(({ task }) => task);
  const stated = [...own, ...ofNx, ...readMemberScripts(files, root, manager, tasks)];
  const compiler = stated.some(({ task }) => task === "typecheck")
    ? undefined
    : compilerScript(files, manifest, root.directory, claims[0].manager);
  const all = [...stated, ...(compiler ? [{ ...compiler, places: [compiler] }] : [])];
  return all.map(({ task, command, confidence, places }) =>
    fact(key.shared(`script.${task}`), command, Math.min(most, confidence), places),
  );
}

function frameworkFacts(root: Root, key: Keys): Fact[] {
  const { manifest } = root;
  if (!manifest) return [];
  return readFrameworks(manifest).map(({ name, value, isRange, line }) =>
    fact(key.shared(`framework.${name}.version${isRange ? ".constraint" : ""}`), value, 1, [
      { file: manifest.file, line },
    ]),
  );
}

/** A member of two workspaces, one inside the other, belongs to the inner one. */
function isOwn(member: string, root: Root, roots: readonly Root[]): boolean {
  const owners = roots.filter(
    (other) => other.members.includes(member) && isInside(other.directory, root.directory),
  );
  return owners.every((other) => other.directory.length <= root.directory.length);
}

/** A package of a workspace is installed with its root, so all that can be its own is a version file. */
function aboutMember(files: FileIndex, member: string): Fact[] {
  const key = keysOf(member);
  return [
    fact(key.own("root"), member, 1, [{ file: `${member}/package.json`, line: 0 }]),
    ...versionFacts(readNodeVersion(files, member), key),
  ];
}

function signalsOf(roots: readonly Root[], told: readonly Told[]): string[] {
  return [
    "node_detected",
    ...(roots.some(({ manifest }) => manifest) ? ["has_package_json"] : []),
    ...(roots.some(({ workspace }) => workspace.patterns.length > 0) ? ["node_workspace"] : []),
    ...new Set(
      told.flatMap(({ manager }) => (manager.claims[0] ? [`${manager.claims[0].manager}_detected`] : [])),
    ),
  ];
}

function unreadable({ file, line, reason }: Unreadable): Remark {
  const message = `"${file}" is not valid TOML, so the versions in it do not count: ${reason}.`;
  return remarkAt("NODE106", file, line, message, "Correct the file.");
}

function fact(key: string, value: string, confidence: number, places: readonly Place[]): Fact {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
