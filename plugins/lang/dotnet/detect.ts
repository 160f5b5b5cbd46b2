import {
  brokenToolFiles,
  byCodeUnit,
  type DetectRequest,
  type DetectResponseSchema,
  type FactKeys,
  type FactSchema,
  type FileIndex,
  factAt,
  factKeys,
  indexFiles,
  isInTests,
  joinPath,
  type MessageInitShape,
  nameOf,
} from "cig/sdk";
import { buildPrograms } from "./build-programs.ts";
import type { Project } from "./project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, isDecoyProject, type Root } from "./roots.ts";
import { onlyForWindows, readScripts } from "./scripts.ts";
import { compareReleases } from "./target-framework.ts";
import { readTools } from "./tools.ts";
import { type DotnetVersion, readDotnetVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;

/** Says what the repository states about .NET: per root its SDK, solution, projects, packages and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const told = await Promise.all(findRoots(files).map((root) => aboutRoot(files, root)));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["dotnet_detected"] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
}

async function aboutRoot(files: FileIndex, root: Root): Promise<Told> {
  const key = factKeys("dotnet", root.directory);
  const version = readDotnetVersion(files, root);
  const scripts = await readScripts(files, root, version.globalJson);
  return {
    facts: [
      ...versionFacts(version, key),
      ...(root.projects.length > 0 ? projectFacts(files, root, key) : []),
      ...scripts.map(({ task, command, confidence, places }) =>
        factAt(key.shared(`script.${task}`), command, confidence, places),
      ),
    ],
    remarks: [...brokenToolFiles(files, root.directory).map(unreadable), ...version.remarks],
  };
}

function versionFacts({ settled: { version, constraint }, fromImage }: DotnetVersion, key: FactKeys): Fact[] {
  const source = version?.[0] ?? fromImage ?? constraint?.[0];
  return [
    ...(version ? [factAt(key.own("version"), version[0]!.value, 1, version)] : []),
    ...(fromImage ? [factAt(key.own("version"), fromImage.value, 0.6, [fromImage])] : []),
    ...(constraint ? [factAt(key.own("version.constraint"), constraint[0]!.value, 1, constraint)] : []),
    ...(source ? [factAt(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function projectFacts(files: FileIndex, root: Root, key: FactKeys): Fact[] {
  const { directory, solution, projects } = root;
  const main = solution?.file ?? projects[0]!.file;
  const whole = [{ file: main, line: 0 }];
  const members = memberFolders(root);
  return [
    factAt(key.own("root"), directory, 1, whole),
    packageManager(files, root, key),
    ...(solution ? [factAt(key.own("solution"), solution.file, 1, whole)] : []),
    ...(!solution && projects.length === 1 ? [factAt(key.own("project"), main, 1, whole)] : []),
    ...(members.length > 0
      ? [factAt(key.shared("workspace.members"), members.join(", "), 1, solution?.projects ?? whole)]
      : []),
    ...fileFacts(files, root, key),
    ...frameworkFacts(root, key),
  ];
}

function packageManager(files: FileIndex, { directory, solution, projects }: Root, key: FactKeys): Fact {
  const paket = joinPath(directory, "paket.dependencies");
  const name = key.own("package_manager");
  if (files.has(paket)) return factAt(name, "paket", 1, [{ file: paket, line: 0 }]);
  return factAt(name, "nuget", 1, [{ file: solution?.file ?? projects[0]!.file, line: 0 }]);
}

/** From the root; none where its only project lies in it. */
function memberFolders({ directory, projects }: Root): string[] {
  const folders = projects.map((project) =>
    project.directory === directory
      ? "."
      : project.directory.startsWith(`${directory}/`)
        ? project.directory.slice(directory.length + 1)
        : project.directory,
  );
  const members = [...new Set(folders)].sort(byCodeUnit);
  return members.length === 1 && members[0] === "." ? [] : members;
}

/** Files that say which packages there are, from where, and what else is installed. */
function fileFacts(files: FileIndex, root: Root, key: FactKeys): Fact[] {
  const { directory } = root;
  const locks = lockFiles(files, root);
  const [first] = locks;
  const one = (name: string, path: string | undefined) =>
    path === undefined ? [] : [factAt(key.own(name), path, 1, [{ file: path, line: 0 }])];
  const inRoot = (isIt: (name: string) => boolean) =>
    files.paths.find((path) => path === joinPath(directory, nameOf(path)) && isIt(nameOf(path)));
  return [
    ...(first === undefined
      ? []
      : [
          factAt(
            key.own("lockfile"),
            locks.length === 1 ? first : joinPath(directory, "**/packages.lock.json"),
            1,
            locks.map((file) => ({ file, line: 0 })),
          ),
        ]),
    ...one(
      "package_versions",
      inRoot((name) => name === "Directory.Packages.props"),
    ),
    ...one(
      "nuget_config",
      inRoot((name) => name.toLowerCase() === "nuget.config"),
    ),
    ...one("tools", readTools(files, directory)?.file),
    ...buildPrograms(files, directory).map(({ command, file, line }) =>
      factAt(key.own("build_program"), command, 1, [{ file, line }]),
    ),
  ];
}

/** Paket's one, or NuGet's where every project has one: only then can a restore be held to them. */
function lockFiles(files: FileIndex, { directory, projects }: Root): string[] {
  const paket = joinPath(directory, "paket.lock");
  if (files.has(paket)) return [paket];
  const own = projects.map((project) => joinPath(project.directory, "packages.lock.json"));
  return own.every((path) => files.has(path)) ? own : [];
}

/** What the tests run on, what needs Windows, and ASP.NET Core, whose version is that of the framework. */
function frameworkFacts({ projects }: Root, key: FactKeys): Fact[] {
  const tested = projects
    .filter(({ test }) => test)
    .flatMap(({ frameworks }) => frameworks)
    .filter(({ release, isForWindows }) => release !== undefined && !isForWindows);
  const releases = [...new Set(tested.map(({ release }) => release!))].sort((a, b) => compareReleases(b, a));
  const bound = projects.find((project) => onlyForWindows(project) && (project.test || !project.hasSdk));
  const [web] = projects
    .filter(({ isWeb, file, test }) => isWeb && !test && !isDecoyProject(file) && !isInTests(file))
    .flatMap(({ frameworks }) => frameworks.filter(({ release }) => release !== undefined))
    .sort((a, b) => compareReleases(b.release!, a.release!));
  return [
    ...(releases.length > 0 ? [factAt(key.own("test_runtimes"), releases.join(", "), 1, tested)] : []),
    ...(bound ? [windowsFact(bound, key)] : []),
    ...(web ? [factAt(key.shared("framework.aspnetcore.version"), web.release!, 1, [web])] : []),
  ];
}

function windowsFact({ file, frameworks }: Project, key: FactKeys): Fact {
  const framework = frameworks.find(({ needsWindows, isForWindows }) => needsWindows && !isForWindows);
  const place = framework ?? { file, line: 0 };
  return factAt(key.own("windows"), framework?.moniker ?? "msbuild", 1, [place]);
}

function unreadable({ file, line, reason }: { file: string; line: number; reason: string }): Remark {
  const message = `"${file}" does not count, because it is not valid TOML: ${reason}.`;
  return remarkAt("DN101", file, line, message, "Correct the file.");
}
