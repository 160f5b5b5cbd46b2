import { describe, expect, it } from "vitest";
import { optionsOf } from "../../../core/cli/command-spec.ts";
import { commands } from "../../../core/cli/commands/commands.ts";
import { commandHelp, overview } from "../../../core/cli/help.ts";

const pages = [
  ["overview", overview()],
  ["plugin", overview("plugin")],
].concat(commands.map((command) => [command.name, commandHelp(command)]));

describe("help", () => {
  it.each(pages)("of %s fits 80 columns of ASCII", (_name, page) => {
    expect(page).toMatch(/^[\x20-\x7e\n]+$/);
    expect(page!.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    "of %s shows two real examples",
    (name, command) => {
      expect(command.examples.length).toBeGreaterThanOrEqual(2);
      for (const [example] of command.examples) expect(example).toContain(`cig ${name}`);
      const page = commandHelp(command);
      for (const [example] of command.examples) expect(page).toContain(example);
    },
  );

  it("names every command and says what it does", () => {
    for (const { name, summary } of commands) {
      expect(overview()).toContain(name);
      expect(summary).toMatch(/^[a-z]/);
    }
  });

  it("of plan looks like this", () => {
    expect(
      commandHelp(commands.find(({ name }) => name === "plan")!)
        .split("\n")
        .slice(0, 15),
    ).toEqual([
      "cig plan: show what would be written, and what it changes",
      "",
      "Usage: cig plan [options]",
      "",
      "Writes nothing. With --quiet only errors are shown, so that a script learns",
      "from the exit code what it needs.",
      "",
      "Options:",
      "      --json           one JSON document on stdout",
      "      --diff           also show the difference line by line",
      "      --full           show what stays the same, too",
      "      --summary        show only the numbers",
      "      --exit-code      exit 2 when there are changes",
      "      --out FILE       save the plan for `cig render FILE`",
      "      --config FILE    use FILE, relative to -C, instead of the nearest",
    ]);
  });
});

describe("the table of commands", () => {
  it("gives an option of one name the same form everywhere", () => {
    const forms = new Map<string, string>();
    // --diff shows a difference where something is written, and names what to compare with where something is explained.
    const all = commands.filter(({ name }) => !name.startsWith("explain ")).flatMap(optionsOf);
    for (const { name, short, value, many } of all) {
      const form = JSON.stringify({ short, value, many });
      expect(forms.get(name) ?? form, name).toBe(form);
      forms.set(name, form);
    }
  });

  it("loads every command that it names", async () => {
    for (const command of commands) expect(typeof (await command.load()).run).toBe("function");
  });
});
