import { usageOf } from "./arguments.ts";
import type { CommandSpec } from "./command-spec.ts";
import { commands } from "./commands/commands.ts";
import { everywhere, type OptionSpec } from "./options.ts";

/** The overview, or of a group ("plugin") only its commands. At most 80 columns. */
export function overview(group?: string): string {
  const shown = commands.filter(({ name }) => group === undefined || name.startsWith(`${group} `));
  const examples =
    group === undefined ? firstSteps : shown.flatMap((command) => command.examples.slice(0, 1));
  return page([
    group === undefined ? "cig: one cig.toml, every CI provider." : `cig ${group}`,
    `Usage: cig ${group === undefined ? "COMMAND" : `${group} COMMAND`} [options]`,
    section(
      "Commands",
      shown.map(({ name, summary }) => [name, summary]),
    ),
    section("Options", Object.values(everywhere).map(optionRow)),
    section("Examples", examples),
    "`cig help COMMAND` tells more about one of them.",
  ]);
}

/** The page of one command. At most 80 columns. */
export function commandHelp(command: CommandSpec): string {
  return page([
    `cig ${command.name}: ${command.summary}`,
    `Usage: ${usageOf(command)}`,
    ...(command.details ? [fold(command.details, 78).join("\n")] : []),
    section(
      "Operands",
      command.operands.map(({ name, help }) => [name, help]),
    ),
    section("Options", command.options.map(optionRow)),
    section("Options of every command", Object.values(everywhere).map(optionRow)),
    section("Examples", command.examples),
    ...(exits[command.name] ? [section("Exit codes", exits[command.name]!)] : []),
  ]);
}

const firstSteps = [
  ["cig init", "look at this repository and write cig.toml"],
  ["cig plan", "show what it would change"],
  ["cig render", "write the files"],
] as const;

const exits: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  plan: [
    ["0", "fine; with --exit-code also: no changes"],
    ["1", "an error"],
    ["2", "changes, with --exit-code"],
  ],
  render: [
    ["0", "the files are as cig.toml says"],
    ["1", "an error; nothing was written"],
    ["2", "files are out of date, with --check"],
  ],
};

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function section(title: string, rows: readonly (readonly [string, string])[]): string {
  if (rows.length === 0) return "";
  const widest = Math.max(...rows.map(([left]) => left.length));
  const column = Math.min(widest, 28) + 4;
  const lines = rows.flatMap(([left, right]) => {
    const texts = fold(right, 78 - column);
    const label = `  ${left}`;
    const fits = label.length + 2 <= column;
    const rest = fits ? texts.slice(1) : texts;
    const first = fits ? `${label.padEnd(column)}${texts[0]}` : label;
    return [first, ...rest.map((text) => " ".repeat(column) + text)];
  });
  return `${title}:\n${lines.join("\n")}`;
}

function optionRow(spec: OptionSpec): readonly [string, string] {
  const value = spec.value ? ` ${spec.value}` : "";
  return [`${spec.short ? `-${spec.short}, ` : "    "}--${spec.name}${value}`, spec.help];
}

/** Breaks ASCII text at blanks. */
function fold(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const joined = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
