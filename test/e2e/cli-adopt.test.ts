import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cig, repository, startCig } from "./cli.ts";

const workflow = ".github/workflows/ci.yml";
const newer = "b".repeat(40);

const toml = (steps = '{ run = "make test" }', more = "") => `version = "0.2"

# What everybody waits for.
[jobs.test]
steps = [${steps}] # kept
${more}
[[outputs]]
provider = "github"
path = "${workflow}"
`;
const read = (folder: string, path: string) => readFileSync(join(folder, path), "utf8");

/** A rendered repository, and then somebody edits the workflow. */
function edited(config: string, edit: (text: string) => string): string {
  const folder = repository({ "cig.toml": config });
  expect(cig(folder, ["render"]).code).toBe(0);
  const before = read(folder, workflow);
  const after = edit(before);
  expect(after).not.toBe(before);
  writeFileSync(join(folder, workflow), after);
  return folder;
}

const bumped = (text: string) =>
  text.replace(/actions\/checkout@[0-9a-f]{40} # v7\.0\.1/, `actions/checkout@${newer} # v7.2.0`);

it("a bot's bump of an action goes into cig.lock, and render is clean", () => {
  const folder = edited(toml(), bumped);
  const refused = cig(folder, ["render"]);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("cig adopt");

  const { code, out } = cig(folder, ["adopt"]);
  expect(out).toBe(
    "actions/checkout v7.0.1 → v7.2.0 (bbbbbbbbbbbb) → cig.lock\nAdopted; every file is what cig.toml says.\n",
  );
  expect(code).toBe(0);
  expect(read(folder, "cig.toml")).toBe(toml());
  expect(read(folder, "cig.lock")).toContain(
    `"actions/checkout@v7" = { version = "v7.2.0", digest = "${newer}" }\n`,
  );
  expect(read(folder, workflow)).toContain(`uses: actions/checkout@${newer} # v7.2.0\n`);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
  expect(cig(folder, ["adopt"]).out).toBe("Nothing to adopt: no rendered file was edited.\n");
});

it("a bump to another line is written where cig.toml names the action", () => {
  const old = "a".repeat(40);
  const folder = repository({ "cig.toml": toml('{ native.github = "acme/deploy@v2" }') });
  cig(folder, ["render"]);
  const lock = `${read(folder, "cig.lock")}"acme/deploy@v2" = { version = "v2.3.4", digest = "${old}" }\n`;
  writeFileSync(join(folder, "cig.lock"), lock);
  expect(cig(folder, ["render"]).code).toBe(0);
  const text = read(folder, workflow);
  expect(text).toContain(`acme/deploy@${old} # v2.3.4`);
  writeFileSync(
    join(folder, workflow),
    text.replace(`acme/deploy@${old} # v2.3.4`, `acme/deploy@${newer} # v3.0.1`),
  );
  const { code, err } = cig(folder, ["adopt"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(read(folder, "cig.toml")).toBe(toml('{ native.github = "acme/deploy@v3" }'));
  expect(read(folder, "cig.lock")).toContain(
    `"acme/deploy@v3" = { version = "v3.0.1", digest = "${newer}" }\n`,
  );
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a commit that cig.toml names is edited there", () => {
  const old = "a".repeat(40);
  const folder = edited(toml(`{ native.github = "acme/deploy@${old}" }`), (text) =>
    text.replace(`acme/deploy@${old}`, `acme/deploy@${newer} # v3.0.1`),
  );
  const { code, err } = cig(folder, ["adopt"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(read(folder, "cig.toml")).toBe(toml(`{ native.github = "acme/deploy@${newer}" }`));
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a digest that a bot put behind an image goes into cig.lock", () => {
  const digest = `sha256:${"c".repeat(64)}`;
  const folder = edited(toml(undefined, 'services = { postgres = "16" }\n'), (text) =>
    text.replace("image: postgres:16\n", `image: postgres:16@${digest}\n`),
  );
  const { code, err } = cig(folder, ["adopt"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  expect(read(folder, "cig.lock")).toContain(`"postgres:16" = { digest = "${digest}" }\n`);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a variable and a timeout are said in cig.toml, what it has no word for in the escape hatch; the rest stays", () => {
  const folder = edited(toml(), (text) =>
    text.replace(
      "    timeout-minutes: 30\n",
      '    timeout-minutes: 10\n    env:\n      DEBUG: "1"\n      LEVEL: "${{ github.event.sender.login }}"\n',
    ),
  );
  const before = read(folder, workflow);
  const dry = cig(folder, ["adopt", "--dry-run", "--json"]);
  expect(dry.code).toBe(0);
  expect(JSON.parse(dry.out)).toEqual({
    schema: "cig.adopt/1",
    adopted: [
      { file: workflow, path: "jobs.test.timeout", to: "cig.toml", after: 10 },
      { file: workflow, path: "jobs.test.env", to: "cig.toml", after: { DEBUG: "1" } },
      {
        file: workflow,
        path: "jobs.test.provider",
        to: "hatch",
        after: { github: { env: { LEVEL: "${{ github.event.sender.login }}" } } },
      },
    ],
    written: false,
    diagnostics: [],
  });
  expect([read(folder, "cig.toml"), read(folder, workflow)]).toEqual([toml(), before]);

  const { code, out } = cig(folder, ["adopt", workflow]);
  expect(code).toBe(0);
  expect(out).toContain("jobs.test.timeout = 10 → cig.toml\n");
  expect(read(folder, "cig.toml")).toBe(
    toml().replace(
      "# kept\n",
      `# kept
timeout = 10
env = { DEBUG = "1" }
provider.github = { env = { LEVEL = "\${{ github.event.sender.login }}" } }
`,
    ),
  );
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a second edit joins the escape hatch that is there", () => {
  const hatch = '\n[jobs.test.provider.github] # ours\nenv = { A = "1" }\n';
  const folder = edited(toml() + hatch, (text) => text.replace('A: "1"', 'A: "2"\n      B: x'));
  expect(cig(folder, ["adopt"]).code).toBe(0);
  expect(read(folder, "cig.toml")).toBe(
    toml('{ run = "make test" }', 'env = { B = "x" }\n') + hatch.replace('"1"', '"2"'),
  );
});

it("what stands beside the jobs is said there, too", () => {
  const folder = edited(toml(), (text) =>
    text.replace(/^name: CI$/m, "name: Tests").replace("branches: [main]", "branches: [main, next]"),
  );
  const { err, code } = cig(folder, ["adopt"]);
  expect([err, code]).toEqual(["", 0]);
  expect(read(folder, "cig.toml")).toBe(
    `${toml().replace(
      '"0.2"\n',
      '"0.2"\non = { push = ["main", "next"], pull_request = true, merge_queue = true }\n',
    )}description = "Tests"\n`,
  );
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

const many = `
  { run = "make test" }, # first
  { name = "Lint", run = """
npm run lint
npm run {{ git.branch }}
""" },
  { run = "make last" },
`;

it.each<[string, (text: string) => string, (config: string) => string]>([
  [
    "a script",
    (text) => text.replace("run: make test", "run: make check"),
    (config) => config.replace("make test", "make check"),
  ],
  [
    "a line of a script",
    (text) => text.replace("npm run lint\n", "npm run lint --fix\n"),
    (config) => config.replace("npm run lint\n", "npm run lint --fix\n"),
  ],
  [
    "a new step",
    (text) => text.replace("      - run: make last\n", "      - run: make more\n      - run: make last\n"),
    (config) => config.replace('  { run = "make last"', '  { run = "make more" },\n  { run = "make last"'),
  ],
  [
    "a step taken away",
    (text) => text.replace("      - run: make last\n", ""),
    (config) => config.replace('  { run = "make last" },\n', ""),
  ],
  [
    "keys of a step",
    (text) =>
      text.replace(
        "run: make test\n",
        "run: make test\n        timeout-minutes: 5\n        if: always()\n        env:\n          A: b\n",
      ),
    (config) =>
      config.replace('"make test" }', '"make test", if = "always()", env = { A = "b" }, timeout = 5 }'),
  ],
  [
    "how deep the sources are fetched",
    (text) =>
      text.replace(
        "          persist-credentials",
        "          fetch-depth: 0\n          persist-credentials",
      ),
    (config) => config.replace("# kept\n", "# kept\ncheckout = { depth = 0 }\n"),
  ],
])("%s is changed where cig.toml has it", (_, edit, expected) => {
  const folder = edited(toml(many), edit);
  const { err, code } = cig(folder, ["adopt"]);
  expect([err, code]).toEqual(["", 0]);
  expect(read(folder, "cig.toml")).toBe(expected(toml(many)));
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a new action is named by its line in cig.toml, and its commit stands in cig.lock", () => {
  const folder = edited(
    toml(),
    (text) => `${text}      - uses: acme/x@${newer} # v1.2.3\n        with:\n          a: b\n`,
  );
  expect(cig(folder, ["adopt"]).code).toBe(0);
  expect(read(folder, "cig.toml")).toBe(
    toml('{ run = "make test" }, { native.github = { uses = "acme/x@v1", with = { a = "b" } } }'),
  );
  expect(read(folder, "cig.lock")).toContain(`"acme/x@v1" = { version = "v1.2.3", digest = "${newer}" }\n`);
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a template's step is changed where every job that has it was edited alike, and only there", () => {
  const config = `${toml()}
[templates.node]
steps = [{ run = "npm test" }]

[jobs.a]
extends = ["node"]

[jobs.b]
extends = ["node"]
`;
  const all = edited(config, (text) => text.replaceAll("npm test", "npm run all"));
  expect(cig(all, ["adopt"]).code).toBe(0);
  expect(read(all, "cig.toml")).toBe(config.replace("npm test", "npm run all"));
  const one = edited(config, (text) => text.replace("npm test", "npm run all"));
  const { code, err } = cig(one, ["adopt"]);
  expect([code, err]).toEqual([1, expect.stringContaining('at "jobs.a.steps[1]"')]);
  expect(read(one, "cig.toml")).toBe(config);
});

it.each([
  ["a job taken away", (text: string) => text.replace(/\n {2}upload:[\s\S]*$/, ""), "jobs.upload"],
  [
    "a step before the checkout",
    (text: string) => text.replace("    steps:\n", "    steps:\n      - run: early\n"),
    "jobs.test.steps[0]",
  ],
  [
    "a line that nobody asks for",
    (text: string) => bumped(text).replace("v7.2.0", "v8.0.0"),
    "jobs.test.steps[0].uses",
  ],
])("%s is named and nothing is written, the edits that could be adopted neither", (_, edit, place) => {
  const config = `${toml(undefined, 'env = { A = "1", B = "2" }\n')}
[jobs.upload]
steps = [{ run = "make upload" }]
`;
  const folder = edited(config, (text) => edit(text).replace("timeout-minutes: 30", "timeout-minutes: 10"));
  const [before, lock] = [read(folder, workflow), read(folder, "cig.lock")];
  const { code, out } = cig(folder, ["adopt", "--json"]);
  expect(code).toBe(1);
  const { diagnostics, written } = JSON.parse(out);
  expect(written).toBe(false);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]).toMatchObject({ code: "CIG713", level: "error" });
  expect(diagnostics[0].message).toContain(`"${place}"`);
  expect([read(folder, "cig.toml"), read(folder, workflow), read(folder, "cig.lock")]).toEqual([
    config,
    before,
    lock,
  ]);
});

it("where cig.toml has changed since, too, nobody can tell who changed what", () => {
  const folder = edited(toml(), bumped);
  writeFileSync(join(folder, "cig.toml"), toml('{ run = "make other" }'));
  const { code, err } = cig(folder, ["adopt"]);
  expect(code).toBe(1);
  expect(err).toContain("error[CIG713]");
  expect(read(folder, "cig.toml")).toBe(toml('{ run = "make other" }'));
});

it.each([
  ["early", () => true],
  ["as soon as cig.toml is written", (folder: string) => read(folder, "cig.toml").includes("make check")],
])("killed %s, nothing is lost, and the next ones end what it began", async (_, isTime) => {
  const folder = edited(toml(), (text) => text.replace("run: make test", "run: make check"));
  const child = startCig(folder, ["adopt"]);
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (child.exitCode === null && !isTime(folder)) await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGKILL");
  await ended;
  expect(read(folder, workflow)).toContain("run: make check");
  for (const command of ["adopt", "render"]) {
    const { code, err } = cig(folder, [command]);
    expect([command, code, err]).toEqual([command, 0, ""]);
  }
  expect(read(folder, "cig.toml")).toBe(toml('{ run = "make check" }'));
  expect(read(folder, workflow)).toContain("run: make check");
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});

it("a new job with a cache brings the action along, as there is no entry of [caches] for it", () => {
  const job = `
  more:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    steps:
      - uses: actions/cache@${newer} # v5.0.9
        with:
          path: ~/.more
          key: more-\${{ runner.os }}-\${{ hashFiles('more.txt') }}
      - run: make more
`;
  const folder = edited(toml(), (text) => text + job);
  const { code, err } = cig(folder, ["adopt"]);
  expect(err).toBe("");
  expect(code).toBe(0);
  const written = read(folder, "cig.toml");
  expect(written).toContain("[jobs.more]");
  expect(written).toContain('uses = "actions/cache"');
  expect(written).not.toContain("[caches");
  expect(cig(folder, ["render", "--check"]).code).toBe(0);
});
