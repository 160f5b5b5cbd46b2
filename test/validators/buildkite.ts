import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

type Node = Record<string, unknown>;

/**
 * What Buildkite's schema says against a pipeline, and what no schema sees: steps that wait for nobody, for themselves
 * or for each other, keys that stand twice, a limit without a group. One line each.
 */
export function judgePipeline(text: string): string[] {
  const pipeline = parse(text, { uniqueKeys: true }) as Node;
  const steps = flatten(pipeline.steps);
  return [
    ...schema(pipeline),
    ...keysOf(steps),
    ...dependencies(steps),
    ...steps.flatMap(limits),
    ...steps.flatMap(matrices),
    ...leftDollars(pipeline),
  ];
}

/** What shellcheck and bash say against the commands; undefined where shellcheck is not installed. */
export function judgeCommands(text: string): string[] | undefined {
  if (spawnSync("shellcheck", ["--version"]).error) return undefined;
  const pipeline = uploadedPipeline(text);
  const shared = Object.entries((pipeline.env ?? {}) as Node).filter(([name]) => /^CIG_FUNCTIONS/.test(name));
  const own = flatten(pipeline.steps).map(({ key, command }) => [key, command]);
  // Twins with other values need no second look.
  const seen = new Set<string>();
  return [...shared, ...own].flatMap(([key, command]) => {
    const shape = String(command).replace(/'[^']*'|\d+/g, "x");
    if (command === undefined || seen.has(shape)) return [];
    seen.add(shape);
    return faultsOf(String(key), String(command));
  });
}

function faultsOf(key: string, input: string): string[] {
  const args = ["--shell=bash", "--format=gcc", `--exclude=${excluded.join()}`, "-"];
  const { stdout } = spawnSync("shellcheck", args, { input, encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => `shellcheck: ${key}: ${line}\n${input}`);
}

const excluded = [
  // Functions and variables that only some jobs use, files that are not there, what the author's own script does.
  "SC1090",
  "SC1091",
  "SC2016",
  "SC2034",
  "SC2086",
  "SC2154",
  "SC2317",
  "SC2329",
  // Homes in the paths of caches are told apart by the functions; a version may be called like a command.
  "SC2088",
  "SC2209",
  // Patterns are to be expanded where `gather` takes them apart; lists of keys are words.
  "SC2012",
  "SC2015",
  "SC2068",
  "SC2155",
];

/** A model of the agent's interpolation: what stands in a job after the upload of a pipeline. */
export function uploadedText(text: string, env: Readonly<Record<string, string>>): string {
  let result = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    if (rest.startsWith("\\\\")) {
      result += "\\\\";
      at += 2;
    } else if (rest.startsWith("\\$") || rest.startsWith("$$")) {
      result += "$";
      at += 2;
    } else if (rest.startsWith("$(")) {
      result += "$(";
      at += 2;
    } else {
      const brace = /^\$\{([A-Za-z]\w*)(?:(:?-)([^}]*))?\}/.exec(rest);
      const plain = /^\$([A-Za-z]\w*)/.exec(rest);
      if (brace) {
        const [, name = "", operator, fallback = ""] = brace;
        const isAbsent = operator === "-" ? env[name] === undefined : !env[name];
        result += operator !== undefined && isAbsent ? uploadedText(fallback, env) : (env[name] ?? "");
        at += brace[0].length;
      } else if (plain) {
        result += env[plain[1]!] ?? "";
        at += plain[0].length;
      } else if (rest.startsWith("${")) throw new Error(`the agent refuses ${rest.slice(0, 40)}`);
      else result += text[at++];
    }
  }
  return result;
}

/** The pipeline as it is after its upload. */
export function uploadedPipeline(text: string, env: Readonly<Record<string, string>> = {}): Node {
  return walk(parse(text), (each) => uploadedText(each, env)) as Node;
}

/** All steps of a pipeline, those of groups among them. */
export function flatten(steps: unknown): Node[] {
  return ((steps ?? []) as Node[]).flatMap((step) => ("group" in step ? flatten(step.steps) : [step]));
}

