import { describe, expect, it } from "vitest";
import { axesOf, providerOf } from "../../../core/config/schema.ts";
import { schemaOf, toldOf, toldOfJob } from "./told.ts";

const jobOf = (lines: string) => schemaOf(`[jobs.test]\n${lines}`).schema.jobs!.test!;

describe("the top level", () => {
  it("carries every section", () => {
    const { schema } = schemaOf(`
env = { A = "x", B = 1, C = true }
permissions = { contents = "read", pull-requests = "write", id-token = "none" }
concurrency = { group = "ci-{{ git.ref }}", cancel_in_progress = "git.branch != 'main'" }
gate = { name = "ok", required = false }

[project]
name = "shop"
default_runner = "small"
default_branch = "trunk"
default_timeout = "1h30m"

[variables]
TEXT = "a"
NUMBER = 3
FLOAT = 1.5
FLAG = true

[services.db]
image = "postgres:16"
ports = [5432, "15432:5432"]
env = { POSTGRES_PASSWORD = "x", "discovery.type" = "single" }
ready = { command = "pg_isready", interval = "5s", timeout = 3, retries = 10 }
options = ["--tmpfs=/data"]

[caches.gems]
paths = ["vendor/bundle"]
key_parts = ["Gemfile.lock", "ruby:{{ ruby_version }}"]
restore_keys = ["gems-"]
backend = "s3"
save = "trusted_refs"

[runners.small]
os = "macos"
arch = "arm64"
github = { runs-on = ["self-hosted", "\${{ x }}"], "odd key" = { deep = [1, 2.5, true] } }

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
description = "Main"
header = "Ask ops."
[[outputs]]
provider.circleci = { setup = true }
path = ".circleci/config.yml"
header = false

[plugins]
"lang/ruby" = "~1.2"
"acme/deploy" = { path = "tools/deploy", version = "^2" }

[policy]
levels = { SEC001 = "warning", SEC002 = "off" }
waivers = [{ rule = "SEC001", owner = "ops", reason = "vendored", expires = 2027-01-31, job = "test", path = "x.yml" }]

[detect]
ignore = ["legacy/**"]

[provider.github]
run-name = "\${{ github.actor }}"
`);
    expect(schema).toMatchObject({
      version: "0.2",
      env: { A: "x", B: 1, C: true },
      permissions: { contents: "read", "pull-requests": "write", "id-token": "none" },
      concurrency: { group: "ci-{{ git.ref }}", cancel_in_progress: "git.branch != 'main'" },
      gate: { name: "ok", required: false },
      project: { name: "shop", default_runner: "small", default_branch: "trunk", default_timeout: "1h30m" },
      variables: { TEXT: "a", NUMBER: 3, FLOAT: 1.5, FLAG: true },
      services: {
        db: {
          image: "postgres:16",
          ports: [5432, "15432:5432"],
          env: { POSTGRES_PASSWORD: "x", "discovery.type": "single" },
          ready: { command: "pg_isready", interval: "5s", timeout: 3, retries: 10 },
          options: ["--tmpfs=/data"],
        },
      },
      caches: { gems: { restore_keys: ["gems-"], backend: "s3", save: "trusted_refs" } },
      runners: {
        small: {
          os: "macos",
          arch: "arm64",
          github: { "runs-on": ["self-hosted", "${{ x }}"], "odd key": { deep: [1, 2.5, true] } },
        },
      },
      plugins: { "lang/ruby": "~1.2", "acme/deploy": { path: "tools/deploy", version: "^2" } },
      policy: {
        levels: { SEC001: "warning", SEC002: "off" },
        waivers: [
          {
            rule: "SEC001",
            owner: "ops",
            reason: "vendored",
            expires: "2027-01-31",
            job: "test",
            path: "x.yml",
          },
        ],
      },
      detect: { ignore: ["legacy/**"] },
      provider: { github: { "run-name": "${{ github.actor }}" } },
    });
    expect(schema.outputs?.map(providerOf)).toEqual([
      { name: "github" },
      { name: "circleci", options: { setup: true } },
    ]);
  });

  it("takes every form of a trigger", () => {
    const on = (lines: string) => schemaOf(`[on]\n${lines}`).schema.on;
    expect(schemaOf('on = ["push", "manual"]').schema.on).toEqual(["push", "manual"]);
    expect(
      on("push = true\npull_request = true\nmerge_queue = true\nmanual = true\nrelease = true\ntag = true"),
    ).toEqual({
      push: true,
      pull_request: true,
      merge_queue: true,
      manual: true,
      release: true,
      tag: true,
    });
    expect(on('push = ["main"]\npull_request = ["main"]\nrelease = ["published"]\ntag = ["v*"]')).toEqual({
      push: ["main"],
      pull_request: ["main"],
      release: ["published"],
      tag: ["v*"],
    });
    expect(
      on(`push = { branches = ["a"], branches_ignore = ["b"], tags = ["c"], paths = ["d/**"], paths_ignore = ["*.md"] }
pull_request = { types = ["opened"], branches = ["a"], paths = ["b"], paths_ignore = ["c"] }
schedule = [{ cron = "0 3 * * 1-5", timezone = "Europe/Berlin" }]
release = { types = ["published"] }
[on.manual.inputs.target]
description = "Where to"
type = "choice"
options = ["staging", "production"]
default = "staging"
required = true`),
    ).toEqual({
      push: { branches: ["a"], branches_ignore: ["b"], tags: ["c"], paths: ["d/**"], paths_ignore: ["*.md"] },
      pull_request: { types: ["opened"], branches: ["a"], paths: ["b"], paths_ignore: ["c"] },
      schedule: [{ cron: "0 3 * * 1-5", timezone: "Europe/Berlin" }],
      release: { types: ["published"] },
      manual: {
        inputs: {
          target: {
            description: "Where to",
            type: "choice",
            options: ["staging", "production"],
            default: "staging",
            required: true,
          },
        },
      },
    });
  });

  it("refuses inputs that contradict themselves, and broken schedules", () => {
    expect(
      toldOf(`[on.manual.inputs]
a = { type = "choice" }
b = { options = ["x"] }
c = { type = "boolean", default = "yes" }
d = { type = "choice", options = ["x"], default = "y" }
e = { type = "choice", options = ["x", "y", "x"] }
[on]
schedule = [{ cron = "* * * *" }, { cron = "60 * * * *" }, { cron = "0 0 * * *", timezone = "Mars City" }]`),
    ).toEqual([
      '2:1 CIG104 An input of type "choice" needs options. | Add options = ["…", "…"].',
      '3:7 CIG104 Only an input of type "choice" has options.',
      '4:35 CIG104 The default of this input is not of its type, "boolean".',
      "5:51 CIG104 The default is not one of the options.",
      '6:45 CIG405 The option "x" is listed twice. | Remove one of the two.',
      '8:22 CIG104 "* * * *" is not a cron line: it has 4 fields and not 5. | Write minute, hour, day of the month, month and day of the week, such as "0 3 * * 1".',
      '8:44 CIG104 "60" is not a minute of a cron line (0 to 59). | Write minute, hour, day of the month, month and day of the week, such as "0 3 * * 1".',
      '8:93 CIG104 "on.schedule[2].timezone" must be a time zone such as "Europe/Berlin", but it is the text "Mars City".',
    ]);
  });

  it("does not offer a list of texts where tables are listed", () => {
    expect(toldOf('[on]\nschedule = "0 3 * * *"')[0]).toMatch(/but it is the text "0 3 \* \* \*"\.$/);
    expect(toldOf('[on]\nmanual.inputs.a = { type = "choice", options = "x" }')[0]).toMatch(
      /\| Write it as a list: \["x"\]\.$/,
    );
  });

  it("takes what a plugin is granted beside its versions, and nothing that is no grant", () => {
    const granted =
      '[plugins]\n"cache/s3" = { grant = ["network:https://s3.example.com", "environment:AWS_*"] }';
    expect(toldOf(granted)).toEqual([]);
    expect(toldOf('[plugins]\n"cache/s3" = { version = "~1.0", grant = ["AWS_*"] }')).toEqual([
      '2:43 CIG104 "AWS_*" is nothing that can be granted. | Write a host, "network:https://s3.example.com", or variables, "environment:AWS_*".',
    ]);
    expect(toldOf('[plugins]\n"cache/s3" = { grant = ["environment:*"] }')).toHaveLength(1);
  });

  it("refuses a native step that names no provider", () => {
    expect(toldOf("[jobs.a]\nsteps = [{ native = {} }]")).toEqual([
      '2:12 CIG104 This step names no provider, so that it does nothing. | Name what each provider has, such as native = { github = "actions/setup-go@v5" }.',
    ]);
  });

  it("refuses output paths that lead out, and two outputs of one path", () => {
    const output = (path: string) =>
      toldOf(`[[outputs]]\nprovider = "github"\npath = ${JSON.stringify(path)}`);
    for (const path of ["../x", "/x", "a/../x", "C:/x", "a\\b", ".git/config", ".GIT/x", "a//b", "./x", "a/"])
      expect(output(path)[0]).toContain(`3:8 CIG601 "${path}" is not a path that cig may write.`);
    expect(
      toldOf('[[outputs]]\nprovider = "github"\npath = "a.yml"\n[[outputs]]\nprovider = "x"\npath = "a.yml"'),
    ).toEqual(['4:3 CIG405 The output "a.yml" is listed twice. | Remove one of the two.']);
    expect(toldOf('[[outputs]]\nprovider = { a = {}, b = {} }\npath = "x"')).toEqual([
      '2:1 CIG104 An output has one provider. | Write provider = "github", or provider.github = { … }.',
    ]);
  });

  it("names what is part of the language but not understood yet", () => {
    expect(toldOf('[plugins]\n"a/b" = { git = "x" }')[0]).toContain(
      '2:11 CIG112 "git" is part of the language',
    );
  });

  it("takes commands, workflows and stages, and refuses what is not right in them", () => {
    expect(
      toldOf(`stages = ["a", "b"]
[commands.ok]
inputs.x = { type = "choice", options = ["a", "b"], default = "a", description = "…" }
steps = [{ run = "echo {{ inputs.x }}", id = "one" }]
[workflows.nightly]
name = "Nightly"
on = ["manual"]
jobs = ["test", "web-*"]
env = { A = "1" }
permissions = { contents = "read" }
concurrency = "x"
stages = ["a"]`),
    ).toEqual([]);
    expect(
      toldOf(`stages = ["a", "a"]
[commands.x]
[commands.y]
inputs.a = { type = "number", default = "1" }
steps = [{ run = "a", id = "i" }, { run = "b", id = "i" }]
[workflows.w]
on = { push = [] }
[workspace]
member = ["x"]`),
    ).toEqual([
      '1:16 CIG405 The stage "a" is listed twice. | Remove one of the two.',
      '2:11 CIG105 "commands.x" needs the key "steps". | Add steps = …: a list of steps, such as [{ run = "npm test" }].',
      '4:41 CIG104 The default of this input is not of its type, "number".',
      '5:53 CIG405 Two steps of this command have the id "i". | Give one of them another id.',
      '6:12 CIG105 "workflows.w" needs the key "jobs". | Add jobs = …: a list of jobs, such as ["test", "deploy"].',
      '7:15 CIG104 "workflows.w.on.push" must be a list of at least one branch, such as ["main"], or true for all, but it is an empty list.',
      '9:1 CIG103 "workspace" has no key "member". | Did you mean "members"?',
    ]);
    expect(toldOf('[workflows.default]\njobs = ["x"]')).toEqual([
      '1:12 CIG104 "default" is the workflow of the jobs that no other workflow names. | Choose another name, or leave these jobs out of all workflows: they run as [on] says.',
    ]);
  });

  it("refuses a time zone that does not exist", () => {
    expect(toldOf('[on]\nschedule = [{ cron = "0 3 * * *", timezone = "Europe/Berln" }]')).toEqual([
      '2:46 CIG104 There is no time zone "Europe/Berln". | Did you mean "Europe/Berlin"?',
    ]);
  });

  it("knows one name in the path and the description of an output", () => {
    expect(
      toldOf(
        '[[outputs]]\nprovider = "github"\npath = "{{ workflow }}/{{ x }}.yml"\ndescription = "{{workflow}} {{ git.sha }}"\nworkflow = "a"',
      ),
    ).toEqual([
      "3:24 CIG107 Only {{ workflow }} has a value here. | Write the rest out.",
      "4:29 CIG107 Only {{ workflow }} has a value here. | Write the rest out.",
    ]);
  });
});

