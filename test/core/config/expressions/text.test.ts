import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseText, printText } from "../../../../core/config/expressions.ts";
import { reference, text } from "../../../../sdk/text.ts";

const errorOf = (source: string) => parseText(source).error;

describe("parseText", () => {
  it("splits text at its names", () => {
    expect(parseText("ruby:{{ matrix.ruby }}-{{git.sha}}").text).toEqual(
      text("ruby:", reference("matrix.ruby"), "-", reference("git.sha")),
    );
  });

  it("leaves text without {{ as it is", () => {
    expect(parseText("a } }} $x ${x} { {").text).toEqual(text("a } }} $x ${x} { {"));
    expect(parseText("").text).toEqual(text());
  });

  it("takes quoted text for itself, so that {{ can be written", () => {
    expect(parseText("docker inspect -f '{{ '{{' }}.State}}'").text).toEqual(
      text("docker inspect -f '{{.State}}'"),
    );
    expect(parseText('{{ "{{" }}').text).toEqual(text("{{"));
    expect(parseText(`{{ 'it''s' }}{{ "a ""b""" }}`).text).toEqual(text(`it'sa "b"`));
    expect(parseText("{{ '${{ x }}' }}").text).toEqual(text("${{ x }}"));
  });

  it("tells where each name stands", () => {
    expect(parseText("a {{ b }} {{c.d-e}}").names).toEqual([
      { path: ["b"], offset: 5, end: 6 },
      { path: ["c", "d-e"], offset: 12, end: 17 },
    ]);
  });

  it("says that a {{ has no }}", () => {
    expect(errorOf("ab {{ x")).toEqual({
      code: "CIG106",
      message: "This {{ has no }}.",
      hint: "To write the characters {{ themselves, write {{ '{{' }}.",
      offset: 3,
      end: 5,
    });
  });

  it("points at what is no name", () => {
    expect(errorOf("{{ .State }}")).toMatchObject({
      message: '"." has no meaning in an expression.',
      offset: 3,
    });
    expect(errorOf("{{ }}")).toMatchObject({ message: "Between {{ and }} stands a name.", offset: 3 });
    expect(errorOf("{{ 3 }}")).toMatchObject({ message: "Between {{ and }} stands a name.", offset: 3 });
    expect(errorOf("{{ a b }}")).toMatchObject({
      message: "Between {{ and }} stands one name only.",
      offset: 5,
    });
    expect(errorOf("{{ a || b }}")).toMatchObject({
      message: "Between {{ and }} stands one name only.",
      offset: 5,
    });
    expect(errorOf("{{ matrix['os'] }}")?.hint).toContain("Write fields with a dot, such as matrix.os.");
    expect(errorOf("{{ 'x }}")).toMatchObject({
      message: "The text that begins with ' has no end.",
      offset: 3,
    });
  });

  it("refuses GitHub's notation and names the portable one", () => {
    expect(errorOf("echo ${{ github.sha }}")).toEqual({
      code: "CIG106",
      message: "${{ … }} is the notation of one provider, and cig.toml is for all.",
      hint: "Write {{ git.sha }}.",
      offset: 5,
      end: 22,
    });
    expect(errorOf("${{ needs.build.outputs.tag }}")?.hint).toBe("Write {{ jobs.build.outputs.tag }}.");
    expect(errorOf("${{ matrix.ruby }}")?.hint).toBe("Write {{ matrix.ruby }}.");
    expect(errorOf("${{ __proto__ }}")?.hint).toContain("provider.github");
    expect(errorOf("${{ hashFiles('x') }}")?.hint).toContain("provider.github");
    expect(errorOf("${{ x")?.offset).toBe(0);
  });

  it("never throws", () => {
    const pieces = fc.constantFrom(
      "{{",
      "}}",
      "${{",
      "a",
      ".",
      "'",
      '"',
      " ",
      "\n",
      "-",
      "1",
      "$",
      "{",
      "matrix.x",
    );
    fc.assert(fc.property(fc.array(pieces), (source) => void parseText(source.join(""))));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (source) => void parseText(source)));
  });
});

describe("printText", () => {
  it("quotes what would become a hole", () => {
    expect(printText(text("{$", reference("a"), "${{ x"))).toBe("{{ '{$' }}{{ a }}{{ '${{' }} x");
  });

  it("writes what parseText reads again", () => {
    const characters = fc.array(fc.constantFrom("{", "}", "$", "a", "'", '"', " ", "{{", "\n", "ä"), {
      maxLength: 6,
    });
    const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,4}(\.[a-z0-9_]{1,3}){0,3}$/).map(reference);
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            characters.map((each) => each.join("")),
            name,
          ),
          { maxLength: 6 },
        ),
        (pieces) => {
          const joined = pieces.reduce<(typeof pieces)[number][]>((all, piece) => {
            const last = all.at(-1);
            if (typeof piece === "string" && typeof last === "string") all[all.length - 1] = last + piece;
            else all.push(piece);
            return all;
          }, []);
          const original = text(...joined);
          expect(parseText(printText(original)).text).toEqual(original);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
