import {
  commandsOf,
  type FileIndex,
  joinPath,
  linesOf,
  type TaskTarget,
  type ToolStatement,
  taskCommand,
  toolStatements,
  versionFile,
} from "cig/sdk";
import { linters } from "./releases.ts";
import type { Root } from "./roots.ts";
import type { Script } from "./scripts.ts";
import { readVersion } from "./version.ts";

/**
 * How the code is checked: by the linter that the module keeps as a tool, by a task that brings its linter along, by
 * golangci-lint where it is configured (of the version that the repository states, else of this plugin's table), by
 * `go vet`, which Go has itself.
 */
export function lintScript(
  files: FileIndex,
  root: Root,
  targets: readonly TaskTarget[],
  patterns: string,
): Script | undefined {
  const tool = [root.module, root.workspace]
    .flatMap((file) => file?.tools ?? [])
    .find(({ value }) => /\/(golangci-lint|staticcheck)$/.test(value));
  const config = configs.map((name) => joinPath(root.directory, name)).find((path) => files.has(path));
  if (tool) {
    const isSuite = tool.value.endsWith("/golangci-lint");
    const command = isSuite ? "go tool golangci-lint run" : `go tool staticcheck ${patterns}`;
    return {
      task: "lint",
      command: isSuite ? suite(command, patterns) : command,
      places: [tool],
      confidence: 1,
    };
  }
  const task = taskCommand(
    targets.filter((target) => bringsLinter(target, targets)),
    ["lint", "golangci-lint"],
    linter,
  );
  if (task) return { task: "lint", command: task.command, places: [task], confidence: 0.9 };
  if (config !== undefined) return configured(files, root, config, patterns);
  const vet = taskCommand(targets, ["vet"], /\bvet\b/);
  if (vet) return { task: "lint", command: vet.command, places: [vet], confidence: 0.9 };
  const place = root.workspace?.go ?? root.module?.module;
  return place && { task: "lint", command: `go vet ${patterns}`, places: [place], confidence: 0.7 };
}

const linter = /golangci[-_]?lint|staticcheck|\brevive\b|\bgo vet\b|\$[({]GO[)}] vet\b/i;

/**
 * A linter is on no machine: a task is of use where its own commands fetch or build it, or need none. One that
 * corrects what it finds does not fail for it.
 */
function bringsLinter(target: TaskTarget, targets: readonly TaskTarget[]): boolean {
  const script = commandsOf(target, targets).join("\n");
  if (/(?:^|\s)--fix\b(?!=false)/.test(script)) return false;
  const isOfGo = !/golangci|staticcheck|revive|golint/i.test(script);
  return (
    isOfGo ||
    /\bgo(?:\$[({]GO[)}])? (install|run|tool|get)\b|\$[({]GO[)}] (install|run|tool|get)\b|\bcurl\b|\bwget\b/.test(
      script,
    )
  );
}

const configs = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];

function configured(files: FileIndex, root: Root, config: string, patterns: string): Script {
  const stated = statedLinter(files, root);
  const text = files.text(config) ?? "";
  const isSecond = /^\s*["']?version["']?\s*[:=]\s*["']?2\b/m.test(text);
  const version = stated?.value ?? linters[isSecond ? 2 : 1];
  const major = version.startsWith("1") ? "" : "/v2";
  const command = `go run github.com/golangci/golangci-lint${major}/cmd/golangci-lint@v${version} run`;
  const line = isSecond ? linesOf(text).findIndex((each) => /^\s*["']?version/.test(each)) + 1 : 0;
  const places = [{ file: config, line }, ...(stated ? [stated] : [])];
  return { task: "lint", command: suite(command, patterns), places, confidence: stated ? 1 : 0.8 };
}

/** The suite takes `./...` where it is told nothing. */
function suite(command: string, patterns: string): string {
  return patterns === "./..." ? command : `${command} ${patterns}`;
}

/** The version of golangci-lint, as far as a file of the repository says it to the last digit. */
function statedLinter(files: FileIndex, { directory }: Root): ToolStatement | undefined {
  const written = [
    ...versionFile(files, joinPath(directory, ".golangci-lint-version")).slice(0, 1),
    ...toolStatements(files, directory, ["golangci-lint", "aqua:golangci/golangci-lint"]),
    ...["Makefile.common", "GNUmakefile", "makefile", "Makefile"].flatMap((name) =>
      inMakefile(files, joinPath(directory, name)),
    ),
    ...toolModules.flatMap((folder) => inToolModule(files, joinPath(directory, `${folder}/go.mod`))),
  ];
  return written
    .map((statement) => ({ ...statement, value: statement.value.replace(/^v/, "") }))
    .find(({ value }) => readVersion(value).kind === "version" && /^[12](\.\d+){1,2}$/.test(value));
}

/** Modules that hold the versions of a project's tools, so that its own go.mod does not. */
const toolModules = "internal/tools tools _tools .tools hack/tools scripts/tools internal/_tools".split(" ");

function inToolModule(files: FileIndex, file: string): ToolStatement[] {
  return linesOf(files.text(file) ?? "").flatMap((line, index) => {
    const value =
      /^\s*(?:require\s+)?github\.com\/golangci\/golangci-lint(?:\/v\d+)?\s+v([\d.]+)\s*(\/\/.*)?$/.exec(
        line,
      )?.[1];
    return value === undefined ? [] : [{ value, file, line: index + 1 }];
  });
}

function inMakefile(files: FileIndex, file: string): ToolStatement[] {
  return linesOf(files.text(file) ?? "").flatMap((line, index) => {
    const value = /^(?:export\s+)?GOLANG_?CI_?(?:LINT_?)?VERSION\s*[:?]?=\s*v?([\d.]+)\s*(#.*)?$/i.exec(
      line,
    )?.[1];
    return value === undefined ? [] : [{ value, file, line: index + 1 }];
  });
}
