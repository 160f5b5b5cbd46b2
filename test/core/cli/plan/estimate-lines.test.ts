import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { estimateLines } from "../../../../core/cli/plan/estimate-lines.ts";
import {
  EstimateSchema,
  type JobEstimateSchema,
  MinutesSource,
} from "../../../../proto/gen/cig/plugin/v1/plugin_pb.ts";

type Job = MessageInitShape<typeof JobEstimateSchema>;

const stated = {
  machines: 1,
  minutes: 4,
  source: MinutesSource.STATED,
  class: "ubuntu-latest",
  price: 0.006,
};
const lines = (jobs: Job[], showsJobs = false, workflow = "") =>
  estimateLines([create(EstimateSchema, { provider: "github", path: "ci.yml", workflow, jobs })], showsJobs);

const cases: [title: string, jobs: Job[], lines: string[]][] = [
  ["what is stated", [{ ...stated, job: "a" }], ["  1 machine, about 4 minutes", "  about $0.0240"]],
  [
    "a timeout",
    [
      { ...stated, job: "a" },
      { ...stated, job: "b", machines: 3, minutes: 10, source: MinutesSource.TIMEOUT },
    ],
    ["  4 machines, at most 34 minutes", "  at most $0.20"],
  ],
  [
    "a class without a price",
    [
      { ...stated, job: "a" },
      { job: "b", machines: 1, minutes: 5, source: MinutesSource.STATED, class: "own" },
    ],
    ["  2 machines, about 9 minutes", "  about $0.0240 and what has no price", "  no price of own"],
  ],
  [
    "a timeout where there is no price",
    [
      { ...stated, job: "a" },
      { job: "b", machines: 1, minutes: 5, source: MinutesSource.TIMEOUT, class: "own" },
    ],
    ["  2 machines, at most 9 minutes", "  about $0.0240 and what has no price", "  no price of own"],
  ],
  [
    "nothing but such classes",
    ["a", "b", "c", "d", ""].map((name) => ({ job: "x", machines: 1, minutes: 1, source: 1, class: name })),
    ["  5 machines, about 5 minutes", "  cost not known", "  no price of a, b, c and 2 more"],
  ],
  [
    "jobs without a time",
    [
      { ...stated, job: "a" },
      { job: "b", machines: 2, class: "ubuntu-latest", price: 0.006 },
    ],
    ["  3 machines, about 4 minutes and the time of one job", "  about $0.0240 without that time"],
  ],
  [
    "no time at all",
    [{ job: "b", machines: 2, class: "ubuntu-latest", price: 0.006 }],
    ["  2 machines, time not known", "  cost not known"],
  ],
];

describe("estimateLines", () => {
  for (const [title, jobs, expected] of cases)
    it(`says ${title}`, () => {
      expect(lines(jobs)).toEqual(["ci.yml", ...expected]);
    });

  it("shows jobs on request, and names the workflow", () => {
    const jobs = [
      { ...stated, job: "a", source: MinutesSource.TIMEOUT },
      { job: "b", machines: 2 },
    ];
    expect(lines(jobs, true, "nightly")).toEqual([
      "ci.yml (workflow nightly)",
      "  3 machines, at most 4 minutes and the time of one job",
      "  at most $0.0240 without that time and what has no price",
      "  no price of machines that only the run knows",
      "    a: 1 × 4 min (timeout) × $0.006 on ubuntu-latest",
      "    b: 2 × ? × $?",
    ]);
  });
});
