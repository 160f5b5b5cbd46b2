import { joinPath, linesOf } from "cig/sdk";
import { mypyTargets, ownPackage } from "./mypy.ts";
import { at } from "./project.ts";
import { linesThatPeopleRun } from "./run-lines.ts";
import { asked, configured, elsewhere, onItsOwn, type Script, type Tools } from "./tools.ts";

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

/**
 * mypy needs to be told what to check. Where its configuration does not say so, a file that people run may; else the
 * project's own package is likely, and `mypy .` where there is none of its name.
 */
function typeCheckers(tools: Tools): Script[] {
  const { pyproject, setupCfg } = tools.project;
  const isTold =
    ["files", "packages", "modules"].some((key) => at(pyproject, "tool", "mypy", key) !== undefined) ||
    setupCfg.some(({ section, key }) => section === "mypy" && key === "files");
  const isConfigured = configured(tools, ["mypy.ini", ".mypy.ini"], [["tool", "mypy"]], "mypy") !== undefined;
  const called = isTold ? undefined : mypyTargets(tools);
  const targets = isTold ? "" : ` ${called ?? ownPackage(tools) ?? "."}`;
  const most = isTold || called !== undefined ? 1 : isConfigured ? 0.7 : 0.5;
  return [
    ...asked(tools, "typecheck", "mypy", `mypy${targets}`).map((script) => ({
      ...script,
      confidence: Math.min(script.confidence, most),
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

/**
 * Many use ruff as a linter only: it formats where its formatter is configured, or a file that people run calls it and
 * none calls Black, which then serves something else.
 */
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
  const lines = linesThatPeopleRun(tools);
  const isCalled = lines.some((line) => /\bruff["', ]+format\b|\bid:\s*["']?ruff-format\b/.test(line));
  const isBlacks =
    black.some(({ confidence }) => confidence > elsewhere) && lines.some((line) => /\bblack\b/.test(line));
  return isConfigured || (isCalled && !isBlacks && ruff.length > 0) ? ruff : black;
}
