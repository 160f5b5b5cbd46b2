import { joinPath, linesOf } from "cig/sdk";
import { at } from "./project.ts";
import { asked, configured, onItsOwn, type Script, type Tools } from "./tools.ts";

/** How the code of a root is linted, its types are checked and its format is. */
export function checkers(tools: Tools): Script[] {
  const lint = linters(tools);
  const hook = /\b(?:prek|pre-commit) run\b/.test(lint[0]?.command ?? "") ? [] : typeHook(tools);
  return [...lint, ...typeCheckers(tools), ...hook, ...formatters(tools)];
}

function linters(tools: Tools): Script[] {
  const hooks = joinPath(tools.project.directory, ".pre-commit-config.yaml");
  return [
    ...asked(tools, "lint", "ruff", "ruff check"),
    ...asked(tools, "lint", "flake8", "flake8"),
    ...(tools.files.has(hooks)
      ? [
          ...asked(tools, "lint", "prek", "prek run --all-files"),
          ...asked(tools, "lint", "pre-commit", "pre-commit run --all-files"),
          {
            task: "lint",
            command: onItsOwn(tools, "pre-commit run --all-files"),
            file: hooks,
            line: 0,
            confidence: 0.7,
          },
        ]
      : []),
  ];
}

/** mypy needs to be told what to check. Where its configuration does not say so, `mypy .` is no more than likely. */
function typeCheckers(tools: Tools): Script[] {
  const { pyproject, setupCfg } = tools.project;
  const isTold =
    ["files", "packages", "modules"].some((key) => at(pyproject, "tool", "mypy", key) !== undefined) ||
    setupCfg.some(({ section, key }) => section === "mypy" && key === "files");
  const isConfigured = configured(tools, ["mypy.ini", ".mypy.ini"], [["tool", "mypy"]], "mypy") !== undefined;
  const mypy = asked(tools, "typecheck", "mypy", isTold ? "mypy" : "mypy .");
  return [
    ...mypy.map((script) => ({
      ...script,
      confidence: Math.min(script.confidence, isTold ? 1 : isConfigured ? 0.7 : 0.5),
    })),
    ...asked(tools, "typecheck", "pyright", "pyright"),
    ...asked(tools, "typecheck", "basedpyright", "basedpyright"),
    ...asked(tools, "typecheck", "ty", "ty check"),
  ];
}

/** A hook that checks types: it brings its checker along. Where all hooks are the lint, it is among them. */
function typeHook(tools: Tools): Script[] {
  const file = joinPath(tools.project.directory, ".pre-commit-config.yaml");
  const lines = linesOf(tools.files.text(file) ?? "");
  const index = lines.findIndex((line) => hookOfTypes.test(line));
  if (index === -1) return [];
  const command = `pre-commit run ${hookOfTypes.exec(lines[index]!)![1]} --all-files`;
  const [own] = asked(tools, "typecheck", "pre-commit", command);
  const found = own?.command ?? onItsOwn(tools, command);
  return [{ task: "typecheck", command: found, file, line: index + 1, confidence: 0.7 }];
}

const hookOfTypes = /^\s*(?:-\s+)?id:\s*["']?((?:based)?pyright|mypy|pyrefly)["']?\s*(?:#.*)?$/;

/** Many use ruff as a linter only: it formats where its formatter is configured, or a file that people run calls it. */
function formatters(tools: Tools): Script[] {
  const black = [
    ...asked(tools, "format", "black", "black ."),
    ...asked(tools, "format_check", "black", "black --check ."),
  ];
  const ruff = [
    ...asked(tools, "format", "ruff", "ruff format"),
    ...asked(tools, "format_check", "ruff", "ruff format --check"),
  ];
  const isConfigured = at(tools.project.pyproject, "tool", "ruff", "format") !== undefined;
  return isConfigured || (black.length === 0 && callsFormatter(tools)) ? ruff : black;
}

/** Whether hooks, a task or a script of the folder runs `ruff format`. */
function callsFormatter({ files, project: { directory } }: Tools): boolean {
  const names = [
    ".pre-commit-config.yaml",
    "tox.ini",
    "noxfile.py",
    ...["GNUmakefile", "makefile", "Makefile", "justfile", "Justfile", ".justfile"],
    ...["check", "format", "lint"].flatMap((name) => [`scripts/${name}`, `scripts/${name}.sh`]),
  ];
  return names
    .flatMap((name) => linesOf(files.text(joinPath(directory, name)) ?? ""))
    .some((line) => !/^\s*#/.test(line) && /\bruff["', ]+format\b|\bid:\s*["']?ruff-format\b/.test(line));
}
