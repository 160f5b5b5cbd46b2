import { type Expression, Function as F, named } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { judgeConfig } from "../../../validators/circleci.ts";
import { apply, job, lit, matrix, ref, render, run, txt } from "./requests.ts";

const branch = ref("git.branch");
const tag = ref("git.tag");
const is = (name: Expression, value: string) => apply(F.EQUAL, name, lit(txt(value)));

describe("a job's condition", () => {
  const cases: [string, Expression, string][] = [
    ["compares", is(branch, "main"), 'pipeline.git.branch == "main"'],
    [
      "compares the other way round",
      apply(F.NOT_EQUAL, lit(txt("main")), branch),
      'pipeline.git.branch != "main" and pipeline.git.tag == ""',
    ],
    ["asks for a tag", tag, 'pipeline.git.tag != ""'],
    ["asks for a beginning", apply(F.STARTS_WITH, tag, lit(txt("v"))), 'pipeline.git.tag starts-with "v"'],
    ["asks for an end", apply(F.ENDS_WITH, branch, lit(txt(".x"))), "pipeline.git.branch matches /^.*\\.x$/"],
    [
      "asks for a part",
      apply(F.CONTAINS, branch, lit(txt("a/b"))),
      "pipeline.git.branch matches /^.*a\\/b.*$/",
    ],
    [
      "searches",
      apply(F.MATCHES, branch, lit(txt("^(a|b)"))),
      "pipeline.git.branch matches /^.*(?:^(a|b)).*$/",
    ],
    [
      "keeps and in or together, and or in and",
      apply(F.AND, apply(F.OR, is(branch, "a"), is(branch, "b")), is(branch, "c")),
      '(pipeline.git.branch == "a" or pipeline.git.branch == "b") and pipeline.git.branch == "c"',
    ],
    ["negates a whole", apply(F.NOT, is(branch, "a")), 'not (pipeline.git.branch == "a")'],
    [
      "knows the default branch",
      apply(F.EQUAL, branch, ref("git.default_branch")),
      'pipeline.git.branch == "main"',
    ],
    ["says what no string can", is(branch, 'a"b'), 'pipeline.git.branch matches /^a"b$/'],
    [
      "knows what started the run in CircleCI's words",
      apply(F.AND, is(branch, "main"), apply(F.NOT_EQUAL, ref("run.event"), lit(txt("workflow_dispatch")))),
      'pipeline.git.branch == "main" and pipeline.event.name != "api"',
    ],
    [
      "is not fooled by words in strings",
      apply(F.AND, is(branch, "a or b"), is(tag, "c")),
      'pipeline.git.branch == "a or b" and pipeline.git.tag == "c"',
    ],
  ];
  for (const [title, condition, expected] of cases)
    it(title, async () => {
      const { content, codes } = await render({
        triggers: { push: { branches: ["**"], tags: ["**"] } },
        jobs: [job("a", { condition })],
      });
      expect(codes).toEqual([]);
      expect(judgeConfig(content)).toEqual([]);
      const { filters } = parse(content).workflows.ci.jobs[0].a;
      expect(filters).toBe(expected.replace(' and pipeline.git.tag == ""', ""));
    });

  it("does not let a job out of the branches of the workflow", async () => {
    const filterFor = async (push: object, condition: Expression) => {
      const { content } = await render({ triggers: { push }, jobs: [job("a", { condition })] } as never);
      return parse(content).workflows.ci.jobs[0].a.filters;
    };
    expect(await filterFor({ branches: ["main", "dev"] }, apply(F.NOT_EQUAL, branch, lit(txt("x"))))).toBe(
      '(pipeline.git.branch == "main" or pipeline.git.branch == "dev") and pipeline.git.branch != "x"',
    );
    expect(await filterFor({ branches: ["**"] }, apply(F.NOT_EQUAL, branch, lit(txt("x"))))).toBe(
      'pipeline.git.tag == "" and pipeline.git.branch != "x"',
    );
    expect(await filterFor({ branches: ["**"] }, is(branch, "main"))).toBe('pipeline.git.branch == "main"');
    expect(await filterFor({ tags: ["v*"] }, is(tag, "v1"))).toBe(
      'pipeline.git.tag matches /^v[^\\/]*$/ and pipeline.git.tag == "v1"',
    );
  });

  for (const [title, condition] of [
    ["the matrix", is(ref("matrix.a"), "1")],
    ["a status among others", apply(F.OR, apply(F.FAILURE), is(branch, "main"))],
  ] as const)
    it(`that asks for ${title} is refused`, async () => {
      const { content, codes } = await render({
        jobs: [job("a", { ...matrix("a", { a: ["1", "2"] }), condition })],
      });
      expect(content).toBe("");
      expect(codes).toContain("CC004");
    });
});

