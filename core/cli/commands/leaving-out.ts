import type { CommandSpec } from "../command-spec.ts";
import { config, json, pipeline } from "../options.ts";

/** The commands that decide and record what need not run again. */
export const leavingOut: readonly CommandSpec[] = [
  {
    name: "compute-signatures",
    summary: "show which jobs have to run, and which passed already",
    details:
      "A job's signature is made of all that decides what it does: files, variables, its definition, versions, and the " +
      "jobs before it. CI runs this command before everything else. What is in doubt runs.",
    operands: [],
    options: [
      json,
      {
        name: "format",
        value: "FORMAT",
        choices: ["text", "json", "env", "github", "circleci", "buildkite", "jenkins"],
        help: "text, json, env, or what a provider reads: github, circleci, buildkite, jenkins",
      },
      { name: "output", value: "PATH", help: "only the jobs of this rendered file, as cig.lock has them" },
      { name: "markers", value: "DIR", help: "look for markers in DIR, where the provider's cache put them" },
      {
        name: "keys",
        value: "DIR",
        help: "write the keys of the provider's cache to DIR, and decide nothing",
      },
      { name: "no-skip", help: "leave nothing out" },
      ...pipeline,
    ],
    examples: [
      ["cig compute-signatures", "a table: what would run here, and why"],
      ["cig compute-signatures --format buildkite | buildkite-agent pipeline upload", "in CI, on Buildkite"],
    ],
    load: () => import("../signatures/compute-signatures.ts"),
  },
  {
    name: "simulate",
    summary: "show what a run would start, and why, for each provider",
    details:
      "As if everything that is committed now had already passed, and the named files changed. Events, branches and " +
      "conditions count; what only the run knows runs.",
    operands: [],
    options: [
      json,
      {
        name: "event",
        value: "EVENT",
        choices: ["push", "pull_request", "merge_queue", "schedule", "manual", "release"],
        help: "what happens: push, pull_request, merge_queue, schedule, manual, release; default: pull_request",
      },
      { name: "base", value: "BRANCH", help: "where a pull request leads to; default: the default branch" },
      { name: "branch", value: "BRANCH", help: "what is pushed, or where a pull request comes from" },
      { name: "tag", value: "TAG", help: "the tag that is pushed or released" },
      { name: "changed", value: "GLOB", many: true, help: "files that change; repeatable" },
      { name: "label", value: "LABEL", many: true, help: "a label of the pull request; repeatable" },
      ...pipeline,
    ],
    examples: [
      [
        "cig simulate --event pull_request --base main --changed 'app/**'",
        "a pull request that changes app/",
      ],
      ["cig simulate --event push --tag v1.2.0", "the jobs of a tag"],
    ],
    load: () => import("../simulate/simulate.ts"),
  },
  {
    name: "mark",
    summary: "record that a job has passed",
    details:
      "The last step of a job in CI runs this; $CIG_MARKER holds what `cig compute-signatures` gave for it. When the " +
      "store fails, the job runs again next time, and that is all.",
    operands: [],
    options: [config, { name: "to", value: "DIR", help: "write it to DIR, for the provider's own cache" }],
    examples: [
      ["cig mark", "record it in the store that cig.lock names"],
      ["cig mark --to .cig/markers", "write the file that the provider's cache keeps"],
    ],
    load: () => import("../mark.ts"),
  },
];
