import {
  type FileIndex,
  joinPath,
  jsonAt,
  linesOf,
  parseJson,
  type TaskTarget,
  taskCommand,
  taskTargets,
} from "cig/sdk";
import { type GlobalJson, withoutComments } from "./global-json.ts";
import type { Place, Project } from "./project.ts";
import type { Root } from "./roots.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  readonly command: string;
  readonly places: readonly Place[];
  readonly confidence: number;
}

/**
 * The tasks of a root: those of its Makefile, justfile or Taskfile, then what the dotnet command does by itself: tests
 * where a project has some, a build, and the check of the format by a tool that the repository has chosen.
 */
export async function readScripts(
  files: FileIndex,
  root: Root,
  globalJson: GlobalJson | undefined,
): Promise<Script[]> {
  if (root.projects.length === 0) return [];
  const targets = await taskTargets(files, root.directory);
  const tools = readTools(files, root.directory);
  return [
    ...prepare(tools),
    ...test(root, targets, globalJson),
    ...build(root, targets),
    ...lint(files, root, targets, tools),
  ];
}

/** The tools that `dotnet tool restore` installs. */
export interface Tools {
  readonly file: string;
  /** In lower case → version and where it stands. */
  readonly tools: ReadonlyMap<string, { readonly version: string; readonly line: number }>;
}

export function readTools(files: FileIndex, directory: string): Tools | undefined {
  const file = [".config/dotnet-tools.json", "dotnet-tools.json"]
    .map((name) => joinPath(directory, name))
    .find((path) => files.text(path) !== undefined);
  if (file === undefined) return undefined;
  const json = parseJson(withoutComments(files.text(file)!));
  const stated = "node" in json ? jsonAt(json.node, "tools")?.value : undefined;
  if (!(stated instanceof Map) || stated.size === 0) return undefined;
  const tools = [...stated].map(([name, node]) => {
    const version = jsonAt(node, "version")?.value;
    return [
      name.toLowerCase(),
      { version: typeof version === "string" ? version : "", line: node.line },
    ] as const;
  });
  return { file, tools: new Map(tools) };
}

function prepare(tools: Tools | undefined): Script[] {
  if (!tools) return [];
  const places = [{ file: tools.file, line: 0 }];
  return [{ task: "prepare", command: "dotnet tool restore", places, confidence: 1 }];
}

function test(root: Root, targets: readonly TaskTarget[], globalJson: GlobalJson | undefined): Script[] {
  const tests = root.projects.filter((project) => project.test);
  const [first] = tests;
  if (!first) return [];
  const task = taskCommand(targets, ["test", "tests", "unit-test"], /\bdotnet\s+(test|run)\b/);
  if (task) return [{ task: "test", command: task.command, places: [task], confidence: 1 }];
  const named = root.target ?? root.solution?.file;
  // Without a solution nothing finds tests in several folders; one project may be named as well.
  const isLoose = named === undefined && !tests.some(({ directory }) => directory === root.directory);
  const names = root.target === undefined ? (isLoose ? tests.map(({ file }) => file) : [""]) : [root.target];
  const command = names.map((name) => testCommand(root, name, globalJson)).join(" && ");
  const places = tests.flatMap((project) => (project.test ? [project.test] : [])).slice(0, 4);
  const confidence = names.length > 4 || tests.some(onlyForWindows) ? 0.6 : 0.9;
  return [{ task: "test", command, places, confidence }];
}

function testCommand(root: Root, file: string, globalJson: GlobalJson | undefined): string {
  if (file === "") return "dotnet test";
  const option = /\.slnx?$/i.test(file) ? "--solution " : "--project ";
  return `dotnet test ${globalJson?.hasTestingPlatform ? option : ""}${quoted(fromRoot(root, file))}`;
}

/** Frameworks of a project that only Windows builds or runs, wherever the build runs. */
export function onlyForWindows({ frameworks, hasSdk }: Project): boolean {
  return !hasSdk || frameworks.some(({ needsWindows, isForWindows }) => needsWindows && !isForWindows);
}

function build(root: Root, targets: readonly TaskTarget[]): Script[] {
  const task = taskCommand(targets, ["build", "compile"], /\bdotnet\s+build\b/);
  if (task) return [{ task: "build", command: task.command, places: [task], confidence: 1 }];
  const file =
    root.target ?? root.solution?.file ?? (root.projects.length === 1 ? root.projects[0]!.file : "");
  if (file === "") return [];
  const target = root.target === undefined ? "" : ` ${quoted(fromRoot(root, root.target))}`;
  const isBuilt = root.projects.every(
    ({ hasSdk, frameworks }) =>
      hasSdk &&
      !frameworks.some(({ moniker, isForWindows }) => moniker.includes("-windows") && !isForWindows),
  );
  const confidence = isBuilt && !root.solution?.hasOthers ? 0.9 : 0.6;
  const command = `dotnet build${target} --configuration Release`;
  return [{ task: "build", command, places: [{ file, line: 0 }], confidence }];
}

/**
 * CSharpier where it is one of the tools, else what a task does. That `dotnet format` would find nothing is sure of nobody's
 * code: an .editorconfig with rules for C# makes it a guess.
 */
function lint(
  files: FileIndex,
  root: Root,
  targets: readonly TaskTarget[],
  tools: Tools | undefined,
): Script[] {
  const checks = /\bdotnet\s+format\b[^\n]*--verify-no-changes|\bcsharpier\b[^\n]*check/;
  const task = taskCommand(targets, ["lint", "format-check", "fmt-check", "check-format", "check"], checks);
  if (task) return [{ task: "lint", command: task.command, places: [task], confidence: 1 }];
  const csharpier = tools?.tools.get("csharpier");
  if (tools && csharpier) {
    const isOld = csharpier.version.startsWith("0.");
    const places = [{ file: tools.file, line: csharpier.line }];
    const check = `dotnet csharpier ${isOld ? "--check" : "check"} .`;
    return [
      { task: "lint", command: `dotnet tool restore && ${check}`, places, confidence: 1 },
      { task: "format", command: `dotnet csharpier ${isOld ? "" : "format "}.`, places, confidence: 1 },
      { task: "format_check", command: check, places, confidence: 1 },
    ];
  }
  const file = joinPath(root.directory, ".editorconfig");
  const rules = linesOf(files.text(file) ?? "").findIndex((line) => /^\s*\[.*\b(cs|vb)\b.*\]/.test(line));
  if (rules === -1) return [];
  const places = [{ file, line: rules + 1 }];
  const target = root.target === undefined ? "" : ` ${quoted(fromRoot(root, root.target))}`;
  return [
    { task: "lint", command: `dotnet format${target} --verify-no-changes`, places, confidence: 0.5 },
    { task: "format", command: `dotnet format${target}`, places, confidence: 0.6 },
  ];
}

function fromRoot({ directory }: Root, file: string): string {
  return directory === "." ? file : file.slice(directory.length + 1);
}

/** As a word of a shell. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
