import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCondition, printCondition } from "../../../../core/config/expressions.ts";
import {
  type Expression,
  ExpressionSchema,
  Function as Fn,
} from "../../../../proto/gen/cig/plugin/v1/value_pb.ts";

const call = (fn: Fn, ...operands: Expression[]) =>
  create(ExpressionSchema, { kind: { case: "call", value: { function: fn, arguments: operands } } });
const name = (path: string) =>
  create(ExpressionSchema, { kind: { case: "reference", value: { path: path.split(".") } } });
const words = (value: string) =>
  create(ExpressionSchema, { kind: { case: "literal", value: { kind: { case: "text", value } } } });
const bool = (value: boolean) =>
  create(ExpressionSchema, { kind: { case: "literal", value: { kind: { case: "boolean", value } } } });
const integer = (value: bigint) =>
  create(ExpressionSchema, { kind: { case: "literal", value: { kind: { case: "integer", value } } } });

const expressionOf = (source: string) => parseCondition(source).expression;
const errorOf = (source: string) => parseCondition(source).error;

describe("parseCondition", () => {
  it("reads comparisons of names and constants", () => {
    expect(expressionOf('git.branch == "main"')).toEqual(call(Fn.EQUAL, name("git.branch"), words("main")));
    expect(expressionOf("pr.number != 3")).toEqual(call(Fn.NOT_EQUAL, name("pr.number"), integer(3n)));
    expect(expressionOf("DEPLOY == true")).toEqual(call(Fn.EQUAL, name("DEPLOY"), bool(true)));
  });

  it("lets && bind closer than ||, and ! closest", () => {
    expect(expressionOf("a || b && !c == d")).toEqual(
      call(Fn.OR, name("a"), call(Fn.AND, name("b"), call(Fn.EQUAL, call(Fn.NOT, name("c")), name("d")))),
    );
  });

  it("makes one call of a chain, and keeps the author's parentheses", () => {
    expect(expressionOf("a && b && c")).toEqual(call(Fn.AND, name("a"), name("b"), name("c")));
    expect(expressionOf("(a && b) && c")).toEqual(
      call(Fn.AND, call(Fn.AND, name("a"), name("b")), name("c")),
    );
  });

  it("reads the functions", () => {
    expect(expressionOf("startsWith(git.tag, 'v')")).toEqual(
      call(Fn.STARTS_WITH, name("git.tag"), words("v")),
    );
    expect(expressionOf("always()")).toEqual(call(Fn.ALWAYS));
    expect(expressionOf("failure() && ! cancelled( )")).toEqual(
      call(Fn.AND, call(Fn.FAILURE), call(Fn.NOT, call(Fn.CANCELLED))),
    );
  });

  it("accepts {{ }} around the whole", () => {
    expect(expressionOf(" {{ git.branch == '}}' }} ")).toEqual(
      call(Fn.EQUAL, name("git.branch"), words("}}")),
    );
  });

  it.each([
    ["", "This condition is empty.", 0],
    ["{{ }}", "This condition is empty.", 3],
    ["a ==", "The condition ends too early.", 4],
    ["a b", '"b" cannot stand here.', 2],
    ["a and b", '"and" cannot stand here.', 2],
    ["a === b", '"===" has no meaning in an expression.', 2],
    ["a = b", '"=" has no meaning in an expression.', 2],
    ["a == b == c", "Comparisons do not chain.", 7],
    ["(a", 'A ")" is missing here.', 2],
    ["a)", '")" cannot stand here.', 1],
    ["{{ a }} == {{ b }}", '"==" cannot stand here.', 8],
    ["x == {{ a }}", '"{" has no meaning in an expression.', 5],
    ["{{ a", "The condition ends too early.", 4],
    ["startswith(a, 'b')", 'There is no function "startswith".', 0],
    ["contains(a)", "contains() takes two values and has 1 here.", 0],
    ["always(1)", "always() takes no value and has 1 here.", 0],
    ["matches(a, b)", "The pattern of matches() must be text in quotes.", 0],
    ["matches(a, '(')", '"(" is not a regular expression.', 0],
    ["matches(a, '(?=x)')", 'The pattern "(?=x)" looks around or back, which not every provider can.', 0],
    ["a < b", '"<" has no meaning in an expression.', 2],
    ["'a", "The text that begins with ' has no end.", 0],
  ])("says what is wrong with %s", (source, message, offset) => {
    expect(errorOf(source)).toMatchObject({ code: "CIG106", message, offset });
  });

  it("suggests the operator for a word, and the nearest function", () => {
    expect(errorOf("a and b")?.hint).toBe("Write && instead.");
    expect(errorOf("startswith(a, 'b')")?.hint).toBe("Did you mean startsWith()?");
    expect(errorOf("canceled()")?.hint).toBe("Did you mean cancelled()?");
  });

  it("refuses GitHub's notation, with the condition where it is portable", () => {
    expect(errorOf("${{ success() && matrix.a == 'b' }}")?.hint).toBe(
      "Write the condition without ${{ }}: success() && matrix.a == 'b'",
    );
    expect(errorOf("${{ github.event_name == 'push' }}")?.hint).toContain("provider.github");
  });

  it("accepts RE2's own notation in matches()", () => {
    expect(errorOf("matches(git.branch, '(?i)^(?P<kind>rel|hot)-\\d+$')")).toBeUndefined();
  });

  it("refuses nesting that no person wrote, and never throws", () => {
    expect(errorOf(`${"(".repeat(100_000)}a`)?.message).toBe("This condition is nested too deeply.");
    expect(errorOf(`${"!".repeat(100_000)}a`)?.message).toBe("This condition is nested too deeply.");
    const pieces = fc.constantFrom(
      "(",
      ")",
      "!",
      "&&",
      "||",
      "==",
      "a",
      "'",
      ",",
      "{{",
      "}}",
      "always",
      "1",
      " ",
      "${{",
    );
    fc.assert(fc.property(fc.array(pieces), (source) => void parseCondition(source.join(""))));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (source) => void parseCondition(source)));
  });
});

describe("printCondition", () => {
  const { tree } = fc.letrec<{ tree: Expression }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      fc
        .stringMatching(/^[a-z][a-z0-9_-]{0,5}(\.[a-z0-9_-]{1,5})?$/)
        .filter((path) => !/^(true|false)$|\.-/.test(path))
        .map(name),
      fc.string({ unit: "grapheme" }).map(words),
      fc.boolean().map(bool),
      fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }).map(integer),
      tie("tree").map((each) => call(Fn.NOT, each)),
      fc
        .tuple(fc.constantFrom(Fn.EQUAL, Fn.NOT_EQUAL, Fn.CONTAINS, Fn.ENDS_WITH), tie("tree"), tie("tree"))
        .map(([fn, a, b]) => call(fn, a, b)),
      fc
        .tuple(fc.constantFrom(Fn.AND, Fn.OR), fc.array(tie("tree"), { minLength: 2, maxLength: 4 }))
        .map(([fn, operands]) => call(fn, ...operands)),
      fc.constantFrom(Fn.SUCCESS, Fn.FAILURE, Fn.ALWAYS, Fn.CANCELLED).map((fn) => call(fn)),
    ),
  }));

  it("writes what parseCondition reads again", () => {
    fc.assert(
      fc.property(tree, (expression) => {
        expect(expressionOf(printCondition(expression))).toEqual(expression);
      }),
      { numRuns: 1000 },
    );
  });
});
