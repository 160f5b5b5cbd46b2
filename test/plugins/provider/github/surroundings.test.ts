import { Function as F, named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readGithub } from "../../../../plugins/provider/github/reader/reader.ts";
import { judgeWorkflow } from "../../../validators/github.ts";
import { apply, type JobInit, job, lit, matrix, type OutputInit, ref, render, run, txt } from "./requests.ts";

const bool = (value: boolean) => lit({ kind: { case: "boolean", value } });

async function jobOf(more: JobInit, codes: readonly string[] = []) {
  const { content, codes: found } = await render({ jobs: [job("a", more)] });
  expect(found).toEqual(codes);
  expect(await judgeWorkflow(content)).toEqual([]);
  return parse(content).jobs.a;
}

describe("a job that waits for a person", () => {
  it("has an environment of its name, shows the question, and says what must be set", async () => {
    const { content, diagnostics } = await render({
      jobs: [job("deploy", { approval: { message: text("Deploy to production?") } } as never)],
    });
    expect(await judgeWorkflow(content)).toEqual([]);
    expect(content.slice(content.indexOf("  deploy:"))).toBe(`  deploy:
    runs-on: ubuntu-latest
    environment: deploy
    timeout-minutes: 10
    steps:
      - name: "Approval: Deploy to production?"
        run: echo Approved
      - run: make
`);
    expect(
      diagnostics.map(({ code, message, hint, location }) => [code, message, hint, location?.subject]),
    ).toEqual([
      [
        "GH026",
        'The job "deploy" waits for a person ("Deploy to production?") only if the environment "deploy" of the repository has required reviewers; without them it starts at once.',
        "Set them once on GitHub: Settings → Environments → deploy → Required reviewers.",
        ["jobs", "deploy", "approval"],
      ],
    ]);
  });

  it("keeps the environment that it has, and may do nothing else", async () => {
    const own = await jobOf(
      {
        approval: {},
        steps: [],
        workingDirectory: "web",
        environment: { name: text("production"), url: text("https://x") },
      } as never,
      ["GH026"],
    );
    expect(own.environment).toEqual({ name: "production", url: "https://x" });
    expect(own.steps).toEqual([{ name: "Approval", run: "echo Approved", "working-directory": "." }]);
  });

  it("is refused in the middle of a job", async () => {
    const step = { kind: { case: "approve", value: {} }, subject: ["jobs", "a", "steps", "1"] } as never;
    const { diagnostics, content } = await render({ jobs: [job("a", { steps: [run("x"), step] })] });
    expect(diagnostics.map(({ code, location }) => [code, location?.subject])).toEqual([
      ["GH024", ["jobs", "a", "steps", "1"]],
    ]);
    expect(content).toBe("");
  });
});

describe("a stage", () => {
  it("stands before the name that people see", async () => {
    expect((await jobOf({ stage: "test" })).name).toBe("test / a");
    expect((await jobOf({ stage: "test", name: "Unit" })).name).toBe("test / Unit");
    const named = { stage: "t", ...matrix("a", { n: ["1"] }), nameText: text("N ", reference("matrix.n")) };
    expect((await jobOf(named as never)).name).toBe("t / N ${{ matrix.n }}");
  });
});

describe("a private image", () => {
  it("is fetched with credentials, for the job and for its services", async () => {
    const credentials = { username: text("bot"), password: text(reference("secrets.REGISTRY")) };
    const own = await jobOf({
      image: { image: text("ghcr.io/x/y:1"), credentials },
      services: [{ name: "db", image: text("ghcr.io/x/db:1"), credentials }],
    } as never);
    const wanted = { username: "bot", password: "${{ secrets.REGISTRY }}" };
    expect(own.container).toEqual({ image: "ghcr.io/x/y:1", credentials: wanted });
    expect(own.services.db).toEqual({ image: "ghcr.io/x/db:1", credentials: wanted });
  });

  it("keeps its credentials to itself: no script gets them", async () => {
    const credentials = { username: text("bot"), password: text(reference("secrets.REGISTRY")) };
    const own = await jobOf({
      services: [{ name: "db", image: text("ghcr.io/x/db:1"), credentials }],
      secrets: ["REGISTRY"],
      steps: [{ kind: { case: "run", value: { script: "make" } } }],
    } as never);
    expect(own.steps).toEqual([{ run: "make" }]);
  });

  it("has no name from a secret", async () => {
    const { diagnostics } = await render({
      jobs: [job("a", { image: { image: text(reference("secrets.IMAGE")) } } as never)],
    });
    expect(diagnostics.map(({ code, location }) => [code, location?.subject])).toEqual([
      ["GH002", ["jobs", "a", "image"]],
    ]);
  });
});

