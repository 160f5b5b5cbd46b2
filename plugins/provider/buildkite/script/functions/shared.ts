import { hereDocument, quotedWord } from "cig/sdk";
import { uploaded } from "../../value/interpolation.ts";
import { definitionsOf, type FunctionName } from "./functions.ts";

/** What all jobs of a file share: it grows while their scripts are written. */
export interface Shared {
  readonly names: Set<FunctionName>;
  /** Scripts that set tools up, and the functions that hold them. */
  readonly tools: Map<string, ToolFunction>;
}

export interface ToolFunction {
  readonly name: string;
  /** What people see of it where the call says nothing. */
  readonly title: string;
  /** True where the function's name says which tool it is. */
  readonly isUsual: boolean;
}

/** The line with which a script takes in what jobs share. */
export const evalLine = 'eval "$CIG_FUNCTIONS"';

export function openShared(): Shared {
  return { names: new Set(), tools: new Map() };
}

/**
 * The function that holds the script, the same for all jobs; a second script for a tool has a function of its own.
 * Undefined for a script that is too long to be handed to every job.
 */
export function toolFunction(
  tool: string,
  title: string,
  source: string,
  { tools }: Shared,
): ToolFunction | undefined {
  const known = tools.get(source);
  if (known || Buffer.byteLength(source) > longestDefinition) return known;
  const base = `set_up_${tool.replace(/\W/g, "_")}`;
  const taken = new Set([...tools.values()].map(({ name }) => name));
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  const made = { name, title, isUsual: name === `set_up_${tool}` };
  tools.set(source, made);
  return made;
}

/** Variables of the pipeline that hold the functions, as many as it takes: each but the last takes in the next. */
export function sharedVariables({ names, tools }: Shared): [string, string][] {
  const [first, ...more] = packed([
    `${definitionsOf(names).join("\n")}\n`,
    ...[...tools].map(([source, tool]) => definition(source, tool)),
  ]);
  const nameOf = (index: number) => `CIG_FUNCTIONS${index === 0 ? "" : `_${index + 1}`}`;
  return [first ?? "", ...more].flatMap((text, index): [string, string][] => {
    const next = index < more.length ? `eval "$${nameOf(index + 1)}"\n` : "";
    return text.trim() === "" ? [] : [[nameOf(index), uploaded(text + next)]];
  });
}

function definition(source: string, { name, title }: ToolFunction): string {
  const { operator, lines } = hereDocument(source);
  return [
    `${name}() { # ${name} [NAME COMMAND…]`,
    `  [ $# -gt 0 ] || set -- ${quotedWord(title)}`,
    `  step "$@" ${operator}`,
    lines,
    "}\n",
  ].join("\n");
}

/** Texts in as few pieces as a variable of Linux can hold; those that are longer alone stay alone. */
function packed(texts: readonly string[]): string[] {
  const pieces: string[] = [];
  for (const text of texts) {
    const last = pieces.at(-1);
    if (last !== undefined && Buffer.byteLength(last + text) <= longestVariable)
      pieces[pieces.length - 1] = last + text;
    else pieces.push(text);
  }
  return pieces;
}

/** Linux's limit is 131072 bytes for a variable with its name. */
const longestVariable = 100_000;
const longestDefinition = 60_000;
