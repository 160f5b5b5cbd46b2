import { type Code, diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { type CommandSpec, optionsOf } from "./command-spec.ts";
import { commands } from "./commands/commands.ts";
import type { Arguments } from "./invocation.ts";
import type { OptionSpec } from "./options.ts";
import { type GivenOption, splitWords, type Words } from "./words.ts";

/** What the words after `cig` ask for. `help` without a command is the overview; with words, a group's. */
export type Parsed =
  | { readonly kind: "run"; readonly arguments: Arguments }
  | { readonly kind: "version" }
  | { readonly kind: "help"; readonly command?: CommandSpec; readonly group?: string }
  | { readonly kind: "wrong"; readonly diagnostic: Diagnostic };

/**
 * Reads the words after `cig`. Options may stand anywhere before `--`; an option that the command does not take, a
 * missing or a superfluous value, and a word too many or too few are refused with the nearest right word.
 */
export function parseArguments(argv: readonly string[]): Parsed {
  const first = findCommand(splitWords(argv, optionsByName()).operands);
  // Of an option that two commands have in two forms, the command's own counts.
  const words = splitWords(argv, optionsByName(first.command));
  const asked = (name: string) => words.options.some(({ spec }) => spec?.name === name);
  const found = first.command ? first : findCommand(words.operands);
  if (asked("version") && !found.command) return { kind: "version" };
  if ("wrong" in found) return wrong("CIG701", found.wrong, found.hint);
  if (asked("help")) return { kind: "help", ...found };
  if (!found.command) {
    const bad = words.options.find(({ spec, problem }) => spec === undefined || problem !== undefined);
    if (bad)
      return wrong(
        "CIG702",
        bad.problem ?? `There is no option ${bad.written}.`,
        "Run `cig help` to see what there is.",
      );
    return { kind: "help", ...found };
  }
  if (asked("version")) return { kind: "version" };
  return checkOptions(found.command, words) ?? checkOperands(found.command, words, found.used);
}

/** Every option of every command; those of `command` come before those of others. */
function optionsByName(command?: CommandSpec): Map<string, OptionSpec> {
  const all = [...commands.flatMap(optionsOf), ...(command ? optionsOf(command) : [])];
  return new Map(
    all.flatMap(
      (spec) =>
        [[`--${spec.name}`, spec], ...(spec.short ? [[`-${spec.short}`, spec]] : [])] as [
          string,
          OptionSpec,
        ][],
    ),
  );
}

type Found =
  | { command: CommandSpec; used: number }
  | { command?: undefined; group?: string }
  | { command?: undefined; wrong: string; hint: string };

/** Finds the command by its first one or two words. A group alone ("plugin") has no command. */
function findCommand(operands: readonly string[]): Found {
  const [first, second] = operands;
  if (first === undefined) return {};
  const single = commands.find(({ name }) => name === first);
  if (single) return { command: single, used: 1 };
  const members = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length === 0) return unknownCommand(first);
  if (second === undefined) return { group: first };
  const member = members.find(({ name }) => name === `${first} ${second}`);
  if (member) return { command: member, used: 2 };
  const names = members.map(({ name }) => name.slice(first.length + 1));
  const close = nearest(second, names) ?? (names.length === 1 ? names[0] : undefined);
  return {
    wrong: `\`cig ${first}\` has no command "${second}".`,
    hint: close ? `Did you mean \`cig ${first} ${close}\`?` : `It has: ${names.join(", ")}.`,
  };
}

function unknownCommand(word: string): Found {
  const names = [...new Set(commands.flatMap(({ name }) => [name, name.split(" ")[0]!]))];
  const close = nearest(word, names);
  return {
    wrong: `There is no command "${word}".`,
    hint: close ? `Did you mean \`cig ${close}\`?` : "Run `cig help` to see the commands.",
  };
}

