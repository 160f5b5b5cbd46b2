import { Function as F, Level, named, reference, text } from "cig/sdk";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { judgeCommands, judgePipeline } from "../../../validators/buildkite.ts";
import { apply, buildkite, job, lit, matrix, ref, render, run, tab, txt } from "./requests.ts";

const checkout = { kind: { case: "checkout", value: {} } } as never;

async function stepsOf(...args: Parameters<typeof render>) {
  const { content, diagnostics } = await render(...args);
  expect(diagnostics.filter(({ level }) => level === Level.ERROR).map(({ message }) => message)).toEqual([]);
  expect(judgePipeline(content)).toEqual([]);
  expect(judgeCommands(content) ?? []).toEqual([]);
  return parse(content).steps;
}

function plain(id: string, more = {}) {
  return job(id, { steps: [checkout, run("make")], timeoutMinutes: 0, ...more });
}

test("A job with one script is a label, a key and the script", async () => {
  expect((await render({ jobs: [plain("test")] })).content).toBe(
    "# CI\n\nsteps:\n  - label: test\n    key: test\n    command: make\n",
  );
});

test("Steps of a job are scripts of their own, as the author wrote them", async () => {
  const [step] = await stepsOf({
    jobs: [
      plain("test", { steps: [checkout, run("npm ci"), run("npm test\necho done", { name: "Tests" })] }),
    ],
  });
  expect(step.command).toBe(`eval "$$CIG_FUNCTIONS"
step 'npm ci' <<'SCRIPT'
npm ci
SCRIPT
step "Tests" <<'SCRIPT'
npm test
echo done
SCRIPT
`);
});

test("A job without a checkout has none", async () => {
  const [step] = await stepsOf({ jobs: [plain("test", { steps: [run("make")] })] });
  expect(step.env).toEqual({ BUILDKITE_SKIP_CHECKOUT: "true" });
});

test("Jobs wait by key, for what may fail with leave", async () => {
  const steps = await stepsOf({
    jobs: [
      plain("a", matrix("a", { x: ["1", "2"], y: ["b"] })),
      plain("b", { needs: ["a"] }),
      plain("c", { needs: ["a", "b"], condition: apply(F.ALWAYS) }),
      plain("d", { needs: ["b"], condition: apply(F.FAILURE) }),
      plain("e", { needs: ["d"], needsAny: ["a", "b"] }),
    ],
  });
  expect(steps.map(({ key, depends_on }: never) => [key, depends_on])).toEqual([
    ["a", undefined],
    ["b", "a"],
    [
      "c",
      [
        { step: "a", allow_failure: true },
        { step: "b", allow_failure: true },
      ],
    ],
    ["d", [{ step: "b", allow_failure: true }]],
    ["e", ["d", { step: "a", allow_failure: true }, { step: "b", allow_failure: true }]],
  ]);
  expect(steps[3].command).toContain('if ! { ended "hard_failed errored" a b; }; then');
  expect(steps[4].command).toContain("if ! { ! skipped d && { ended_well a || ended_well b; }; }; then");
});

test("A job that waits for one under a condition has that condition, too", async () => {
  const main = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
  const steps = await stepsOf({
    jobs: [
      plain("a", { condition: main }),
      plain("b", { needs: ["a"] }),
      plain("c", { needs: ["a"], condition: apply(F.ALWAYS) }),
    ],
  });
  const wanted = 'build.branch == "main" && build.tag == null && build.pull_request.repository.fork != true';
  expect(steps.map((step: { if: string }) => step.if)).toEqual([wanted, wanted, undefined]);
});

