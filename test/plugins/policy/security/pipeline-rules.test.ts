import { create, ValidateRequestSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { validate } from "../../../../plugins/policy/security/validate.ts";

const buildkite = (plugins: string, command = "make") =>
  `steps:\n  - command: ${command}\n    plugins:\n${plugins}`;

const cases: [title: string, provider: string, content: string, codes: string[]][] = [
  [
    "an orb with a whole version",
    "circleci",
    "version: 2.1\norbs:\n  node: circleci/node@5.0.2\njobs: {}\n",
    [],
  ],
  ["an orb with a part of one", "circleci", "orbs:\n  node: circleci/node@5.0\n", ["SEC003:2"]],
  ["the newest orb", "circleci", "orbs:\n  a: x/y@volatile\n  b: x/z@dev:first\n", ["SEC003:2", "SEC003:3"]],
  ["an orb in the file itself", "circleci", "orbs:\n  a:\n    jobs: {}\n", []],
  [
    "plugins with a tag",
    "buildkite",
    buildkite("      - docker#v5.12.0:\n          image: x\n      - a/b#v1\n"),
    [],
  ],
  ["a plugin at a commit", "buildkite", buildkite(`      - a/b#${"a".repeat(40)}\n`), []],
  [
    "a plugin without a version",
    "buildkite",
    buildkite("      - docker:\n          image: x\n"),
    ["SEC004:4"],
  ],
  ["a plugin on a branch", "buildkite", buildkite("      - a/b#main\n"), ["SEC004:4"]],
  ["a plugin beside the pipeline", "buildkite", buildkite("      - ./plugins/own\n"), []],
  [
    "a plugin in a group",
    "buildkite",
    "steps:\n  - group: g\n    steps:\n      - command: x\n        plugins: [a/b]\n",
    ["SEC004:5"],
  ],
  [
    "an upload beside an unpinned plugin",
    "buildkite",
    buildkite("      - a/b\n", "gen | buildkite-agent pipeline upload"),
    ["SEC004:4", "SEC025:4"],
  ],
  [
    "an upload beside a pinned one",
    "buildkite",
    buildkite("      - a/b#v1.0.0\n", "gen | buildkite-agent pipeline upload"),
    [],
  ],
  ["a library at a tag", "jenkins", "@Library(['a@1.2.3', 'b@v2']) _\npipeline {}\n", []],
  ["a library on a branch", "jenkins", "@Library(['a@1.2.3', 'b@main']) _\n", ["SEC005:1"]],
  ["a library of a step on a branch", "jenkins", "steps {\n  library('b@master')\n}\n", ["SEC005:2"]],
  ["a library that Jenkins knows the version of", "jenkins", "@Library('a') _\n", []],
  ["a library in a comment", "jenkins", "// library('b@main')\n", []],
  ["what is no YAML", "circleci", "a: [", []],
];

describe("policy/security", () => {
  for (const [title, provider, content, codes] of cases)
    it(`judges of ${provider}: ${title}`, async () => {
      const request = create(ValidateRequestSchema, { files: [{ path: "ci", content, provider }] });
      const { diagnostics } = await validate(request);
      const found = diagnostics!.map(({ code, location }) => `${code}:${location?.line}`);
      expect(found.sort()).toEqual(codes);
    });
});
