import { describe, expect, it } from "vitest";
import { type FakeOptions, github, planToml, tool } from "./fake.ts";

const step = 'steps = [{ run = "true" }]';
const said = async (toml: string, options: FakeOptions = {}) => {
  const { remarks, diagnostics } = await planToml(toml, options);
  expect(diagnostics.filter(({ level }) => level === "error")).toEqual([]);
  return { remarks, hints: diagnostics.map(({ hint }) => hint) };
};

describe("what nothing uses is told", () => {
  it("for services, templates and runners", async () => {
    const { remarks, hints } = await said(`
[services.search]
image = "x"
[services.cache]
image = "y"
[services.named]
image = "z"
[templates.base]
timeout = 5
[templates.rest]
timeout = 6
[runners.big]
github = { runs-on = "big" }
[runners.usual]
github = { runs-on = "usual" }
[runners.mine]
github = { runs-on = "mine" }
[project]
default_runner = "usual"
[jobs.a]
services = ["cache"]
extends = ["base"]
runner = "{{ matrix.on }}"
matrix = { on = ["mine"] }
${step}
[jobs.b]
services = { named = true }
${step}`);
    expect(remarks).toEqual([
      'CIG414 3: No job uses the service "search".',
      'CIG414 11: No job uses the template "rest".',
      'CIG414 13: No job uses the runner "big".',
    ]);
    expect(hints[0]).toBe('Use it, services = ["search"], or remove [services.search].');
  });

  it("but not where another profile uses it, or the implied job", async () => {
    const { remarks } = await said(`
[variables]
ON = "big"
[services.search]
image = "x"
[runners.big]
github = { runs-on = "big" }
[runners.small]
github = { runs-on = "small" }
[runners.fast]
github = { runs-on = "fast" }
[jobs.a]
needs = ["setup"]
runner = "{{ ON }}"
${step}
[profiles.night.jobs.a]
services = ["search"]
[profiles.night.variables]
ON = "fast"`);
    expect(remarks.filter((remark) => remark.startsWith("CIG414"))).toEqual([]);
  });

  it("for variables, and what a script sees of them", async () => {
    const { remarks, hints } = await said(`
[variables]
REGION = "eu"
UNUSED = "{{ BASE }}/x"
BASE = "y"
FLAG = true
IN_CONDITION = "main"
QUOTED = "q"
NODE_VERSION = "22"
RUBY_VERSION = "3.4"
GO_VERSION = "1"
[jobs.a]
packages = ["node"]
if = "git.branch == IN_CONDITION && pr.title != 'QUOTED'"
env = { FLAG = "{{ FLAG }}", RUBY = "{{ ruby_version }}" }
steps = [{ run = "deploy $REGION" }]`);
    expect(remarks).toEqual([
      'CIG414 4: Nothing uses the variable "REGION".',
      'CIG414 5: Nothing uses the variable "UNUSED".',
      'CIG414 9: Nothing uses the variable "QUOTED".',
      'CIG414 12: Nothing uses the variable "GO_VERSION".',
    ]);
    expect(hints.slice(0, 2)).toEqual([
      "Scripts do not see it as $REGION: write {{ REGION }}, or put it into [env].",
      "Use it, as {{ UNUSED }}, or remove it.",
    ]);
  });

  it("but not beside an error that may be the reason", async () => {
    const { remarks } = await planToml(`[runners.big]\n[jobs.a]\nrunner = "bigg"\n${step}`);
    expect(remarks.map((remark) => remark.slice(0, 6))).toEqual(["CIG412"]);
  });

  it("for tables of providers that nothing renders, wherever they stand", async () => {
    const { remarks, hints } = await said(`
[provider.githb]
x = 1
[runners.r]
githubb = { runs-on = "x" }
github = { runs-on = "x" }
[jobs.a]
runner = "r"
provider.buildkite = { x = 1 }
steps = [{ run = "x", provider.gihub = { x = 1 } }, { native = { github = "a/b@v1", githu = "a/b@v1" } }]
provider.github = { y = 1 }`);
    expect(remarks).toEqual([
      'CIG414 3: This is for the provider "githb", and nothing renders files for it.',
      'CIG414 6: This is for the provider "githubb", and nothing renders files for it.',
      'CIG414 10: This is for the provider "buildkite", and nothing renders files for it.',
      'CIG414 11: This is for the provider "gihub", and nothing renders files for it.',
      'CIG414 11: This is for the provider "githu", and nothing renders files for it.',
    ]);
    expect(hints).toEqual([
      'Did you mean "github"?',
      'Did you mean "github"?',
      "There is github. Remove it, or add an output of that provider.",
      'Did you mean "github"?',
      'Did you mean "github"?',
    ]);
  });
});

