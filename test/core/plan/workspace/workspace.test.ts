import { describe, expect, it } from "vitest";
import { planToml, show } from "../fake.ts";

const root = '[workspace]\nmembers = ["packages/*"]\n';
type Planned = Awaited<ReturnType<typeof planToml>>;
const jobOf = (run: Planned, id: string) => run.outputs[0]!.jobs.find((job) => job.id === id)!;

describe("a workspace", () => {
  it("plans its members' jobs in their folders, with outputs by the names that they call jobs by", async () => {
    const run = await planToml(`${root}[jobs.lint]\nsteps = [{ run = "lint" }]`, {
      files: {
        "packages/web/cig.toml": `
[jobs.build]
outputs = { tag = "{{ steps.t.outputs.v }}" }
steps = [{ id = "t", run = "x" }]
[jobs.test]
needs = ["build", "lint"]
if = "jobs.build.outputs.tag != ''"
steps = [{ run = "test {{ jobs.build.outputs.tag }}" }]`,
      },
    });
    expect(run.remarks).toEqual([]);
    expect(run.outputs[0]!.jobs.map(({ id, needs }) => `${id}: ${needs}`)).toEqual([
      "lint: ",
      "web-build: ",
      "web-test: lint,web-build",
    ]);
    const test = jobOf(run, "web-test");
    expect(test.workingDirectory).toBe("packages/web");
    expect(test.steps[1]!.env.map(({ name, value }) => `${name}=${show(value)}`)).toEqual([
      "JOB_BUILD_TAG={{ jobs.web-build.outputs.tag }}",
    ]);
    expect(test.condition!.kind).toMatchObject({
      value: { arguments: [{ kind: { value: { path: ["jobs", "web-build", "outputs", "tag"] } } }, {}] },
    });
  });

  it("gives the root's definitions to members, whose own come first", async () => {
    const run = await planToml(
      `${root}
[project]
default_timeout = 5
[variables]
V = "root"
[services.db]
image = "db:root"
[runners.big]
os = "linux"
[commands.hello]
steps = [{ run = "hello root {{ V }}" }]
[caches.deps]
paths = ["deps"]
key_parts = ["root"]
[jobs.a]
services = ["db"]
steps = [{ command = "hello" }, { cache = "deps" }]
runner = "big"`,
      {
        files: {
          "packages/own/cig.toml": `
[project]
default_timeout = 7
[variables]
V = "own"
[services.db]
image = "db:own"
[runners.big]
os = "macos"
[commands.hello]
steps = [{ run = "hello own {{ V }}" }]
[caches.deps]
paths = ["deps"]
key_parts = ["own"]
[jobs.a]
services = ["db"]
steps = [{ command = "hello" }, { cache = "deps" }]
runner = "big"`,
          "packages/plain/cig.toml": `[jobs.a]\nservices = ["db"]\nsteps = [{ command = "hello" }, { cache = "deps" }]\nrunner = "big"`,
        },
      },
    );
    expect(run.remarks).toEqual([]);
    const shown = (id: string) => {
      const job = jobOf(run, id);
      const [, hello, cache] = job.steps;
      return [
        show(job.services[0]!.image),
        job.runner!.os,
        job.timeoutMinutes,
        hello!.kind.value && "script" in hello!.kind.value ? hello!.kind.value.script : "",
        show(hello!.env[0]!.value),
        hello!.call?.command,
        hello!.subject.join("."),
        cache!.kind.value && "id" in cache!.kind.value ? cache!.kind.value.id : "",
      ];
    };
    expect(shown("a")).toEqual([
      "db:root",
      "linux",
      5,
      'hello root "${CIG_V}"',
      "root",
      "hello",
      "commands.hello.steps.0",
      "deps",
    ]);
    expect(shown("plain-a")).toEqual([
      "db:root",
      "linux",
      5,
      'hello root "${CIG_V}"',
      "root",
      "hello",
      "commands.hello.steps.0",
      "deps",
    ]);
    expect(shown("own-a")).toEqual([
      "db:own",
      "macos",
      7,
      'hello own "${CIG_V}"',
      "own",
      "own-hello",
      "packages/own/cig.toml.commands.hello.steps.0",
      "own-deps",
    ]);
    expect(run.outputs[0]!.commands.map(({ id }) => id)).toEqual(["hello", "own-hello"]);
    expect(run.outputs[0]!.caches.map(({ id, paths }) => `${id} ${paths}`)).toEqual([
      "deps deps",
      "own-deps packages/own/deps",
    ]);
  });

  it("tells what is wrong with a member's own definition in the member's file", async () => {
    const run = await planToml(root, {
      files: {
        "packages/web/cig.toml": `[services.db]
image = "db:{{ NO }}"
[services.unused]
image = "x"
[commands.c]
steps = [{ run = "{{ NO }}" }]
[caches.left]
paths = ["x"]
key_parts = ["y"]
[variables]
OF_NOBODY = 1
[jobs.a]
services = ["db"]
steps = [{ command = "c" }]`,
      },
    });
    expect(
      run.diagnostics.map(
        ({ at, subject, code, message }) =>
          `${at?.file ?? subject?.[0]} ${at?.line ?? subject?.slice(1).join(".")} ${code} ${message}`,
      ),
    ).toEqual([
      'packages/web/cig.toml 2 CIG107 "NO" is neither a variable nor a fact of this repository.',
      'packages/web/cig.toml 6 CIG107 "NO" is neither a variable nor a fact of this repository.',
      'packages/web/cig.toml caches.left CIG414 No job uses the cache "left".',
    ]);
  });

  it("warns of what a member defines and its jobs do not use, and of nothing that members use of the root", async () => {
    const run = await planToml(
      `${root}[services.used]\nimage = "x"\n[templates.t]\nservices = ["used"]\n[variables]\nU = "1"`,
      {
        files: {
          "packages/web/cig.toml": `[services.unused]\nimage = "x"\n[variables]\nOF_NOBODY = 1\n[templates.own]\n[jobs.a]\nextends = ["t"]\nsteps = [{ run = "{{ U }}" }]`,
        },
      },
    );
    expect(run.diagnostics.map(({ subject, message }) => `${subject?.join(" ")}: ${message}`)).toEqual([
      'packages/web/cig.toml services unused: No job uses the service "unused".',
      'packages/web/cig.toml templates own: No job uses the template "own".',
      'packages/web/cig.toml variables OF_NOBODY: Nothing uses the variable "OF_NOBODY".',
    ]);
  });

  it("keeps caches that plugins propose apart by member", async () => {
    const member = '[jobs.a]\npackages = ["node"]';
    const run = await planToml(root, {
      files: {
        "packages/one/cig.toml": member,
        "packages/two/cig.toml": member,
        "packages/six/cig.toml": member,
      },
      plugins: [
        { manifest: { name: "provider/github", capabilities: ["provider:github"], hooks: ["generate"] } },
        {
          manifest: { name: "lang/node", capabilities: ["package:node"], hooks: ["plan"] },
          answer: ({ uses }) => ({
            resources: uses.map(({ id, workingDirectory }) => ({
              kind: {
                case: "expansion",
                value: {
                  use: id,
                  caches: [{ id: "npm", paths: [`${workingDirectory}/node_modules`] }],
                  steps: [{ kind: { case: "cache", value: { id: "npm" } } }],
                },
              },
            })),
          }),
        },
      ],
    });
    expect(run.remarks).toEqual([]);
    expect(run.outputs[0]!.caches.map(({ id, paths }) => `${id} ${paths}`)).toEqual([
      "npm packages/one/node_modules",
      "npm-six packages/six/node_modules",
      "npm-two packages/two/node_modules",
    ]);
  });

  it("puts members' jobs into workflows and stages of the root", async () => {
    const run = await planToml(
      `${root}stages = []\n`.replace("stages = []\n", "") +
        '[workflows.w]\njobs = ["*-test", "ship"]\nstages = ["test", "ship"]\n[jobs.ship]\nstage = "ship"\nsteps = [{ run = "x" }]',
      {
        files: { "packages/web/cig.toml": '[jobs.test]\nstage = "test"\nsteps = [{ run = "x" }]' },
      },
    );
    expect(run.remarks).toEqual([]);
    expect(
      run.outputs.map(
        ({ workflow, jobs }) => `${workflow}: ${jobs.map(({ id, needs }) => `${id}<${needs}`)}`,
      ),
    ).toEqual(["w: web-test<,ship<web-test"]);
  });
});