describe("a job", () => {
  it("carries every key", () => {
    expect(
      jobOf(`
name = "Test {{ matrix.ruby }}"
needs = ["build", "lint"]
packages = { node = "22", ruby = true, python = 3, go = { version = "{{ matrix.go }}" }, system = ["libpq-dev"] }
services = { postgres = "16", redis = true, db = { image = "x:1", ports = [1] }, mysql = { version = "8", database = "app" } }
image = { name = "ruby:3.3", env = { A = "x" }, options = ["--init"] }
runner = "{{ matrix.os }}"
os = "linux"
arch = "{{ matrix.arch }}"
env = { A = "{{ git.sha }}" }
secrets = ["TOKEN"]
environment = { name = "production", url = "https://x" }
permissions = {}
if = "git.branch == 'main'"
timeout = "10m"
continue_on_error = true
concurrency = "deploy"
artifacts = ["dist/**", { name = "logs", paths = ["log/*"], retention_days = 3, if_missing = "ignore" }]
uses_artifacts = ["app", { name = "x", path = "y", job = "build" }]
outputs = { tag = "{{ steps.tag.outputs.value }}" }
checkout = { depth = 0, ref = "main", submodules = "recursive", lfs = true, persist_credentials = true, path = "src" }
working_directory = "web"
shell = "pwsh"
inputs = ["config/**"]
skip_if = { paths_unmodified = ["app/**", "!app/*.md"], env = ["SKIP"], branch = ["dependabot/*"] }
effects = true
stage = "test"
provider.github = { container = { credentials = { username = "\${{ secrets.X }}" } } }
`),
    ).toEqual({
      name: "Test {{ matrix.ruby }}",
      needs: ["build", "lint"],
      packages: {
        node: "22",
        ruby: true,
        python: 3,
        go: { version: "{{ matrix.go }}" },
        system: ["libpq-dev"],
      },
      services: {
        postgres: "16",
        redis: true,
        db: { image: "x:1", ports: [1] },
        mysql: { version: "8", database: "app" },
      },
      image: { name: "ruby:3.3", env: { A: "x" }, options: ["--init"] },
      runner: "{{ matrix.os }}",
      os: "linux",
      arch: "{{ matrix.arch }}",
      env: { A: "{{ git.sha }}" },
      secrets: ["TOKEN"],
      environment: { name: "production", url: "https://x" },
      permissions: {},
      if: "git.branch == 'main'",
      timeout: "10m",
      continue_on_error: true,
      concurrency: "deploy",
      artifacts: ["dist/**", { name: "logs", paths: ["log/*"], retention_days: 3, if_missing: "ignore" }],
      uses_artifacts: ["app", { name: "x", path: "y", job: "build" }],
      outputs: { tag: "{{ steps.tag.outputs.value }}" },
      checkout: {
        depth: 0,
        ref: "main",
        submodules: "recursive",
        lfs: true,
        persist_credentials: true,
        path: "src",
      },
      working_directory: "web",
      shell: "pwsh",
      inputs: ["config/**"],
      skip_if: { paths_unmodified: ["app/**", "!app/*.md"], env: ["SKIP"], branch: ["dependabot/*"] },
      effects: true,
      stage: "test",
      provider: { github: { container: { credentials: { username: "${{ secrets.X }}" } } } },
    });
  });

  it("carries every kind of step", () => {
    const steps = `steps = [
  { run = "a\\nb", name = "x", id = "s1", if = true, env = { A = 1 }, working_directory = "d", shell = "sh", timeout = 5, continue_on_error = true, provider.github = { x = 1 } },
  { uses = "registry.cigen.dev/lang/ruby@1.2.3", with = { version = "{{ ruby_version }}", deep = { list = [1, "x"] } } },
  { cache = "gems" }, { restore = "gems" }, { save = "gems" },
  { artifact = "dist/**" }, { artifact = { paths = ["a"] } },
  { download = "dist" }, { download = { name = "dist", path = "x" } },
  { checkout = true }, { checkout = { depth = 2 } },
  { native.github = { uses = "a/b", pin = "abc", version = "v1", with = { token = "{{ secrets.X }}", n = 1 } }, native.circleci = "x/y" },
]`;
    expect(jobOf(steps).steps).toEqual([
      {
        run: "a\nb",
        name: "x",
        id: "s1",
        if: true,
        env: { A: 1 },
        working_directory: "d",
        shell: "sh",
        timeout: 5,
        continue_on_error: true,
        provider: { github: { x: 1 } },
      },
      {
        uses: "registry.cigen.dev/lang/ruby@1.2.3",
        with: { version: "{{ ruby_version }}", deep: { list: [1, "x"] } },
      },
      { cache: "gems" },
      { restore: "gems" },
      { save: "gems" },
      { artifact: "dist/**" },
      { artifact: { paths: ["a"] } },
      { download: "dist" },
      { download: { name: "dist", path: "x" } },
      { checkout: true },
      { checkout: { depth: 2 } },
      {
        native: {
          github: { uses: "a/b", pin: "abc", version: "v1", with: { token: "{{ secrets.X }}", n: 1 } },
          circleci: "x/y",
        },
      },
    ]);
  });

  it("keeps the axes of a matrix in the author's order", () => {
    const { matrix } = jobOf(`matrix = {
  os = ["linux", "macos"],
  ruby = ["3.2", 3, true],
  build = [{ name = "a", flag = true }],
  include = [{ os = "linux", extra = 1 }],
  exclude = [{ os = "macos", ruby = "3.2" }],
  fail_fast = false,
  max_parallel = 2,
}`);
    expect(axesOf(matrix!)).toEqual([
      { name: "os", values: ["linux", "macos"] },
      { name: "ruby", values: ["3.2", 3, true] },
      { name: "build", values: [{ name: "a", flag: true }] },
    ]);
    expect(matrix).toMatchObject({
      include: [{ os: "linux", extra: 1 }],
      exclude: [{ os: "macos", ruby: "3.2" }],
      fail_fast: false,
      max_parallel: 2,
    });
  });

  it.each([
    ["matrix = {}", '1:1 CIG404 This matrix has no axis. | Add one, such as ruby = ["3.2", "3.3"].'],
    [
      "matrix = { a = [] }",
      '1:16 CIG104 "jobs.test.matrix.a" must be a list of at least one value, but it is an empty list.',
    ],
    ["matrix = { a = [{}] }", "1:17 CIG104 This table is empty. | Remove it, or fill it."],
    [
      'matrix = { "a b" = [1] }',
      '1:12 CIG104 "a b" cannot name an axis. | Use letters, digits, - and _, and begin with a letter or _.',
    ],
    ["timeout = 0", '1:11 CIG104 "jobs.test.timeout" must be at least 1 minute, but it is the number 0.'],
    [
      'timeout = "10 minutes"',
      '1:11 CIG104 "10 minutes" is not a time. | Write whole minutes (10), or hours and minutes such as "10m", "1h" or "1h30m", between 1 minute and 35 days.',
    ],
    [
      "timeout = 1.5",
      '1:11 CIG104 "jobs.test.timeout" must be minutes such as 10, a time such as "10m" or "1h30m", or false, but it is the number 1.5.',
    ],
    [
      'needs = "build"',
      '1:9 CIG104 "jobs.test.needs" must be a list of jobs, such as ["build"], but it is the text "build". | Write it as a list: ["build"].',
    ],
    ['needs = ["a", "a"]', '1:15 CIG405 The job "a" is listed twice. | Remove one of the two.'],
    [
      'steps = ["npm test"]',
      '1:10 CIG104 "jobs.test.steps[0]" must be a step, such as { run = "npm test" }, but it is the text "npm test". | Write it as a step: { run = "npm test" }.',
    ],
    [
      "steps = [{}]",
      "1:10 CIG104 This step does nothing. | Give it one of run, uses, cache, restore, save, artifact, download, checkout, native, command, report, approve.",
    ],
    [
      'steps = [{ run = "x", uses = "a/b" }]',
      '1:23 CIG104 A step does one thing, and this one has both "run" and "uses". | Make two steps of it.',
    ],
    [
      'steps = [{ run = "x", with = { a = 1 } }]',
      '1:23 CIG104 "with" gives inputs to the module that "uses" names, and this step has no "uses". | Remove it, or add uses = "…".',
    ],
    [
      'steps = [{ run = " " }]',
      '1:18 CIG104 "jobs.test.steps[0].run" must be a script, but it is the text " ".',
    ],
    [
      'steps = [{ uses = "ruby" }]',
      '1:19 CIG104 "ruby" does not name a module. | Write kind/name with the versions that fit, such as "lang/ruby@~1.2".',
    ],
    [
      'steps = [{ run = "x", id = "a" }, { run = "y", id = "a" }]',
      '1:53 CIG405 Two steps of this job have the id "a". | Rename one of them.',
    ],
    [
      "steps = [{ checkout = false }]",
      "1:23 CIG104 checkout = false does nothing in a step. | Write it on the job.",
    ],
    [
      'packages = ["ruby", "system"]',
      '1:21 CIG104 "system" stands for packages of the operating system, and a list cannot say which. | Write packages as a table: { ruby = true, system = ["libpq-dev"] }.',
    ],
    [
      "packages = { node = 22.1 }",
      '1:21 CIG104 "jobs.test.packages.node" must be true, a version such as "22", or a table of inputs, but it is the number 22.1.',
    ],
    [
      'services = { db = { image = "x", prots = [1] } }',
      '1:34 CIG103 "jobs.test.services.db" has no key "prots". | Did you mean "ports"?',
    ],
    [
      'services = { db = { image = "x", ports = ["x"] } }',
      '1:43 CIG104 "x" is not a port. | Write a port such as 5432, or "host:container" such as "15432:5432".',
    ],
    ['os = "linus"', '1:6 CIG104 "linus" is not one of "linux", "macos", "windows".'],
    [
      'shell = "bsh"',
      '1:9 CIG104 "jobs.test.shell" must be "bash", "sh", "pwsh", "powershell", "cmd" or "python", but it is the text "bsh". | Did you mean "bash"?',
    ],
    [
      'env = { "A-B" = "x" }',
      '1:9 CIG104 "A-B" cannot be a name in "jobs.test.env": it must be a name of letters, digits and _ that does not begin with a digit.',
    ],
    [
      'permissions = { contnts = "read" }',
      '1:17 CIG103 "jobs.test.permissions" has no key "contnts". | Did you mean "contents"?',
    ],
    ['if = "git.branch = 1"', '1:18 CIG106 "=" has no meaning in an expression. | Compare with ==.'],
    ['if = "git.barnch == 1"', '1:7 CIG107 "git" has no "barnch". | Did you mean git.branch?'],
    ['env.A = "x {{ pr.titel }}"', '1:15 CIG107 "pr" has no "titel". | Did you mean pr.title?'],
    [
      'steps = [{ uses = "a/b", with = { x = ["{{ git.x }}"] } }]',
      '1:44 CIG107 "git" has no "x". | It has git.sha, git.branch, git.tag, git.ref, git.default_branch.',
    ],
    ["when = 1", '1:1 CIG103 "jobs.test" has no key "when". | Did you mean "if"?'],
    ["depends_on = []", '1:1 CIG103 "jobs.test" has no key "depends_on". | Did you mean "needs"?'],
    [
      "working-directory = 1",
      '1:1 CIG103 "jobs.test" has no key "working-directory". | Did you mean "working_directory"?',
    ],
  ])("refuses %s", (line, expected) => {
    expect(toldOfJob(line)).toEqual([expected]);
  });

  it("points a caret into a text of several lines", () => {
    expect(toldOfJob('steps = [{ run = """\none\n  \\u00e4 {{ pr.nubmer }}\n""" }]')).toEqual([
      '3:13 CIG107 "pr" has no "nubmer". | Did you mean pr.number?',
    ]);
  });

  it("refuses GitHub's notation where it is not a provider's own table", () => {
    expect(toldOfJob('env = { A = "${{ github.sha }}" }')).toEqual([
      "1:14 CIG106 ${{ … }} is the notation of one provider, and cig.toml is for all. | Write {{ git.sha }}.",
    ]);
    expect(
      toldOfJob('steps = [{ native.github = { uses = "a/b", with = { x = "${{ github.sha }}" } } }]'),
    ).toEqual([
      "1:58 CIG106 ${{ … }} is the notation of one provider, and cig.toml is for all. | Write {{ git.sha }}.",
    ]);
    expect(
      toldOfJob('steps = [{ run = "x", provider.github = { with = { x = "${{ github.sha }}" } } }]'),
    ).toEqual([]);
  });
});

