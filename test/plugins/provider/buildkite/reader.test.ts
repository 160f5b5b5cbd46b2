import { expect, test } from "vitest";
import { readBuildkite } from "../../../../plugins/provider/buildkite/reader/reader.ts";

function jobsOf(text: string) {
  return readBuildkite(new Map([[".buildkite/pipeline.yml", text]])).workflows[0]!.jobs;
}

test("A pipeline that people write is read: waits, groups, commands in lists, plugins, branches", () => {
  const jobs = jobsOf(`
steps:
  - label: ":hammer: Lint"
    commands:
      - npm ci
      - npm run lint
    agents: { queue: big-arm64 }
    soft_fail: true
    plugins:
      - docker#v5.13.0:
          image: node:20
      - acme/thing#v1.2.3
  - group: Tests
    steps:
      - label: unit
        key: unit
        command: "make $TARGET"
        env: { TARGET: "$\${X}" }
        branches: "main release/*"
        parallelism: 4
        retry: { automatic: true }
      - { command: make it, key: it, timeout_in_minutes: 20, matrix: [a, b] }
  - wait
  - block: "Go?"
    key: go
  - command: ./deploy
    key: deploy
    concurrency: 1
    concurrency_group: deploy
    secrets: [TOKEN]
`);
  expect(jobs.map(({ id, needs, approval }) => [id, needs, approval])).toEqual([
    ["deploy", ["go", "it-a", "it-b", "lint", "unit"], false],
    ["go", ["it-a", "it-b", "lint", "unit"], true],
    ["it-a", [], false],
    ["it-b", [], false],
    ["lint", [], false],
    ["unit", [], false],
  ]);
  const [deploy, , it, , lint, unit] = jobs;
  expect(lint).toMatchObject({
    image: "node:20",
    arch: "arm64",
    machine: "big-arm64",
    continueOnError: true,
  });
  expect(lint!.steps).toMatchObject([
    { kind: "checkout" },
    { kind: "native", uses: "acme/thing" },
    { kind: "run", script: "npm ci\nnpm run lint" },
  ]);
  expect(unit).toMatchObject({ parallelism: 4, retries: 2 });
  expect(unit!.runsOn).toContain("push to main");
  expect(unit!.runsOn).not.toContain("push to feature/x");
  expect(unit!.steps[1]).toMatchObject({ script: "make {{ env.TARGET }}", env: { TARGET: "${X}" } });
  expect(it).toMatchObject({ timeoutMinutes: 20 });
  expect(deploy).toMatchObject({ concurrency: "deploy", secrets: ["TOKEN"] });
});

test("The oldest form, a list of steps, and scripts with functions of their own are read", () => {
  const jobs = jobsOf('- "make"\n- command: |\n    helper() {\n      echo $$1\n    }\n    helper x | cat\n');
  expect(jobs.map(({ steps }) => steps.at(-1))).toMatchObject([
    { script: "make" },
    { script: "helper() {\n  echo $1\n}\nhelper x | cat" },
  ]);
});

test("What is no YAML is not read", () => {
  expect(() => jobsOf("steps: [")).toThrow();
});
