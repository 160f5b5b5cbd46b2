import { Function as F, named, reference, SkippingStage } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { judgeCommands, judgeConfig } from "../../../validators/circleci.ts";
import { apply, job, lit, matrix, type OutputInit, ref, renderAll, run, txt } from "./requests.ts";

type Node = Record<string, unknown>;

const checkout = { kind: { case: "checkout", value: {} } } as never;
const bootstrap = {
  stage: SkippingStage.BOOTSTRAP,
  job: "cig",
  functions: "cig_get() { true; }\ncig() { true; }",
  env: [
    named("CIG_GIT_BRANCH", reference("git.branch")),
    named("CIG_PR_NUMBER", reference("pr.number")),
    named("COLOUR", reference("env.COLOUR")),
    named("STORE_KEY", reference("secrets.OTHER")),
  ],
  nativeStore: true,
  timeoutMinutes: 7,
};
const gate = { job: "gate", name: "all green" };

function skippable(id: string, more: object = {}) {
  return job(id, { skippable: true, steps: [checkout, run("make")], ...more } as never);
}

function marker(id: string, scope = "trusted"): string {
  return JSON.stringify({ job: id, scope, signature: "5f".repeat(32) });
}

/** The files of one output, all of them right. */
async function files(output: object): Promise<Map<string, Node>> {
  const all = await renderAll([
    { provider: "circleci", path: ".circleci/config.yml", description: "CI", gate, ...output } as OutputInit,
  ]);
  for (const content of all.files.values()) {
    expect(judgeConfig(content)).toEqual([]);
    expect(judgeCommands(content) ?? []).toEqual([]);
  }
  return new Map([...all.files].map(([path, content]) => [path, parse(content) as Node]));
}

async function continuation(output: object, skipping: object = {}): Promise<Node> {
  const all = await files({
    ...output,
    skipping: { ...bootstrap, stage: SkippingStage.CONTINUATION, ...skipping },
  });
  expect([...all.keys()]).toEqual([".circleci/config.yml"]);
  return all.get(".circleci/config.yml")!;
}

function jobIn(config: Node | undefined, id: string): Node {
  return ((config?.jobs ?? {}) as Record<string, Node>)[id]!;
}

function stepsIn(config: Node | undefined, id: string): unknown[] {
  return jobIn(config, id).steps as unknown[];
}

function entriesIn(config: Node): Node[] {
  return (config.workflows as Record<string, { jobs: unknown[] }>).ci!.jobs.map((each) =>
    typeof each === "string" ? { [each]: {} } : (each as Node),
  );
}

function entryOf(config: Node, id: string): Node | undefined {
  return entriesIn(config).find((each) => id in each)?.[id] as Node | undefined;
}

describe("the committed files of a workflow that leaves jobs out", () => {
  it("are a setup that decides, and all that could run", async () => {
    const all = await files({
      skipping: bootstrap,
      jobs: [skippable("lint"), job("deploy", { needs: ["lint"] })],
    });
    expect([...all.keys()]).toEqual([".circleci/config.yml", ".circleci/cig/config.yml"]);
    const setup = all.get(".circleci/config.yml")!;
    expect(setup.setup).toBe(true);
    expect(Object.keys(setup.jobs as Node)).toEqual(["cig"]);
    expect(jobIn(setup, "cig").environment).toEqual({
      CIG_FUNCTIONS: "cig_get() { true; }\ncig() { true; }\n",
      CIG_GIT_BRANCH: '<< pipeline.git.branch or "" >>',
    });
    const whole = all.get(".circleci/cig/config.yml")!;
    expect(Object.keys(whole.jobs as Node)).toEqual(["lint", "deploy", "gate", "all-well-before-gate"]);
    expect(JSON.stringify(whole)).not.toMatch(/record|cig-1-|CIG_/);
  });

  it("ask CircleCI's cache by the exact key of each variant, of the own scope and of the default branch", async () => {
    const all = await files({
      skipping: bootstrap,
      jobs: [skippable("test", matrix("test", { ruby: ["3.2", "3.3"] }))],
    });
    const restores = stepsIn(all.get(".circleci/config.yml"), "cig").flatMap(
      (step) => ((step as Node).restore_cache as Node | undefined)?.keys ?? [],
    );
    expect(restores).toEqual(
      ["test-3.2", "test-3.3"].flatMap((id) => [
        `cig-1-${id}-{{ checksum "/tmp/cig/keys/${id}" }}`,
        `cig-1-${id}-{{ checksum "/tmp/cig/trusted/${id}" }}`,
      ]),
    );
  });

  it("ask no cache where a plugin keeps what has passed", async () => {
    const all = await files({ skipping: { ...bootstrap, nativeStore: false }, jobs: [skippable("lint")] });
    const text = JSON.stringify(all.get(".circleci/config.yml"));
    expect(text).not.toContain("restore_cache");
    expect(text).not.toContain("--markers");
    expect(text).toContain("--output .circleci/config.yml --format circleci");
    // What the project's settings hold by the same name is there without a word.
    expect(text).toContain('export STORE_KEY=\\"${OTHER:-}\\"');
    expect(text).not.toContain("COLOUR");
  });

  it("ask about changed files, too, in the same job", async () => {
    const all = await files({
      skipping: bootstrap,
      triggers: { push: { branches: ["main"], paths: ["src/**"] } },
      jobs: [skippable("lint")],
    });
    const names = stepsIn(all.get(".circleci/config.yml"), "cig").flatMap(
      (step) => ((step as Node).run as Node | undefined)?.name ?? [],
    );
    expect(names).toEqual([
      "Look at the changed files",
      "Set variables",
      "Ask cig for the keys of what may have passed",
      "Decide what runs",
      "Continue with what is left",
    ]);
    expect(all.get(".circleci/cig/config.yml")!.parameters).toEqual({
      "run-ci": { type: "boolean", default: true },
    });
  });

  it("are one file without a setup where it has a schedule, which CircleCI would not read", async () => {
    const all = await files({
      skipping: bootstrap,
      triggers: { push: { branches: ["main"] }, schedule: [{ cron: "0 2 * * *" }] },
      jobs: [skippable("lint")],
    });
    expect([...all.keys()]).toEqual([".circleci/config.yml"]);
    expect(all.get(".circleci/config.yml")!.setup).toBeUndefined();
  });
});

