import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Token, tokensOf } from "../../plugins/provider/jenkins/reader/lexer.ts";
import { parseGroovy } from "../../plugins/provider/jenkins/reader/parse.ts";
import type { Call, Stmt } from "../../plugins/provider/jenkins/reader/syntax.ts";

/**
 * What is wrong with a declarative pipeline, without Java: sections that do not exist or stand twice, stages of one
 * name, jobs that nobody counts, stashes that nobody made, values in GStrings. One line each.
 */
export function judgeJenkinsfile(text: string): string[] {
  const file = parseGroovy(text);
  const pipelines = callsIn(file).filter(({ name }) => name === "pipeline");
  if (pipelines.length !== 1) return [`there are ${pipelines.length} pipelines`];
  return [
    ...judgeSection("pipeline", pipelines[0]!.body ?? []),
    ...judgeReferences(file),
    ...judgeLiterals(tokensOf(text)),
  ];
}

/** What Groovy's compiler says against files, by their index; undefined where it is not installed. */
export function compileGroovy(texts: readonly string[]): string[] | undefined {
  const env = groovyEnv();
  if (spawnSync("groovyc", ["--version"], { env }).error) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "cig-groovy-"));
  try {
    for (const [index, text] of texts.entries()) writeFileSync(join(folder, `File${index}.groovy`), text);
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { status, stdout, stderr } = spawnSync("groovyc", ["-d", join(folder, "out"), ...files], {
      env,
      encoding: "utf8",
    });
    return status === 0 ? [] : [stdout + stderr];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The values of Groovy expressions as real Groovy has them, as bytes in hexadecimal; undefined without Groovy. */
export function evaluateGroovy(expressions: readonly string[]): string[] | undefined {
  const env = groovyEnv();
  if (spawnSync("groovy", ["--version"], { env }).error) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "cig-groovy-"));
  try {
    // A method for each, as all constants of one method share its limit.
    const methods = expressions.map((source, index) => `String v${index}() { ${source} }`);
    const calls = expressions.map(
      (_, index) => `println(v${index}().getBytes('UTF-8').encodeHex().toString())`,
    );
    const file = join(folder, "values.groovy");
    writeFileSync(file, [...methods, ...calls].join("\n"));
    const { stdout, stderr, status } = spawnSync("groovy", ["-c", "UTF-8", file], {
      env,
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.split("\n").slice(0, expressions.length);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Debian's Groovy 2.4 wants a Java that it knows. */
function groovyEnv(): NodeJS.ProcessEnv {
  const { JAVA_HOME = "/usr/lib/jvm/java-17-openjdk-amd64" } = process.env;
  return { ...process.env, JAVA_HOME };
}

const sections: Readonly<Record<string, readonly string[]>> = {
  pipeline: ["agent", "options", "triggers", "parameters", "environment", "tools", "stages", "post"],
  stage: [
    "agent",
    "when",
    "environment",
    "options",
    "input",
    "tools",
    "steps",
    "post",
    "stages",
    "parallel",
    "matrix",
    "failFast",
  ],
  matrix: ["axes", "excludes", "stages", "agent", "when", "environment", "options", "tools", "post", "input"],
  stages: ["stage"],
  parallel: ["stage"],
};

function judgeSection(kind: string, body: readonly Stmt[]): string[] {
  const calls = callsIn(body);
  const names = calls.map(({ name }) => name);
  const known = sections[kind]!;
  const twice =
    kind === "stages" || kind === "parallel" ? [] : names.filter((name, at) => names.indexOf(name) !== at);
  const work = ["steps", "stages", "parallel", "matrix"].filter((name) => names.includes(name));
  const titles = kind === "stages" || kind === "parallel" ? calls.map(({ args }) => titleOf(args[0])) : [];
  return [
    ...names.filter((name) => !known.includes(name)).map((name) => `${kind} has no section ${name}`),
    ...twice.map((name) => `${name} stands twice in ${kind}`),
    ...(kind === "stage" && work.length !== 1
      ? [`a stage has ${work.join(" and ") || "nothing to do"}`]
      : []),
    ...titles
      .filter((title, at) => titles.indexOf(title) !== at)
      .map((title) => `two stages are called ${title}`),
    ...(["stages", "parallel"].includes(kind) && calls.length === 0 ? [`${kind} is empty`] : []),
    ...calls.flatMap(({ name, body: inner = [] }) => (name in sections ? judgeSection(name, inner) : [])),
  ];
}

function titleOf(expr: Call["args"][number] | undefined): string {
  return expr?.kind === "text" ? expr.text : "";
}

function judgeReferences(file: readonly Stmt[]): string[] {
  const calls = allCalls(file);
  const first = (name: string) =>
    calls.filter((call) => call.name === name).map(({ args }) => titleOf(args[0]));
  const counted = new Set(first("passed"));
  const needed = calls
    .filter(({ name }) => name === "allPassed" || name === "anyPassed")
    .flatMap(({ named }) => named.map(({ name }) => name));
  const stashed = new Set(
    calls
      .filter(({ name }) => name === "stash")
      .map(({ named }) => titleOf(named.find(({ name }) => name === "name")?.value)),
  );
  return [
    ...needed.filter((id) => !counted.has(id)).map((id) => `nobody counts the runs of ${id}`),
    ...first("unstash")
      .filter((name) => name !== "" && !stashed.has(name))
      .map((name) => `nobody makes the stash ${name}`),
  ];
}

/** Nothing of ours is in double quotes, where Groovy would look for expressions. */
function judgeLiterals(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token) =>
    token.kind === "text" && token.parts.some((part) => "source" in part)
      ? [`line ${token.line}: a GString`]
      : [],
  );
}

function callsIn(body: readonly Stmt[]): Call[] {
  return body.flatMap((each) => (each.kind === "expression" && each.expr.kind === "call" ? [each.expr] : []));
}

function allCalls(value: unknown): Call[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as { kind?: string }).kind === "call" ? [value as Call] : [];
  return [...own, ...Object.values(value).flatMap(allCalls)];
}
