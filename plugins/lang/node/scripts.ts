import { jsonAt, jsonTextAt } from "cig/sdk";
import type { Manifest } from "./manifest.ts";
import type { Manager } from "./package-manager.ts";
import { isEndToEnd, isIdle, waits, writes } from "./script-text.ts";

/** A task that package.json really has, as a person would start it. */
export interface Script {
  /** "test", "lint", … */
  readonly task: string;
  /** In `scripts`. */
  readonly name: string;
  readonly command: string;
  readonly line: number;
  /** Lower where the name says nothing and the text alone tells. */
  readonly confidence: number;
}

/** The whole text that a script runs, with what it delegates to. */
export type Expand = (text: string) => string;

/** Names under which projects keep a task, most usual first. */
const namesByTask = {
  test: ["test", "test:ci", "test:run", "test:unit", "unit", "tests"],
  lint: ["lint", "lint:ci", "lint:check", "check:lint", "test:lint", "eslint"],
  typecheck: [
    "typecheck",
    "type-check",
    "typecheck:all",
    "typecheck-all",
    "typecheck:packages",
    "typecheck-packages",
    "check-types",
    "check:types",
    "types:check",
    "lint:types",
    "lint:typecheck",
    "lint:type-check",
    "lint:tsc",
    "test:types",
    "test:typecheck",
    "ts:check",
    "check-type",
    "check:type",
    "tsc",
    "tsc:check",
  ],
  build: ["build", "build:all", "build:prod"],
  e2e: ["test:e2e", "e2e", "test:e2e:ci", "e2e:ci", "test"],
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

type Task = keyof typeof namesByTask;

/** What the text of a script that bears no usual name must start with. */
const textsByTask: Partial<Record<Task, RegExp>> = {
  lint: /^(?:(?:npx|bunx|pnpm exec|yarn) )?(?:eslint|oxlint|biome (?:check|ci|lint)|xo|standard)(?= |$)/,
  typecheck: /^(?:(?:npx|bunx|pnpm exec|yarn) )?(?:tsc\b.* --noEmit\b|vue-tsc\b|svelte-check\b)/i,
  format_check:
    /^(?:(?:npx|bunx|pnpm exec|yarn) )?(?:prettier\b[^&|;]* (?:--check|-c|--list-different|-l)(?= |$)|oxfmt\b[^&|;]* --check(?= |$)|biome format(?= |$)|dprint check(?= |$))/,
};

const allNames: readonly string[] = Object.values(namesByTask).flat();

/**
 * The scripts of a manifest that are known tasks, by name, else by what they run. npm's placeholder for `test` is
 * none, and neither is one that waits for changes. Tests in a browser are `e2e`, whatever they are called.
 */
export function readScripts(manifest: Manifest, manager: Manager, expand: Expand = (text) => text): Script[] {
  const script = (task: string, name: string, confidence: number): Script => ({
    task,
    name,
    command: commandFor(manager, name),
    line: jsonAt(manifest.node, "scripts", name)!.line,
    confidence,
  });
  const chosen = (Object.keys(namesByTask) as Task[]).flatMap((task) => {
    const named = nameOf(manifest, task, expand);
    const name = named ?? nameByText(manifest, task);
    return name === undefined ? [] : [{ task, name, confidence: named === undefined ? 0.8 : 1 }];
  });
  const migrate = nameOfMigration(manifest);
  return [
    ...chosen.map(({ task, name, confidence }) => {
      const others = chosen.filter((other) => other.task !== task).map((other) => other.name);
      return script(task, task === "test" ? withoutOthers(manifest, name, others) : name, confidence);
    }),
    ...(migrate === undefined ? [] : [script("prepare.services", migrate, 0.8)]),
  ];
}

/** `test` = "npm run lint && npm run unit" is `unit` where `lint` is a task of its own. */
function withoutOthers(manifest: Manifest, name: string, others: readonly string[]): string {
  const parts = textOf(manifest, name)!
    .split("&&")
    .map((part) => /^\s*(?:npm run|(?:pnpm|yarn|bun)(?: run)?) ([\w:.-]+)\s*$/.exec(part)?.[1]);
  const own = parts.filter((part) => part === undefined || !others.includes(part));
  const [only] = own;
  const isLeft = only !== undefined && own.length === 1 && parts.length > 1;
  return isLeft && textOf(manifest, only) !== undefined ? only : name;
}

/** The script that brings a database to where tests expect it, where there is one. One that asks, or makes a migration, is none. */
function nameOfMigration(manifest: Manifest): string | undefined {
  return [
    "db:migrate:test",
    "db:test:prepare",
    "db:migrate",
    "migrate",
    "migrate:latest",
    "migration:run",
  ].find((name) => {
    const text = textOf(manifest, name);
    return text !== undefined && migration.test(text.replace(/^(?:(?:npx|bunx|pnpm exec|yarn) )/, ""));
  });
}

const migration =
  /^(?:sequelize(?:-cli)? db:migrate|knex migrate:latest|prisma migrate deploy|typeorm migration:run|node-pg-migrate up|db-migrate up|drizzle-kit migrate)(?= |$)(?!:)/;

/** The first name whose script does the task; one that leaves the files alone comes before one that corrects them. */
function nameOf(manifest: Manifest, task: Task, expand: Expand): string | undefined {
  const found = namesByTask[task].filter((name) => {
    const text = textOf(manifest, name);
    if (text === undefined || isIdle(text)) return false;
    const whole = expand(text);
    if (task === "test") return !isEndToEnd(whole) && !waits(whole);
    return task !== "e2e" || isEndToEnd(whole);
  });
  if (task !== "lint") return found[0];
  return found.find((name) => !writes(expand(textOf(manifest, name)!))) ?? found[0];
}

/** A name that another task goes by is left to that: a `test` that begins with a linter tests as well. */
function nameByText(manifest: Manifest, task: Task): string | undefined {
  const scripts = jsonAt(manifest.node, "scripts")?.value;
  const pattern = textsByTask[task];
  if (!pattern || !(scripts instanceof Map)) return undefined;
  return [...scripts.keys()].find((name) => {
    const text = textOf(manifest, name);
    const isOther = allNames.includes(name) && !(task === "format_check" && name === "format");
    return text !== undefined && !isOther && pattern.test(text) && !writes(text) && !waits(text);
  });
}

function textOf(manifest: Manifest, name: string): string | undefined {
  return jsonTextAt(manifest.node, "scripts", name);
}

/** `bun test` and `bun build` are commands of Bun itself, so a script needs `run` there. */
function commandFor(manager: Manager, name: string): string {
  if (manager === "npm") return name === "test" ? "npm test" : `npm run ${name}`;
  if (manager === "bun") return `bun run ${name}`;
  return `${manager} ${name}`;
}
