import { describe, expect, it } from "vitest";
import { judgeConfig } from "../../../validators/circleci.ts";

const good = `version: 2.1

parameters:
  deep:
    type: boolean
    default: false

commands:
  greet:
    parameters:
      who:
        type: string
    steps:
      - run: echo << parameters.who >>

jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    steps:
      - greet:
          who: me
  b:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make

workflows:
  ci:
    when: pipeline.parameters.deep or (pipeline.git.branch == "main" and not (pipeline.git.tag matches /^v.*$/))
    jobs:
      - a
      - b:
          requires:
            - a: failed
  nightly:
    triggers:
      - schedule:
          cron: "0,30 3 * * 1"
          filters:
            branches:
              only: main
    jobs:
      - b
`;

describe("the judge of configurations", () => {
  it("has nothing against a good one", () => {
    expect(judgeConfig(good)).toEqual([]);
  });

  it.each([
    [
      "a circle",
      "      - a\n      - b:\n",
      "      - a:\n          requires:\n            - b\n      - b:\n",
      "ci: a and b wait in a circle",
    ],
    ["a job that waits for itself", "            - a: failed", "            - b", "ci: b wait in a circle"],
    ["a name that nobody has", "            - a: failed", "            - c", "ci: nothing is called c"],
    ["a status that does not exist", "- a: failed", "- a: broken", "ci: no job ends as broken"],
    ["a step in a cron line", "0,30 3", "*/30 3", 'nightly: "*/30 3 * * 1" is no cron line'],
    ["an hour that does not exist", "0,30 3", "0 24", 'nightly: "0 24 * * 1" is no cron line'],
    ["four fields", "0,30 3", "3", 'nightly: "3 * * 1" is no cron line'],
    [
      "a parameter that nobody declares",
      "pipeline.parameters.deep or",
      "pipeline.parameters.deeper or",
      "ci: an expression knows no pipeline.parameters.deeper",
    ],
    [
      "a value that does not exist",
      "pipeline.git.branch ==",
      "pipeline.git.colour ==",
      "ci: an expression knows no pipeline.git.colour",
    ],
    ["a parenthesis too few", "/^v.*$/))", "/^v.*$/)", "ci: parentheses of"],
    [
      "two jobs of one name",
      "      - a\n      - b:\n",
      "      - a\n      - a\n      - b:\n",
      "ci: a stands twice",
    ],
    ["a command that lacks a parameter", "          who: me\n", "          name: me\n", "a: greet takes who"],
    [
      "a parameter that no command has",
      "<< parameters.who >>",
      "<< parameters.whom >>",
      "greet: no parameter whom",
    ],
    ["a command that does not exist", "      - greet:\n", "      - meet:\n", "a: no command meet"],
    ["a job that does not exist", "    jobs:\n      - b\n", "    jobs:\n      - c\n", "nightly: no job c"],
  ])("sees %s", (_, from, to, fault) => {
    expect(good).toContain(from);
    expect(judgeConfig(good.replace(from, to)).join("\n")).toContain(fault);
  });

  it("asks the schema, too", () => {
    expect(judgeConfig(good.replace("docker:", "dokcer:")).join("\n")).toContain("schema: /jobs/a");
  });
});
