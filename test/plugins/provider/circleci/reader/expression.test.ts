import { describe, expect, it } from "vitest";
import { evaluate, type Value } from "../../../../../plugins/provider/circleci/reader/expression/evaluate.ts";
import { judgeLogic } from "../../../../../plugins/provider/circleci/reader/expression/logic.ts";
import { parseExpression } from "../../../../../plugins/provider/circleci/reader/expression/parse.ts";
import {
  cutExpressions,
  substitute,
} from "../../../../../plugins/provider/circleci/reader/expression/text.ts";

const values: Readonly<Record<string, Value>> = {
  "pipeline.git.branch": "feature/x",
  "pipeline.git.tag": "",
  "pipeline.parameters.deploy": true,
  "pipeline.parameters.count": 3,
};
const names = (name: string) => values[name];

describe("an expression", () => {
  it.each<[string, Value]>([
    ['pipeline.git.branch == "feature/x"', true],
    ['pipeline.git.branch != "main" and pipeline.git.tag == ""', true],
    ["pipeline.git.branch matches /^feature\\/.*$/", true],
    ['pipeline.git.branch starts-with "feat"', true],
    ['not (pipeline.git.branch starts-with "feat")', false],
    ["not pipeline.parameters.deploy", false],
    ['pipeline.git.tag or "none"', "none"],
    ["pipeline.parameters.count >= 3", true],
    ['pipeline.git.branch == "main" and "a" or "b"', "b"],
    ['pipeline.git.branch == "main" or pipeline.git.branch == "feature/x" and true', true],
    ["pipeline.number == 7", undefined],
    ["pipeline.number == 7 and false", false],
    ["pipeline.number == 7 or true", true],
  ])("%s is %s", (source, value) => {
    expect(evaluate(parseExpression(source)!, names)).toBe(value);
  });

  it.each(["", "and", "a ==", "(a", '"open', "a b"])("%j is none", (source) => {
    expect(parseExpression(source)).toBeUndefined();
  });
});

describe("a logic statement", () => {
  it.each([
    [{ equal: ["feature/x", "<< pipeline.git.branch >>"] }, true],
    [{ equal: [true, "<< pipeline.parameters.deploy >>"] }, true],
    [{ equal: ["3", "<< pipeline.parameters.count >>"] }, false],
    [{ and: [true, { not: "<< pipeline.parameters.deploy >>" }] }, false],
    [{ or: [{ equal: [1, 2] }, "<< pipeline.parameters.deploy >>"] }, true],
    [{ matches: { pattern: "^feature/.+$", value: "<< pipeline.git.branch >>" } }, true],
    [{ matches: { pattern: "/main/", value: "<< pipeline.git.branch >>" } }, false],
    ["<< pipeline.git.tag >>", false],
    ["<< pipeline.parameters.deploy >>", true],
    ["pipeline.git.branch == 'main'", false],
    ["pipeline.parameters.deploy", true],
    [{ equal: [7, "<< pipeline.number >>"] }, "unknown"],
    [{ and: [{ equal: [7, "<< pipeline.number >>"] }, false] }, false],
    [{ sometimes: true }, "unknown"],
  ])("%j is %s", (statement, truth) => {
    expect(judgeLogic(statement, names)).toBe(truth);
  });
});

describe("a text", () => {
  it("is cut at its expressions, and not at those that are escaped", () => {
    expect(cutExpressions('a << x >> \\<< y >> << z == ">>" >>')).toEqual([
      "a ",
      "x",
      " \\<< y >> ",
      'z == ">>"',
      "",
    ]);
  });

  it("gets the values of parameters, with their kinds where it is nothing else", () => {
    const given = new Map<string, unknown>([
      ["parameters.steps", ["checkout"]],
      ["parameters.size", 2],
      ["parameters.on", true],
    ]);
    expect(
      substitute(
        {
          list: "<< parameters.steps >>",
          text: "size-<<parameters.size>>",
          "<< parameters.size >>": "<< parameters.on >>",
          both: "<< parameters.on and pipeline.git.branch >>",
          escaped: "\\<< parameters.size >>",
        },
        given,
      ),
    ).toEqual({
      list: ["checkout"],
      text: "size-2",
      "2": true,
      both: "<< true and pipeline.git.branch >>",
      escaped: "\\<< parameters.size >>",
    });
  });
});
