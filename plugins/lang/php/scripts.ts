import { type FileIndex, type JsonNode, jsonAt, jsonItems } from "cig/sdk";
import type { Manifest } from "./composer.ts";
import { toolScripts } from "./tools.ts";

/** A task that the repository really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  readonly command: string;
  readonly file: string;
  readonly line: number;
  /** 1: a script by that name, or a tool that is installed and configured. */
  readonly confidence: number;
}

/** The tasks of a root: Composer's scripts by their names first, then the tools that Composer installs. */
export function readScripts(files: FileIndex, manifest: Manifest): Script[] {
  const found = new Map<string, Script>();
  for (const script of [...namedScripts(manifest), ...toolScripts(files, manifest)])
    if (!found.has(script.task)) found.set(script.task, script);
  return [...found.values()];
}

/** True when one of Composer's scripts asks for coverage, which needs a driver. */
export function asksForCoverage(manifest: Manifest): boolean {
  return [...scriptsOf(manifest).values()].some(({ lines }) =>
    lines.some((line) => /--coverage\b|--coverage-(clover|cobertura|html|text|xml|php)/.test(line)),
  );
}

const names: readonly (readonly [task: string, names: readonly string[]])[] = [
  ["test", ["test", "tests", "phpunit", "pest", "test:unit", "unit", "tests:unit"]],
  [
    "lint",
    [
      "lint",
      "cs",
      "cs:check",
      "cs-check",
      "check-cs",
      "check-style",
      "check:cs",
      "phpcs",
      "codestyle",
      "code-style",
      "style",
      "lint:check",
      "lint:php",
      "test:lint",
      "ecs",
      "pint:test",
    ],
  ],
  [
    "typecheck",
    [
      "phpstan",
      "stan",
      "analyse",
      "analyze",
      "static-analysis",
      "static-analyse",
      "static",
      "check-static",
      "psalm",
      "types",
      "test:types",
      "test:type:check",
      "types:check",
      "sa",
    ],
  ],
  ["format", ["format", "fix", "cs-fix", "cs:fix", "fix-cs", "fix:cs", "fix-style", "lint:fix", "pint"]],
];

function namedScripts(manifest: Manifest): Script[] {
  const scripts = scriptsOf(manifest);
  const chosen = names.flatMap(([task, candidates]) => {
    // A `lint` that only rewrites files says nothing about whether they are good.
    const isOf = (name: string) => scripts.has(name) && (task === "format" || !rewrites(name, scripts));
    const name = candidates.find(isOf);
    return name === undefined ? [] : [{ task, name }];
  });
  return chosen.map((each) => {
    const others = chosen.filter(({ task }) => task !== each.task).map(({ name }) => name);
    const name = each.task === "test" ? withoutOthers(each.name, others, scripts) : each.name;
    const { line } = scripts.get(name)!;
    return { task: each.task, command: `composer ${name}`, file: manifest.file, line, confidence: 1 };
  });
}

/** `test` = ["@phpunit", "@phpcs"] is `phpunit` where `phpcs` is a task of its own. */
function withoutOthers(
  name: string,
  others: readonly string[],
  scripts: ReadonlyMap<string, ComposerScript>,
): string {
  const parts = scripts.get(name)!.lines.map((line) => /^@([\w:.-]+)$/.exec(line)?.[1]);
  const own = parts.filter((part) => part === undefined || !others.includes(part));
  const [only] = own;
  return own.length === 1 && parts.length > 1 && only !== undefined && scripts.has(only) ? only : name;
}

interface ComposerScript {
  readonly lines: readonly string[];
  readonly line: number;
}

function scriptsOf({ node }: Manifest): Map<string, ComposerScript> {
  const entries = jsonAt(node, "scripts")?.value;
  if (!(entries instanceof Map)) return new Map();
  return new Map(
    [...(entries as ReadonlyMap<string, JsonNode>)].flatMap(([name, script]) => {
      const lines = (typeof script.value === "string" ? [script] : jsonItems(script)).flatMap(({ value }) =>
        typeof value === "string" ? [value] : [],
      );
      // Whatever a shell could take for more than a name is started by nobody but its author.
      return /^[\w:.-]+$/.test(name) && lines.length > 0
        ? [[name, { lines, line: script.line }] as const]
        : [];
    }),
  );
}

function rewrites(name: string, scripts: ReadonlyMap<string, ComposerScript>): boolean {
  return (scripts.get(name)?.lines ?? []).some((line) => {
    const isFixer = /\bphpcbf\b|\becs\b.*--fix\b|\bphp-cs-fixer\s+fix\b|\bpint\b|\brector\s+process\b/.test(
      line,
    );
    return isFixer && !/--(dry-run|test|check|diff-only)\b/.test(line);
  });
}
