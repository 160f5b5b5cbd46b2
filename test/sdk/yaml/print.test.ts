import { printYaml, type Table, table, type Yaml } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const plain = { spaced: new Set<string>() };
const nasty = [
  "'",
  '"',
  "\\",
  "\n",
  "\r",
  "\t",
  " ",
  "#",
  ": ",
  "- ",
  "&a",
  "*a",
  "!!str",
  "|",
  ">",
  "%",
  "---",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u0000",
  "on",
  "NO",
  "1:30",
  "1_000",
  "0x1F",
  "E0",
  ".inf",
  "~",
  "<<",
  "=",
  "2001-01-01",
  "é",
  "😀",
  "__proto__",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ maxLength: 4 })), { maxLength: 5 })
  .map((parts) => parts.join(""));

describe("printYaml", () => {
  it("writes every text so that YAML 1.1 and 1.2 read it back, as a value, an item and a key", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const key = `k${value}`;
        const text = await printYaml(table(["a", table(["b", value], [key, [value, `x${value}`]])]), plain);
        for (const version of ["1.1", "1.2"] as const)
          expect(parse(text, { version })).toEqual({ a: { b: value, [key]: [value, `x${value}`] } });
      }),
      { numRuns: 2000 },
    );
  });

  it("quotes a number without digits before its exponent, which some read as one", async () => {
    expect(await printYaml(table(["a", "E0"], ["b", "e+1"]), plain)).toBe('a: "E0"\n\nb: "e+1"\n');
  });

  it("sets keys apart at the top and where it is told to, and keeps lists on one line only where it may", async () => {
    const tree: Table = table(
      ["jobs", table(["a", table(["x", ["1", "2"] as Yaml])], ["b", { marked: "v", comment: "why" }])],
      ["on", ["p", "q"]],
    );
    expect(
      await printYaml(tree, {
        spaced: new Set(["jobs"]),
        bareKeys: new Set(["on"]),
        isInline: (key) => key === "on",
      }),
    ).toBe(`jobs:
  a:
    x:
      - "1"
      - "2"

  b: v # why

on: [p, q]
`);
  });
});
