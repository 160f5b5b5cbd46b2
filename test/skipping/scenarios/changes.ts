import { passed, type Scenario } from "./scenario.ts";

/** What runs because of what was changed, and because of what went wrong before. */
export const changes: readonly Scenario[] = [
  {
    title:
      "what has passed is left out and said to be, a changed file makes exactly what it counts in run, and going back none",
    turns: [
      { ran: ["deploy"], gate: "success", says: [passed] },
      { change: { "docs/a.txt": "b\n" }, ran: ["deploy", "docs"], gate: "success" },
      // The artifact is made again for those that use it.
      { change: { "test/a.txt": "b\n" }, ran: ["build", "deploy", "test-1", "test-2"], gate: "success" },
      {
        change: { "docs/a.txt": "a\n", "test/a.txt": "a\n", "other.txt": "b\n" },
        ran: ["deploy"],
        gate: "success",
      },
    ],
  },
  {
    title: "a variable that counts is a change, too",
    turns: [{ variables: { LEVEL: "high" }, ran: ["deploy", "lint"], gate: "success" }],
  },
  {
    title: "a job that failed leaves no marker, and what it holds back is not run",
    turns: [
      {
        change: { "src/a.txt": "b\n" },
        fails: ["lint"],
        ran: ["alarm", "build", "lint", "test-1", "test-2"],
        gate: "failure",
        says: [/lint/],
      },
      { ran: ["deploy", "lint"], gate: "success" },
    ],
  },
  {
    title: "what is left out holds back nobody, and what failed before it still does",
    turns: [
      {
        change: { "src/a.txt": "b\n" },
        fails: ["build"],
        ran: ["alarm", "build", "lint"],
        gate: "failure",
      },
      { ran: ["build", "deploy", "test-1", "test-2"], gate: "success" },
    ],
  },
  {
    title: "variants are left out one by one",
    turns: [
      {
        change: { "test/a.txt": "b\n" },
        fails: ["test-1"],
        ran: ["alarm", "build", "test-1", "test-2"],
        gate: "failure",
      },
      { ran: ["build", "deploy", "test-1"], gate: "success" },
    ],
  },
  {
    title: "a job that was cancelled leaves no marker, and the gate says so",
    turns: [
      { change: { "docs/a.txt": "b\n" }, cancelledIn: "docs", ran: ["docs"], gate: "failure" },
      { ran: ["deploy", "docs"], gate: "success" },
    ],
    variants: {
      buildkite: {
        because: "Of a build that somebody has cancelled, Buildkite starts nothing more, and no gate.",
        turns: [
          { change: { "docs/a.txt": "b\n" }, cancelledIn: "docs", ran: ["docs"], gate: "cancelled" },
          { ran: ["deploy", "docs"], gate: "success" },
        ],
      },
      circleci: {
        because: "Who cancels a workflow cancels all of its jobs. A gate that never was holds back, too.",
        turns: [
          { change: { "docs/a.txt": "b\n" }, cancelledIn: "docs", ran: ["docs"], gate: "cancelled" },
          { ran: ["deploy", "docs"], gate: "success" },
        ],
      },
    },
  },
];

/** Where one job can be cancelled, and what does not wait for it goes on. */
export const oneCancelled: readonly Scenario[] = [
  {
    title: "a job that was cancelled by itself leaves no marker, and the gate says so",
    turns: [
      {
        change: { "docs/a.txt": "b\n", "test/a.txt": "b\n" },
        cancelledJob: "docs",
        // For whoever waits for a failure, a deployment that could not run is one.
        ran: ["alarm", "build", "docs", "test-1", "test-2"],
        gate: "failure",
        says: [/docs/],
      },
      { ran: ["deploy", "docs"], gate: "success" },
    ],
  },
];
