import { type FileIndex, type TaskTarget, taskCommand, taskTargets } from "cig/sdk";
import type { GlobalJson } from "./global-json.ts";
import { lint } from "./lint.ts";
import type { Place, Project } from "./project.ts";
import { needsMore, type Root } from "./roots.ts";
import { fromRoot, quoted } from "./shell-words.ts";
import { isSolutionOrFilter } from "./solution.ts";
import { readTools, type Tools } from "./tools.ts";

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
  const confidence = names.length > 4 || tests.some(onlyForWindows) || needsMore(root) ? 0.6 : 0.9;
  return [{ task: "test", command, places, confidence }];
}

function testCommand(root: Root, file: string, globalJson: GlobalJson | undefined): string {
  if (file === "") return "dotnet test";
  const option = isSolutionOrFilter(file) ? "--solution " : "--project ";
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
  // For .NET Framework any system compiles.
  const isForDesktop = root.projects.some(({ frameworks }) =>
    frameworks.some(({ moniker, isForWindows }) => moniker.includes("-windows") && !isForWindows),
  );
  const confidence = isForDesktop || needsMore(root) ? 0.6 : 0.9;
  const command = `dotnet build${target} --configuration Release`;
  return [{ task: "build", command, places: [{ file, line: 0 }], confidence }];
}
