import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quotedWord } from "../../../sdk/shell/word.ts";
import { shellCondition } from "../../../sdk/table/reader/shell-condition.ts";
import { plainWord, shellTokens, shellWord } from "../../../sdk/table/reader/shell-word.ts";

describe("shellWord", () => {
  it.each([
    ["a", "a"],
    ["'a b'\\''c'", "a b'c"],
    ['"x\\"y\\$z\\\\"', 'x"y$z\\'],
    ['"a\\b"', "a\\b"],
    ["''", ""],
    ["a\\ b", "a b"],
  ])("reads %s", (source, text) => {
    expect(plainWord(shellWord(source))).toBe(text);
  });

  it("keeps expansions as they are written", () => {
    expect(shellWord('"${TAG:-refs/heads/${BRANCH:-}}x$(cat "a b" | tail -n 1)"')).toEqual([
      { kind: "expansion", source: "${TAG:-refs/heads/${BRANCH:-}}" },
      { kind: "literal", text: "x" },
      { kind: "expansion", source: '$(cat "a b" | tail -n 1)' },
    ]);
  });

  it.each(["'open", '"open', "$(open", "a b", "a;b", ""])("takes %j for no word", (source) => {
    expect(shellWord(source)).toBeUndefined();
  });

  it("reads back whatever was quoted", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }).filter((text) => !text.includes("\0")),
        (text) => {
          expect(plainWord(shellWord(quotedWord(text)))).toBe(text);
        },
      ),
    );
  });

  it("cuts words and operators apart", () => {
    expect(shellTokens("a 'b c'&&d # e\nf >> g")?.map(({ source }) => source)).toEqual([
      "a",
      "'b c'",
      "&&",
      "d",
      "\n",
      "f",
      ">>",
      "g",
    ]);
  });
});

describe("shellCondition", () => {
  const values: Readonly<Record<string, string>> = { "${TAG:-}": "v1.2.3", "${EMPTY:-}": "" };
  const judge = (text: string) => shellCondition(text, (source) => values[source]);

  it.each([
    ['[ "${TAG:-}" = v1.2.3 ]', true],
    ['[ "${TAG:-}" != v1.2.3 ]', false],
    ['[ -n "${EMPTY:-}" ]', false],
    ['[ -z "${EMPTY:-}" ]', true],
    ['{ [ -n "${TAG:-}" ] && false; }', false],
    ['{ ! [ -n "${EMPTY:-}" ]; }', true],
    ['case "${TAG:-}" in v1* | v2*) true ;; *) false ;; esac', true],
    ["case \"${TAG:-}\" in 'v*') true ;; *) false ;; esac", false],
    ['case "${TAG:-}" in *2*) true ;; *) false ;; esac && [ a = a ]', true],
    ['[ "${OTHER:-}" = x ]', "unknown"],
    ['{ [ "${OTHER:-}" = x ] || true; }', true],
    ['{ [ "${OTHER:-}" = x ] && false; }', false],
    ['case "${OTHER:-}" in a) true ;; *) true ;; esac', true],
  ])("says of %s that it is %s", (text, truth) => {
    expect(judge(text)).toBe(truth);
  });

  it.each(["rm -rf /", "[ a = b", "case x in", "{ true", "true true", "[ -f file ]"])(
    "takes %j for no condition",
    (text) => {
      expect(judge(text)).toBeUndefined();
    },
  );
});
