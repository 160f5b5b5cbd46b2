import { create, MinutesSource, reference, text, ValidateRequestSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { toTable } from "../../../../core/plan/value.ts";
import { rules } from "../../../../plugins/policy/cost-control/rules/rules.ts";
import { validate } from "../../../../plugins/policy/cost-control/validate.ts";
import { github, job, list, matrix, txt } from "../../provider/github/requests.ts";

const path = ".github/workflows/ci.yml";
const output = (jobs: object[], more: object = {}) => ({ provider: "github", path, jobs, ...more });
const ten = (id: string, more: object = {}) => job(id, { timeoutMinutes: 10, ...more } as never);
const runner = (more: object) => ({ runner: more });

async function judge(cost: object, outputs: object[], policy: object = {}, files: object[] = []) {
  const request = create(ValidateRequestSchema, {
    outputs: outputs as never,
    files: files as never,
    policy: toTable({ ...policy, cost } as never),
  });
  const { diagnostics, estimates } = await validate(request);
  return { diagnostics: diagnostics!, estimates: estimates ?? [] };
}

/** "test: 2 × 10 on ubuntu-latest for 0.006" */
async function estimated(cost: object, outputs: object[], files: object[] = []) {
  const { estimates } = await judge(cost, outputs, {}, files);
  return estimates.flatMap(({ jobs }) =>
    jobs!.map(
      ({ job: id, machines, minutes, class: name, price }) =>
        `${id}: ${machines} × ${minutes ?? "?"} on ${name || "?"} for ${price ?? "?"}`,
    ),
  );
}

async function found(cost: object, outputs: object[], policy: object = {}) {
  const { diagnostics } = await judge(cost, outputs, policy);
  return diagnostics.map(({ code, location }) => `${code} ${location?.subject?.join(".")}`);
}

const machines: [title: string, cost: object, output: object, lines: string[]][] = [
  ["the usual machine", {}, output([ten("a")]), ["a: 1 × 10 on ubuntu-latest for 0.006"]],
  ["windows", {}, output([ten("a", runner({ os: "windows" }))]), ["a: 1 × 10 on windows-latest for 0.01"]],
  ["a Mac", {}, output([ten("a", runner({ os: "macos" }))]), ["a: 1 × 10 on macos-latest for 0.062"]],
  [
    "a large Mac",
    {},
    output([ten("a", runner({ id: "macos-14-xlarge" }))]),
    ["a: 1 × 10 on macos-14-xlarge for 0.102"],
  ],
  [
    "a label with a version",
    {},
    output([ten("a", runner({ id: "ubuntu-22.04" }))]),
    ["a: 1 × 10 on ubuntu-22.04 for 0.006"],
  ],
  [
    "arm64, whose price is not known",
    {},
    output([ten("a", runner({ arch: "arm64" }))]),
    ["a: 1 × 10 on ubuntu-24.04-arm for ?"],
  ],
  [
    "one's own machines",
    {},
    output([
      ten(
        "a",
        runner({ id: "own", providerOptions: github({ "runs-on": list(txt("linux"), txt("self-hosted")) }) }),
      ),
    ]),
    ["a: 1 × 10 on self-hosted for ?"],
  ],
  [
    "a label that has a price in cig.toml",
    { prices: { "our-big": 0.03 } },
    output([ten("a", runner({ providerOptions: github({ "runs-on": txt("our-big") }) }))]),
    ["a: 1 × 10 on our-big for 0.03"],
  ],
  [
    "a label that stands for a machine of the list",
    { prices: { "our-big": "linux_8_core" } },
    output([ten("a", runner({ providerOptions: github({ "runs-on": txt("our-big") }) }))]),
    ["a: 1 × 10 on our-big for 0.022"],
  ],
  [
    "an expression that only the run knows",
    {},
    output([ten("a", runner({ providerOptions: github({ "runs-on": txt("${{ vars.RUNNER }}") }) }))]),
    ["a: 1 × 10 on ? for ?"],
  ],
  ["a public repository", { public: true }, output([ten("a")]), ["a: 1 × 10 on ubuntu-latest for 0"]],
  [
    "a larger machine for a public repository",
    { public: true, prices: { big: "linux_4_core" } },
    output([ten("a", runner({ providerOptions: github({ "runs-on": txt("big") }) }))]),
    ["a: 1 × 10 on big for 0.012"],
  ],
  [
    "a matrix of systems, with copies",
    {},
    output([
      ten("a", {
        ...matrix("a", { os: ["ubuntu-latest", "macos-latest"], node: ["20", "22"] }),
        ...runner({ label: text(reference("matrix.os")) }),
        parallelism: 3,
      }),
    ]),
    ["a: 6 × 10 on ubuntu-latest for 0.006", "a: 6 × 10 on macos-latest for 0.062"],
  ],
  [
    "minutes of cig.toml, as GitHub counts them",
    { minutes: { a: 2.5 } },
    output([ten("a")]),
    ["a: 1 × 3 on ubuntu-latest for 0.006"],
  ],
  [
    "no timeout at all",
    {},
    output([ten("a", { timeoutMinutes: 0 })]),
    ["a: 1 × ? on ubuntu-latest for 0.006"],
  ],
  [
    "a queue of Buildkite",
    { prices: { builders: 0.02 } },
    output(
      [
        ten("a"),
        ten("b", runner({ os: "macos" })),
        ten("c", {
          runner: {
            providerOptions: [{ provider: "buildkite", options: toTable({ agents: { queue: "builders" } }) }],
          },
        }),
      ],
      { provider: "buildkite" },
    ),
    ["a: 1 × 10 on default for ?", "b: 1 × 10 on macos for ?", "c: 1 × 10 on builders for 0.02"],
  ],
  [
    "a label of Jenkins",
    { prices: { linux: 0.001 } },
    output([ten("a"), ten("b", runner({ id: "farm" }))], { provider: "jenkins" }),
    ["a: 1 × 10 on linux for 0.001", "b: 1 × 10 on farm for ?"],
  ],
];

const circle = `jobs:
  plain:
    docker: [{ image: x }]
  large:
    docker: [{ image: x }]
    resource_class: large
  engine:
    machine: { image: x }
  own:
    machine: true
    resource_class: acme/farm
  mac:
    macos: { xcode: 26.6.0 }
    resource_class: m4pro.medium
  chosen:
    docker: [{ image: x }]
    resource_class: << parameters.size >>
`;

describe("policy/cost-control", () => {
  for (const [title, cost, one, lines] of machines)
    it(`reckons with ${title}`, async () => {
      expect(await estimated(cost, [one])).toEqual(lines);
    });

  it("reads CircleCI's classes in the rendered file", async () => {
    const jobs = ["plain", "large", "engine", "own", "mac", "chosen", "absent"].map((id) => ten(id));
    const one = output(jobs, { provider: "circleci", path: ".circleci/config.yml" });
    const files = [{ provider: "circleci", path: ".circleci/config.yml", content: circle }];
    expect(await estimated({ credit: 0.001 }, [one], files)).toEqual([
      "plain: 1 × 10 on docker/medium for 0.01",
      "large: 1 × 10 on docker/large for 0.02",
      "engine: 1 × 10 on machine/medium for ?",
      "own: 1 × 10 on acme/farm for ?",
      "mac: 1 × 10 on m4pro.medium for ?",
      "chosen: 1 × 10 on ? for ?",
      "absent: 1 × 10 on ? for ?",
    ]);
    expect(await estimated({}, [one], [{ ...files[0], content: "a: [" }])).toContain(
      "plain: 1 × 10 on ? for ?",
    );
  });

  it("says where minutes come from, and for which workflow", async () => {
    const one = output([ten("a"), ten("b"), ten("c", { timeoutMinutes: 0 })], { workflow: "nightly" });
    const { estimates } = await judge({ minutes: { a: 4 } }, [one]);
    expect(estimates[0]).toMatchObject({ provider: "github", path, workflow: "nightly" });
    expect(estimates[0]!.jobs!.map(({ source }) => source)).toEqual([
      MinutesSource.STATED,
      MinutesSource.TIMEOUT,
      MinutesSource.UNSPECIFIED,
    ]);
  });

  it("has the rules COST001 to COST007", () => {
    expect(rules.map(({ code }) => code)).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => `COST00${number}`));
  });

  const own = ten("b", runner({ id: "self-hosted" }));
  const cases: [title: string, cost: object, jobs: object[], codes: string[]][] = [
    ["minutes that suffice", { max_minutes: 20 }, [ten("a"), ten("b")], []],
    ["minutes that do not", { max_minutes: 19 }, [ten("a"), ten("b")], ["COST001 policy.cost.max_minutes"]],
    ["money that suffices", { max_cost: 0.06 }, [ten("a")], []],
    ["money that does not", { max_cost: 0.05 }, [ten("a")], ["COST002 policy.cost.max_cost"]],
    [
      "money with a machine of no price",
      { max_cost: 0.06 },
      [ten("a"), own],
      ["COST005 policy.cost.max_cost"],
    ],
    [
      "money that does not suffice even so",
      { max_cost: 0.05 },
      [ten("a"), own],
      ["COST002 policy.cost.max_cost", "COST005 policy.cost.max_cost"],
    ],
    [
      "money without a time",
      { max_cost: 1 },
      [ten("a", { timeoutMinutes: 0 })],
      ["COST005 policy.cost.max_cost"],
    ],
    ["machines that may be used", { classes: "ubuntu-*" }, [ten("a")], []],
    ["one that may not", { classes: ["ubuntu-*"] }, [ten("a"), own], ["COST003 jobs.b"]],
    ["few variants", { max_variants: 2 }, [ten("a", matrix("a", { x: ["1", "2"] }))], []],
    [
      "many, with copies",
      { max_variants: 5 },
      [ten("a", { ...matrix("a", { x: ["1", "2"] }), parallelism: 3 })],
      ["COST004 jobs.a.matrix"],
    ],
    [
      "minutes of a job that is gone",
      { minutes: { gone: 3 } },
      [ten("a")],
      ["COST006 policy.cost.minutes.gone"],
    ],
    [
      "a price that is none",
      { prices: { big: "linux_5_core" } },
      [ten("a")],
      ["COST007 policy.cost.prices.big"],
    ],
  ];
  for (const [title, cost, jobs, codes] of cases)
    it(`judges ${title}`, async () => {
      expect(await found(cost, [output(jobs)])).toEqual(codes);
    });

  it("says how much too much it is, and where most of it goes", async () => {
    const jobs = [ten("a"), ten("b", { ...matrix("b", { x: ["1", "2"] }), ...runner({ os: "macos" }) })];
    const { diagnostics } = await judge({ max_cost: 1, minutes: { a: 3 } }, [output(jobs)]);
    expect(diagnostics[0]).toMatchObject({
      message: `A run of "${path}" costs at most $1.258, and $1 are allowed.`,
      hint: 'Most of it is the job "b" (2 × 10 minutes). Choose smaller machines, lower timeouts, or run less.',
    });
    const stated = await judge({ max_cost: 1, minutes: { a: 3, b: 9 } }, [output(jobs)]);
    expect(stated.diagnostics[0]?.message).toContain("costs about $1.134, and");
  });

  it("heeds levels and waivers as every policy does", async () => {
    const waiver = { rule: "COST003", owner: "me", reason: "x", expires: "2099-01-01", job: "b" };
    const jobs = [output([ten("a"), own])];
    expect(await found({ classes: "ubuntu-*" }, jobs, { waivers: [waiver] })).toEqual([]);
    expect(await found({ classes: "ubuntu-*" }, jobs, { levels: { COST003: "off" } })).toEqual([]);
    expect(await found({}, jobs, { levels: { COST009: "off" } })).toEqual(["COST000 policy.levels.COST009"]);
  });

  it("says nothing without its table", async () => {
    const request = create(ValidateRequestSchema, { outputs: [output([ten("a")])] as never });
    expect(await validate(request)).toEqual({ diagnostics: [] });
  });
});