describe("what a setup continues with", () => {
  it("ends each job that earns a marker with a record under the key that the setup asks by", async () => {
    const config = await continuation({
      jobs: [
        skippable("lint", { variants: [{ id: "lint", values: {}, marker: marker("lint") }] }),
        job("deploy"),
      ],
    });
    expect(stepsIn(config, "lint").at(-1)).toEqual({
      record: { variant: "lint", marker: marker("lint"), key: `trusted/lint/${"5f".repeat(32)}` },
    });
    const record = (config.commands as Record<string, { steps: Node[] }>).record!;
    expect(record.steps[1]).toEqual({
      save_cache: {
        name: "Keep it",
        key: 'cig-1-<< parameters.variant >>-{{ checksum "/tmp/cig/keys/<< parameters.variant >>" }}',
        paths: ["/tmp/cig/markers/<< parameters.variant >>.json"],
      },
    });
    expect(JSON.stringify(jobIn(config, "deploy"))).not.toContain("record");
  });

  it("records for each variant its own marker, and none for those that earn none", async () => {
    const { variants, ...rest } = matrix("test", { ruby: ["3.2", "3.3"] }) as unknown as {
      variants: { id: string }[];
    };
    const [first, second] = variants;
    const config = await continuation({
      jobs: [
        skippable("test", {
          ...rest,
          variants: [{ ...first, marker: marker("test-3.2", "branch/x") }, second],
        }),
      ],
    });
    const entries = entriesIn(config).flatMap((each) => (each.test as Node | undefined) ?? []);
    expect(entries).toEqual([
      {
        name: "test-3.2",
        ruby: "3.2",
        "cig-variant": "test-3.2",
        "cig-marker": marker("test-3.2", "branch/x"),
        "cig-key": `branch/x/test-3.2/${"5f".repeat(32)}`,
      },
      { name: "test-3.3", ruby: "3.3" },
    ]);
    expect(stepsIn(config, "test").at(-1)).toEqual({
      when: {
        condition: "<< parameters.cig-marker >>",
        steps: [
          {
            record: {
              variant: "<< parameters.cig-variant >>",
              marker: "<< parameters.cig-marker >>",
              key: "<< parameters.cig-key >>",
            },
          },
        ],
      },
    });
  });

  it("lets the tool record where a plugin keeps what has passed", async () => {
    const config = await continuation(
      { jobs: [skippable("lint", { variants: [{ id: "lint", values: {}, marker: marker("lint") }] })] },
      { nativeStore: false },
    );
    const record = (config.commands as Record<string, { steps: { run: Node }[] }>).record!;
    expect(record.steps).toHaveLength(1);
    expect(record.steps[0]!.run.command).toBe(
      'export CIG_PR_NUMBER="${CIRCLE_PULL_REQUEST##*/}"\n' +
        'export STORE_KEY="${OTHER:-}"\n' +
        'bash -c \'eval "$CIG_FUNCTIONS"; if cig_get; then cig mark; else echo "cig cannot be had: nothing is recorded."; fi\' || echo "Nothing is recorded."\n',
    );
  });

  it.each([
    ["copies that share its work", { parallelism: 2 }, true],
    ["no checkout, and a store that the tool asks", { steps: [run("make")] }, false],
    ["a machine with Windows, and CircleCI's cache", { runner: { os: "windows" } }, true],
  ])("records nothing for a job with %s", async (_, more, nativeStore) => {
    const variants = [{ id: "lint", values: {}, marker: marker("lint") }];
    const config = await continuation({ jobs: [skippable("lint", { ...more, variants })] }, { nativeStore });
    expect(JSON.stringify(jobIn(config, "lint"))).not.toContain("record");
  });

  it("records nothing for a text that is no marker", async () => {
    const variants = [{ id: "lint", values: {}, marker: "yes" }];
    const config = await continuation({ jobs: [skippable("lint", { variants })] });
    expect(JSON.stringify(config)).not.toContain("record");
  });

  it("is a gate that says what was left out where nothing is left", async () => {
    const config = await continuation(
      { jobs: [] },
      { leftOut: [{ variant: "lint", reason: "it passed in run 17, and that's that" }] },
    );
    expect(Object.keys(config.jobs as Node)).toEqual(["gate"]);
    expect(stepsIn(config, "gate")).toEqual([
      {
        run: {
          name: "Tell how the run went",
          command:
            "echo 'left out: lint: it passed in run 17, and that'\\''s that'\necho \"There was nothing to run.\"\n",
        },
      },
    ]);
  });
});