describe("a job's condition on what only a job knows", () => {
  const output = ref("jobs.a.outputs.go");
  const steps = async (jobs: Parameters<typeof render>[0]["jobs"], id: string) => {
    const { content, diagnostics } = await render({ jobs });
    expect(diagnostics.filter(({ hint }) => hint === "").map(({ message }) => message)).toEqual([]);
    expect(judgeConfig(content)).toEqual([]);
    return { steps: parse(content).jobs[id].steps, workflow: parse(content).workflows.ci.jobs };
  };
  const producer = job("a", { outputs: [named("go", "yes")] });

  it("is asked at its start, beside a filter for the rest", async () => {
    const condition = apply(F.AND, is(branch, "main"), is(output, "it's"));
    const { steps: all, workflow } = await steps([producer, job("b", { needs: ["a"], condition })], "b");
    expect(workflow[1].b).toEqual({ requires: ["a"], filters: 'pipeline.git.branch == "main"' });
    expect(all).toEqual([
      { attach_workspace: { at: "/tmp/cig/attached" } },
      {
        run: {
          name: "Ask whether the job is wanted",
          command: `if ! { [ "$(cat /tmp/cig/attached/outputs/a/go 2> /dev/null || true)" = 'it'\\''s' ]; }; then
  echo "The job's condition does not hold."
  circleci-agent step halt
fi
`,
        },
      },
      { run: "make" },
    ]);
  });

  it("is asked again by the jobs behind it, as a job that halts has succeeded", async () => {
    const jobs = [
      producer,
      job("b", { needs: ["a"], condition: is(output, "yes") }),
      job("c", { needs: ["b"] }),
      job("d", { needs: ["b"], condition: apply(F.ALWAYS) }),
    ];
    const question = "Ask whether the job is wanted";
    const names = async (id: string) =>
      (await steps(jobs, id)).steps.map((step: Record<string, { name?: string }>) => step.run?.name);
    expect(await names("c")).toEqual([undefined, question, undefined]);
    expect(await names("d")).toEqual([undefined]);
  });

  it("may be a secret or a variable", async () => {
    const { steps: all } = await steps([job("a", { condition: ref("secrets.TOKEN") })], "a");
    expect(all[0].run.command).toContain('if ! { [ -n "${TOKEN:-}" ]; }; then');
  });
});

describe("a step's condition", () => {
  async function stepOf(condition: Expression, more: object = {}) {
    const { content, diagnostics } = await render({
      triggers: {
        push: { branches: ["main"] },
        manual: {
          inputs: [
            { name: "dry", type: "boolean" },
            { name: "n", type: "number" },
          ],
        },
      },
      jobs: [job("a", { ...matrix("a", { v: ["1", "2"] }), steps: [run("make", { condition, ...more })] })],
    } as never);
    expect(diagnostics).toEqual([]);
    expect(judgeConfig(content)).toEqual([]);
    return parse(content).jobs.a.steps[0];
  }

  const value = (name: string) => `<< ${name} >>`;
  const cases: [string, Expression, unknown][] = [
    ["a branch", is(branch, "main"), { equal: [value("pipeline.git.branch"), "main"] }],
    [
      "a value of the matrix, which is a text",
      apply(F.EQUAL, ref("matrix.v"), lit({ kind: { case: "integer", value: 1n } })),
      { equal: [value("parameters.v"), "1"] },
    ],
    [
      "an input by its own kind",
      apply(F.AND, ref("inputs.dry"), apply(F.EQUAL, ref("inputs.n"), lit(txt("3")))),
      { and: [value("pipeline.parameters.dry"), { equal: [value("pipeline.parameters.n"), 3] }] },
    ],
    ["no tag", apply(F.NOT, tag), { not: value("pipeline.git.tag") }],
    ["an empty branch", is(branch, ""), { not: value("pipeline.git.branch") }],
    ["some tag", apply(F.NOT_EQUAL, lit(txt("")), tag), { not: { not: value("pipeline.git.tag") } }],
    ["a start by hand", is(ref("run.event"), "manual"), { equal: [value("pipeline.event.name"), "api"] }],
    [
      "a push",
      apply(F.NOT_EQUAL, ref("run.event"), lit(txt("push"))),
      { not: { equal: [value("pipeline.event.name"), "push"] } },
    ],
    [
      "a beginning",
      apply(F.STARTS_WITH, branch, lit(txt("a.b"))),
      { matches: { pattern: "^a\\.b.*$", value: value("pipeline.git.branch") } },
    ],
  ];
  for (const [title, condition, expected] of cases)
    it(`on ${title} is decided by CircleCI`, async () => {
      expect(await stepOf(condition)).toEqual({ when: { condition: expected, steps: [{ run: "make" }] } });
    });

  it("on the status is its `when`", async () => {
    expect(await stepOf(apply(F.ALWAYS))).toEqual({ run: { command: "make", when: "always" } });
    expect(await stepOf(apply(F.FAILURE))).toEqual({ run: { command: "make", when: "on_fail" } });
    expect(await stepOf(apply(F.SUCCESS))).toEqual({ run: "make" });
    expect(await stepOf(apply(F.OR, apply(F.SUCCESS), apply(F.FAILURE)))).toEqual({
      run: { command: "make", when: "always" },
    });
    expect(await stepOf(apply(F.AND, apply(F.FAILURE), is(branch, "main")))).toEqual({
      when: {
        condition: { equal: [value("pipeline.git.branch"), "main"] },
        steps: [{ run: { command: "make", when: "on_fail" } }],
      },
    });
  });

  it("on what only the job knows is asked by the script itself", async () => {
    expect(await stepOf(apply(F.AND, is(ref("env.X"), "it's"), is(branch, "main")))).toEqual({
      run: {
        command: `if ! { [ "\${X:-}" = 'it'\\''s' ] && [ "\${CIG_PIPELINE_GIT_BRANCH}" = main ]; }; then echo "Skipped: the step's condition does not hold."; exit 0; fi\nmake\n`,
        environment: { CIG_PIPELINE_GIT_BRANCH: '<< pipeline.git.branch or "" >>' },
      },
    });
  });
});
