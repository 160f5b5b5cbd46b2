import type { TomlTable, TomlValue } from "cig/sdk/import";
import type { StepRow } from "cig/sdk/table";
import type { Run } from "../reader/job.ts";
import type { Origin, Silent } from "../reader/steps.ts";
import type { Call } from "../reader/syntax.ts";
import { textOf } from "../reader/values.ts";
import { tomlText } from "./text.ts";
import { printTests } from "./when.ts";

/** Tells what of a job is not carried. */
export type Tell = (what: string, why: string, kind: "lost" | "changed" | "hatch") => void;

const whyGroovy =
  "Only the Groovy of this file knows its value. Let a script find it, or give it as a variable.";

/** The steps of a job, each stage's name on its first one. */
export function stepsOf(run: Run, tell: Tell): TomlTable[] {
  const { steps } = run;
  const silent = [...steps.silent];
  // The tools and the sources that Jenkins gets by itself were put before all others.
  const given = steps.rows.findIndex((row) => steps.origins.has(row));
  const found: TomlTable[] = [];
  let stage = "";
  // A job that is one stage has its name itself.
  const nameOf = (row: StepRow) => (run.leaf.parts ? (steps.stages.get(row) ?? "") : "");
  const add = (step: TomlTable | undefined, own: string) => {
    if (!step) return;
    found.push(own !== "" && own !== stage ? { name: own.replaceAll("{{", "{ {"), ...step } : step);
    stage = own;
  };
  for (const [index, row] of steps.rows.entries()) {
    while (given >= 0 && index >= given && silent.length > 0 && silent[0]!.at <= index - given)
      add(silentStep(silent.shift()!, run, tell), nameOf(row));
    add(stepOf(row, steps.origins.get(row), run, tell), nameOf(row));
  }
  for (const each of silent) add(silentStep(each, run, tell), stage);
  return found;
}

function stepOf(row: StepRow, origin: Origin | undefined, run: Run, tell: Tell): TomlTable | undefined {
  if (row.kind === "checkout") {
    if (origin?.call.name === "git") return nativeStep(origin, row, run, tell);
    if (origin && origin.call.args[0]?.kind !== "name")
      tell(
        "`checkout` of something else than the project's sources",
        "The sources of the project are checked out instead.",
        "changed",
      );
    const { depth, ref, submodules, lfs } = row;
    const given = {
      ...(depth !== 1 && { depth }),
      ...(ref !== "" && { ref: tomlText(ref, () => {}) }),
      ...(submodules && { submodules }),
      ...(lfs && { lfs }),
    };
    return { checkout: Object.keys(given).length > 0 ? given : true };
  }
  if (!origin) return undefined;
  if (row.kind !== "run") return nativeStep(origin, row, run, tell);
  const lose = (source: string) => tell(`\`${source}\` in a script`, whyGroovy, "lost");
  const { shell, workingDirectory, timeoutMinutes, retries, continueOnError } = row;
  return {
    run: tomlText(row.script, lose),
    ...conditionOf(row, origin, tell),
    ...(shell !== "bash" && { shell }),
    ...envOf(row.env, run, tell),
    ...(workingDirectory !== "" && { working_directory: tomlText(workingDirectory, lose) }),
    ...(timeoutMinutes > 0 && { timeout: `${timeoutMinutes}m` }),
    ...(retries > 0 && { retry: Math.min(10, retries) }),
    ...(continueOnError && { continue_on_error: true }),
  };
}

/** What is another one than the job's. */
function envOf(env: Readonly<Record<string, string>>, run: Run, tell: Tell): { env?: TomlTable } {
  const own = Object.entries(env).filter(([name, value]) => run.env[name] !== value);
  const texts = own.map(([name, value]): [string, string] => [
    name,
    tomlText(value, (source) => tell(`\`${source}\` in the variable ${name}`, whyGroovy, "lost")),
  ]);
  return texts.length > 0 ? { env: Object.fromEntries(texts) } : {};
}

function conditionOf(row: StepRow, origin: Origin, tell: Tell): { if?: string } {
  const { text, lost } = printTests(origin.tests);
  for (const what of lost)
    tell(what, "A condition of cig.toml cannot ask it: the step runs whatever it says.", "changed");
  const status = row.runsAfter === "always" ? "always()" : row.runsAfter === "failure" ? "failure()" : "";
  const plain = text === "true" ? "" : status !== "" && text.includes("||") ? `(${text})` : text;
  const all = [status, plain].filter((each) => each !== "").join(" && ");
  return all === "" ? {} : { if: all };
}

