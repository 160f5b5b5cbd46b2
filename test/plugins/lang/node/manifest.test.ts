import { parseJson } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

describe("a package.json that cannot be read", () => {
  it.each([
    ["", 1, "it ends too early"],
    ["{\n  // a comment\n}", 2, "a key in double quotes is expected"],
    ['{\n  "a": 1,\n}', 3, "a key in double quotes is expected"],
    ["<<<<<<< HEAD\n{}", 1, '"<<<<<<<" is not a value'],
    ['{"a": tru}', 1, '"tru" is not a value'],
    ['{"a": 01}', 1, '"01" is not a value'],
    ['{"a\n": 1}', 1, "a text has no closing quote"],
    ['{"a": "\\x"}', 1, "a text holds something that JSON does not allow"],
    ["{} {}", 1, "something follows the end of the document"],
    ["[".repeat(100_000), 1, "it nests deeper than 200 levels"],
  ])("is a warning with file and line: %#", async (text, line, why) => {
    const { facts, remarks } = await detect({ "package.json": text, "yarn.lock": null });
    expect(remarks).toHaveLength(1);
    expect(remarks[0]).toMatch(new RegExp(`^NODE101 package\\.json:${line} `));
    expect(remarks[0]).toContain(why);
    expect(facts["node.package_manager"]).toBe("yarn");
  });

  it.each(["[]", "null", "1", '"x"'])("is a warning where it holds %s", async (text) => {
    const { remarks } = await detect({ "package.json": `\n${text}` });
    expect(remarks).toEqual([
      'NODE101 package.json:2 "package.json" says nothing about the project, because it does not hold an object.',
    ]);
  });

  it("is nothing to worry about with a byte order mark or Windows lines", async () => {
    const { facts, evidence, remarks } = await detect({
      "package.json": '\uFEFF{\r\n  "engines": {\r\n    "node": ">=20"\r\n  }\r\n}\r\n',
    });
    expect(remarks).toEqual([]);
    expect(facts["node.version.constraint"]).toBe(">=20");
    expect(evidence["node.version.constraint"]).toEqual(["package.json:3"]);
  });

  it("never throws, whatever the bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...'{}[]":,\\ \n1etruefalsn/') }), async (text) => {
        await detect({ "package.json": text });
      }),
    );
  });
});

describe("parseJson", () => {
  it("reads what JSON.parse reads and refuses what it refuses", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect("node" in parseJson(text)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":, \n10.e-trueals') }), (text) => {
        expect("node" in parseJson(text)).toBe(isJson(text));
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