function checkOptions(command: CommandSpec, words: Words): Parsed | undefined {
  const allowed = optionsOf(command);
  for (const given of words.options) {
    if (given.spec === undefined || !allowed.some(({ name }) => name === given.spec!.name))
      return unknownOption(command, given, allowed);
    if (given.problem)
      return wrong("CIG703", given.problem, `Run \`cig ${command.name} --help\` for its options.`);
    // What an option may be is its command's own: --format is something else for a graph.
    const { choices, name } = allowed.find((spec) => spec.name === given.spec!.name)!;
    if (choices && !choices.includes(given.value!))
      return wrong("CIG703", `--${name} cannot be "${given.value}".`, choiceHint(given.value!, choices));
  }
  return repeated(words) ?? contradiction(words);
}

function unknownOption(command: CommandSpec, given: GivenOption, allowed: readonly OptionSpec[]): Parsed {
  const message = given.spec
    ? `\`cig ${command.name}\` does not take ${given.written}.`
    : `There is no option ${given.written}.`;
  const close = nearest(
    given.written.replace(/^-+/, ""),
    allowed.map(({ name }) => name),
  );
  const hint =
    close && !given.spec ? `Did you mean --${close}?` : `Run \`cig ${command.name} --help\` for its options.`;
  return wrong("CIG702", message, hint);
}

/** An option that takes one value and is given two different ones: either could be meant. */
function repeated({ options }: Words): Parsed | undefined {
  for (const { spec, value } of options) {
    const other = options.find((o) => o.spec === spec && o.value !== value);
    if (other && spec!.value && !spec!.many)
      return wrong(
        "CIG703",
        `--${spec!.name} is given twice, as "${value}" and as "${other.value}".`,
        "Keep one of them.",
      );
  }
  return undefined;
}

function contradiction({ options }: Words): Parsed | undefined {
  const given = (name: string) => options.some(({ spec }) => spec!.name === name);
  for (const [a, b] of [
    ["quiet", "verbose"],
    ["full", "summary"],
    ["check", "force"],
    ["import", "no-import"],
    ["service", "no-services"],
  ] as const)
    if (given(a) && given(b))
      return wrong("CIG703", `--${a} and --${b} contradict each other.`, "Keep one of them.");
  return undefined;
}

function checkOperands(command: CommandSpec, words: Words, used: number): Parsed {
  const operands = words.operands.slice(used);
  const usage = `Usage: ${usageOf(command)}`;
  const required = command.operands.filter(({ optional }) => !optional).length;
  if (operands.length < required)
    return wrong(
      "CIG703",
      `\`cig ${command.name}\` needs ${command.operands[operands.length]!.name}: ${command.operands[operands.length]!.help}.`,
      usage,
    );
  const most = command.operands.some(({ many }) => many) ? Number.POSITIVE_INFINITY : command.operands.length;
  if (operands.length > most)
    return wrong("CIG703", `\`cig ${command.name}\` cannot do anything with "${operands[most]}".`, usage);
  for (const [index, { choices, name }] of command.operands.entries()) {
    const operand = operands[index];
    if (choices && operand !== undefined && !choices.includes(operand))
      return wrong("CIG703", `${name} cannot be "${operand}".`, choiceHint(operand, choices));
  }
  return { kind: "run", arguments: makeArguments(command, operands, words) };
}

/** "cig render [FILE] [options]" */
export function usageOf(command: CommandSpec): string {
  const operands = command.operands.map(({ name, optional, many }) => {
    const repeatable = many ? `${name}...` : name;
    return optional ? `[${repeatable}]` : repeatable;
  });
  return ["cig", command.name, ...operands, "[options]"].join(" ");
}

function choiceHint(word: string, choices: readonly string[]): string {
  const close = nearest(word, choices);
  return close
    ? `Did you mean "${close}"?`
    : `It can be ${choices.map((choice) => `"${choice}"`).join(", ")}.`;
}

function makeArguments(command: CommandSpec, operands: readonly string[], { options }: Words): Arguments {
  const valuesOf = (name: string) =>
    options.filter(({ spec }) => spec!.name === name).map(({ value }) => value ?? "");
  return {
    command,
    operands,
    has: (name) => valuesOf(name).length > 0,
    one: (name) => valuesOf(name).at(-1),
    all: valuesOf,
  };
}

function wrong(code: Code, message: string, hint: string): Parsed {
  return { kind: "wrong", diagnostic: diagnose(code, message, { hint }) };
}
