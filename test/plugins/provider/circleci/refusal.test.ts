import { CacheMode, Function as F, Level, named, reference, SkippingStage, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { codes } from "../../../../plugins/provider/circleci/report.ts";
import { judgeConfig } from "../../../validators/circleci.ts";
import {
  apply,
  circleci,
  job,
  list,
  lit,
  matrix,
  type OutputInit,
  ref,
  render,
  run,
  tab,
  txt,
} from "./requests.ts";

const step = (kind: string, value: object, more: object = {}) =>
  ({ ...more, kind: { case: kind, value } }) as never;
const one = (more: object): OutputInit => ({ jobs: [job("a", more as never)] });
const cache = (more: object): OutputInit => ({
  caches: [{ id: "c", paths: ["p"], ...more }] as never,
  jobs: [job("a", { steps: [step("cache", { id: "c" })] })],
});
const service = (more: object) => one({ services: [{ name: "db", image: text("x"), ...more }] });

const skipped = (more: object, skipping: object = {}): OutputInit =>
  ({
    jobs: [job("a", { skippable: true, ...more } as never)],
    skipping: { stage: SkippingStage.BOOTSTRAP, job: "cig", ...skipping },
  }) as never;

/** What is said, at which level, where, and a word of it. */
const cases: [code: keyof typeof codes, subject: string, words: string, output: OutputInit][] = [
  ["CC001", "jobs.a.env.1X", "1X", one({ env: [named("1X", "1")] })],
  ["CC001", "jobs.a.services.1db", "1db", one({ services: [{ name: "1db", image: text("x") }] })],
  ["CC001", "jobs.b", "same name", { jobs: [job("a", { name: "x" }), job("b", { name: "x" })] }],
  ["CC001", "jobs.a", "step", one({ steps: [run("x", { id: "1 2" })] })],
  [
    "CC002",
    "jobs.a.image",
    "only while the job runs",
    one({ image: { image: text(reference("secrets.IMAGE")) } }),
  ],
  [
    "CC002",
    "jobs.a.services.db.env.P",
    "variables of a container",
    service({ env: [named("P", reference("secrets.P"))] }),
  ],
  [
    "CC002",
    "jobs.a.native.circleci.with.x",
    "an orb's input",
    one({
      steps: [
        step("native", {
          provider: "circleci",
          uses: "a/b/c",
          version: "1.0.0",
          with: [named("x", reference("secrets.TOKEN"))],
        }),
      ],
    }),
  ],
  ["CC002", "jobs.a.env.X", "pr.author", one({ env: [named("X", reference("pr.author"))] })],
  ["CC002", "jobs.a.env.X", "does not wait", one({ env: [named("X", reference("jobs.b.outputs.x"))] })],
  ["CC002", "jobs.a.env.X", "no such step", one({ env: [named("X", reference("steps.b.outputs.x"))] })],
  ["CC003", "jobs.a.env.X", "no run-time name", one({ env: [named("X", reference("git.colour"))] })],
  ["CC003", "jobs.a.env.X", "no matrix axis", one({ env: [named("X", reference("matrix.x"))] })],
  ["CC003", "jobs.a.env.X", "asks for no such input", one({ env: [named("X", reference("inputs.x"))] })],
  [
    "CC004",
    "jobs.a.if",
    "neither it nor a shell",
    one({ condition: apply(F.MATCHES, ref("env.X"), lit(txt("[0-9]"))) }),
  ],
  ["CC004", "jobs.a.if", "needs no job", one({ condition: apply(F.FAILURE) })],
  [
    "CC004",
    "jobs.a.if",
    "only scripts",
    one({ steps: [step("checkout", {}, { condition: apply(F.FAILURE) })] }),
  ],
  [
    "CC004",
    "jobs.a.if",
    "Neither",
    one({ steps: [run("x", { condition: apply(F.MATCHES, ref("env.X"), lit(txt("[0-9]"))) })] }),
  ],
  ["CC005", "jobs.a.runner", "no machines with", one({ runner: { os: "plan9" } })],
  ["CC005", "jobs.a.runner", "Windows on arm64", one({ runner: { os: "windows", arch: "arm64" } })],
  ["CC005", "jobs.a.runner", "arm64 processors", one({ runner: { os: "macos", arch: "amd64" } })],
  [
    "CC005",
    "jobs.a.runner",
    'virtual machines have no class "small"',
    one({
      packages: ["docker"],
      runner: { id: "tiny", providerOptions: circleci({ resource_class: txt("small") }) },
    }),
  ],
  [
    "CC005",
    "jobs.a.runner",
    'Macs have no class "large"',
    one({ runner: { os: "macos", providerOptions: circleci({ resource_class: txt("large") }) } }),
  ],
  [
    "CC005",
    "jobs.a.runner",
    "has amd64",
    one({ runner: { arch: "arm64", providerOptions: circleci({ resource_class: txt("large") }) } }),
  ],
  ["CC005", "jobs.a.image", "no container", one({ runner: { os: "macos" }, image: { image: text("x") } })],
  ["CC005", "jobs.a.runner", "resource class", one({ runner: { id: "self-hosted" } })],
  [
    "CC006",
    "on.schedule.0.cron",
    "runs backwards",
    { triggers: { schedule: [{ cron: "5-1 * * * *" }] }, jobs: [job("a")] } as never,
  ],
  [
    "CC007",
    "on.push.branches",
    "no branch",
    { triggers: { push: { branches: ["a b"] } }, jobs: [job("a")] } as never,
  ],
  [
    "CC007",
    "on.push.tags",
    "matches nothing",
    { triggers: { push: { tags: ["!x"] } }, jobs: [job("a")] } as never,
  ],
  ["CC008", "jobs.a", "no shell", one({ shell: "cmd" })],
  [
    "CC008",
    "jobs.a",
    "bash and sh only",
    one({ steps: [run("x", { shell: "python", env: [named("X", reference("secrets.X"))] })] }),
  ],
  ["CC009", "jobs.a", "set up", one({ steps: [step("toolchain", { tool: "zig" })] })],
  [
    "CC040",
    "jobs.a",
    "can change",
    one({ steps: [step("native", { provider: "circleci", uses: "circleci/node/install", version: "7" })] }),
  ],
  [
    "CC010",
    "jobs.a",
    "no command",
    one({ steps: [step("native", { provider: "circleci", uses: "node/install", version: "7.0.0" })] }),
  ],
  [
    "CC010",
    "jobs.a",
    "no commits",
    one({
      steps: [step("native", { provider: "circleci", uses: "a/b/c", version: "7.0.0", pin: "f".repeat(40) })],
    }),
  ],
  ["CC011", "jobs.a", "folder", one({ steps: [step("upload", { name: "a/b", paths: ["x"] })] })],
  [
    "CC011",
    "jobs.a",
    "Mac",
    one({ runner: { os: "macos" }, steps: [step("upload", { name: "a", paths: ["x/**"] })] }),
  ],
  ["CC012", "jobs.a", "no cache", one({ steps: [step("cache", { id: "none" })] })],
  ["CC012", "caches.c", "s3", cache({ backend: "s3" })],
  ["CC012", "caches.c", "no pattern", cache({ paths: ["**/x"] })],
  [
    "CC012",
    "caches.c",
    "900",
    cache({ keyParts: [{ kind: { case: "text", value: text("x".repeat(900)) } }] }),
  ],
  [
    "CC013",
    "jobs.a.services.db.options",
    "--memory",
    one({
      runner: { providerOptions: circleci({ docker: list(tab({ image: txt("cimg/base:2026.03") })) }) },
      services: [{ name: "db", image: text("postgres:16"), options: ["--memory", "1g"] }],
    }),
  ],
  [
    "CC013",
    "jobs.a.services.db",
    "15432",
    one({
      runner: { providerOptions: circleci({ docker: list(tab({ image: txt("cimg/base:2026.03") })) }) },
      services: [{ name: "db", image: text("postgres:16"), ports: [{ container: 5432, host: 15432 }] }],
    }),
  ],
  [
    "CC013",
    "jobs.a.services",
    "Linux containers",
    one({ runner: { os: "windows" }, services: [{ name: "db", image: text("x") }] }),
  ],
  ["CC014", "jobs.a.env.X", "plain text", one({ env: [named("X", "<< pipeline.id >>")] })],
  [
    "CC015",
    "jobs.a",
    "left out",
    one({ steps: [step("native", { provider: "github", uses: "actions/x" })] }),
  ],
  [
    "CC016",
    "jobs.a.continue_on_error",
    "Only a script",
    one({ steps: [step("checkout", {}, { continueOnError: true })] }),
  ],
  [
    "CC016",
    "jobs.a.env",
    "no variables",
    one({
      steps: [
        step("native", { provider: "circleci", uses: "a/b/c", version: "1.0.0" }, { env: [named("X", "1")] }),
      ],
    }),
  ],
  [
    "CC016",
    "jobs.a.image.credentials.password",
    "one secret",
    one({
      image: {
        image: text("x"),
        credentials: { username: text("me"), password: text("a", reference("secrets.P")) },
      },
    }),
  ],
  [
    "CC016",
    "jobs.a.image.credentials.username",
    "without `$`",
    one({
      image: {
        image: text("x"),
        credentials: { username: text("$HOME"), password: text(reference("secrets.P")) },
      },
    }),
  ],
  [
    "CC016",
    "jobs.a.oidc.audience",
    "control character",
    one({ oidc: { audience: text("a\nb"), env: "TOKEN" } }),
  ],
  ["CC001", "jobs.a.oidc.env", '"1X"', one({ oidc: { env: "1X" } })],
  ["CC011", "jobs.a", "share out", one({ steps: [step("shard", { files: ["!a"] })] })],
  [
    "CC011",
    "jobs.a.name",
    "name of a folder",
    one({ steps: [step("report", { kind: 1, paths: ["x"], name: "a/b" })] }),
  ],
  [
    "CC002",
    "jobs.a.environment",
    "name of a context",
    one({ environment: { name: text(reference("secrets.X")) } }),
  ],
  ["CC016", "jobs.a.image.options", "--cpus", one({ image: { image: text("x"), options: ["--cpus=1"] } })],
  [
    "CC016",
    "jobs.m.outputs",
    "2 machines",
    {
      jobs: [
        job("m", { ...matrix("m", { x: ["1", "2"] }), outputs: [named("o", "1")] }),
        job("a", { needs: ["m"], env: [named("X", reference("jobs.m.outputs.o"))] }),
      ],
    },
  ],
  [
    "CC017",
    "on.manual.inputs.x",
    "without options",
    { triggers: { manual: { inputs: [{ name: "x", type: "choice" }] } }, jobs: [job("a")] } as never,
  ],
  ["CC018", "on", "Nothing", { triggers: {}, jobs: [job("a")] } as never],
  [
    "CC020",
    "on.push",
    "no schedule",
    {
      triggers: { push: { branches: ["main"], paths: ["x"] }, schedule: [{ cron: "1 2 * * *" }] },
      jobs: [job("a")],
    } as never,
  ],
  ["CC025", "jobs.a.runner", "usual machine", one({ runner: { id: "big" } })],
  ["CC025", "jobs.a.timeout", "time limit", one({ steps: [step("checkout", {}, { timeoutMinutes: 2 })] })],
  [
    "CC025",
    "jobs.a.if",
    "GitHub App",
    one({ condition: apply(F.EQUAL, ref("run.event"), lit(txt("pull_request"))) }),
  ],
  ["CC004", "jobs.a.if", "was cancelled", one({ steps: [run("x", { condition: apply(F.CANCELLED) })] })],
  [
    "CC035",
    "jobs.a.services.db.ready",
    "pg_isready",
    service({ ready: { command: "pg_isready" }, ports: [{ container: 5432 }] }),
  ],
  ["CC026", "jobs.a.services.db.ready", "port", service({ ready: { command: "x" } })],
  ["CC030", "jobs.a.timeout", "Windows", one({ runner: { os: "windows" }, timeoutMinutes: 5 })],
  ["CC031", "jobs.a.secrets", '"TOKEN"', one({ secrets: ["TOKEN"] })],
  ["CC034", "jobs", "key", one({ steps: [step("checkout", {})] })],
  ["CC035", "outputs", "config.yml", { path: ".circleci/x.yml", jobs: [job("a")] }],
  ["CC035", "jobs.a.oidc.audience", "circleci run oidc get", one({ oidc: { audience: text("aws") } })],
  ["CC025", "gate.name", "no such name", { jobs: [job("a")], gate: { job: "gate", name: "*" } } as never],
  [
    "CC025",
    "gate.name",
    'called "gate" on CircleCI',
    { jobs: [job("a")], gate: { job: "gate", name: "a" } } as never,
  ],
  ["CC038", "jobs.a.skip_if", "post-steps", skipped({ providerOptions: circleci({ "post-steps": list() }) })],
  ["CC038", "jobs.a.skip_if", "Windows", skipped({ runner: { os: "windows" } }, { nativeStore: true })],
  ["CC038", "jobs.a.skip_if", "cig.lock", skipped({})],
  [
    "CC020",
    "on.schedule",
    "nothing is left out",
    { ...skipped({}), triggers: { schedule: [{ cron: "0 2 * * *" }] } } as never,
  ],
  ["CC037", "jobs.a.approval", "approve-a", one({ approval: { message: text("Now?") } })],
  [
    "CC033",
    "jobs.m.outputs",
    "3 machines",
    { jobs: [job("m", { parallelism: 3, outputs: [named("o", "1")] })] },
  ],
  [
    "CC020",
    "on.release.types",
    "published",
    { triggers: { release: { types: ["published"] } }, jobs: [job("a")] } as never,
  ],
  [
    "CC036",
    "on.pull_request",
    "pull request",
    { triggers: { push: { branches: ["main"] }, pullRequest: {} }, jobs: [job("a")] } as never,
  ],
];

describe("what CircleCI cannot do", () => {
  for (const [code, subject, words, output] of cases)
    it(`is said as ${code} at ${subject}: … ${words} …`, async () => {
      const { content, diagnostics } = await render(output);
      const found = diagnostics.filter(
        (each) => each.code === code && each.location?.subject.join(".") === subject,
      );
      expect(
        found.map(({ message }) => message).join("\n"),
        JSON.stringify(diagnostics.map((d) => [d.code, d.location?.subject, d.message])),
      ).toContain(words);
      expect(found[0]!.title).toBe(codes[code][1]);
      expect(content === "").toBe(diagnostics.some(({ level }) => level === Level.ERROR));
      expect(content === "").toBe(codes[code][0] === "error");
      if (content) expect(judgeConfig(content)).toEqual([]);
    });

  it("is said with each code somewhere", () => {
    // What files cannot be read is said by another hook.
    const own = Object.keys(codes).filter((code) => code !== "CC039");
    expect(own.filter((code) => !cases.some(([each]) => each === code))).toEqual([]);
  });
});

describe("the machine of a job", () => {
  const machines: [title: string, more: object, expected: object][] = [
    ["is a container where nothing is said", {}, { docker: [{ image: "cimg/base:2026.03" }] }],
    [
      "has the processor that is asked for",
      { runner: { arch: "arm64" } },
      { docker: [{ image: "cimg/base:2026.03" }], resource_class: "arm.medium" },
    ],
    [
      "has the version that its label says",
      { runner: { id: "ubuntu-22.04", os: "linux", arch: "amd64" } },
      { machine: { image: "ubuntu-2204:current" }, resource_class: "medium" },
    ],
    [
      "has Docker where a step needs it",
      {
        packages: ["docker"],
        runner: { id: "x", providerOptions: circleci({ resource_class: txt("xlarge") }) },
      },
      { machine: { image: "ubuntu-2404:current" }, resource_class: "xlarge" },
    ],
    ["is a Mac", { runner: { os: "macos" } }, { macos: { xcode: "26.6.0" }, resource_class: "m4pro.medium" }],
    [
      "runs Windows with bash",
      { runner: { os: "windows" } },
      {
        machine: { image: "windows-server-2022-gui:current", shell: "bash.exe -eo pipefail" },
        resource_class: "windows.medium",
      },
    ],
    [
      "is what the runner says",
      {
        runner: {
          id: "m",
          providerOptions: circleci({
            machine: tab({ image: txt("android:2025.10.1") }),
            resource_class: txt("large"),
          }),
        },
      },
      { machine: { image: "android:2025.10.1" }, resource_class: "large" },
    ],
    [
      "is what the job says",
      { providerOptions: circleci({ macos: tab({ xcode: txt("16.0") }) }) },
      { macos: { xcode: "16.0" } },
    ],
  ];
  for (const [title, more, expected] of machines)
    it(title, async () => {
      const { content } = await render(one(more));
      expect(judgeConfig(content)).toEqual([]);
      const { steps: _, ...machine } = parse(content).jobs.a;
      expect(machine).toEqual(expected);
    });

  it("gets a Docker engine beside its image", async () => {
    const { content } = await render(one({ packages: ["docker"], image: { image: text("x") } }));
    expect(parse(content).jobs.a.steps).toEqual(["setup_remote_docker", { run: "make" }]);
  });
});

describe("a script that several jobs set a tool up by", () => {
  it("is written once, as a command whose parameters are its variables", async () => {
    const ruby = (version: string, more: object = {}) =>
      step("toolchain", { tool: "ruby", version: text(version), fallbackScript: "fetch\ninstall\n" }, more);
    const { content } = await render({
      jobs: [
        job("a", { steps: [ruby("3.2")] }),
        job("b", { steps: [ruby("<<")] }),
        job("c", { steps: [ruby("3.3", { continueOnError: true })] }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content.slice(0, content.indexOf("  c:"))).toBe(`version: 2.1

commands:
  set-up-ruby:
    parameters:
      toolchain_version:
        type: string
    steps:
      - run:
          name: Set up Ruby
          command: |
            fetch
            install
          environment:
            TOOLCHAIN_VERSION: << parameters.toolchain_version >>

jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    steps:
      - set-up-ruby:
          toolchain_version: "3.2"

  b:
    docker:
      - image: cimg/base:2026.03
    steps:
      - set-up-ruby:
          toolchain_version: \\<<

`);
  });
});

describe("an artifact of a job that fails", () => {
  it("is gathered after the failure, and stored as CircleCI always does", async () => {
    const { content } = await render(
      one({
        steps: [
          run("make"),
          step("upload", { name: "logs", paths: ["log"], ifMissing: 3 }, { condition: apply(F.FAILURE) }),
        ],
      }),
    );
    expect(judgeConfig(content)).toEqual([]);
    expect(parse(content).jobs.a.steps.slice(1)).toEqual([
      {
        run: {
          name: "Gather logs",
          command:
            'shopt -s nullglob dotglob\nfolder=/tmp/cig/kept/artifacts/logs\nmkdir -p "$folder"\npath=log\nif [ -e "$path" ]; then\n  tar -cf - -- "$path" | tar -xf - -C "$folder"\nfi\n',
          when: "on_fail",
        },
      },
      { store_artifacts: { path: "/tmp/cig/kept/artifacts/logs", destination: "logs" } },
    ]);
  });
});

describe("a service whose program reads names with dots", () => {
  it("gets them in a container and on a machine", async () => {
    const db = {
      name: "search",
      image: text("x"),
      env: [named("discovery.type", "single node"), named("A", "1")],
    };
    const inContainer = parse((await render(one({ services: [db] }))).content);
    expect(inContainer.jobs.a.docker[1].environment).toEqual({ "discovery.type": "single node", A: "1" });
    const onMachine = parse((await render(one({ services: [db], runner: { id: "ubuntu-24.04" } }))).content);
    expect(onMachine.jobs.a.steps[0].run.command).toContain(
      "--env discovery.type='single node' \\\n  --env A \\\n",
    );
  });
});

describe("steps of one kind or another", () => {
  it("are what a careful person writes", async () => {
    const { content } = await render({
      caches: [
        {
          id: "bundler",
          paths: ["vendor/bundle"],
          keyParts: [
            { kind: { case: "files", value: "Gemfile.lock" } },
            { kind: { case: "text", value: text("ruby:3.3") } },
          ],
          save: 3,
        },
      ] as never,
      jobs: [
        job("a", {
          steps: [
            step("checkout", { depth: 0, submodules: 2, ref: text(reference("git.branch")), path: "src" }),
            step("toolchain", {
              tool: "ruby",
              version: text("3.3"),
              native: [
                {
                  provider: "circleci",
                  uses: "circleci/ruby/install",
                  version: "2.1.0",
                  with: [named("version", "3.3"), named("openssl", "true")],
                },
              ],
            }),
            step("cache", { id: "bundler" }),
            step("cache", { id: "bundler", mode: CacheMode.SAVE }),
            step("native", {
              provider: "circleci",
              uses: "store_test_results",
              with: [named("path", "results")],
            }),
            run("rspec", { name: "Test", workingDirectory: "web", shell: "sh" }),
          ],
        }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content.slice(0, content.indexOf("\nworkflows:"))).toBe(`version: 2.1

orbs:
  ruby: circleci/ruby@2.1.0

jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    steps:
      - checkout:
          method: full
          path: src
      - run:
          name: Check out the wanted ref
          command: |
            ref="\${CIG_PIPELINE_GIT_BRANCH}"
            git fetch -- origin "$ref"
            git checkout --detach FETCH_HEAD
          environment:
            CIG_PIPELINE_GIT_BRANCH: << pipeline.git.branch or "" >>
          working_directory: src
      - run:
          name: Check out submodules
          command: |
            git submodule sync --recursive
            git submodule update --init --recursive
          working_directory: src
      - ruby/install:
          version: "3.3"
          openssl: true
      - restore_cache:
          name: Restore the bundler cache
          keys:
            - bundler-{{ arch }}-ruby:3.3-{{ checksum "Gemfile.lock" }}
            - bundler-{{ arch }}-ruby:3.3-
      - when:
          condition:
            equal:
              - << pipeline.git.branch >>
              - main
          steps:
            - save_cache:
                name: Save the bundler cache
                key: bundler-{{ arch }}-ruby:3.3-{{ checksum "Gemfile.lock" }}
                paths:
                  - vendor/bundle
      - store_test_results:
          path: results
      - run:
          name: Test
          command: rspec
          working_directory: web
          shell: sh -e
      - when:
          condition:
            equal:
              - << pipeline.git.branch >>
              - main
          steps:
            - save_cache:
                name: Save the bundler cache
                key: bundler-{{ arch }}-ruby:3.3-{{ checksum "Gemfile.lock" }}
                paths:
                  - vendor/bundle
`);
  });
});
