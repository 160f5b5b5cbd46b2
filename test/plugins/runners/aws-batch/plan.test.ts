import { runPlugin, UseKind } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { beforeAll, describe, expect, it } from "vitest";
import awsBatch from "../../../../plugins/runners/aws-batch/plugin.ts";
import { type Bundled, openBundled, renderToml } from "../../../in-process.ts";

const runner = { id: "batch", os: "linux", arch: "amd64" };
const text = (name: string, value: string) => ({
  name,
  value: { case: "text" as const, value: { parts: [{ kind: { case: "literal" as const, value } }] } },
});
const inputs = [text("definition", "ci-runner:3"), text("queue", "ci"), text("region", "eu-central-1")];
const wish = { kind: UseKind.RUNNER, name: "runners/aws-batch", inputs, runner };

testConformance(it, awsBatch, "plugins/runners/aws-batch/module.toml", [
  {
    hook: "plan",
    request: {
      uses: [
        { ...wish, id: "runners/batch" },
        ...["buildkite", "circleci", "github"].map((provider) => ({
          ...wish,
          id: `runners/batch/${provider}//test`,
          job: "test",
          launch: { provider, timeoutMinutes: 30 },
        })),
      ],
      providers: ["buildkite", "github"],
    },
  },
]);

const paths = {
  github: ".github/workflows/ci.yml",
  circleci: ".circleci/config.yml",
  buildkite: ".buildkite/pipeline.yml",
  jenkins: "Jenkinsfile",
} as const;
type Provider = keyof typeof paths;

let bundled: Bundled;
beforeAll(async () => {
  bundled = await openBundled();
});

const usual = 'queue = "ci", definition = "ci-runner:3", region = "eu-central-1"';

async function render(given: {
  with?: string;
  more?: string;
  job?: string;
  provider?: Provider;
  others?: string;
}) {
  const provider = given.provider ?? "github";
  const toml = `version = "0.2"
[project]
name = "shop"
default_runner = "batch"
[runners.batch]
uses = "runners/aws-batch"
with = { ${given.with ?? usual} }
${given.more ?? ""}
[jobs.test]
steps = [{ run = "make" }]
${given.job ?? ""}
${given.others ?? ""}
[[outputs]]
provider = "${provider}"
path = "${paths[provider]}"
`;
  const { byProvider, diagnostics, plan } = await renderToml(bundled, toml, { Makefile: "all:\n" });
  const own = byProvider.get(provider) ?? { files: new Map<string, string>(), diagnostics: [] };
  const errors = [...diagnostics, ...own.diagnostics].filter(({ level }) => level === "error");
  return {
    text: own.files.get(paths[provider]) ?? "",
    errors: errors.map((each) => `${each.code} ${each.message}`),
    plan,
  };
}