describe("a gate", () => {
  it("waits for any end of each job, and for one that runs only when all ended well", async () => {
    const all = await files({
      jobs: [
        job("lint"),
        job("flaky", { continueOnError: true }),
        job("notify", { needs: ["lint"], condition: apply(F.FAILURE) }),
        job("after", { needs: ["notify"] }),
      ],
    });
    const config = all.get(".circleci/config.yml")!;
    expect(entryOf(config, "gate")).toEqual({
      name: "all green",
      requires: ["lint", "flaky", "notify", "after", "all-well-before-gate"].map((id) => ({
        [id]: "terminal",
      })),
    });
    expect(entryOf(config, "all-well-before-gate")).toEqual({
      requires: [
        "lint",
        { flaky: ["success", "failed"] },
        { notify: ["success", "not_run"] },
        { after: ["success", "not_run"] },
      ],
    });
  });

  it("begins with a job that is always there where every other one may be filtered out", async () => {
    const isMain = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
    const all = await files({ jobs: [job("deploy", { condition: isMain })] });
    const config = all.get(".circleci/config.yml")!;
    expect(jobIn(config, "before-gate")).toEqual({ type: "no-op" });
    expect(entryOf(config, "gate")?.requires).toEqual([
      "before-gate",
      { deploy: "terminal" },
      { "all-well-before-gate": "terminal" },
    ]);
    expect(entryOf(config, "all-well-before-gate")?.requires).toEqual(["before-gate", "deploy"]);
  });

  it("is there whatever files have changed, which then keeps out each other job", async () => {
    const all = await files({
      jobs: [
        job("test"),
        job("deploy", { needs: ["test"], condition: apply(F.EQUAL, ref("git.branch"), lit(txt("main"))) }),
        job("alarm", { needs: ["deploy"], condition: apply(F.FAILURE) }),
      ],
      triggers: { push: { branches: ["**"], paths: ["src/**"] } },
    });
    const config = all.get(".circleci/continue.yml")!;
    const { when, jobs } = (config.workflows as Record<string, Node>).ci!;
    expect(when).toBeUndefined();
    expect(jobs).toEqual([
      { test: { filters: 'pipeline.git.tag == "" and pipeline.parameters.run-ci' } },
      {
        deploy: {
          requires: ["test"],
          filters: 'pipeline.git.tag == "" and pipeline.parameters.run-ci and pipeline.git.branch == "main"',
        },
      },
      {
        alarm: {
          requires: [{ deploy: ["failed", "not_run"] }],
          filters: 'pipeline.git.tag == "" and pipeline.parameters.run-ci',
        },
      },
      "before-gate",
      {
        "all-well-before-gate": {
          requires: ["before-gate", "test", "deploy", { alarm: ["success", "not_run"] }],
        },
      },
      {
        gate: {
          name: "all green",
          requires: [
            "before-gate",
            { test: "terminal" },
            { deploy: "terminal" },
            { alarm: "terminal" },
            { "all-well-before-gate": "terminal" },
          ],
        },
      },
    ]);
  });

  it("has a place beside a job that has its name in another workflow of the file", async () => {
    const common = { provider: "circleci", path: ".circleci/config.yml" };
    const { files } = await renderAll([
      { ...common, description: "CI", jobs: [job("test")], gate },
      { ...common, description: "Nightly", workflow: "nightly", jobs: [job("gate")] },
      { ...common, description: "Weekly", workflow: "weekly", jobs: [job("soak")], gate },
    ] as OutputInit[]);
    const content = files.get(".circleci/config.yml")!;
    expect(judgeConfig(content)).toEqual([]);
    expect(Object.keys((parse(content) as { jobs: Node }).jobs).sort()).toEqual([
      "all-well-before-gate",
      "gate",
      "gate-2",
      "gate-3",
      "soak",
      "test",
    ]);
  });
});
