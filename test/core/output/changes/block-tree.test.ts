import { describe, expect, it } from "vitest";
import { parseBlocks } from "../../../../core/output/changes/block-tree.ts";
import { describeChanges } from "../../../../core/output/changes/changes.ts";

const pipeline = (version: string, script: string) => `// A comment.
pipeline {
  agent none
  stages {
    stage('test') {
      environment {
        RUBY = '${version}'
      }
      steps {
        sh('''#!/bin/sh
${script} {
''')
      }
    }
  }
}
`;

describe("blocks in braces", () => {
  it("become a tree in which a stage is called by its name, and braces in scripts are text", () => {
    expect(parseBlocks(pipeline("3.3", "rake"))).toEqual(
      new Map<string, unknown>([
        [
          "pipeline",
          new Map<string, unknown>([
            ["agent", "none"],
            [
              "stages",
              new Map([
                [
                  "test",
                  new Map([
                    ["environment", new Map([["RUBY", "'3.3'"]])],
                    ["steps", new Map([["sh", "('''#!/bin/sh\nrake {\n''')"]])],
                  ]),
                ],
              ]),
            ],
          ]),
        ],
      ]),
    );
  });

  it("tells two lines of one word apart", () => {
    expect(parseBlocks("a {\n  b 1\n  b 2\n}\n")).toEqual(
      new Map([
        [
          "a",
          new Map([
            ["b", "1"],
            ["b 2", "2"],
          ]),
        ],
      ]),
    );
  });

  it("keeps `try` and `catch` apart", () => {
    expect(parseBlocks("try {\n  x()\n} catch (Exception e) {\n  y()\n}\n")).toEqual(
      new Map([
        ["try", new Map([["x", "()"]])],
        ["catch (Exception e)", new Map([["y", "()"]])],
      ]),
    );
  });

  it.each(["text without braces\n", "a {\n", "}\n"])("is not %j", (text) => {
    expect(parseBlocks(text)).toBeUndefined();
  });
});

describe("the change list of a Jenkinsfile", () => {
  const meaning = {
    "pipeline.stages.*": "stage",
    "pipeline.stages.*.environment.*": "variable",
    "pipeline.stages.*.steps": "steps",
  };
  const change = (before: string, after: string) =>
    describeChanges({ path: "Jenkinsfile", change: "change", before, after } as never, { meaning });

  it("names the stage and what of it has changed", async () => {
    expect(await change(pipeline("3.2", "rake"), pipeline("3.3", "rake"))).toEqual([
      {
        action: "change",
        path: "Jenkinsfile",
        subject: "stage.test",
        field: "variable RUBY",
        before: "'3.2'",
        after: "'3.3'",
      },
    ]);
  });

  it("is one line where the text is no pipeline", async () => {
    expect(await change("one {\n", "two {\n")).toEqual([
      { action: "change", path: "Jenkinsfile", subject: "file" },
    ]);
  });
});