describe("names", () => {
  it.each(["1a", "a b", "ä", "", "-a", "a.b", "__proto__ "])("refuses the job id %j", (id) => {
    expect(toldOf(`[jobs.${JSON.stringify(id)}]`)[0]).toContain(
      `1:7 CIG104 "${id}" cannot be a name in "jobs": it must be an id of letters, digits, - and _ that does not begin with a digit or -.`,
    );
  });

  it("takes names that JavaScript objects have, and refuses __proto__", () => {
    const { schema } = schemaOf("[jobs.constructor]\n[jobs.toString]\n[jobs.hasOwnProperty]");
    expect(Object.keys(schema.jobs!)).toEqual(["constructor", "toString", "hasOwnProperty"]);
    expect(toldOf("[jobs.__proto__]\nsteps = 1\n[jobs.a.provider.github]\n__proto__ = 1")).toEqual([
      '1:7 CIG103 "__proto__" cannot be a key.',
      '4:1 CIG103 "__proto__" cannot be a key.',
    ]);
    expect(({} as Record<string, unknown>).steps).toBeUndefined();
  });

  it("says that a table at the top is a job, or what is nearest", () => {
    expect(toldOf("[test]\nsteps = []")).toEqual([
      '1:2 CIG103 The file has no key "test". | A job is written [jobs.test].',
    ]);
    expect(toldOf("[job.test]")).toEqual(['1:2 CIG103 The file has no key "job". | Did you mean "jobs"?']);
    expect(toldOf("[zzzzzzzz]")[0]).toContain("| Known keys: version, project, variables, on, env,");
  });
});

