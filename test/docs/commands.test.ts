import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { usageOf } from "../../core/cli/arguments.ts";
import type { CommandSpec } from "../../core/cli/command-spec.ts";
import { commands } from "../../core/cli/commands/commands.ts";
import { everywhere, type OptionSpec } from "../../core/cli/options.ts";
import { readDocument, root } from "./documents.ts";

const path = "docs/commands.md";
const sections = new Map(commands.map((command) => [command.name, sectionOf(command)]));
sections.set("every command", optionsTable(Object.values(everywhere)));

/** To bring the tables up to date: UPDATE_DOCS=1 npx vitest run test/docs/commands.test.ts */
if (process.env.UPDATE_DOCS === "1")
  writeFileSync(
    join(root, path),
    readDocument(path).replace(
      /(<!-- begin: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
      (_all, begin: string, name: string, end: string) => `${begin}${sections.get(name) ?? ""}${end}`,
    ),
  );

const page = readDocument(path);

describe("docs/commands.md", () => {
  it.each([...sections])("shows the usage, operands and options of %s as they are", (name, expected) => {
    const shown = new RegExp(`<!-- begin: ${name} -->\n([\\s\\S]*?)<!-- end -->`).exec(page)?.[1];
    expect(shown).toBe(expected);
  });

  it("has sections of the commands that there are, in their order", () => {
    const shown = [...page.matchAll(/^## cig (.+)$/gm)].map(([, name]) => name);
    expect(shown).toEqual(commands.map(({ name }) => name));
  });
});

function sectionOf(command: CommandSpec): string {
  const operands = command.operands.map(({ name, help }) => `| \`${name}\` | ${cell(help)} |\n`).join("");
  return [
    `\`${usageOf(command)}\`\n`,
    ...(operands ? [`| operand | meaning |\n| --- | --- |\n${operands}`] : []),
    ...(command.options.length > 0 ? [optionsTable(command.options)] : []),
  ].join("\n");
}

function optionsTable(options: readonly OptionSpec[]): string {
  const rows = options.map(({ name, short, value, help }) => {
    const written = `\`${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}\``;
    return `| ${written} | ${cell(help)} |\n`;
  });
  return `| option | meaning |\n| --- | --- |\n${rows.join("")}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
