import type { CommandSpec } from "../command-spec.ts";
import { json, pipeline } from "../options.ts";

/** The commands that show why a plan is as it is. */
export const reasons: readonly CommandSpec[] = [
  {
    name: "explain job",
    summary: "show a job with everything that shaped it, and why it runs",
    details:
      "Why it would run or be left out: each part of its signature, old and new, with what changed first in it. " +
      "It is compared with the commit of --diff; else with its last success, where a store knows that; else with " +
      "where the branch began, or the last commit.",
    operands: [{ name: "NAME", help: "a job of cig.toml, or one of its variants" }],
    options: [
      json,
      { name: "diff", value: "REF", help: "compare with this commit, branch or tag" },
      ...pipeline,
    ],
    examples: [
      ["cig explain job test", "the steps of `test`, where each comes from, and why it runs"],
      ["cig explain job test --diff main", "what has changed for it since main"],
      ["cig explain job test --json | jq .job.needs", "what it waits for, for a program"],
    ],
    load: () => import("../explain/explain.ts"),
  },
  {
    name: "explain skip",
    summary: "show for the whole plan what would run, and why",
    operands: [],
    options: [
      json,
      { name: "diff", value: "REF", help: "compare with this commit, branch or tag" },
      ...pipeline,
    ],
    examples: [
      ["cig explain skip", "a table of all jobs"],
      ["cig explain skip --diff origin/main", "with what has changed since then"],
    ],
    load: () => import("../explain/skip.ts"),
  },
  {
    name: "graph",
    summary: "show which job waits for which",
    operands: [],
    options: [
      json,
      { name: "format", value: "FORMAT", choices: ["text", "mermaid", "dot"], help: "text, mermaid or dot" },
      {
        name: "workflow",
        value: "NAME",
        help: "only the jobs of this workflow; default: all, each by itself",
      },
      ...pipeline,
    ],
    examples: [
      ["cig graph", "the jobs as a list of levels"],
      ["cig graph --format dot | dot -Tsvg > jobs.svg", "a picture, with Graphviz"],
    ],
    load: () => import("../graph/graph.ts"),
  },
];
