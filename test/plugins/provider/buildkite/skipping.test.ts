import { create, Function as F, GenerateRequestSchema, named, reference, SkippingStage } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generate } from "../../../../plugins/provider/buildkite/generate.ts";
import { judgeCommands, judgePipeline } from "../../../validators/buildkite.ts";
import { runStep } from "./bash.ts";
import { apply, buildkite, job, list, lit, type OutputInit, ref, run, txt } from "./requests.ts";

type Node = Record<string, unknown>;

const checkout = { kind: { case: "checkout", value: {} } } as never;
const bootstrap = {
  stage: SkippingStage.BOOTSTRAP,
  job: "cig",
  functions:
    'cig_get() { [ -z "$NO_TOOL" ]; }\ncig() { echo "cig $* $CIG_GIT_SHA" >> "$HOME/cig"; echo "steps: []"; }',
  env: [
    named("CIG_GIT_SHA", reference("git.sha")),
    named("CIG_RUN_EVENT", reference("run.event")),
    named("COLOUR", reference("env.COLOUR")),
    named("STORE_KEY", reference("secrets.STORE_KEY")),
  ],
  secrets: ["STORE_KEY"],
  forceLabel: "cig:force",
  timeoutMinutes: 7,
};
const gate = { job: "gate", name: "all $green" };
const marker = `{"job":"lint","scope":"trusted","signature":"${"5f".repeat(32)}","versions":{"x":"$1"}}`;

function skippable(id: string, more: object = {}) {
  return job(id, { skippable: true, steps: [checkout, run("make")], ...more } as never);
}

function earning(id: string, more: object = {}) {
  return skippable(id, { variants: [{ id, values: {}, marker }], ...more });
}

/** The files of one output, all of them right; and what was remarked. */
async function files(output: object): Promise<{ all: ReadonlyMap<string, string>; codes: string[] }> {
  const request = create(GenerateRequestSchema, {
    outputs: [
      { provider: "buildkite", path: ".buildkite/pipeline.yml", description: "CI", ...output } as never,
    ],
    coreVersion: "0.2.0",
  });
  const { fragments = [], diagnostics = [] } = await generate(request);
  for (const { content = "" } of fragments) {
    expect(judgePipeline(content)).toEqual([]);
    expect(judgeCommands(content) ?? []).toEqual([]);
  }
  return {
    all: new Map(fragments.map(({ path, content }) => [path!, content!])),
    codes: diagnostics.map(({ code }) => code!),
  };
}

async function file(output: object, path = ".buildkite/pipeline.yml"): Promise<string> {
  return (await files(output)).all.get(path) ?? "";
}

function continued(output: object, skipping: object = {}): Promise<string> {
  return file({ ...output, skipping: { ...bootstrap, stage: SkippingStage.CONTINUATION, ...skipping } });
}

function stepOf(content: string, key: string): Node {
  return (parse(content) as { steps: Node[] }).steps.find((step) => step.key === key)!;
}