describe("a service", () => {
  it("is ready when its check says so, as often and as long as it is asked", async () => {
    const options = async (ready: object) =>
      (await jobOf({ services: [{ name: "s", image: text("x"), ready }] } as never)).services.s.options;
    expect(await options({ command: "ping" })).toBe(
      "--health-cmd ping --health-interval 10s --health-timeout 5s --health-retries 5",
    );
    expect(
      await options({ command: "sh -c 'a \"b\" \\c'", intervalSeconds: 2, timeoutSeconds: 3, retries: 40 }),
    ).toBe(
      `--health-cmd "sh -c 'a \\"b\\" \\c'" --health-interval 2s --health-timeout 3s --health-retries 40`,
    );
  });
});

describe("an input of a manual run", () => {
  const manual = {
    inputs: [
      { name: "dry", type: "boolean", default: { kind: { case: "boolean", value: false } } },
      { name: "where", type: "choice", options: ["a", "true"] },
      { name: "count", type: "number" },
    ],
  };

  it("is compared with true and false as what it is", async () => {
    const condition = async (own: ReturnType<typeof apply> | ReturnType<typeof ref>) => {
      const { content, diagnostics } = await render({
        triggers: { manual } as never,
        jobs: [job("a", { condition: own })],
      });
      expect(diagnostics).toEqual([]);
      expect(await judgeWorkflow(content)).toEqual([]);
      return parse(content).jobs.a.if;
    };
    expect(await condition(apply(F.EQUAL, ref("inputs.dry"), lit(txt("true"))))).toBe("inputs.dry == true");
    expect(await condition(apply(F.NOT_EQUAL, lit(txt("false")), ref("inputs.dry")))).toBe(
      "inputs.dry != false",
    );
    expect(await condition(apply(F.EQUAL, ref("inputs.dry"), bool(true)))).toBe("inputs.dry == true");
    expect(await condition(apply(F.EQUAL, ref("inputs.where"), lit(txt("true"))))).toBe(
      "inputs.where == 'true'",
    );
    expect(await condition(apply(F.EQUAL, ref("inputs.count"), lit(txt("3"))))).toBe("inputs.count == '3'");
    expect(await condition(ref("inputs.dry"))).toBe("inputs.dry");
  });
});

