import fc from "fast-check";
import { parse } from "smol-toml";
import { type AST, parseTOML } from "toml-eslint-parser";
import { describe, expect, it } from "vitest";
import { type Node, scan } from "../../../../core/config/positions/scan.ts";

/** Path → [what the key is, what the value is], by our scanner. */
function scanned(source: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const visit = (node: Node, path: string[]) => {
    if (node.value && !node.children) {
      const [start, end] = node.value;
      found[JSON.stringify(path)] = [`${start}-${end}`, source.slice(start, end)];
    }
    for (const [name, child] of node.children ?? []) visit(child, [...path, name]);
  };
  visit(scan(source), []);
  return found;
}

/** The same by toml-eslint-parser. */
function parsed(source: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const visitValue = (value: AST.TOMLContentNode, path: string[]) => {
    const isEmpty =
      (value.type === "TOMLArray" && value.elements.length === 0) ||
      (value.type === "TOMLInlineTable" && value.body.length === 0);
    if (value.type === "TOMLArray" && !isEmpty)
      value.elements.forEach((each, index) => void visitValue(each, [...path, String(index)]));
    else if (value.type === "TOMLInlineTable" && !isEmpty)
      for (const each of value.body) visitPair(each, path);
    else if (!isEmpty)
      found[JSON.stringify(path)] = [`${value.range[0]}-${value.range[1]}`, source.slice(...value.range)];
  };
  const names = (key: AST.TOMLKey) =>
    key.keys.map((each) => (each.type === "TOMLBare" ? each.name : each.value));
  const visitPair = (pair: AST.TOMLKeyValue, path: string[]) =>
    visitValue(pair.value, [...path, ...names(pair.key)]);
  for (const part of parseTOML(source, { tomlVersion: "1.1" }).body[0].body)
    if (part.type === "TOMLKeyValue") visitPair(part, []);
    else for (const pair of part.body) visitPair(pair, part.resolvedKey.map(String));
  return found;
}

const blank = fc.constantFrom("", " ", "\t", "  ");
const blanks = fc.constantFrom("", " ", "\n", "\r\n  ", ' # a ] } , = "comment\n', "\n\n\t");
const characters = fc.stringMatching(/^[ -~äß€😀]{0,8}$/u);
const text: fc.Arbitrary<string> = fc.oneof(
  characters.map((value) => JSON.stringify(value)),
  characters.map((value) => `'${value.replaceAll("'", "")}'`),
  characters.map(
    (value) => `"""\n${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}""a\\\n   b\\u00e4"""""`,
  ),
  characters.map((value) => `'''${value.replaceAll("'", "")}\r\n''x'''''`),
);
const simple = fc.oneof(
  text,
  fc.constantFrom("true", "1", "-3.10", "0x1F", "1979-05-27 07:32:00Z", "07:32", "inf", "1_000", "[]", "{}"),
);
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    simple,
    fc
      .tuple(fc.array(fc.tuple(blanks, tie("value"), blanks), { maxLength: 3 }), fc.boolean(), blanks)
      .map(
        ([items, comma, end]) =>
          `[${items.map((each) => each.join("")).join(",")}${comma && items.length > 0 ? "," : ""}${end}]`,
      ),
    fc
      .tuple(fc.array(fc.tuple(blanks, blank, tie("value"), blanks), { maxLength: 3 }), fc.boolean(), blanks)
      .map(
        ([items, comma, end]) =>
          `{${items.map(([a, b, item, c], index) => `${a}${keyOf(index)}${b}=${b}${item}${c}`).join(",")}${comma && items.length > 0 ? "," : ""}${end}}`,
      ),
  ),
}));
const keyOf = (index: number) =>
  [`k${index}`, `"k ${index}\\t\\u00e9"`, `'k.${index}'`, `d${index}.e . "f"`, `${index}-_`][index % 5]!;
const pairs = fc
  .array(fc.tuple(blank, blank, value, blank), { maxLength: 5 })
  .map((items) =>
    items.map(([a, b, item, c], index) => `${a}${keyOf(index)}${b}=${b}${item}${c}# x\n`).join(""),
  );
const sections = fc
  .array(fc.tuple(fc.constantFrom(0, 1, 2, 3), pairs, blanks), { maxLength: 5 })
  .map((items) =>
    items
      .map(([kind, body, after], index) => {
        const header = [`[t${index}.a."b c"]`, "[[list]]", `[[list]]\n[list.sub.'x']`, ` [ t${index} . z ] `][
          kind
        ];
        return `${header}\n${body}${after.includes("#") ? "" : after}\n`;
      })
      .join(""),
  );

describe("scan", () => {
  it("finds each value where toml-eslint-parser finds it", () => {
    fc.assert(
      fc.property(pairs, sections, (top, rest) => {
        const source = top + rest;
        parse(source);
        expect(scanned(source)).toEqual(parsed(source));
      }),
      { numRuns: 300 },
    );
  });

  it("never throws and always ends, whatever the text", () => {
    const pieces = fc.constantFrom(
      '"',
      "'",
      "[",
      "]",
      "{",
      "}",
      "=",
      ".",
      ",",
      "\n",
      "#",
      "a",
      "\\",
      " ",
      '"""',
      "\u0000",
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 40 }), (source) => void scan(source.join(""))));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (source) => void scan(source)));
  });

  it("puts tables below the last element of an array of tables", () => {
    expect(Object.keys(scanned("[[a]]\nx=1\n[[a]]\n[a.b]\ny=2\n[[a.c]]\nz=3"))).toEqual([
      '["a","0","x"]',
      '["a","1","b","y"]',
      '["a","1","c","0","z"]',
    ]);
  });
});
