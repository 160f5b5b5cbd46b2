import type { OptionSpec } from "./options.ts";

/** The command line, taken apart. */
export interface Words {
  /** Words that are no options, in order; after `--` all words. */
  readonly operands: readonly string[];
  readonly options: readonly GivenOption[];
}

/** An option as it was given. */
export interface GivenOption {
  /** As typed, without a value: "--provder", "-x". */
  readonly written: string;
  /** Absent: no command knows it. */
  readonly spec?: OptionSpec;
  readonly value?: string;
  /** What is wrong with it, as a sentence. */
  readonly problem?: string;
}

/**
 * Tells options from other words: `--name`, `--name VALUE`, `--name=VALUE`, `-n`, `-n VALUE`, `-nVALUE`, and several
 * switches in one word (`-qv`). A lone `-` is an ordinary word, and after `--` every word is one. `known` has the
 * options by their written form.
 */
export function splitWords(argv: readonly string[], known: ReadonlyMap<string, OptionSpec>): Words {
  const operands: string[] = [];
  const options: GivenOption[] = [];
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === "--") {
      operands.push(...argv.slice(index + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      operands.push(word);
      continue;
    }
    for (const option of word.startsWith("--") ? [long(word, known)] : short(word, known)) {
      const needsValue = option.spec?.value !== undefined && option.value === undefined;
      if (needsValue && isValue(argv[index + 1])) options.push({ ...option, value: argv[++index]! });
      else if (needsValue) options.push({ ...option, problem: missing(option) });
      else options.push(option);
    }
  }
  return { operands, options };
}

function long(word: string, known: ReadonlyMap<string, OptionSpec>): GivenOption {
  const equals = word.indexOf("=");
  if (equals === -1) return withSpec(word, known);
  const option = withSpec(word.slice(0, equals), known);
  const value = word.slice(equals + 1);
  if (option.spec && option.spec.value === undefined)
    return { ...option, problem: `${option.written} is a switch and takes no value.` };
  if (option.spec && value === "") return { ...option, value, problem: missing(option) };
  return { ...option, value };
}

function short(word: string, known: ReadonlyMap<string, OptionSpec>): GivenOption[] {
  const options: GivenOption[] = [];
  for (let index = 1; index < word.length; index++) {
    const option = withSpec(`-${word[index]}`, known);
    if (option.spec === undefined) return [...options, index === 1 ? { written: word } : option];
    const rest = word.slice(index + 1).replace(/^=/, "");
    if (option.spec.value !== undefined && rest !== "") return [...options, { ...option, value: rest }];
    options.push(option);
  }
  return options;
}

function withSpec(written: string, known: ReadonlyMap<string, OptionSpec>): GivenOption {
  const spec = known.get(written);
  return spec ? { written, spec } : { written };
}

/** A word that looks like an option is not taken as a value: `--profile --json` has lost its name. */
function isValue(word: string | undefined): word is string {
  return word !== undefined && word !== "" && (word === "-" || !word.startsWith("-"));
}

function missing({ written, spec }: GivenOption): string {
  return `${written} needs a value: ${written}${written.startsWith("--") ? "=" : " "}${spec!.value}.`;
}