let validate: ValidateFunction | undefined;

function schema(pipeline: Node): string[] {
  validate ??= compileSchema();
  if (validate(pipeline)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath}: ${message}`);
}

function compileSchema(): ValidateFunction {
  const source = readFileSync(new URL("./schemas/buildkite-pipeline.json", import.meta.url), "utf8");
  const { $schema: _, ...rest } = JSON.parse(source);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat("regex", true);
  return ajv.compile(rest);
}

function keysOf(steps: readonly Node[]): string[] {
  const keys = steps.map(({ key }) => String(key));
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} stands twice`);
}

function dependencies(steps: readonly Node[]): string[] {
  const needs = new Map(steps.map((step) => [String(step.key), needsOf(step)]));
  const missing = [...needs].flatMap(([key, all]) =>
    all.filter((each) => !needs.has(each)).map((each) => `${key} waits for ${each}, which is not there`),
  );
  const cycles = [...needs.keys()]
    .filter((key) => reaches(key, key, needs))
    .map((key) => `${key} waits for itself`);
  return [...missing, ...cycles];
}

function needsOf({ depends_on: all }: Node): string[] {
  const list = all === undefined || all === null ? [] : Array.isArray(all) ? all : [all];
  return list.map((each) => (typeof each === "string" ? each : String((each as Node).step)));
}

function reaches(from: string, to: string, needs: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(needs.get(from) ?? [])];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (key === to) return true;
    if (!seen.has(key)) open.push(...(needs.get(key) ?? []));
    seen.add(key);
  }
  return false;
}

function limits({ key, concurrency, concurrency_group: group, concurrency_method: method }: Node): string[] {
  if ((concurrency === undefined) !== (group === undefined))
    return [`${key}: a limit and a group belong together`];
  return method !== undefined && group === undefined ? [`${key}: a method without a group`] : [];
}

/** Axes of the matrix that are named, and limits that Buildkite has. */
function matrices(step: Node): string[] {
  const text = JSON.stringify(step);
  const named = [...text.matchAll(/\{\{\s*matrix\.([\w-]+)\s*\}\}/g)].map(([, axis]) => axis!);
  const setup = ((step.matrix as Node | undefined)?.setup ?? {}) as Record<string, unknown[]>;
  // Without a matrix the agent leaves such a text alone.
  const faults = (step.matrix === undefined ? [] : named)
    .filter((axis) => !(axis in setup))
    .map((axis) => `${step.key}: no axis ${axis}`);
  if (step.matrix !== undefined && step.parallelism !== undefined)
    faults.push(`${step.key}: a matrix and parallelism exclude each other`);
  if (
    step.matrix !== undefined &&
    /\{\{\s*matrix/.test(String(step.key) + String(step.concurrency_group) + String(step.if))
  )
    faults.push(`${step.key}: the matrix is not known there`);
  const count = Object.values(setup).reduce((product, values) => product * values.length, 1);
  const left = (((step.matrix ?? {}) as Node).adjustments ?? []) as unknown[];
  return count > 50 + left.length ? [...faults, `${step.key}: ${count} jobs`] : faults;
}

/** Commands and variables take nothing in at upload but a backslash that cannot stand there. */
function leftDollars(pipeline: Node): string[] {
  const faults: string[] = [];
  for (const step of flatten(pipeline.steps)) {
    const texts = [step.command, ...Object.values((step.env ?? {}) as Node), step.if].map(String);
    for (const text of texts) {
      // From the left, as the agent reads.
      const rest = text.replace(/\\\\|\$\$|\$\{CIG_BACKSLASH:-\\\}/g, "");
      if (/\\?\$/.test(rest)) faults.push(`${step.key}: a variable is put in at upload: ${text}`);
    }
  }
  return faults;
}

function walk(node: unknown, change: (text: string) => string): unknown {
  if (typeof node === "string") return change(node);
  if (Array.isArray(node)) return node.map((each) => walk(each, change));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [change(key), walk(value, change)]));
}
