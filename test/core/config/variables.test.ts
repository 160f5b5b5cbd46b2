import { describe, expect, it } from "vitest";
import type { LoadOptions } from "../../../core/config/config.ts";
import { reference, text } from "../../../sdk/text.ts";
import { schemaOf, told, toldOf } from "./told.ts";

const source = `[variables]
TEXT = "a"
NUMBER = 3
FLAG = false
JOINED = "{{ TEXT }}-{{ NUMBER }}/{{ FLAG }}"
`;

const valuesOf = (lines: string, options?: LoadOptions) =>
  schemaOf(lines, options).variables.map(
    ({ name, value, origin }) => `${name}=${JSON.stringify(value)} ${origin}`,
  );

describe("variables", () => {
  it("are sorted by name, with the references between them followed", () => {
    expect(valuesOf(source)).toEqual([
      "FLAG=false cig.toml",
      'JOINED="a-3/false" cig.toml',
      "NUMBER=3 cig.toml",
      'TEXT="a" cig.toml',
    ]);
  });

  it("are overridden by CIG_VAR_NAME, and that by --var, in the declared type", () => {
    expect(
      valuesOf(source, {
        environment: { CIG_VAR_TEXT: "env", CIG_VAR_NUMBER: "4", CIG_VAR_FLAG: "true", OTHER: "x" },
        variables: { TEXT: "--" },
      }),
    ).toEqual([
      "FLAG=true environment",
      'JOINED="---4/true" cig.toml',
      "NUMBER=4 environment",
      'TEXT="--" --var',
    ]);
  });

  it("take what comes from outside as it is", () => {
    const { variables } = schemaOf(source, { variables: { TEXT: "{{ secrets.X }}${{ y }}" } });
    expect(variables.find(({ name }) => name === "TEXT")).toEqual({
      name: "TEXT",
      value: "{{ secrets.X }}${{ y }}",
      text: text("{{ secrets.X }}${{ y }}"),
      origin: "--var",
    });
    expect(variables.find(({ name }) => name === "JOINED")?.text).toEqual(
      text("{{ secrets.X }}${{ y }}-3/false"),
    );
  });

  it("keep facts and run-time names for later", () => {
    const [variable] = schemaOf('[variables]\nA = "x-{{ ruby_version }}-{{ git.sha }}"').variables;
    expect(variable).toEqual({
      name: "A",
      value: "x-{{ ruby_version }}-{{ git.sha }}",
      text: text("x-", reference("ruby_version"), "-", reference("git.sha")),
      origin: "cig.toml",
    });
  });

  it("refuse a value that is not of the declared type", () => {
    expect(
      told(`version = "0.2"\n${source}`, {
        variables: { FLAG: "yes" },
        environment: { CIG_VAR_NUMBER: "0x1" },
      }),
    ).toEqual([
      '4:10 CIG104 CIG_VAR_NUMBER is "0x1", but "NUMBER" is declared as a number. | Give a number.',
      '5:8 CIG104 --var FLAG is "yes", but "FLAG" is declared as true or false. | Give true or false.',
    ]);
  });

  it("refuse --var of an unknown name, and warn about CIG_VAR_ of one", () => {
    const options = { variables: { TXT: "x" }, environment: { CIG_VAR_OTHER: "y" } };
    expect(toldOf(source, options)).toEqual([
      "undefined:undefined CIG107 CIG_VAR_OTHER sets a variable that [variables] does not declare. | Variables: FLAG, JOINED, NUMBER, TEXT.",
      "undefined:undefined CIG107 --var TXT sets a variable that [variables] does not declare. | Did you mean TEXT?",
    ]);
    expect(schemaOf(source, { environment: options.environment }).variables).toHaveLength(4);
    expect(toldOf("", { variables: { __proto__x: "1" } })[0]).toContain(
      'Declare it in cig.toml: [variables] __proto__x = "…".',
    );
  });

  it("name those that refer to each other in a circle", () => {
    expect(toldOf('[variables]\nA = "{{ B }}"\nB = "x{{ C }}"\nC = "{{ A }}{{ D }}"\nD = "ok"')).toEqual([
      "2:5 CIG111 These variables refer to each other in a circle: A → B → C → A. | Give one of them a value without {{ }}.",
    ]);
    expect(toldOf('[variables]\nA = "{{ A }}"')).toEqual([
      "2:5 CIG111 These variables refer to each other in a circle: A → A. | Give one of them a value without {{ }}.",
    ]);
  });

  it("are out of a circle once one is overridden", () => {
    expect(valuesOf('[variables]\nA = "{{ B }}"\nB = "{{ A }}"', { variables: { B: "x" } })).toEqual([
      'A="x" cig.toml',
      'B="x" --var',
    ]);
  });

  it("do not fill the memory by doubling", () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => `V${index} = "{{ V${index + 1} }}{{ V${index + 1} }}"\n`,
    );
    expect(toldOf(`[variables]\n${lines.join("")}V40 = "ab"\n`)[0]).toContain(
      "grows beyond a million characters.",
    );
  });

  it("do not fill the stack by a long chain", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `V${index} = "{{ V${index + 1} }}"\n`);
    expect(toldOf(`[variables]\n${lines.join("")}V20000 = "x"\n`)[0]).toContain(
      'More than 100 variables refer to each other before "V101" is reached.',
    );
  });

  it("may not take a name that {{ }} already knows", () => {
    expect(toldOf('[variables]\nworkspace = "x"')).toEqual([
      '2:1 CIG104 "workspace" already has a meaning in {{ }}, so that it cannot name a variable. | Choose another name.',
    ]);
  });
});
