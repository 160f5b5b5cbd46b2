import { type ManualInput, quotedWord } from "cig/sdk";
import { wordOfValue } from "./variant.ts";

/** What a person has answered, or the default, as an expansion of a shell. */
export function metaDataOfInput(input: ManualInput): string {
  return `$(buildkite-agent meta-data get ${inputKey(input.name)} --default ${quotedWord(defaultOf(input))})`;
}

/** The value that another job has left. */
export function metaDataOfOutput(job: string, output: string): string {
  return `$(buildkite-agent meta-data get ${outputKey(job, output)} --default '')`;
}

export function inputKey(name: string): string {
  return plainKey(name);
}

export function outputKey(job: string, output: string): string {
  return `${plainKey(job)}.outputs.${plainKey(output)}`;
}

/** The default as characters: of a choice without one the first, of a boolean false. */
export function defaultOf({ default: given, type, options }: ManualInput): string {
  return wordOfValue(given) ?? (type === "choice" ? (options[0] ?? "") : type === "boolean" ? "false" : "");
}

function plainKey(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "-");
}