describe("values that TOML has and the language has not", () => {
  it.each([
    [
      "A = 2020-01-01",
      '2:5 CIG104 The date 2020-01-01 has no meaning here. | Write it as text: "2020-01-01".',
    ],
    [
      "A = 99999999999999999999",
      '2:5 CIG104 The number 99999999999999999999 is too large. | Write it as text: "99999999999999999999".',
    ],
    ["A = nan", "2:5 CIG104 nan is not a number that CI can use."],
    ["A = -inf", "2:5 CIG104 inf is not a number that CI can use."],
    ['A = "a\\u0000"', "2:5 CIG104 This text holds the character NUL, which no provider can carry."],
    [
      "A = 3.10",
      '2:5 CIG104 The number 3.10 is the number 3.1: the zero at its end is lost. | Write it as text: "3.10".',
    ],
  ])("refuses %s", (line, expected) => {
    expect(toldOf(`[variables]\n${line}`)).toEqual([expected]);
  });

  it("does not take text for a number that loses a zero", () => {
    expect(toldOf('[variables]\nA = "3.10" # 3.10\nB = 1.05')).toEqual([]);
  });

  it("lets money end in a zero", () => {
    expect(toldOf("[policy.cost]\nmax_cost = 1.50\nprices = { a = 0.010 }")).toEqual([]);
    expect(toldOf("[profiles.a.policy.cost]\nmax_cost = 1.50")).toEqual([]);
  });

  it("refuses nesting that no person wrote", () => {
    const keys = Array.from({ length: 5000 }, () => "a").join(".");
    expect(toldOf(`[provider.github]\n${keys} = 1`)[0]).toContain("CIG104 This is nested too deeply.");
  });
});