describe("the committed files of a workflow that leaves jobs out", () => {
  it("are a step that decides, and a file with everything", async () => {
    const { all } = await files({ skipping: bootstrap, jobs: [skippable("lint"), job("deploy")], gate });
    expect([...all.keys()]).toEqual([".buildkite/pipeline.yml", ".buildkite/cig/pipeline.yml"]);
    const [first, whole] = [...all.values()].map((content) => parse(content) as { steps: Node[] });
    expect(first!.steps.map(({ key }) => key)).toEqual(["cig"]);
    expect(first!.steps[0]!.secrets).toEqual({ CIG_SECRET_STORE_KEY: "STORE_KEY" });
    expect(first!.steps[0]!.timeout_in_minutes).toBe(12);
    expect(whole!.steps.map(({ key }) => key)).toEqual(["lint", "deploy", "gate"]);
    expect(whole!.steps[0]!.command).toBe("make");
    expect(JSON.stringify(whole)).not.toContain("record");
  });

  it("ask a person's questions before they decide, and never again", async () => {
    const { all } = await files({
      skipping: bootstrap,
      triggers: { manual: { inputs: [{ name: "level" }] } },
      jobs: [skippable("lint")],
    });
    const [first, whole] = [...all.values()].map((content) => parse(content) as { steps: Node[] });
    expect(first!.steps.map(({ key, depends_on: waits }) => [key, waits])).toEqual([
      ["inputs", undefined],
      ["cig", "inputs"],
    ]);
    expect(whole!.steps.map(({ key, depends_on: waits }) => [key, waits])).toEqual([["lint", undefined]]);
  });

  it("upload what the tool says is left", async () => {
    const content = await file({ skipping: bootstrap, jobs: [skippable("lint")] });
    const { status, calls, out } = runStep(content, "cig", {
      agent: 'case "$1 $2" in "pipeline upload") cat "$3" >> "$HOME/uploaded";; esac',
    });
    expect(status).toBe(0);
    expect(calls).toEqual([expect.stringMatching(/^buildkite-agent pipeline upload \S*\/tmp\.\w+$/)]);
    expect(out).toBe("--- What has passed already, of: lint\n");
  });

  it.each([
    ["without the tool", { NO_TOOL: "1" }, ""],
    ["where Buildkite refuses what is left", {}, '[ "$3" = .buildkite/cig/pipeline.yml ]'],
  ])("upload everything %s", async (_, env, agent) => {
    const content = await file({ skipping: bootstrap, jobs: [skippable("lint")] });
    const { status, calls, out } = runStep(content, "cig", { env, agent });
    expect(status).toBe(0);
    expect(calls.at(-1)).toBe("buildkite-agent pipeline upload .buildkite/cig/pipeline.yml");
    expect(out).toContain("Everything runs, as in .buildkite/cig/pipeline.yml.");
  });

  it("are one whole file where only Buildkite's own cache could keep what has passed", async () => {
    const { all } = await files({
      skipping: { ...bootstrap, nativeStore: true },
      jobs: [skippable("lint")],
      gate,
    });
    expect([...all.keys()]).toEqual([".buildkite/pipeline.yml"]);
    expect((parse([...all.values()][0]!) as { steps: Node[] }).steps.map(({ key }) => key)).toEqual([
      "lint",
      "gate",
    ]);
  });
});

describe("what is uploaded", () => {
  it("records as the last thing of a job that went well", async () => {
    const content = await continued({ jobs: [earning("lint"), job("deploy")] });
    expect(stepOf(content, "deploy").command).toBe("make");
    const well = await continued({ jobs: [earning("lint", { steps: [checkout, run("true")] })] });
    const ran = runStep(well, "lint");
    expect(ran.status).toBe(0);
    expect(ran.out).toBe("--- true\n--- Note that the job went well\nsteps: []\n");
    expect((stepOf(well, "lint").env as Node).CIG_MARKER).toBe(marker.replace("$", "$$$$"));
  });

  it("records nothing when the author's script has failed, whatever it has made of its shell", async () => {
    const steps = [checkout, run("set +e\ntrap 'true' EXIT\nfalse")];
    const ran = runStep(await continued({ jobs: [earning("lint", { steps })] }), "lint");
    expect(ran.status).not.toBe(0);
    expect(ran.out).not.toContain("Note that the job went well");
    const late = [checkout, run("false"), run("true", { condition: apply(F.ALWAYS) })];
    const other = runStep(await continued({ jobs: [earning("lint", { steps: late })] }), "lint");
    expect(other.status).not.toBe(0);
    expect(other.out).not.toContain("Note that the job went well");
  });

  it("goes well where nothing can be recorded", async () => {
    const content = await continued(
      { jobs: [earning("lint", { steps: [checkout, run("true")] })] },
      { functions: "cig_get() { return 0; }\ncig() { exit 3; }" },
    );
    const { status, out } = runStep(content, "lint");
    expect(status).toBe(0);
    expect(out).toContain("Nothing is recorded.");
  });

  it.each([
    ["copies that share its work", { parallelism: 2 }],
    ["no checkout", { steps: [run("make")] }],
    [
      "a plugin",
      {
        steps: [
          checkout,
          run("make"),
          { kind: { case: "native", value: { provider: "buildkite", uses: "x", version: "v1.0.0" } } },
        ],
      },
    ],
    ["artifact_paths", { providerOptions: buildkite({ artifact_paths: list(txt("log")) }) }],
  ])("records nothing for a job with %s", async (_, more) => {
    const content = await continued({ jobs: [earning("lint", more)] });
    expect(content).not.toMatch(/record|CIG_MARKER/);
    const { codes } = await files({
      skipping: bootstrap,
      jobs: [skippable("lint", { ...more, skipIf: {} })],
    });
    expect(codes).toContain("BK039");
  });
});

