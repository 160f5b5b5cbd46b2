import { type FileIndex, joinPath, linesOf, type TaskTarget, taskCommand } from "cig/sdk";
import type { Root } from "./roots.ts";
import type { Script } from "./scripts.ts";
import { fromRoot, quoted } from "./shell-words.ts";
import type { Tools } from "./tools.ts";

/**
 * What a task does, else the formatter that is one of the tools. That `dotnet format` would find nothing is sure of nobody's
 * code: an .editorconfig with rules for C# makes it a guess.
 */
export function lint(
  files: FileIndex,
  root: Root,
  targets: readonly TaskTarget[],
  tools: Tools | undefined,
): Script[] {
  const task = taskCommand(targets, ["lint", "format-check", "fmt-check", "check-format", "check"], checks);
  if (task) return [{ task: "lint", command: task.command, places: [task], confidence: 1 }];
  const chosen = formatters.find(({ tool }) => tools?.tools.has(tool));
  if (tools && chosen) {
    const { version, line } = tools.tools.get(chosen.tool)!;
    const { check, format } = chosen.commands(version);
    const places = [{ file: tools.file, line }];
    return [
      { task: "lint", command: `dotnet tool restore && ${check}`, places, confidence: 1 },
      { task: "format", command: format, places, confidence: 1 },
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
    { task: "format", command: `dotnet format${target}`, places, confidence: 0.5 },
  ];
}

const checks =
  /\bdotnet\s+format\b[^\n]*--verify-no-changes|\bcsharpier\b[^\n]*check|\bfantomas\b[^\n]*--check/;

/** Formatters of C# and of F#, in the words of their releases. */
const formatters = [
  {
    tool: "csharpier",
    commands: (version: string) =>
      version.startsWith("0.")
        ? { check: "dotnet csharpier --check .", format: "dotnet csharpier ." }
        : { check: "dotnet csharpier check .", format: "dotnet csharpier format ." },
  },
  ...["fantomas", "fantomas-tool"].map((tool) => ({
    tool,
    commands: () => ({ check: "dotnet fantomas --check .", format: "dotnet fantomas ." }),
  })),
] as const;
