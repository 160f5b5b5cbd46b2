import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../../../plugins/provider/github/reader/expression/evaluate.ts";
import { parseExpression } from "../../../../../plugins/provider/github/reader/expression/parse.ts";
import { printExpression } from "../../../../../plugins/provider/github/reader/expression/print.ts";
import { textOf, truthOf, Unknown } from "../../../../../plugins/provider/github/reader/expression/value.ts";

const github = {
  event_name: "push",
  ref: "refs/heads/Main",
  ref_name: "Main",
  run_number: 7,
  event: { labels: [{ name: "bug" }, { name: "Deploy" }], forced: false, pull_request: null },
};

function ours(source: string) {
  const node = parseExpression(source);
  if (!node) throw new Error(`No expression: ${source}`);
  return evaluate(node, { names: { github } });
}

/** The same by GitHub's own library. */
function theirs(source: string): string {
  const { tokens } = new Lexer(source).lex();
  const node = new Parser(tokens, ["github"], []).parse();
  const context = new data.Dictionary({
    key: "github",
    value: JSON.parse(JSON.stringify(github), data.reviver) as InstanceType<typeof data.Dictionary>,
  });
  return new Evaluator(node, context).evaluate().coerceString();
}

describe("evaluate", () => {
  it.each([
    ["1 == '1'", true],
    ["'' == 0", true],
    ["null == 0", true],
    ["'MAIN' == 'main'", true],
    ["true == 'true'", false],
    ["contains(github.event.labels.*.name, 'deploy')", true],
    ["contains('Hello', 'ELL')", true],
    ["startsWith(github.ref, 'refs/heads/')", true],
    ["github.event.pull_request.head.ref", null],
    ["github['event_name']", "push"],
    ["github.EVENT_NAME", "push"],
    ["format('{{{0}}} {1}', 'a', 2)", "{a} 2"],
    ["join(github.event.labels.*.name, '+')", "bug+Deploy"],
    ["fromJSON('[1, 2]')[1]", 2],
    ["github.event_name == 'push' && 'yes' || 'no'", "yes"],
    ["!github.event.forced", true],
    ["0x10 > 15", true],
    ["'b' > 'A'", true],
  ])("says of %s what GitHub says", (source, expected) => {
    expect(ours(source)).toEqual(expected);
    expect(textOf(ours(source))).toBe(theirs(source));
  });

  it("leaves open what only the run knows, and no more", () => {
    expect(ours("secrets.TOKEN != ''")).toBeInstanceOf(Unknown);
    expect(ours("secrets.TOKEN == secrets.TOKEN")).toBe(true);
    expect(truthOf(ours("steps.a.outputs.b == 'c' && github.event_name == 'release'"))).toBe(false);
    expect(truthOf(ours("steps.a.outputs.b == 'c' || github.event_name == 'push'"))).toBe(true);
    expect(truthOf(ours("hashFiles('**/go.sum') != ''"))).toBeUndefined();
  });

  it.each(["", "github.", "a b", "'open", "f(", "1 +", "(a", "a ||"])(
    "takes %j for no expression",
    (source) => {
      expect(parseExpression(source)).toBeUndefined();
    },
  );

  it("agrees with GitHub's own library on any expression", () => {
    fc.assert(
      fc.property(expressions, (source) => {
        expect(textOf(ours(source))).toBe(theirs(source));
      }),
      { numRuns: 2000 },
    );
  });

  it("means the same when printed", () => {
    fc.assert(
      fc.property(expressions, (source) => {
        const printed = printExpression(parseExpression(source)!);
        expect(textOf(ours(printed))).toBe(textOf(ours(source)));
        expect(printExpression(parseExpression(printed)!)).toBe(printed);
      }),
    );
  });
});

const atoms = fc.constantFrom(
  "true",
  "false",
  "null",
  "0",
  "1",
  "-1",
  "2.5",
  "'1'",
  "''",
  "'main'",
  "'Main'",
  "'refs/heads/Main'",
  "'it''s'",
  "github.ref",
  "github.ref_name",
  "github.run_number",
  "github.event_name",
  "github.nothing",
  "github.event.forced",
  "github['ref']",
  "github.event.labels[0].name",
);

const { expression: expressions } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    atoms,
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom("||", "&&", "==", "!=", "<", "<=", ">", ">="),
        tie("expression"),
      )
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("||", "&&", "==", "<"), tie("expression"))
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    tie("expression").map((inner) => `!(${inner})`),
    fc
      .tuple(fc.constantFrom("contains", "startsWith", "endsWith"), tie("expression"), tie("expression"))
      .map(([name, left, right]) => `${name}(${left}, ${right})`),
    tie("expression").map((inner) => `format('<{0}>', ${inner})`),
    tie("expression").map((inner) => `contains(github.event.labels.*.name, ${inner})`),
  ),
}));
