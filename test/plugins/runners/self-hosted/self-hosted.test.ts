import { runPlugin, UseKind } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { beforeAll, describe, expect, it } from "vitest";
import selfHosted from "../../../../plugins/runners/self-hosted/plugin.ts";
import { type Bundled, openBundled, renderToml } from "../../../in-process.ts";

testConformance(it, selfHosted, "plugins/runners/self-hosted/module.toml", [
  {
    hook: "plan",
    request: {
      uses: [
        {
          id: "runners/own",
          kind: UseKind.RUNNER,
          name: "runners/self-hosted",
          runner: { id: "own", os: "linux", arch: "amd64" },
        },
      ],
      providers: ["buildkite", "github", "jenkins"],
    },
  },
]);

const outputs = {
  github: ".github/workflows/ci.yml",
  circleci: ".circleci/config.yml",
  buildkite: ".buildkite/pipeline.yml",
  jenkins: "Jenkinsfile",
} as const;
type Provider = keyof typeof outputs;

let bundled: Bundled;
beforeAll(async () => {
  bundled = await openBundled();
});

async function render(runner: string, providers: readonly Provider[], more = "") {
  const files = providers
    .map((name) => `[[outputs]]\nprovider = "${name}"\npath = "${outputs[name]}"\n`)
    .join("");
  const toml = `version = "0.2"
[project]
name = "shop"
default_runner = "own"
[runners.own]
uses = "runners/self-hosted"
${runner}
[jobs.test]
steps = [{ run = "make" }]
${more}${files}`;
  return renderToml(bundled, toml, { Makefile: "all:\n" });
}

async function fileFor(runner: string, provider: Provider, more = ""): Promise<string> {
  const { byProvider, diagnostics } = await render(runner, [provider], more);
  const { files, diagnostics: others } = byProvider.get(provider) ?? { files: new Map(), diagnostics: [] };
  const wrong = [...diagnostics, ...others].filter(({ level }) => level === "error");
  expect(wrong).toEqual([]);
  return files.get(outputs[provider])!;
}

describe("runners/self-hosted", () => {
  const large = 'with = { labels = ["large"], resource_class = "acme/large" }';

  it("tells GitHub the labels that its runner gives itself, and the author's", async () => {
    expect(await fileFor(large, "github")).toContain("runs-on: [self-hosted, linux, x64, large]");
    expect(await fileFor(`arch = "arm64"\nos = "macos"`, "github")).toContain(
      "runs-on: [self-hosted, macOS, ARM64]",
    );
  });

  it("tells GitHub the group", async () => {
    const text = await fileFor('with = { group = "ours" }', "github");
    expect(text).toMatch(/group: ours\s+labels: \[self-hosted, linux, x64\]/);
  });

  it("tells CircleCI the resource class, Buildkite the queue, Jenkins the label", async () => {
    expect(await fileFor(large, "circleci")).toMatch(/machine: true\s+resource_class: acme\/large/);
    expect(await fileFor(large, "buildkite")).toMatch(/agents:\s+queue: large/);
    expect(await fileFor("", "buildkite")).toMatch(/agents:\s+queue: own/);
    expect(await fileFor(large, "jenkins")).toContain("label 'large'");
    expect(await fileFor(`${large}\narch = "arm64"`, "jenkins")).toContain("label 'arm64 && large'");
  });

  it("leaves what cig.toml says of a provider over what it says itself", async () => {
    const own = `${large}\nbuildkite = { agents = { queue = "special" } }`;
    expect(await fileFor(own, "buildkite")).toMatch(/agents:\s+queue: special/);
  });

  it("describes the machines of jobs that cig adds, too", async () => {
    const text = await fileFor(large, "github", '[gate]\nname = "all"\n');
    expect(text.match(/runs-on: .*/g)).toEqual(Array(2).fill("runs-on: [self-hosted, linux, x64, large]"));
  });

  it("brings its backend of caches", async () => {
    const cached =
      '[caches.tool]\npaths = ["tool"]\nkey_parts = ["v1"]\n[jobs.build]\nsteps = [{ cache = "tool" }]\n';
    const text = await fileFor('cache = "directory"', "github", cached);
    expect(text).toContain("CIG_CACHE_FOLDER: ~/.cache/cig-caches");
    expect(text).not.toContain("actions/cache");
  });

  it.each([
    [
      "no class for CircleCI",
      "",
      ["circleci"],
      'SELF203 CircleCI finds machines of one\'s own by their resource class, and the runner "own" names none.',
    ],
    [
      "an expression as a label",
      'with = { labels = ["a && b"] }',
      ["jenkins"],
      'SELF202 "a && b" is no label of the runner "own": Jenkins would read it as an expression.',
    ],
    [
      "an input that it has not",
      "with = { label = [] }",
      ["github"],
      'CIG410 runners/self-hosted 1.0.0 has no input "label".',
    ],
  ] as const)("refuses %s", async (_, runner, providers, message) => {
    const { diagnostics } = await render(runner, providers);
    const errors = diagnostics.filter(({ level }) => level === "error");
    expect(errors.map((each) => `${each.code} ${each.message}`)).toEqual([message]);
  });

  it("is no step", async () => {
    const use = { id: "test/steps/0", job: "test", kind: UseKind.STEP, name: "runners/self-hosted" };
    const { diagnostics } = await runPlugin(selfHosted, "plan", { uses: [use] });
    expect(diagnostics.map(({ code }) => code)).toEqual(["SELF201"]);
  });
});
