import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { groovyString } from "../../../../plugins/provider/jenkins/groovy/literal.ts";
import { parseGroovy } from "../../../../plugins/provider/jenkins/reader/parse.ts";
import type { Expr } from "../../../../plugins/provider/jenkins/reader/syntax.ts";
import { evaluateGroovy } from "../../../validators/jenkins.ts";
import { hostile, nasty } from "./hostile-texts.ts";

describe("a literal of Groovy", () => {
  const cases: [text: string, source: string][] = [
    ["plain", "'plain'"],
    ["it's", "'it\\'s'"],
    ["$HOME ${x}", "'$HOME ${x}'"],
    ["a\\b", "'a\\\\b'"],
    ["\\u0027", "'\\\\u0027'"],
    ["one\ntwo", "'''one\ntwo'''"],
    ["it's\n'''", "'''it's\n\\'\\'\\''''"],
    ["tab\t", "'tab\\t'"],
    ["tab\t\n", "'''tab\t\n'''"],
    ["\r", "'\\r'"],
    ["\u202e", "'\\u202e'"],
    ["\u2028", "'\\u2028'"],
    ["\0", "'\\u0000'"],
    ["日本 é 😀", "'日本 é 😀'"],
    ["", "''"],
  ];
  it.each(cases)("of %j is written %s", (text, source) => {
    expect(groovyString(text)).toBe(source);
  });

  it("has no more than 65,535 bytes in a class file", () => {
    for (const character of ["x", "é", "日", "😀", "\0", "'"]) {
      const source = groovyString(character.repeat(70_000));
      const pieces = source.split(" + ");
      expect(pieces.length).toBeGreaterThan(1);
      for (const piece of pieces) expect(Buffer.byteLength(textValue(piece))).toBeLessThan(65_000);
      expect(textValue(source)).toBe(character.repeat(70_000));
    }
  });

  it("is read back as the same text, whatever that is", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(textValue(groovyString(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("has the same bytes for Groovy itself, where that is installed", () => {
    const texts = [...nasty, ...fc.sample(hostile, { numRuns: 150, seed: 7 }), "x".repeat(70_000)];
    const values = evaluateGroovy(texts.map(groovyString));
    if (!values) return;
    expect(values).toEqual(texts.map((text) => Buffer.from(text).toString("hex")));
  }, 60_000);
});

function textValue(source: string): string {
  const [statement] = parseGroovy(source);
  if (statement?.kind !== "expression") throw new Error(`no expression: ${source}`);
  return joined(statement.expr);
}

function joined(expr: Expr): string {
  if (expr.kind === "text") return expr.text;
  if (expr.kind === "binary" && expr.sign === "+") return joined(expr.left) + joined(expr.right);
  throw new Error(`no text: ${expr.kind}`);
}
