import { Access, named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { faultOf } from "../../../../plugins/provider/github/triggers/cron.ts";
import { job, matrix, type OutputInit, render, run } from "./requests.ts";

const cases: [title: string, output: OutputInit, code: string, subject: string[]][] = [
  ["an illegal id of a job", { jobs: [job("web/test")] }, "GH001", ["jobs", "web/test"]],
  ["an id of a job that is too long", { jobs: [job("a".repeat(101))] }, "GH019", ["jobs", "a".repeat(101)]],
  ["ids of jobs that differ by case", { jobs: [job("Test"), job("test")] }, "GH021", ["jobs", "test"]],
  [
    "an illegal id of a step",
    { jobs: [job("a", { steps: [run("x", { id: "1x" })] })] },
    "GH001",
    ["jobs", "a"],
  ],
  [
    "too many variants",
    { jobs: [job("a", matrix("a", { x: Array.from({ length: 257 }, (_, index) => `v${index}`) }))] },
    "GH005",
    ["jobs", "a", "matrix"],
  ],
  [
    "a bad cron line",
    { triggers: { schedule: [{ cron: "61 * * * *" }] }, jobs: [job("a")] },
    "GH006",
    ["on", "schedule", "0", "cron"],
  ],
  [
    "a path with a dot in front",
    { triggers: { push: { paths: ["./src/**"] } }, jobs: [job("a")] },
    "GH007",
    ["on", "push", "paths"],
  ],
  [
    "an open bracket",
    { triggers: { push: { branches: ["a[b"] } }, jobs: [job("a")] },
    "GH007",
    ["on", "push", "branches"],
  ],
  [
    "an expression in a filter",
    { triggers: { push: { branches: ["${{ x }}"] } }, jobs: [job("a")] },
    "GH007",
    ["on", "push", "branches"],
  ],
  [
    "an unknown permission",
    { permissions: [{ scope: "everything", access: Access.READ }], jobs: [job("a")] },
    "GH008",
    ["permissions", "everything"],
  ],
  [
    "an action without any version",
    {
      jobs: [
        job("a", {
          steps: [{ kind: { case: "native", value: { provider: "github", uses: "nobody/knows" } } } as never],
        }),
      ],
    },
    "GH010",
    ["jobs", "a"],
  ],
  [
    "an action that is none",
    {
      jobs: [
        job("a", {
          steps: [{ kind: { case: "native", value: { provider: "github", uses: "x y@v1" } } } as never],
        }),
      ],
    },
    "GH010",
    ["jobs", "a"],
  ],
  [
    "an artifact with a slash",
    {
      jobs: [
        job("a", { steps: [{ kind: { case: "upload", value: { name: "a/b", paths: ["x"] } } } as never] }),
      ],
    },
    "GH011",
    ["jobs", "a"],
  ],
  [
    "an unknown cache",
    { jobs: [job("a", { steps: [{ kind: { case: "cache", value: { id: "no" } } } as never] })] },
    "GH012",
    ["jobs", "a"],
  ],
  [
    "a foreign cache",
    {
      caches: [{ id: "c", backend: "s3", paths: ["x"] }],
      jobs: [job("a", { steps: [{ kind: { case: "cache", value: { id: "c" } } } as never] })],
    },
    "GH012",
    ["caches", "c"],
  ],
  [
    "an expression in the workflow's name",
    { description: "${{ x }}", jobs: [job("a")] },
    "GH013",
    ["outputs"],
  ],
  [
    "a choice without options",
    { triggers: { manual: { inputs: [{ name: "x", type: "choice" }] } }, jobs: [job("a")] },
    "GH017",
    ["on", "manual", "inputs", "x"],
  ],
  [
    "a secret with an illegal name",
    { jobs: [job("a", { env: [named("X", reference("secrets.GITHUB_X"))] })] },
    "GH001",
    ["jobs", "a", "env", "X"],
  ],
  [
    "an unknown axis",
    { jobs: [job("a", { env: [named("X", reference("matrix.x"))] })] },
    "GH003",
    ["jobs", "a", "env", "X"],
  ],
  [
    "an unknown input",
    { jobs: [job("a", { env: [named("X", reference("inputs.x"))] })] },
    "GH003",
    ["jobs", "a", "env", "X"],
  ],
  [
    "an unknown name",
    { jobs: [job("a", { env: [named("X", reference("git.colour"))] })] },
    "GH003",
    ["jobs", "a", "env", "X"],
  ],
  [
    "a runner's value in the name of a job",
    { jobs: [job("a", { nameText: text(reference("runner.os")) })] },
    "GH002",
    ["jobs", "a", "name"],
  ],
  [
    "an output of a later step",
    {
      jobs: [
        job("a", {
          steps: [run("x", { env: [named("X", reference("steps.s.outputs.y"))] }), run("y", { id: "s" })],
        }),
      ],
    },
    "GH002",
    ["jobs", "a", "env", "X"],
  ],
  [
    "an output of a job at the top",
    { env: [named("X", reference("jobs.a.outputs.x"))], jobs: [job("a")] },
    "GH002",
    ["env", "X"],
  ],
  [
    "a service with an illegal name",
    { jobs: [job("a", { services: [{ name: "a b", image: text("x") }] })] },
    "GH001",
    ["jobs", "a", "services", "a b"],
  ],
  [
    "an image on a Mac",
    { jobs: [job("a", { image: { image: text("ruby:3.3") }, runner: { os: "macos" } } as never)] },
    "GH022",
    ["jobs", "a", "image"],
  ],
  [
    "services where one variant runs on Windows",
    {
      jobs: [
        job("a", {
          services: [{ name: "redis", image: text("redis:7") }],
          ...matrix("a", { os: ["linux", "windows"] }),
        } as never),
      ],
    },
    "GH022",
    ["jobs", "a", "services"],
  ],
  [
    "a label on a processor that is not hosted",
    { jobs: [job("a", { runner: { id: "macos-14", os: "macos", arch: "amd64" } })] },
    "GH023",
    ["jobs", "a", "runner"],
  ],
];

describe("provider/github refuses", () => {
  for (const [title, output, code, subject] of cases)
    it(title, async () => {
      const { content, diagnostics } = await render(output);
      expect(diagnostics.map((each) => [each.code, each.location?.subject])).toEqual([[code, subject]]);
      expect(diagnostics[0]?.hint === "" && code !== "GH003").toBe(false);
      expect(content).toBe("");
    });

  it("expressions in values only by a warning, as they are plain text", async () => {
    const { content, codes } = await render({ jobs: [job("a", { env: [named("X", "${{ github.sha }}")] })] });
    expect(codes).toEqual(["GH014"]);
    expect(content).toContain("      X: ${{ '${{' }} github.sha }}\n");
  });

  it("nothing that is an ordinary cron line", () => {
    for (const line of [
      "0 0 * * *",
      "*/5 * * * *",
      "30 5 * * 1-5",
      "0 9,17 1 JAN-MAR sun",
      "15 */2 1-15/3 * *",
      "7 4 * * 0,6",
    ])
      expect([line, faultOf(line)]).toEqual([line, undefined]);
  });

  it("cron lines that GitHub does not take", () => {
    for (const line of [
      "@daily",
      "* * * *",
      "0 0 * * * *",
      "60 * * * *",
      "0 24 * * *",
      "0 0 0 * *",
      "0 0 * 13 *",
      "0 0 * * 7",
      "5-1 * * * *",
      "*/0 * * * *",
      "* * * * *",
      "*/2 * * * *",
      "a b c d e",
      "1,,2 * * * *",
      "",
    ])
      expect([line, faultOf(line) === undefined]).toEqual([line, false]);
  });
});
