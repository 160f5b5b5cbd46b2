import { at, stringAt } from "./json.ts";
import type { Manifest } from "./manifest.ts";
import type { Manager } from "./package-manager.ts";

/** A task that package.json really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  readonly command: string;
  readonly line: number;
}

/** Names under which projects keep a task, most usual first. */
const namesByTask = {
  test: ["test", "test:ci", "test:unit", "unit", "tests"],
  lint: ["lint", "lint:ci", "lint:check", "check:lint", "test:lint", "eslint"],
  typecheck: [
    "typecheck",
    "type-check",
    "check-types",
    "check:types",
    "types:check",
    "lint:types",
    "test:types",
    "test:typecheck",
    "ts:check",
    "check-type",
    "check:type",
    "tsc",
    "tsc:check",
  ],
  build: ["build", "build:all", "build:prod"],
  format: ["format", "fmt", "format:check", "check-format", "check:format"],
  format_check: [
    "format:check",
    "check:format",
    "check-format",
    "format-check",
    "fmt:check",
    "prettier:check",
    "check:prettier",
    "prettier-check",
    "format:ci",
    "lint:format",
  ],
} as const;

/** The scripts of a manifest that are known tasks. npm's placeholder for `test` is none. */
export function readScripts(manifest: Manifest, manager: Manager): Script[] {
  return Object.entries(namesByTask).flatMap(([task, names]) => {
    const name = names.find((candidate) => isReal(stringAt(manifest.node, "scripts", candidate)));
    if (name === undefined) return [];
    return [{ task, command: commandFor(manager, name), line: at(manifest.node, "scripts", name)!.line }];
  });
}

function isReal(script: string | undefined): boolean {
  return script !== undefined && !/no test specified/i.test(script);
}

/** `bun test` and `bun build` are commands of Bun itself, so a script needs `run` there. */
function commandFor(manager: Manager, name: string): string {
  if (manager === "npm") return name === "test" ? "npm test" : `npm run ${name}`;
  if (manager === "bun") return `bun run ${name}`;
  return `${manager} ${name}`;
}