describe("runners/aws-batch", () => {
  it("lets GitHub's job run on the machine that its launching job starts for this run alone", async () => {
    const { text: file, errors } = await render({});
    expect(errors).toEqual([]);
    expect(file).toMatch(/^ {2}launch-test:\n {4}runs-on: ubuntu-latest\n/m);
    expect(file).toMatch(
      /^ {2}test:\n {4}needs: launch-test\n {4}runs-on: batch-test-\$\{\{ github.run_id \}\}-\$\{\{ github.run_attempt \}\}\n/m,
    );
    expect(file).toContain("CIG_RUNNER_TOKEN: ${{ secrets.RUNNER_TOKEN }}");
    expect(file).toContain("AWS_ACCESS_KEY_ID: ${{ secrets.AWS_ACCESS_KEY_ID }}");
  });

  it("tells an organization's runner its group and its labels", async () => {
    const { text: file } = await render({
      with: `${usual}, organization = "acme", group = 3, labels = ["gpu"]`,
    });
    expect(file).toContain("CIG_RUNNER_ORGANIZATION: acme");
    expect(file).toContain('CIG_RUNNER_GROUP: "3"');
    expect(file).toMatch(/runs-on:\n? *[[-] ?.*batch-test-.*gpu\]?/s);
  });

  it("asks for what the machine is to have in the words of AWS", async () => {
    const { text: file } = await render({ with: `${usual}, vcpus = 0.5, memory = "2GiB", gpus = 1` });
    expect(file).toContain(
      String.raw`CIG_BATCH_RESOURCES: "{\"type\":\"VCPU\",\"value\":\"0.5\"},{\"type\":\"MEMORY\",\"value\":\"2048\"},{\"type\":\"GPU\",\"value\":\"1\"}"`,
    );
  });

  it("gives a machine the time of its job, of waiting for it, and five minutes", async () => {
    const { text: file } = await render({ job: 'timeout = "45m"' });
    expect(file).toContain('CIG_BATCH_SECONDS: "3600"');
    expect((await render({ with: `${usual}, idle = 20`, job: 'timeout = "45m"' })).text).toContain(
      'CIG_BATCH_SECONDS: "4200"',
    );
  });

  it("takes on a role with an identity token", async () => {
    const { text: file } = await render({ with: `${usual}, role = "arn:aws:iam::123456789012:role/ci"` });
    expect(file).toMatch(/launch-test:[\s\S]*?id-token: write[\s\S]*? {2}test:/);
    expect(file).not.toContain("secrets.AWS");
  });

  it("lets the launcher's own credentials do", async () => {
    const { text: file } = await render({ with: `${usual}, credentials = "machine"` });
    expect(file).not.toContain("secrets.AWS");
    expect(file).not.toContain("id-token");
  });

  it("gives Buildkite's agent a tag that no other build has", async () => {
    const { text: file, errors } = await render({ provider: "buildkite" });
    expect(errors).toEqual([]);
    expect(file).toMatch(/agents:\s+queue: batch\s+machine: batch-test-\$BUILDKITE_BUILD_ID/);
    expect(file).toMatch(/depends_on:\s+-? ?launch-test/);
  });

  it("finds CircleCI's machine by its resource class, whose machines outlast any job", async () => {
    const { text: file, errors } = await render({
      provider: "circleci",
      with: `${usual}, resource_class = "acme/batch"`,
    });
    expect(errors).toEqual([]);
    expect(file).toMatch(/machine: true\s+resource_class: acme\/batch/);
    expect(file).toMatch(/requires:\s+- launch-test/);
    expect(file).toMatch(/CIG_BATCH_SECONDS: "?18900"?/);
  });

  it("launches nothing where the runner says what it is", async () => {
    const { text: file, errors } = await render({ provider: "jenkins", more: 'jenkins = { label = "ecs" }' });
    expect(errors).toEqual([]);
    expect(file).toContain("label 'ecs'");
    expect(file).not.toContain("launch-test");
    const github = await render({ more: 'github = { runs-on = "large" }' });
    expect(github.text).toContain("runs-on: large");
    expect(github.text).not.toContain("launch-test");
  });

  it.each<[string, Parameters<typeof render>[0], string]>([
    [
      "Jenkins without a label",
      { provider: "jenkins" },
      "BATCH204 Jenkins knows each of its agents before it starts",
    ],
    ["CircleCI without a class", { provider: "circleci" }, "BATCH203 CircleCI finds machines of one's own"],
    ["another system", { more: 'os = "windows"' }, 'BATCH205 The runner "batch" is for windows'],
    ["memory without a unit", { with: `${usual}, memory = "8"` }, 'BATCH202 The input "memory"'],
    ["no vCPU", { with: `${usual}, vcpus = 0` }, 'BATCH202 The input "vcpus"'],
    ["a queue with a blank", { with: usual.replace('"ci"', '"my ci"') }, 'BATCH202 The input "queue"'],
    [
      "a queue that only the run knows",
      { with: usual.replace('"ci"', '"{{ git.branch }}"') },
      "a value that only the run knows",
    ],
    [
      "a label with a comma",
      { with: `${usual}, labels = ["a,b"]` },
      'BATCH202 "a,b" is no label for machines.',
    ],
    ["a role that is none", { with: `${usual}, role = "ci"` }, 'BATCH202 The input "role"'],
    [
      "credentials without their role",
      { with: `${usual}, credentials = "role"` },
      "BATCH202 Launching is to take on a role",
    ],
    [
      "no queue",
      { with: 'definition = "ci", region = "eu-central-1"' },
      'CIG105 runners/aws-batch needs the input "queue"',
    ],
  ])("refuses %s", async (_, given, message) => {
    const { errors } = await render(given);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(message);
  });

  it("says what is wrong once, and nothing of a launcher that has no fault", async () => {
    const more = 'launcher = "small"\n[runners.small]\ngithub = { runs-on = "tiny" }';
    const job = '[jobs.other]\nsteps = [{ run = "make" }]';
    const { errors, plan } = await render({ with: `${usual}, memory = "8"`, more, job });
    expect(errors).toEqual([expect.stringContaining('BATCH202 The input "memory"')]);
    expect(plan?.diagnostics.filter(({ code }) => code === "CIG414")).toEqual([]);
  });

  it("is no step", async () => {
    const use = { id: "test/steps/0", job: "test", kind: UseKind.STEP, name: "runners/aws-batch" };
    const { diagnostics } = await runPlugin(awsBatch, "plan", { uses: [use] });
    expect(diagnostics.map(({ code }) => code)).toEqual(["BATCH201"]);
  });
});
