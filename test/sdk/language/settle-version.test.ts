import { isSameLine, type ReadStatement, settleVersion, type VersionMeaning } from "cig/sdk";
import { describe, expect, it } from "vitest";

const rules = {
  title: "Wren",
  agree: isSameLine,
  satisfies: (version: string, constraint: string) => constraint.includes(version.slice(0, 1)),
};

function said(file: string, kind: VersionMeaning["kind"], value: string): ReadStatement {
  return {
    statement: { file, line: 1, value },
    meaning: (kind === "version" || kind === "constraint" ? { kind, value } : { kind }) as VersionMeaning,
  };
}

describe("what a folder states of a tool", () => {
  it("is the first version and the first range, with their witnesses", () => {
    const settled = settleVersion(
      [
        said(".wren-version", "version", "3.1"),
        said("mise.toml", "version", "3.1.4"),
        said("a.json", "constraint", "^3"),
        said("b.json", "constraint", "^3"),
      ],
      rules,
    );
    expect(settled.version?.map(({ file }) => file)).toEqual([".wren-version", "mise.toml"]);
    expect(settled.constraint?.map(({ file }) => file)).toEqual(["a.json", "b.json"]);
    expect(settled.disagreements).toEqual([]);
  });

  it("tells which statements contradict the winner, and which say nothing that can be read", () => {
    const settled = settleVersion(
      [
        said(".wren-version", "version", "3.1"),
        said("mise.toml", "version", "4.0"),
        said("a.json", "constraint", "^4"),
        said(".tool-versions", "none", "system"),
        said("c.json", "invalid", "three"),
      ],
      rules,
    );
    expect(settled.disagreements.map(({ message }) => message)).toEqual([
      '"mise.toml" asks for Wren 4.0, but ".wren-version:1" says 3.1, which wins.',
      '"a.json" allows only Wren ^4, but ".wren-version:1" says 3.1, which wins.',
    ]);
    expect(settled.invalid).toEqual([{ file: "c.json", line: 1, value: "three" }]);
  });

  it("is nothing where nothing is stated", () => {
    expect(settleVersion([said("x", "none", "latest")], rules)).toEqual({ disagreements: [], invalid: [] });
  });
});