describe("several mistakes", () => {
  it("are told at once, in the order of the file", () => {
    expect(
      toldOf(`[[outputs]]
path = "x.yml"
[jobs.a]
timeout = true
neds = []
[project]
nam = "x"
[jobs.b]
steps = [{ run = 1 }, { rn = "x" }]`),
    ).toEqual([
      '1:3 CIG105 "outputs[0]" needs the key "provider". | Add provider = …: a provider such as "github", or a table such as { github = { … } } with what is merged into the file.',
      '4:11 CIG104 "jobs.a.timeout" must be minutes such as 10, a time such as "10m" or "1h30m", or false, but it is true.',
      '5:1 CIG103 "jobs.a" has no key "neds". | Did you mean "needs"?',
      '7:1 CIG103 "project" has no key "nam". | Did you mean "name"?',
      '9:18 CIG104 "jobs.b.steps[0].run" must be a script, but it is the number 1.',
      '9:25 CIG103 "jobs.b.steps[1]" has no key "rn". | Did you mean "run"?',
    ]);
  });

  it("tells a misspelt required key once", () => {
    expect(toldOf('[[outputs]]\nprovder = "github"\npath = "x"')).toEqual([
      '2:1 CIG103 "outputs[0]" has no key "provder". | Did you mean "provider"?',
    ]);
  });
});