describe("env.NAME that is not defined is told", () => {
  it("at its place, with the nearest", async () => {
    const { remarks, hints } = await said(`
[env]
GLOBAL = "1"
[jobs.a]
env = { LOCAL = "1" }
secrets = ["TOKEN"]
services = { db = { image = "x", ports = [1] } }
steps = [
  { run = "echo {{ env.GLOBAL }} {{ env.LOCAL }} {{ env.OWN }} {{ env.DB_PORT }} {{ env.TOKEN }} {{ env.HOME }}", env = { OWN = "1" } },
  { run = "echo {{ env.LOCL }}", if = "env.OWN == 'env.QUOTED'" },
]`);
    expect(remarks).toEqual([
      'CIG417 11: No env of the step, the job or the workflow defines "LOCL", so that it is empty.',
      'CIG417 11: No env of the step, the job or the workflow defines "OWN", so that it is empty.',
    ]);
    expect(hints).toEqual(["Did you mean env.LOCAL?", 'Add env = { OWN = "…" }.']);
  });

  it("but not where an earlier step may have set it", async () => {
    for (const first of ['{ run = "echo A=1 >> $GITHUB_ENV" }', '{ native.github = "a/b@v1" }'])
      expect((await said(`[jobs.a]\nsteps = [${first}, { run = "echo {{ env.A }}" }]`)).remarks).toEqual([]);
  });
});

describe("a working_directory without a file in the repository is told", () => {
  const paths = ["apps/api/Gemfile", "cig.toml"];

  it("of jobs and steps, with the nearest", async () => {
    const { remarks, hints } = await said(
      `
[jobs.a]
working_directory = "apps/apii"
${step}
[jobs.b]
working_directory = "./apps/api/"
steps = [{ run = "x", working_directory = "nowhere" }, { run = "y", working_directory = "apps" }]`,
      { paths },
    );
    expect(remarks).toEqual([
      'CIG418 4: The folder "apps/apii" has no file in the repository, so that nothing can run in it.',
      'CIG418 8: The folder "nowhere" has no file in the repository, so that nothing can run in it.',
    ]);
    expect(hints[0]).toBe('Did you mean "apps/api"?');
  });

  it("but not where the job may have it from elsewhere", async () => {
    const jobs = [
      `checkout = false\nworking_directory = "x"\n${step}`,
      `checkout = { path = "x" }\nworking_directory = "x"\n${step}`,
      `working_directory = "/tmp/x"\n${step}`,
      `working_directory = "{{ matrix.d }}"\nmatrix = { d = ["x"] }\n${step}`,
      `steps = [{ run = "cmake -B out/x" }, { run = "make", working_directory = "out/x" }]`,
      `steps = [{ run = "npm run build" }, { run = "ls", working_directory = "dist" }]`,
    ];
    for (const job of jobs)
      expect([job, (await said(`[jobs.a]\n${job}`, { paths })).remarks]).toEqual([job, []]);
  });
});

it("what a plugin's module makes of a name in [services] is no unused definition", async () => {
  const ruby = tool("lang/ruby");
  const { remarks } = await said(`[jobs.a]\npackages = ["ruby"]`, { plugins: [github, ruby] });
  expect(remarks).toEqual([]);
});

describe("a skip_if that comes to nothing is told", () => {
  const skip = 'skip_if = { paths_unmodified = ["cig.toml"] }';

  it.each([
    ["effects = true", "it has effects, and what that does to the world is not known from files"],
    [
      'environment = "production"',
      "it has an environment, and what that does to the world is not known from files",
    ],
    ["parallelism = 4", "its copies share the work, and one of them alone proves nothing"],
  ])("with %s", async (key, why) => {
    const { remarks } = await said(`\n[jobs.a]\n${key}\n${skip}\n${step}`);
    expect(remarks).toEqual([`CIG419 5: The job "a" always runs, although it has skip_if: ${why}.`]);
  });

  it("but not of one that may be left out", async () => {
    const { remarks } = await said(`\n[jobs.a]\n${skip}\n${step}\n[jobs.b]\neffects = true\n${step}`);
    expect(remarks).toEqual([]);
  });
});
