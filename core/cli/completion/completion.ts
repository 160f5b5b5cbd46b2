import { optionsOf } from "../command-spec.ts";
import { commands } from "../commands/commands.ts";
import type { Invocation } from "../invocation.ts";
import type { OptionSpec } from "../options.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

/** What may follow the words of a command (or of none, or of a group such as `plugin`). */
export interface Place {
  /** The words before it: [], ["plugin"], ["plugin", "new"]. */
  readonly words: readonly string[];
  /** Words that can come next, with what they mean. */
  readonly next: readonly (readonly [word: string, help: string])[];
  readonly options: readonly OptionSpec[];
}

/** `cig completion SHELL` */
export async function run({ arguments: { operands }, terminal }: Invocation): Promise<number> {
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[operands[0] as "bash"];
  terminal.out.write(script(places()));
  return 0;
}

/** Every place of the command line, from the table of commands. */
export function places(): Place[] {
  const first = new Map<string, string>();
  for (const { name, summary } of commands) {
    const [word, more] = name.split(" ");
    first.set(word!, more === undefined ? summary : (groups[word!] ?? summary));
  }
  const members = (group: string) => commands.filter(({ name }) => name.startsWith(`${group} `));
  const groupNames = [...first.keys()].filter((word) => members(word).length > 0);
  return [
    { words: [], next: [...first], options: [] },
    ...groupNames.map((group): Place => {
      const next = members(group).map(
        ({ name, summary }) => [name.slice(group.length + 1), summary] as const,
      );
      return { words: [group], next, options: [] };
    }),
    ...commands.map((command): Place => {
      const choices = command.operands[0]?.choices ?? (command.name === "help" ? [...first.keys()] : []);
      const next = choices.map((word) => [word, ""] as const);
      return { words: command.name.split(" "), next, options: optionsOf(command) };
    }),
  ];
}

const groups: Readonly<Record<string, string>> = {
  explain: "show what shaped a job",
  plugin: "list plugins, or write one",
};