/** Names of arguments that may stand without one. */
const alone: Readonly<Record<string, string>> = {
  echo: "message",
  error: "message",
  junit: "testResults",
  archiveArtifacts: "artifacts",
  unstash: "name",
  stash: "name",
  sleep: "time",
  git: "url",
  build: "job",
  library: "identifier",
  input: "message",
  publishHTML: "target",
  readFile: "file",
  slackSend: "message",
  tool: "name",
  unstable: "message",
  waitForQualityGate: "abortPipeline",
  load: "path",
  milestone: "ordinal",
  bat: "script",
};

function nativeStep({ call, ...origin }: Origin, row: StepRow | undefined, run: Run, tell: Tell): TomlTable {
  const given: Record<string, TomlValue> = {};
  const options: Record<string, TomlValue> = {};
  const put = (name: string, text: string | undefined) => {
    if (text === undefined)
      tell(
        `the argument \`${name}\` of \`${call.name}\``,
        "Arguments of a native step are texts, numbers and truth values.",
        "lost",
      );
    else given[name] = text;
  };
  const [first, ...others] = call.args;
  if (first)
    put(Object.hasOwn(alone, call.name) ? alone[call.name]! : "value", argumentText(first, run, tell));
  if (others.length > 0)
    tell(`further arguments of \`${call.name}\``, "A native step has named arguments.", "lost");
  for (const { name, value } of call.named) {
    const literal =
      value.kind === "list" || value.kind === "map" || value.kind === "call"
        ? argumentOption(value)
        : undefined;
    if (literal === undefined) put(name, argumentText(value, run, tell));
    else options[name] = literal;
  }
  const native: TomlValue = Object.keys(given).length > 0 ? { uses: call.name, with: given } : call.name;
  return {
    native: { jenkins: native },
    ...(row && conditionOf(row, { ...origin, call }, tell)),
    ...envOf(origin.env, run, tell),
    ...(origin.folder !== "" && { working_directory: tomlText(origin.folder, () => {}) }),
    ...(Object.keys(options).length > 0 && { provider: { jenkins: options } }),
  };
}

/** Lists, maps and calls of literals, as the escape hatch of a step has them: a call is a table in a table. */
function argumentOption(expr: Call["args"][number]): TomlValue | undefined {
  if (expr.kind === "text") return expr.text;
  if (expr.kind === "number") return expr.value;
  if (expr.kind === "constant") return typeof expr.value === "boolean" ? expr.value : undefined;
  if (expr.kind === "list") {
    const items = expr.items.map(argumentOption);
    return items.includes(undefined) ? undefined : (items as TomlValue[]);
  }
  const entries =
    expr.kind === "map"
      ? expr.entries
      : expr.kind === "call" && !expr.of && !expr.body && expr.args.length === 0
        ? expr.named
        : undefined;
  const values = entries?.map(({ name, value }) => [name, argumentOption(value)] as const);
  if (!values || values.some(([, value]) => value === undefined)) return undefined;
  const table = Object.fromEntries(values) as TomlTable;
  if (expr.kind === "call") return { [expr.name]: table };
  // It would be read as a call.
  const isCall = values.length === 1 && typeof values[0]![1] === "object" && !Array.isArray(values[0]![1]);
  return isCall ? undefined : table;
}

function argumentText(expr: Call["args"][number], run: Run, tell: Tell): string | undefined {
  if (expr.kind === "list" || expr.kind === "map" || expr.kind === "call" || expr.kind === "closure")
    return undefined;
  let isLost = false;
  const text = tomlText(textOf(expr, run.file.names), (source) => {
    isLost = true;
    tell(`\`${source}\``, whyGroovy, "lost");
  });
  return isLost && expr.kind !== "joined" ? undefined : text;
}

/** Steps that mean nothing to a table, and still do something. */
const kept: ReadonlySet<string> = new Set([
  "echo",
  "print",
  "println",
  "error",
  "library",
  "writeFile",
  "sleep",
]);

function silentStep({ origin, runsAfter }: Silent, run: Run, tell: Tell): TomlTable | undefined {
  const { call } = origin;
  if (call.of || !kept.has(call.name)) {
    if (call.name !== "isUnix")
      tell(
        `\`${call.of ? "a method of Groovy: " : ""}${call.name}\``,
        "It is no step that can stand alone.",
        "lost",
      );
    return undefined;
  }
  const named = { ...call, name: call.name.startsWith("print") ? "echo" : call.name };
  return nativeStep({ ...origin, call: named }, { kind: "approve", runsAfter }, run, tell);
}
