import type { Invocation } from "./invocation.ts";
import { everywhere, type OptionSpec } from "./options.ts";

/** What a command's file exports: it does the work and says the exit code. */
export interface CommandModule {
  run(invocation: Invocation): Promise<number>;
}

/** A command as the parser, the help pages and the shell completions know it. */
export interface CommandSpec {
  /** The words that name it: "plugin new". */
  readonly name: string;
  /** Half a sentence, without a full stop. */
  readonly summary: string;
  /** More about it, in whole sentences. */
  readonly details?: string;
  readonly operands: readonly OperandSpec[];
  /** Without those that every command takes. */
  readonly options: readonly OptionSpec[];
  /** At least two command lines, with what they do. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Loads the code; nothing of it is needed before. */
  load(): Promise<CommandModule>;
}

/** A word after the command's name. */
export interface OperandSpec {
  /** In help: "NAME". */
  readonly name: string;
  readonly optional?: true;
  readonly many?: true;
  readonly choices?: readonly string[];
  readonly help: string;
}

/** The options that a command takes, those of every command included. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return [...command.options, ...Object.values(everywhere)];
}
