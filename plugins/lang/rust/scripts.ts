import {
  type FileIndex,
  isInside,
  isTable,
  joinPath,
  type TaskCommand,
  type ToolStatement,
  taskCommand,
  taskTargets,
  tomlLine,
  valueAt,
} from "cig/sdk";
import { isPackage, isWorkspace } from "./manifest.ts";
import type { Root } from "./roots.ts";
import { readToolchainFile } from "./toolchain-file.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", "build", "format", "format_check" */
  readonly task: string;
  readonly command: string;
  readonly places: readonly { readonly file: string; readonly line: number }[];
  readonly confidence: number;
}

/**
 * The tasks of a root: those of its Makefile, justfile or Taskfile first, then an alias of Cargo, then what Cargo does
 * by itself. Clippy and rustfmt count where they are configured.
 */
export async function readScripts(files: FileIndex, root: Root, roots: readonly Root[]): Promise<Script[]> {
  const { manifest, directory } = root;
  if (!manifest) return [];
  const targets = await taskTargets(files, directory);
  const flags = flagsOf(files, root);
  const own = { file: manifest.file, line: 1 };
  const task = (names: readonly string[], does: RegExp) => taskCommand(targets, names, does);
  const alias = (names: readonly string[]) => aliasCommand(files, directory, names);
  const test = task(["test", "tests"], /\bcargo (?:\+\S+ )?test\b/) ?? alias(["ci-test", "test-all"]);
  const testFile = firstBelow(files, directory, /(^|\/)tests\/[^/]+\.rs$/);
  const format = formatScripts(files, root);
  const program = programOf(files, root);
  const build = task(["build"], /\bcargo (?:\+\S+ )?build\b/);
  const scripts: (Script | undefined)[] = [
    test
      ? named("test", test)
      : {
          task: "test",
          command: `cargo test${flags}`,
          places: [testFile ? { file: testFile, line: 0 } : own],
          confidence: testFile ? 0.9 : 0.7,
        },
    lintScript(
      files,
      root,
      (await readToolchainFile(files, directory))?.components ?? [],
      flags,
      format,
      task(["lint", "clippy"], /\bcargo (?:\+\S+ )?clippy\b/) ?? alias(["lint", "ci-lint", "ci-clippy"]),
    ),
    program &&
      (build
        ? named("build", build)
        : { task: "build", command: `cargo build${flags}`, places: [program], confidence: 0.9 }),
    ...format,
  ];
  const isGuess = root.isNested || roots.filter((each) => each.manifest && each.directory !== ".").length > 4;
  const found = scripts.flatMap((script) => script ?? []);
  return isGuess && directory !== "." ? found.map((script) => ({ ...script, confidence: 0.5 })) : found;
}

function named(task: string, { command, file, line }: TaskCommand): Script {
  return { task, command, places: [{ file, line }], confidence: 0.9 };
}

/** A workspace with a package at its root tests nothing else unless it is told to. */
function flagsOf(files: FileIndex, { manifest, directory, members }: Root): string {
  const hasOthers =
    manifest !== undefined && isWorkspace(manifest) && (members.length > 0 || !isPackage(manifest));
  const isLocked = files.has(joinPath(directory, "Cargo.lock"));
  return `${hasOthers ? " --workspace" : ""}${isLocked ? " --locked" : ""}`;
}

/** How code is checked: Clippy where it is configured or asked for, after the format where that is. */
function lintScript(
  files: FileIndex,
  { manifest, directory }: Root,
  components: readonly ToolStatement[],
  flags: string,
  format: readonly Script[],
  told: TaskCommand | undefined,
): Script | undefined {
  if (told) return named("lint", told);
  const config = ["clippy.toml", ".clippy.toml"]
    .map((name) => joinPath(directory, name))
    .find((path) => files.has(path));
  const table = [
    ["workspace", "lints", "clippy"],
    ["lints", "clippy"],
  ].find((path) => isTable(valueAt(manifest!.table, ...path)));
  const component = components.find(({ value }) => value === "clippy");
  const check = format.find(({ task, confidence }) => task === "format_check" && confidence >= 0.7);
  const clippy = `cargo clippy${flags} --all-targets -- -D warnings`;
  const place =
    config !== undefined
      ? { file: config, line: 0 }
      : table
        ? { file: manifest!.file, line: tomlLine(manifest!.source, table) }
        : component && { file: component.file, line: component.line };
  if (!place)
    return check
      ? { ...check, task: "lint" }
      : { task: "lint", command: clippy, places: [{ file: manifest!.file, line: 1 }], confidence: 0.5 };
  const command = check ? `${check.command} && ${clippy}` : clippy;
  const confidence = config === undefined && !table ? 0.7 : 0.9;
  return { task: "lint", command, places: [place, ...(check?.places ?? [])], confidence };
}

/** rustfmt comes with every toolchain; whose format it is shows where it is configured. */
function formatScripts(files: FileIndex, { manifest, directory }: Root): Script[] {
  const config = ["rustfmt.toml", ".rustfmt.toml"]
    .map((name) => joinPath(directory, name))
    .find((path) => files.has(path));
  const places = [config !== undefined ? { file: config, line: 0 } : { file: manifest!.file, line: 1 }];
  const confidence = config === undefined ? 0.6 : 0.9;
  return [
    { task: "format", command: "cargo fmt --all", places, confidence },
    { task: "format_check", command: "cargo fmt --all --check", places, confidence },
  ];
}

function programOf(files: FileIndex, { manifest, directory }: Root): Script["places"][number] | undefined {
  if (Array.isArray(manifest!.table.bin))
    return { file: manifest!.file, line: tomlLine(manifest!.source, ["bin"]) };
  // A program of a crate that is there for tests is nothing that is built for its own sake.
  const file = firstBelow(
    files,
    directory,
    /^(?!(?:.*\/)?(?:tests?(?:[-_][^/]*)?|[^/]+[-_]tests?)\/)(?:.*\/)?src\/(main|bin\/(?!.*fixture)[^/]+|bin\/[^/]+\/main)\.rs$/,
  );
  return file === undefined ? undefined : { file, line: 0 };
}

function firstBelow(files: FileIndex, directory: string, pattern: RegExp): string | undefined {
  return files.paths.find(
    (path) =>
      isInside(path, directory) &&
      pattern.test(path) &&
      !/(^|\/)(fuzz|benches|xtask|tools?|scripts?)\//.test(path),
  );
}

/** An alias of Cargo by one of these names; Cargo itself has no command that is called so. */
function aliasCommand(
  files: FileIndex,
  directory: string,
  names: readonly string[],
): TaskCommand | undefined {
  for (const file of ["config.toml", "config"].map((name) => joinPath(directory, `.cargo/${name}`))) {
    const parsed = files.toml(file);
    if (!parsed || "error" in parsed || !isTable(parsed.table.alias)) continue;
    const { alias } = parsed.table;
    const name = names.find((each) => Object.hasOwn(alias, each));
    if (name !== undefined)
      return { command: `cargo ${name}`, file, line: tomlLine(parsed.source, ["alias", name]) };
  }
  return undefined;
}
