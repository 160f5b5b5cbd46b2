import { type FileIndex, isMaterial, nameOf, taskCommand, taskTargets } from "cig/sdk";
import { lintScript } from "./lint.ts";
import { ownPaths, type Root } from "./roots.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", "build", "format" */
  readonly task: string;
  readonly command: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
  readonly confidence: number;
}

/**
 * The tasks of a root: those of its Makefile, justfile or Taskfile first, then what the go command does by itself:
 * tests where there are some, a build where there is a program.
 */
export async function readScripts(files: FileIndex, root: Root, roots: readonly Root[]): Promise<Script[]> {
  if (!root.module && root.members.length === 0) return [];
  const targets = await taskTargets(files, root.directory);
  const paths = ownPaths(files, root, roots);
  const patterns = patternsOf(root);
  const scripts = [
    testScript(targets, paths, patterns),
    lintScript(files, root, targets, patterns),
    buildScript(targets, paths, patterns),
    formatScript(targets),
  ].flatMap((script) => script ?? []);
  const isBeside = isSideModule(root, roots);
  return isBeside ? scripts.map((script) => ({ ...script, confidence: 0.5 })) : scripts;
}

type Targets = Awaited<ReturnType<typeof taskTargets>>;

/** "./..." stops at the next module, so that those of a workspace are named one by one. */
function patternsOf({ directory, members }: Root): string {
  if (members.length === 0) return "./...";
  return members
    .map((member) =>
      member === directory ? "." : `./${directory === "." ? member : member.slice(directory.length + 1)}`,
    )
    .map((path) => `${path}/...`)
    .join(" ");
}

function testScript(targets: Targets, paths: readonly string[], patterns: string): Script | undefined {
  const tests = paths.filter((path) => path.endsWith("_test.go"));
  const first = tests.find((path) => !isMaterial(path)) ?? tests[0];
  if (first === undefined) return undefined;
  const task = taskCommand(targets, ["test", "tests", "test-unit", "unit-test"], tester);
  if (task) return { task: "test", command: task.command, places: [task], confidence: 1 };
  return {
    task: "test",
    command: `go test ${patterns}`,
    places: [{ file: first, line: 0 }],
    confidence: 0.9,
  };
}

/** Of the programs that run tests, those that a task has to bring along itself are left out. */
const tester =
  /(?:\bgo|\$[({]GO[)}]|\$[({]GOTEST[)}]|\$[({]GOCMD[)}])\s+(?:tool\s+\S*gotestsum|run\s+gotest\.tools\S*|test\b)|\$[({]GOTEST[)}]/;

function buildScript(targets: Targets, paths: readonly string[], patterns: string): Script | undefined {
  const task = taskCommand(
    targets,
    ["build"],
    /(?:\bgo|\$[({]GO[)}]|\$[({]GOCMD[)}])\s+build\b|\$[({]GOBUILD[)}]/,
  );
  if (task) return { task: "build", command: task.command, places: [task], confidence: 0.9 };
  const program = paths.find((path) => isProgram(path));
  if (program === undefined) return undefined;
  return {
    task: "build",
    command: `go build ${patterns}`,
    places: [{ file: program, line: 0 }],
    confidence: 0.9,
  };
}

function isProgram(path: string): boolean {
  return (
    nameOf(path) === "main.go" &&
    !isMaterial(path) &&
    !/(^|\/)(internal|tools?|scripts?|hack|docs?)\//.test(path)
  );
}

function formatScript(targets: Targets): Script | undefined {
  const task = taskCommand(targets, ["fmt", "format"], /\bgo fmt\b|\bgofmt\b[^\n]* -w\b|\$[({]GO[)}] fmt\b/);
  return task && { task: "format", command: task.command, places: [task], confidence: 0.9 };
}

/** The modules inside a module: where there are many, its own tasks go through them, and a job each helps nobody. */
function isSideModule(root: Root, roots: readonly Root[]): boolean {
  return root.isNested && roots.filter(({ isNested }) => isNested).length > 3;
}
