import { type FileIndex, isInside, joinPath } from "cig/sdk";
import type { MixDependency, MixProject } from "./mix-project.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  readonly command: string;
  readonly file: string;
  readonly line: number;
  /** 1: an alias by that name, or a tool that is there. */
  readonly confidence: number;
}

/**
 * The tasks of a root: tests, aliases by their names, and the tools that the project asks for. At the top of an umbrella
 * those that its applications ask for are there, too, and look at all of them.
 */
export function readScripts(
  files: FileIndex,
  own: MixProject,
  applications: readonly MixProject[] = [],
): Script[] {
  const tools = [...applications].reverse().flatMap(({ dependencies }) => [...dependencies]);
  const project = { ...own, dependencies: new Map([...tools, ...own.dependencies]) };
  const candidates = [
    ...tests(files, project),
    ...namedAliases(project),
    ...lint(files, project),
    ...dialyzer(project),
    ...strictBuild(project),
    ...formatters(files, project),
  ];
  const found = new Map<string, Script>();
  for (const candidate of candidates) if (!found.has(candidate.task)) found.set(candidate.task, candidate);
  return [...found.values()];
}

/** Where there are tests; an alias `test` is what the same command then starts. */
function tests(files: FileIndex, { directory, apps, aliases, file }: MixProject): Script[] {
  const alias = aliases.get("test");
  const inside = (path: string) =>
    isInside(path, joinPath(directory, "test")) ||
    (apps !== undefined && isInside(path, joinPath(directory, apps.value)));
  const test = files.paths.find(
    (path) => /(^|\/)test\/(.*_test|test_helper)\.exs$/.test(path) && inside(path),
  );
  if (test === undefined) return [];
  const place = alias ? { file, line: alias.line } : { file: test, line: 0 };
  return [{ task: "test", command: "mix test", confidence: 1, ...place }];
}

const names = {
  lint: ["lint", "lint.check", "check", "quality", "quality.ci", "check.code", "code.check"],
  typecheck: ["typecheck", "types"],
} as const;

/** An alias that only looks: one that formats or tests too is somebody's round before a commit. */
function namedAliases({ aliases, file }: MixProject): Script[] {
  return Object.entries(names).flatMap(([task, candidates]) => {
    const name = candidates.find((candidate) => {
      const text = aliases.get(candidate)?.text;
      return text !== undefined && !/"test\b|"format"|"cmd\b|&|deps\.get/.test(text);
    });
    if (name === undefined) return [];
    return [{ task, command: `mix ${name}`, file, line: aliases.get(name)!.line, confidence: 1 }];
  });
}

/** Whether the code is formatted, and Credo where the project asks for it. */
function lint(files: FileIndex, { directory, dependencies }: MixProject): Script[] {
  const formatter = joinPath(directory, ".formatter.exs");
  const credo = dependencies.get("credo");
  const commands = [
    ...(files.has(formatter) ? ["mix format --check-formatted"] : []),
    ...(credo ? [`${environmentFor(credo)}mix credo`] : []),
  ];
  if (commands.length === 0) return [];
  const place = files.has(formatter)
    ? { file: formatter, line: 0 }
    : { file: credo!.file, line: credo!.line };
  return [{ task: "lint", command: commands.join(" && "), confidence: 1, ...place }];
}

function dialyzer({ dependencies }: MixProject): Script[] {
  const dialyxir = dependencies.get("dialyxir");
  if (!dialyxir) return [];
  const command = `${environmentFor(dialyxir)}mix dialyzer`;
  const { file, line } = dialyxir;
  return [{ task: "typecheck", command, file, line, confidence: 1 }];
}

/** Many compile without warnings and never say so; where mix.exs does, it is a promise. */
function strictBuild({ aliases, strictLine, file }: MixProject): Script[] {
  const alias = [...aliases.values()].find(({ text }) => /"compile [^"]*--warnings?-as-errors/.test(text));
  const line = strictLine ?? alias?.line;
  const command = "mix compile --warnings-as-errors";
  return [{ task: "build", command, file, line: line ?? 0, confidence: line === undefined ? 0.5 : 0.8 }];
}

function formatters(files: FileIndex, { directory }: MixProject): Script[] {
  const file = joinPath(directory, ".formatter.exs");
  if (!files.has(file)) return [];
  return [
    { task: "format", command: "mix format", file, line: 0, confidence: 1 },
    { task: "format_check", command: "mix format --check-formatted", file, line: 0, confidence: 1 },
  ];
}

/** Mix starts tasks in `dev`; a tool that is not there has to be asked for elsewhere. */
function environmentFor({ only }: MixDependency): string {
  return only.length === 0 || only.includes("dev") ? "" : `MIX_ENV=${only[0]} `;
}
