import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cig, repository } from "./cli.ts";

const digest = `sha256:${"c".repeat(64)}`;
const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

/** A rendered repository, and then somebody replaces texts of a file. */
function edited(config: string, path: string, edits: readonly (readonly [string, string])[]): string {
  const folder = repository({ "cig.toml": config });
  const rendered = cig(folder, ["render"]);
  expect([rendered.code, rendered.err.includes("error")]).toEqual([0, false]);
  const text = edits.reduce(
    (all, [before, after]) => {
      expect(all).toContain(before);
      return all.replace(before, after);
    },
    read(folder, path),
  );
  writeFileSync(join(folder, path), text);
  return folder;
}

const jobs = (steps: string, image = "cimg/node:22.1") => `version = "0.2"

# What everybody waits for.
[jobs.test]
image = "${image}"
env = { A = "1" } # one
steps = [
  { run = "make test" }, # first
  { name = "More", run = """
one
two
""" },
${steps}]
`;

function expectAdopted(folder: string, config: string): void {
  const { code, err } = cig(folder, ["adopt", "--quiet"]);
  expect([code, err]).toEqual([0, ""]);
  expect(read(folder, "cig.toml")).toBe(config);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
}

it("CircleCI: the bump of an orb and of an image, a new step, a script and a variable", () => {
  const steps = `  { native.circleci = { uses = "circleci/slack/notify", version = "4.12.5", with = { event = "fail" } } },
`;
  const other = `
[jobs.other]
image = "cimg/node:22.1"
steps = [{ native.circleci = "circleci/slack/notify@4.12.5" }]

[[outputs]]
provider = "circleci"
path = ".circleci/config.yml"
`;
  const config = jobs(steps) + other;
  const folder = edited(config, ".circleci/config.yml", [
    ["slack: circleci/slack@4.12.5", "slack: circleci/slack@5.1.1"],
    [
      "  test:\n    docker:\n      - image: cimg/node:22.1",
      `  test:\n    docker:\n      - image: cimg/node:22.9`,
    ],
    ["          command: make test\n", "          command: make check\n"],
    ['      A: "1"\n', '      A: "1"\n      B: x\n'],
    ["      - slack/notify:\n", "      - run: make new\n      - slack/notify:\n"],
  ]);
  expectAdopted(
    folder,
    config
      .replaceAll("4.12.5", "5.1.1")
      .replace("node:22.1", "node:22.9")
      .replace("make test", "make check")
      .replace('A = "1" }', 'A = "1", B = "x" }')
      .replace(
        steps.slice(0, 12),
        `  { run = "make new", provider.circleci = { no_output_timeout = false } },\n${steps.slice(0, 12)}`,
      ),
  );
});

it("Buildkite: the bump of a plugin, a line of a script, a key of a step and a digest", () => {
  const other = `
[jobs.other]
steps = [{ run = "make other" }, { native.buildkite = { uses = "docker-compose", version = "v5.1.0", with = { run = "app" } } }]

[[outputs]]
provider = "buildkite"
path = ".buildkite/pipeline.yml"
`;
  const config = jobs("", "node:22.1") + other;
  const folder = edited(config, ".buildkite/pipeline.yml", [
    ["docker-compose#v5.1.0", "docker-compose#v5.2.0"],
    ["      two\n", "      two\n      three\n"],
    ["    timeout_in_minutes: 30\n", "    timeout_in_minutes: 10\n    soft_fail:\n      - exit_status: 3\n"],
    ["start_container node:22.1", `start_container node:22.1@${digest}`],
  ]);
  const { code, out } = cig(folder, ["adopt", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(out).adopted.map(({ path, to }: Record<string, string>) => [path, to])).toEqual([
    ["node:22.1", "cig.lock"],
    ["jobs.other.steps[1].native.buildkite.version", "cig.toml"],
    ["jobs.other.timeout", "cig.toml"],
    ["jobs.other.provider.buildkite.soft_fail", "hatch"],
    ["jobs.test.steps[1].run", "cig.toml"],
  ]);
  expect(read(folder, "cig.lock")).toContain(`"node:22.1" = { digest = "${digest}" }\n`);
  expect(read(folder, "cig.toml")).toBe(
    config
      .replace("v5.1.0", "v5.2.0")
      .replace("two\n", "two\nthree\n")
      .replace(
        '"app" } } }]\n',
        '"app" } } }]\ntimeout = 10\nprovider.buildkite = { soft_fail = [{ exit_status = 3 }] }\n',
      ),
  );
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("Jenkins: a script, an image, a limit and a variable; what Groovy says beyond that is refused", () => {
  const config = `${jobs("", "node:22.1")}
[[outputs]]
provider = "jenkins"
path = "Jenkinsfile"
`;
  const folder = edited(config, "Jenkinsfile", [
    ["\nmake test\n", "\nmake check\n"],
    ["image 'node:22.1'", "image 'node:22.9'"],
    ["time: 30", "time: 20"],
    ["A = '1'", "A = '2'"],
  ]);
  expectAdopted(
    folder,
    config
      .replace("make test", "make check")
      .replace("node:22.1", "node:22.9")
      .replace('A = "1"', 'A = "2"')
      .replace("]\n\n[[", ']\ntimeout = "20m"\n\n[['),
  );
  const said = read(folder, "cig.toml");
  const lines = read(folder, "Jenkinsfile").split("\n");
  const text = `${lines.join("\n")}def more() {\n  return 1\n}\n`;
  writeFileSync(join(folder, "Jenkinsfile"), text);
  const { code, err } = cig(folder, ["adopt"]);
  expect([code, err]).toEqual([1, expect.stringContaining(`edited at "line ${lines.length}"`)]);
  expect([read(folder, "cig.toml"), read(folder, "Jenkinsfile")]).toEqual([said, text]);
});

it("GitHub: a new job becomes one of cig.toml, with its actions in cig.lock", () => {
  const config = `version = "0.2"

[jobs.test]
steps = [{ run = "make test" }]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`;
  const folder = repository({ "cig.toml": config });
  expect(cig(folder, ["render"]).code).toBe(0);
  const path = join(folder, ".github/workflows/ci.yml");
  const before = readFileSync(path, "utf8");
  const checkout = /uses: (actions\/checkout@.*)/.exec(before)![1];
  writeFileSync(
    path,
    `${before}
  more:
    needs: test
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: ${checkout}
      - name: More
        if: always()
        run: make more
`,
  );
  expectAdopted(
    folder,
    `${config}
[jobs.more]
needs = ["test"]
runner = "ubuntu-24.04"
timeout = 5
checkout = { persist_credentials = true }
steps = [{ name = "More", if = "always()", run = "make more" }]
`,
  );
});

it("a step that other files have, too, is changed for the edited file alone, in the step's escape hatch", () => {
  const config = `version = "0.2"

[jobs.test]
steps = [{ run = "make test" }]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"

[[outputs]]
provider = "circleci"
path = ".circleci/config.yml"
`;
  const folder = edited(config, ".github/workflows/ci.yml", [["run: make test", "run: make check"]]);
  expectAdopted(
    folder,
    config.replace('"make test" }', '"make test", provider.github = { run = "make check" } }'),
  );
});
