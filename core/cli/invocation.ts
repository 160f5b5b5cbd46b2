import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Reporter } from "../report/reporter.ts";
import type { Terminal } from "../report/terminal.ts";
import type { CommandSpec } from "./command-spec.ts";

/** What the command line said, checked against the command's options. */
export interface Arguments {
  readonly command: CommandSpec;
  readonly operands: readonly string[];
  /** True when the switch was given. */
  has(option: string): boolean;
  /** The value of an option that is given once. */
  one(option: string): string | undefined;
  /** The values of an option that may be repeated, in order. */
  all(option: string): readonly string[];
}

/** What a person types into. */
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Everything that a command may use of the world outside. */
export interface Invocation {
  readonly arguments: Arguments;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Where a person answers; asked for only by a command that has questions. */
  stdin?(): Input;
  readonly reporter: Reporter;
}

/** Something that a person can mend and that ends the command: main shows it and exits 1. */
export class Refusal extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /** The folder that the diagnostics' paths are relative to. */
  readonly root: string;

  constructor(diagnostics: readonly Diagnostic[], root = "") {
    super(diagnostics.map(({ code, message }) => `${code}: ${message}`).join("\n"));
    this.name = "Refusal";
    this.diagnostics = diagnostics;
    this.root = root;
  }
}

/** By its name, because there is a class of it in each bundle (see tools/build.mjs). */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === "Refusal";
}