describe("A matrix", () => {
  test("is Buildkite's own where its axes are plain, with its excludes", async () => {
    const whole = matrix("test", { ruby: ["3.2", "3.3"], db: ["pg", "my"] });
    const [step] = await stepsOf({
      jobs: [
        plain("test", {
          ...whole,
          variants: whole.variants!.slice(0, 3),
          env: [named("RUBY", "v", reference("matrix.ruby"))],
        }),
      ],
    });
    expect(step.label).toBe("test {{matrix.ruby}} {{matrix.db}}");
    expect(step.matrix).toEqual({
      setup: { ruby: ["3.2", "3.3"], db: ["pg", "my"] },
      adjustments: [{ with: { ruby: "3.3", db: "my" }, skip: true }],
    });
    expect(step.env.RUBY).toBe("v{{matrix.ruby}}");
  });

  test.each([
    ["its texts name the matrix themselves", { steps: [checkout, run("echo '{{ matrix.ruby }}'")] }],
    ["variants run on other machines", { runners: true }],
    ["copies share the work", { parallelism: 2 }],
    ["a condition asks for it", { condition: apply(F.EQUAL, ref("matrix.ruby"), lit(txt("3.2"))) }],
  ])("is written out where %s", async (_, { runners, ...more }: Record<string, unknown>) => {
    const whole = matrix("test", { ruby: ["3.2", "3.3"] });
    const variants = whole.variants!.map((each, index) => ({
      ...each,
      ...(runners
        ? { runner: { id: index ? "macos-14" : "ubuntu-24.04", os: index ? "macos" : "linux" } }
        : {}),
    }));
    const steps = await stepsOf({ jobs: [plain("test", { ...whole, variants, ...more } as never)] });
    expect(steps.map(({ key }: { key: string }) => key)).toEqual(["test-3.2", "test-3.3"]);
  });

  test("decides for each variant what its condition says of it", async () => {
    const whole = matrix("test", { ruby: ["3.2", "3.3"] });
    const condition = apply(F.EQUAL, ref("matrix.ruby"), lit(txt("3.2")));
    const steps = await stepsOf({ jobs: [plain("test", { ...whole, condition })] });
    expect(steps.map((step: { if?: string }) => step.if)).toEqual([undefined, "false"]);
  });

  test("lets so many variants run at a time, in a group of the build", async () => {
    const whole = matrix("test", { ruby: ["3.2", "3.3"] });
    const [step] = await stepsOf({
      jobs: [
        plain("test", { ...whole, matrix: { ...whole.matrix, maxParallel: 1, failFast: true } } as never),
      ],
    });
    expect(step).toMatchObject({
      concurrency: 1,
      concurrency_group: "${BUILDKITE_BUILD_ID}/test",
      concurrency_method: "eager",
      cancel_on_build_failing: true,
    });
  });
});

test("A person is asked before the job, and others do not wait for that", async () => {
  const steps = await stepsOf({
    jobs: [
      plain("build"),
      plain("deploy", {
        needs: ["build"],
        approval: { message: text("Deploy ", reference("git.branch"), " for $5?"), approvers: ["ops"] },
      } as never),
      plain("ask", { needs: ["build"], steps: [], approval: {} } as never),
      plain("after", { needs: ["ask"] }),
    ],
  });
  expect(steps.map(({ command, ...rest }: Record<string, unknown>) => rest)).toEqual([
    { label: "build", key: "build", depends_on: [] },
    {
      block: "Deploy ${BUILDKITE_BRANCH} for $$5?",
      key: "deploy-approval",
      depends_on: "build",
      allowed_teams: ["ops"],
    },
    { label: "deploy", key: "deploy", depends_on: ["deploy-approval", "build"] },
    { block: "ask", key: "ask", depends_on: "build" },
    { label: "after", key: "after", depends_on: "ask" },
  ]);
});

test("Retries, tolerance, time, groups, copies and agents have keys of their own", async () => {
  const [step] = await stepsOf({
    jobs: [
      plain("test", {
        timeoutMinutes: 7,
        retry: { max: 2, causes: [1, 2, 3], exitStatuses: [137] },
        continueOnError: true,
        parallelism: 3,
        concurrency: { group: text("deploy-", reference("git.branch")) },
        runner: { id: "big", providerOptions: buildkite({ agents: tab({ queue: txt("big") }) }) },
        providerOptions: buildkite({ priority: { kind: { case: "integer", value: 5n } } as never }),
      } as never),
    ],
  });
  expect(step).toEqual({
    label: "test",
    key: "test",
    parallelism: 3,
    command: "make",
    timeout_in_minutes: 7,
    retry: {
      automatic: [
        { exit_status: -1, limit: 2 },
        { signal_reason: "agent_stop", limit: 2 },
        { signal_reason: "cancel", limit: 2 },
        { exit_status: "*", signal_reason: "none", limit: 2 },
      ],
    },
    soft_fail: true,
    concurrency: 1,
    concurrency_group: "${BUILDKITE_PIPELINE_SLUG}/deploy-${BUILDKITE_BRANCH}",
    agents: { queue: "big" },
    priority: 5,
  });
});

test("A retry for some statuses is for these alone", async () => {
  const [step] = await stepsOf({
    jobs: [plain("test", { retry: { max: 1, causes: [], exitStatuses: [42, 137] } } as never)],
  });
  expect(step.retry).toEqual({ automatic: [{ exit_status: [42, 137], limit: 1 }] });
});

test("Jobs of a stage stand in a group", async () => {
  const steps = await stepsOf({
    jobs: [plain("a", { stage: "Test" }), plain("b"), plain("c", { stage: "Test", needs: ["b"] })],
  });
  expect(
    steps.map(
      (step: { group?: string; key?: string; steps?: { key: string }[] }) =>
        step.key ?? [step.group, step.steps!.map(({ key }) => key)],
    ),
  ).toEqual([["Test", ["a", "c"]], "b"]);
});