describe("an input in a run that nobody has started by hand", () => {
  const boolean = (value: boolean) => ({ kind: { case: "boolean", value } });
  const inputs = [
    { name: "fast", type: "boolean", default: boolean(true) },
    { name: "dry", type: "boolean" },
    { name: "where", type: "choice", options: ["stage", "live"] },
    { name: "who", default: txt("it's me") },
    { name: "what" },
  ];
  const triggers = { push: { branches: ["main"] }, manual: { inputs } } as never;
  const otherwise = (value: string) => `github.event_name != 'workflow_dispatch' && ${value}`;

  it("is its default in texts", async () => {
    const names = inputs.map(({ name }) => named(name.toUpperCase(), reference(`inputs.${name}`)));
    const { content } = await render({ triggers, jobs: [job("a", { env: names })] });
    expect(await judgeWorkflow(content)).toEqual([]);
    expect(parse(content).jobs.a.env).toEqual({
      FAST: `\${{ ${otherwise("'true'")} || inputs.fast }}`,
      DRY: `\${{ ${otherwise("'false'")} || inputs.dry }}`,
      WHERE: `\${{ ${otherwise("'stage'")} || inputs.where }}`,
      WHO: `\${{ ${otherwise("'it''s me'")} || inputs.who }}`,
      WHAT: "${{ inputs.what }}",
    });
    const { workflows } = readGithub(new Map([[".github/workflows/ci.yml", content]]));
    expect(workflows[0]!.jobs[0]!.steps.find((step) => step.kind === "run")?.env).toEqual({
      FAST: "{{ inputs.fast }}",
      DRY: "{{ inputs.dry }}",
      WHERE: "{{ inputs.where }}",
      WHO: "{{ inputs.who }}",
      WHAT: "{{ inputs.what }}",
    });
  });

  it("is its default in conditions", async () => {
    const conditions = [
      ref("inputs.fast"),
      apply(F.EQUAL, ref("inputs.fast"), lit(txt("false"))),
      ref("inputs.dry"),
      apply(F.EQUAL, ref("inputs.where"), lit(txt("live"))),
    ];
    const jobs = conditions.map((condition, index) => job("abcd"[index]!, { condition }));
    const { content } = await render({ triggers, jobs });
    expect(await judgeWorkflow(content)).toEqual([]);
    const { a, b, c, d } = parse(content).jobs;
    const isOther = "github.event_name != 'workflow_dispatch'";
    expect([a.if, b.if, c.if, d.if]).toEqual([
      `${isOther} || inputs.fast`,
      `(${isOther} || inputs.fast) == false`,
      "inputs.dry",
      `(${isOther} && 'stage' || inputs.where) == 'live'`,
    ]);
  });
});

describe("what GitHub does not take", () => {
  const cases: [string, OutputInit, string, string[]][] = [
    [
      "a variable that it sets itself",
      { jobs: [job("a", { env: [named("GITHUB_SHA", "x")] })] },
      "GH001",
      ["jobs", "a", "env", "GITHUB_SHA"],
    ],
    [
      "a variable of the runner",
      { env: [named("RUNNER_TEMP", "x")], jobs: [job("a")] },
      "GH001",
      ["env", "RUNNER_TEMP"],
    ],
    [
      "the name of an environment of 256 characters",
      { jobs: [job("a", { environment: { name: text("x".repeat(256)) } } as never)] },
      "GH019",
      ["jobs", "a", "environment"],
    ],
    [
      "a value with an expression of more than 21,000 characters",
      { jobs: [job("a", { env: [named("X", reference("git.sha"), "x".repeat(21_000))] })] },
      "GH019",
      ["jobs", "a", "env", "X"],
    ],
    [
      "an approval's environment with a job's output that it does not wait for",
      { jobs: [job("a", { environment: { name: text(reference("jobs.b.outputs.x")) } } as never), job("b")] },
      "GH002",
      ["jobs", "a", "environment"],
    ],
  ];
  for (const [title, output, code, subject] of cases)
    it(title, async () => {
      const { content, diagnostics } = await render(output);
      expect(diagnostics.map((each) => [each.code, each.location?.subject])).toEqual([[code, subject]]);
      expect(diagnostics[0]?.hint).not.toBe("");
      expect(content).toBe("");
    });

  it("is told where it is a timeout of its own machines", async () => {
    const codes = async (more: JobInit) =>
      (await render({ jobs: [job("a", { timeoutMinutes: 361, ...more })] })).codes;
    expect(await codes({})).toEqual(["GH028"]);
    expect(await codes({ timeoutMinutes: 360 })).toEqual([]);
    expect(await codes({ runner: { id: "self-hosted" } })).toEqual([]);
    expect(
      await codes({
        runner: {
          id: "big",
          providerOptions: [
            { provider: "github", options: { entries: [{ key: "runs-on", value: txt("big-box") }] } },
          ],
        },
      } as never),
    ).toEqual([]);
  });

  it("is not a token, nor 64 KiB of plain text", async () => {
    const { codes } = await render({
      jobs: [
        job("a", {
          env: [named("GITHUB_TOKEN", reference("secrets.GITHUB_TOKEN")), named("X", "x".repeat(65_536))],
        }),
      ],
    });
    expect(codes).toEqual([]);
  });
});
