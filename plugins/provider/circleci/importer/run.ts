import { characters, type Draft, isEmpty, tomlOf } from "cig/sdk/import";
import { isRecord } from "../reader/raw.ts";
import { textFor } from "./text.ts";
import { variablesFor, withTable } from "./variables.ts";

/** A step of cig.toml; undefined where CircleCI's says nothing that could be run. */
export function runFor(value: unknown, isLiteral: boolean): Draft | undefined {
  const run = isRecord(value) ? value : { command: value };
  const { command, name, environment, working_directory, when, background, ...rest } = run;
  const source = command === undefined || command === null ? "" : String(command);
  if (typeof command === "object" || source.trim() === "") return undefined;
  const script = isLiteral && source.includes("<<") ? undefined : textFor(source);
  const variables = variablesFor(environment, isLiteral);
  const hatch: Draft = {};
  const step: Draft = {};
  takeName(name, step, hatch);
  // What is merged last stands in the place of the script; here it is for people to read.
  step.run = trimmed(script ?? characters(source));
  if (script === undefined) hatch.command = source;
  withTable(step, "env", variables.native);
  withTable(hatch, "environment", variables.hatch);
  takeFolder(working_directory, step, hatch);
  const isKnown = when === undefined || ["always", "on_fail", "on_success"].includes(String(when));
  if (when === "always") step.if = "always()";
  if (when === "on_fail") step.if = "failure()";
  if (!isKnown) hatch.when = tomlOf(when);
  if (background === true) step.background = true;
  else if (background !== undefined && background !== false) hatch.background = tomlOf(background);
  for (const [key, each] of Object.entries(rest)) if (each !== null) hatch[key] = tomlOf(each);
  return isEmpty(hatch) ? step : { ...step, provider: { circleci: hatch } };
}

function takeName(name: unknown, step: Draft, hatch: Draft): void {
  if (name === undefined || name === null || name === "") return;
  const text = typeof name === "string" ? textFor(name) : undefined;
  if (text === undefined) hatch.name = tomlOf(name);
  else step.name = text;
}

function takeFolder(folder: unknown, step: Draft, hatch: Draft): void {
  if (folder === undefined || folder === null) return;
  const text = textFor(String(folder));
  const isPlain =
    text !== undefined && /^(?!\.\.?(?:\/|$))[\w.@+-]+(?:\/(?!\.\.(?:\/|$))[\w.@+-]+)*$/.test(text);
  if (isPlain) step.working_directory = text;
  else hatch.working_directory = tomlOf(folder);
}

/** Keys of a script that CircleCI knows, and cig.toml has no word for. */
export const knownRunKeys: ReadonlySet<string> = new Set([
  "auto_rerun_delay",
  "command",
  "environment",
  "max_auto_reruns",
  "name",
  "no_output_timeout",
  "shell",
  "when",
  "working_directory",
]);

function trimmed(source: string): string {
  return source.replace(/(?:\r?\n[ \t]*)+$/, "");
}