test("Questions of a manual run are an input step that all wait for", async () => {
  const steps = await stepsOf({
    triggers: {
      manual: {
        inputs: [
          { name: "target", type: "choice", options: ["a", "$b"], description: "Where?", default: txt("$b") },
          { name: "dry", type: "boolean", required: true },
          { name: "count", type: "number" },
        ],
      },
    } as never,
    jobs: [plain("a", { env: [named("T", reference("inputs.target"))] }), plain("b", { needs: ["a"] })],
  });
  expect(steps[0]).toEqual({
    input: "Inputs",
    key: "inputs",
    if: 'build.source == "ui"',
    fields: [
      {
        select: "target",
        key: "target",
        hint: "Where?",
        required: false,
        default: "$$b",
        options: [
          { label: "a", value: "a" },
          { label: "$$b", value: "$$b" },
        ],
      },
      {
        select: "dry",
        key: "dry",
        required: true,
        default: "false",
        options: [
          { label: "true", value: "true" },
          { label: "false", value: "false" },
        ],
      },
      { text: "count", key: "count", required: false, format: "-?[0-9]+(\\.[0-9]+)?" },
    ],
  });
  expect(steps[1].depends_on).toBe("inputs");
  expect(steps[1].command).toBe(
    "T=\"$$(buildkite-agent meta-data get target --default '$$b')\"; export T\nmake\n",
  );
  expect(steps[2].depends_on).toBe("a");
});

describe("What starts the pipeline", () => {
  async function condition(triggers: object): Promise<unknown> {
    const [step] = await stepsOf({ triggers: triggers as never, jobs: [plain("a")] });
    return step.if;
  }

  test.each([
    [{ schedule: [{ cron: "0 3 * * 1" }] }, 'build.source == "schedule"'],
    [{ manual: {} }, 'build.source == "ui" || build.source == "api" || build.source == "trigger_job"'],
    [
      { pullRequest: { branches: ["main", "release/*"] } },
      'build.source == "webhook" && build.pull_request.id != null && (build.pull_request.base_branch == "main" || build.pull_request.base_branch =~ /^release\\/[^\\/]*$$/)',
    ],
    [
      { push: { branches: ["main"] }, mergeQueue: true },
      'build.source == "webhook" && ((build.branch == "main" && build.pull_request.id == null && build.tag == null) || build.merge_queue.base_branch != null)',
    ],
    [
      { push: { tags: ["v*"] } },
      'build.source == "webhook" && build.tag =~ /^v[^\\/]*$$/ && build.tag != null && build.env("BUILDKITE_GITHUB_EVENT") != "release"',
    ],
  ])("is asked by every step: %j", async (triggers, wanted) => {
    expect(await condition(triggers)).toBe(wanted);
  });

  test("is looked at by its changed files where all of it is", async () => {
    const paths = { paths: ["app/**", "!app/docs/**"], pathsIgnore: [] };
    const [step] = await stepsOf({
      triggers: { push: { branches: ["main"], ...paths }, pullRequest: paths } as never,
      jobs: [plain("a")],
    });
    expect(step.if_changed).toEqual({ include: ["app/**"], exclude: ["app/docs/**"] });
    const { codes, content } = await render({
      triggers: { push: { branches: ["main"], ...paths }, manual: {} } as never,
      jobs: [plain("a")],
    });
    expect(codes).toContain("BK020");
    expect(content).not.toContain("if_changed");
  });

  test("says at the top which schedules to enter", async () => {
    const { content } = await render({
      triggers: { schedule: [{ cron: "0  3 * * 1", timezone: "Asia/Tokyo" }] } as never,
      jobs: [plain("a")],
    });
    expect(content.split("\n").slice(2, 5)).toEqual([
      "# Add under Settings > Schedules of the pipeline:",
      "#   0 3 * * 1 Asia/Tokyo",
      "",
    ]);
  });
});

test("Secrets are asked of Buildkite by name, under another where the job has a variable of theirs", async () => {
  const [step] = await stepsOf({
    jobs: [
      plain("a", {
        env: [
          named("KEY", "mine"),
          named("TOKEN", reference("secrets.TOKEN")),
          named("X", reference("secrets.KEY")),
        ],
      }),
    ],
  });
  expect(step.secrets).toEqual({ CIG_SECRET_KEY: "KEY", TOKEN: "TOKEN" });
  expect(step.command).toBe('export X="$${CIG_SECRET_KEY:-}"\nmake\n');
});

test("A plugin of the author's is pinned and stands with the job", async () => {
  const native = (more: object) =>
    ({ kind: { case: "native", value: { provider: "buildkite", ...more } } }) as never;
  const [step] = await stepsOf({
    jobs: [
      plain("a", {
        steps: [
          checkout,
          native({
            uses: "docker-login",
            version: "v3.0.0",
            with: [named("username", "me"), named("retry", "true")],
          }),
          native({ uses: "acme/thing", pin: "0123456789abcdef0123456789abcdef01234567" }),
          run("make"),
        ],
      }),
    ],
  });
  expect(step.plugins).toEqual([
    { "docker-login#v3.0.0": { username: "me", retry: true } },
    "acme/thing#0123456789abcdef0123456789abcdef01234567",
  ]);
  expect(step.command).toBe("make");
});