describe("a gate", () => {
  const isMain = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
  const output: OutputInit = { jobs: [job("lint"), job("deploy", { condition: isMain })], gate } as never;

  /** The agent's answers by step; a step without one is not there. */
  function answering(outcomes: Record<string, string>): string {
    const cases = Object.entries({ ...outcomes, gate: "running" }).map(
      ([key, outcome]) => `  *"--step ${key}") echo ${outcome} ;;`,
    );
    return `case "$*" in\n${cases.join("\n")}\n  "meta-data exists cig:skipped:lint") exit "\${LINT_WORKED:-1}" ;;\n  *) exit 1 ;;\nesac`;
  }

  it("waits for all steps however they end, and has a check of its name", async () => {
    const { command: _, ...step } = stepOf(await file(output), "gate");
    expect(step).toEqual({
      label: "all $$green",
      key: "gate",
      depends_on: ["lint", "deploy"],
      allow_dependency_failure: true,
      env: { BUILDKITE_SKIP_CHECKOUT: "true" },
      timeout_in_minutes: 5,
      notify: [{ github_commit_status: { context: "all $$green" } }],
    });
  });

  it.each([
    ["all went well", { lint: "passed", deploy: "passed" }, 0, "lint: passed\ndeploy: passed\n"],
    ["a condition left one out", { lint: "passed" }, 0, "lint: passed\ndeploy: left out by its condition\n"],
    [
      "one failed as it may",
      { lint: "soft_failed", deploy: "passed" },
      0,
      "lint: failed, as it may\ndeploy: passed\n",
    ],
    ["one failed", { lint: "hard_failed", deploy: "passed" }, 1, "lint: hard_failed\ndeploy: passed\n"],
    ["one was cancelled", { lint: "passed", deploy: "canceled" }, 1, "lint: passed\ndeploy: canceled\n"],
    ["one did not run", { deploy: "passed" }, 1, "lint: did not run\ndeploy: passed\n"],
    [
      "one never had to begin",
      { lint: "neutral", deploy: "passed" },
      1,
      "lint: did not run\ndeploy: passed\n",
    ],
  ])("tells that %s", async (_, outcomes, status, told) => {
    const ran = runStep(await file(output), "gate", { agent: answering(outcomes) });
    expect(ran.out).toBe(told);
    expect(ran.status).toBe(status);
  });

  it("fails where the agent does not answer", async () => {
    const ran = runStep(await file(output), "gate", {
      agent: 'case "$*" in *"--step lint") echo passed ;; *) exit 1 ;; esac',
    });
    expect(ran.out).toBe("lint: passed\ndeploy: did not run\n");
    expect(ran.status).toBe(1);
  });

  it("tells what had nothing to do", async () => {
    const ran = runStep(await file(output), "gate", {
      agent: answering({ lint: "passed", deploy: "passed" }),
      env: { LINT_WORKED: "0" },
    });
    expect(ran.out).toBe("lint: had nothing to do\ndeploy: passed\n");
  });

  it("says what was left out, and why", async () => {
    const content = await continued(
      { jobs: [], gate },
      { leftOut: [{ variant: "lint", reason: "it passed in run $17, and that's that" }] },
    );
    const ran = runStep(content, "gate");
    expect(ran.out).toBe(
      "left out: lint: it passed in run $17, and that's that\nThere was nothing to run.\n",
    );
    expect(ran.status).toBe(0);
  });
});
