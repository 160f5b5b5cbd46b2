import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { noteUse } from "../note-use.ts";
import { createReporter, type Reporter } from "../report/reporter.ts";
import { isOutputError, openTerminal, type Sink, type Terminal } from "../report/terminal.ts";
import { parseArguments } from "./arguments.ts";
import { type Arguments, type Input, type Invocation, isRefusal } from "./invocation.ts";

/** The process, as far as the command line uses it. */
export interface World {
  /** The words after `cig`. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  stdin?(): Input;
  /** Takes what is to be done with an exception that nobody caught; it returns the exit code. */
  onCrash?(report: (error: unknown) => number): void;
}

/** Runs the command that the words ask for and returns the exit code. Never throws. */
export async function runCli(world: World): Promise<number> {
  const parsed = parseArguments(world.argv);
  const terminal = openTerminal({ ...world, color: colourWish(world.argv) });
  switch (parsed.kind) {
    case "version": {
      const { version } = await import("../version.ts");
      terminal.out.write(`${version}\n`);
      return 0;
    }
    case "help": {
      const help = await import("./help.ts");
      terminal.out.write(parsed.command ? help.commandHelp(parsed.command) : help.overview(parsed.group));
      return 0;
    }
    case "wrong": {
      const isJson = asksForJson(world.argv);
      return fail([parsed.diagnostic], "", isJson, terminal, makeReporter(world, terminal, { json: isJson }));
    }
    case "run":
      return runCommand(parsed.arguments, world, terminal);
  }
}

async function runCommand(given: Arguments, world: World, terminal: Terminal): Promise<number> {
  const json = given.has("json");
  const verbose = given.has("verbose");
  const reporter = makeReporter(world, terminal, {
    json,
    quiet: given.has("quiet"),
    verbose,
    trace: given.has("trace"),
    remarks: given.command.name === "validate",
  });
  const crash = (error: unknown) =>
    fail(
      [isOutputError(error) ? lostOutput(error) : bugReport(error, verbose)],
      "",
      json,
      terminal,
      reporter,
    );
  world.onCrash?.(crash);
  noteUse(given.command.name);
  let code: number;
  try {
    const command = await given.command.load();
    code = await command.run({
      arguments: given,
      environment: world.environment,
      terminal,
      reporter,
      ...(world.stdin && { stdin: world.stdin }),
    });
  } catch (error) {
    code = isRefusal(error) ? fail(error.diagnostics, error.root, json, terminal, reporter) : crash(error);
  }
  reporter.clear();
  return given.has("trace")
    ? saveTrace({ arguments: given, environment: world.environment, terminal, reporter }, code)
    : code;
}

function makeReporter(
  world: World,
  terminal: Terminal,
  wishes: { json: boolean; quiet?: boolean; verbose?: boolean; trace?: boolean; remarks?: boolean },
): Reporter {
  return createReporter({
    terminal,
    environment: world.environment,
    json: wishes.json,
    quiet: wishes.quiet ?? false,
    verbose: wishes.verbose ?? false,
    trace: wishes.trace ?? false,
    remarks: wishes.remarks ?? false,
  });
}

/** Shows what is wrong, in the form that was asked for, and returns the exit code of an error. */
function fail(
  diagnostics: readonly Diagnostic[],
  root: string,
  json: boolean,
  terminal: Terminal,
  reporter: Reporter,
): number {
  reporter.diagnostics(diagnostics, root);
  if (json) terminal.out.write(errorDocument(diagnostics));
  return 1;
}

/** Written by hand, because the JSON room need not be loaded for anything that ends well. */
function errorDocument(diagnostics: readonly Diagnostic[]): string {
  const plain = diagnostics.map(({ code, hint, level, message, title }) => ({
    code,
    hint,
    level,
    message,
    title,
  }));
  return `${JSON.stringify({ diagnostics: plain, schema: "cig.error/1" }, null, 2)}\n`;
}

function lostOutput({ code, message }: NodeJS.ErrnoException): Diagnostic {
  const reason = code === "ENOSPC" || code === "EDQUOT" ? "the disk is full" : message;
  return diagnose("CIG709", `What this command says could not be written to where it was sent: ${reason}.`, {
    hint: "Make room, or send it elsewhere, and run the command again.",
  });
}

function bugReport(error: unknown, verbose: boolean): Diagnostic {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where =
    verbose && stack
      ? `\n${stack
          .split("\n")
          .slice(1)
          .map((line) => `  ${line.trim()}`)
          .join("\n")}`
      : "";
  return diagnose("CIG700", `cig met something that it does not expect. ${name}: ${message}${where}`, {
    hint: verbose
      ? "Please report it with this text and with what `cig version --json` says."
      : "Run the command again with --verbose to see where, and report it with what `cig version --json` says.",
  });
}

async function saveTrace(invocation: Invocation, code: number): Promise<number> {
  const { saveFile } = await import("./save-file.ts");
  const text = invocation.reporter.trace();
  const problem = text === undefined ? undefined : await saveFile(invocation.arguments, "trace", text);
  if (problem === undefined) return code;
  invocation.reporter.diagnostics([problem], "");
  return 1;
}

/** Before the arguments are known to be right: the last of the two words counts. */
function colourWish(argv: readonly string[]): boolean | undefined {
  const words = beforeDashes(argv);
  const [on, off] = [words.lastIndexOf("--color"), words.lastIndexOf("--no-color")];
  return on === off ? undefined : on > off;
}

function asksForJson(argv: readonly string[]): boolean {
  return beforeDashes(argv).includes("--json");
}

function beforeDashes(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
}
