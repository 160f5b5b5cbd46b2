import { describe, expect, it } from "vitest";
import { readCircleci } from "../../../../../plugins/provider/circleci/reader/reader.ts";
import type { JobRow, JobTable } from "../../../../../sdk/table/table.ts";

function read(text: string, more: Readonly<Record<string, string>> = {}): JobTable {
  return readCircleci(new Map(Object.entries({ ".circleci/config.yml": text, ...more })));
}

function jobsOf(text: string): Record<string, JobRow> {
  return Object.fromEntries(read(text).workflows.flatMap(({ jobs }) => jobs.map((job) => [job.id, job])));
}

/** The job "test" with these steps, in a workflow of its own. */
function withSteps(steps: string, more = ""): JobRow {
  const { test } = jobsOf(`version: 2.1
jobs:
  test:
    docker: [{ image: cimg/base:2026.03 }]
${more}    steps:
${steps.replace(/^(?=.)/gm, "      ")}
workflows: { ci: { jobs: [test] } }
`);
  return test!;
}

const builds = [
  "push to main",
  "push to feature/x",
  "pull request",
  "pull request of a fork",
  "merge queue",
  "by hand",
];
const everything = [
  "push to main",
  "push to feature/x",
  "tag v1.2.3",
  "pull request",
  "pull request of a fork",
  "merge queue",
  "schedule",
  "by hand",
  "release",
];

describe("readCircleci", () => {
  it("reads a whole configuration", () => {
    const table = read(`
version: 2.1
parameters:
  target: { type: string, default: live }
executors:
  arm:
    docker:
      - image: ruby:3.3
      - image: postgres:16
        name: db
        environment: { POSTGRES_PASSWORD: open sesame }
    resource_class: arm.medium
commands:
  greet:
    parameters: { who: { type: string, default: you } }
    steps:
      - run: { command: './greet "$WHO"', environment: { WHO: "<< parameters.who >>" } }
jobs:
  test:
    executor: arm
    parallelism: 2
    environment: { SHA: "<< pipeline.git.revision >>" }
    steps:
      - checkout
      - greet: { who: world }
      - when:
          condition: { equal: [main, "<< pipeline.git.branch >>"] }
          steps: [{ run: { command: make, when: always, background: true } }]
      - store_test_results: { path: reports/junit }
workflows:
  main:
    jobs:
      - test:
          filters: { tags: { only: '/v.*/' } }
  nightly:
    triggers: [{ schedule: { cron: "0 3 * * *", filters: { branches: { only: main } } } }]
    jobs: [test]
`);
    expect(
      table.workflows.map(({ name, startsOn, schedules, inputs }) => ({ name, startsOn, schedules, inputs })),
    ).toEqual([
      {
        name: "main",
        startsOn: [...builds.slice(0, 2), "tag v1.2.3", ...builds.slice(2)],
        schedules: [],
        inputs: ["target"],
      },
      { name: "nightly", startsOn: ["schedule"], schedules: ["0 3 * * * UTC"], inputs: ["target"] },
    ]);
    expect(table.workflows[0]!.jobs).toEqual([
      {
        id: "test",
        needs: [],
        needsAny: [],
        runsOn: [...builds.slice(0, 2), "tag v1.2.3", ...builds.slice(2)],
        runsAfter: "success",
        os: "linux",
        arch: "arm64",
        image: "ruby:3.3",
        services: [
          {
            name: "db",
            image: "postgres:16",
            ports: ["5432"],
            env: { POSTGRES_PASSWORD: "open sesame" },
            waitsUntilReady: false,
          },
        ],
        secrets: [],
        timeoutMinutes: 0,
        continueOnError: false,
        permissions: [],
        approval: false,
        retries: 0,
        parallelism: 2,
        maxParallel: 0,
        failFast: false,
        oidc: true,
        isSkippable: false,
        outputs: {},
        steps: [
          {
            kind: "checkout",
            ref: "",
            depth: 1,
            submodules: false,
            lfs: false,
            runsOn: everything,
            runsAfter: "success",
          },
          {
            kind: "run",
            script: './greet "$WHO"',
            env: { SHA: "{{ git.sha }}", WHO: "world" },
            workingDirectory: "",
            shell: "bash",
            runsOn: everything,
            runsAfter: "success",
            isGuarded: false,
            timeoutMinutes: 0,
            continueOnError: false,
            background: false,
            retries: 0,
          },
          {
            kind: "run",
            script: "make",
            env: { SHA: "{{ git.sha }}" },
            workingDirectory: "",
            shell: "bash",
            runsOn: ["push to main", "schedule", "by hand"],
            runsAfter: "always",
            isGuarded: false,
            timeoutMinutes: 0,
            continueOnError: false,
            background: true,
            retries: 0,
          },
          {
            kind: "report",
            report: "junit",
            paths: ["reports/junit"],
            runsOn: everything,
            runsAfter: "always",
          },
        ],
      },
    ]);
  });

  it.each([
    ["{ branches: { only: main } }", ["push to main", "by hand"]],
    ["{ branches: { ignore: [main, '/gh-.*/', '/pull.*/'] } }", ["push to feature/x", "pull request"]],
    ["{ branches: { ignore: '/.*/' }, tags: { only: v1.2.3 } }", ["tag v1.2.3"]],
    [
      'pipeline.git.branch == "main" or pipeline.git.tag starts-with "v"',
      ["push to main", "tag v1.2.3", "by hand"],
    ],
  ])("lets filters decide: %s", (filters, runsOn) => {
    const { test } = jobsOf(
      `jobs: { test: { docker: [{ image: a }], steps: [checkout] } }\nworkflows: { ci: { jobs: [{ test: { filters: ${filters} } }] } }`,
    );
    expect(test!.runsOn).toEqual(runsOn);
  });

  it.each([
    ['when: pipeline.event.name == "api"', ["by hand"]],
    [
      'unless: { equal: [main, "<< pipeline.git.branch >>"] }',
      ["push to feature/x", "pull request", "pull request of a fork", "merge queue"],
    ],
    ['when: "<< pipeline.parameters.nightly >>"', ["by hand"]],
    ['when: { equal: [scheduled_pipeline, "<< pipeline.trigger_source >>"] }', ["schedule"]],
  ])("lets the workflow's condition decide: %s", (condition, startsOn) => {
    const { workflows } = read(`parameters: { nightly: { type: boolean, default: false } }
jobs: { test: { docker: [{ image: a }], steps: [checkout] } }
workflows: { ci: { ${condition}, jobs: [test] } }`);
    expect(workflows[0]!.startsOn).toEqual(startsOn);
  });

  it("expands a matrix, and waits for all of it by its name", () => {
    const jobs = jobsOf(`
jobs:
  test:
    parameters: { ruby: { type: string }, os: { type: executor } }
    executor: << parameters.os >>
    steps: [{ run: rake << parameters.ruby >> }]
  after: { docker: [{ image: a }], steps: [checkout] }
executors:
  linux: { docker: [{ image: cimg/base:1 }] }
  mac: { macos: { xcode: "1" } }
workflows:
  ci:
    jobs:
      - test:
          matrix:
            parameters: { ruby: ["3.2", head], os: [linux, mac] }
            exclude: [{ ruby: head, os: mac }]
      - after: { requires: [test] }`);
    expect(Object.keys(jobs)).toEqual(["after", "test-3.2-linux", "test-3.2-mac", "test-head-linux"]);
    expect(jobs.after!.needs).toEqual(["test-3.2-linux", "test-3.2-mac", "test-head-linux"]);
    expect(jobs["test-3.2-mac"]).toMatchObject({
      os: "macos",
      arch: "arm64",
      steps: [{ script: "rake 3.2" }],
    });
  });

  it("knows variants that are written out by their parameters", () => {
    const jobs = jobsOf(`
jobs:
  test:
    parameters: { db-name: { type: string }, db-image: { type: string } }
    docker: [{ image: "<< parameters.db-image >>" }]
    steps: [checkout]
workflows:
  ci:
    jobs:
      - test: { name: "Tests of Postgres", db-name: pg, db-image: "postgres:16" }
      - test: { name: "Tests on MySQL", db-name: mysql, db-image: "mysql:8" }`);
    expect(Object.entries(jobs).map(([id, { image }]) => [id, image])).toEqual([
      ["test-mysql", "mysql:8"],
      ["test-pg", "postgres:16"],
    ]);
  });

  it("asks how those that are waited for must have ended", () => {
    const job = "{ docker: [{ image: a }], steps: [checkout] }";
    const jobs = jobsOf(`
jobs: { a: ${job}, b: ${job}, c: ${job}, d: ${job}, e: ${job} }
workflows:
  ci:
    jobs:
      - a
      - b: { requires: [{ a: failed }] }
      - c: { requires: [{ a: terminal }] }
      - d: { requires: [{ a: [success, failed] }] }
      - e: { requires: [{ a: canceled }] }`);
    expect(
      Object.values(jobs).map(({ id, runsAfter, continueOnError }) => [id, runsAfter, continueOnError]),
    ).toEqual([
      ["a", "success", true],
      ["b", "failure", false],
      ["c", "always", false],
      ["d", "success", false],
      ["e", "failure", false],
    ]);
  });

  it("tells a question that belongs to a job from a job that is one", () => {
    const job = "{ docker: [{ image: a }], steps: [checkout] }";
    const jobs = jobsOf(`
jobs: { build: ${job}, deploy: ${job}, notify: ${job} }
workflows:
  ci:
    jobs:
      - build
      - approve-deploy: { type: approval, requires: [build] }
      - deploy: { requires: [approve-deploy] }
      - hold: { type: approval, requires: [build] }
      - notify: { requires: [hold] }`);
    expect(Object.values(jobs).map(({ id, needs, approval }) => [id, needs, approval])).toEqual([
      ["build", [], false],
      ["deploy", ["build"], true],
      ["hold", ["build"], true],
      ["notify", ["hold"], false],
    ]);
  });

  it("finds the script behind what stands in front of it", () => {
    const { steps } = withSteps(`
- run:
    name: Deploy
    command: |
      . "$BASH_ENV"
      export TOKEN="\${API_TOKEN:-}"
      if ! [ "\${CIRCLE_TAG:-}" = v1.2.3 ]; then echo "Skipped: the step's condition does not hold."; exit 0; fi
      mkdir -p /tmp/cig/outputs
      export CIG_OUTPUT=/tmp/cig/outputs/deploy GITHUB_OUTPUT=/tmp/cig/outputs/deploy
      export MODE=fast
      ./deploy
    working_directory: ./apps/shop/
    shell: sh /tmp/cig/in-time sh -e
- run:
    command: timeout 120 bash -eo pipefail -c "$CIG_SCRIPT" || echo "Failed with exit code $?, which this step may."
    environment: { CIG_SCRIPT: "cat \\\\<<X\\nX" }
    max_auto_reruns: 2`);
    expect(steps).toMatchObject([
      {
        script: "export MODE=fast\n./deploy",
        env: { TOKEN: "{{ secrets.API_TOKEN }}" },
        runsOn: ["tag v1.2.3", "release"],
        isGuarded: false,
        workingDirectory: "apps/shop",
        shell: "sh",
      },
      { script: "cat <<X\nX", timeoutMinutes: 2, continueOnError: true, retries: 2, env: {} },
    ]);
  });

  it("leaves lines of the author's that look alike where they are", () => {
    const script = 'export PATH="$HOME/bin:$PATH"\ncd "apps"\nif ! make; then exit 1; fi';
    const { steps } = withSteps(`- run: { command: ${JSON.stringify(script)} }`);
    expect(steps).toMatchObject([{ script, env: {}, workingDirectory: "" }]);
  });

  it("knows variables that a step has exported for all behind it", () => {
    const { steps, secrets } = withSteps(`
- run:
    name: Set variables
    command: |
      printf '%s\\n' \\
        'export TOKEN="\${API_TOKEN:-}"' \\
        'VERSION="$(cat /tmp/cig/attached/outputs/build/version 2> /dev/null || true)"; export VERSION' >> "$BASH_ENV"
- run: ./deploy`);
    expect(steps).toMatchObject([
      {
        script: "./deploy",
        env: { TOKEN: "{{ secrets.API_TOKEN }}", VERSION: "{{ jobs.build.outputs.version }}" },
      },
    ]);
    expect(secrets).toEqual(["API_TOKEN"]);
  });

  it("takes caches of one key for one, wherever they are saved", () => {
    const { steps } = withSteps(`
- restore_cache: { keys: ["gems-v1-{{ checksum \\"Gemfile.lock\\" }}", "gems-v1-"] }
- run: bundle
- save_cache: { key: "gems-v1-{{ checksum \\"Gemfile.lock\\" }}", paths: [vendor/bundle] }`);
    expect(steps).toMatchObject([{ kind: "cache", mode: "both", paths: ["vendor/bundle"] }, { kind: "run" }]);
  });

  it("reads what is gathered, stored and kept for others as one upload", () => {
    const { steps } = withSteps(`
- run:
    name: Gather site
    command: |
      shopt -s nullglob dotglob globstar
      folder=/tmp/cig/kept/artifacts/'my site'
      mkdir -p "$folder"
      found=
      for path in dist/**/*.js 'a b'/c.txt; do
        if [ -e "$path" ]; then
          tar -cf - -- "$path" | tar -xf - -C "$folder"
          found=1
        fi
      done
      (cd "$folder" && rm -rf -- dist/tmp)
    when: on_fail
- store_artifacts: { path: /tmp/cig/kept/artifacts/my site, destination: my site }
- persist_to_workspace: { root: /tmp/cig/kept, paths: [artifacts/my site] }
- store_artifacts: { path: ~/project/log, destination: logs }`);
    expect(steps).toMatchObject([
      {
        kind: "upload",
        name: "my site",
        paths: ["dist/**/*.js", "a b/c.txt", "!dist/tmp"],
        runsAfter: "failure",
      },
      { kind: "upload", name: "logs", paths: ["log"], runsAfter: "always" },
    ]);
    expect(steps).toHaveLength(2);
  });

  it("follows files through the workspace", () => {
    const jobs = jobsOf(`
jobs:
  build:
    docker: [{ image: a }]
    steps: [{ persist_to_workspace: { root: out, paths: [site, "docs"] } }]
  test: { docker: [{ image: a }], steps: [checkout] }
  deploy:
    docker: [{ image: a }]
    steps: [{ attach_workspace: { at: ./public } }]
workflows: { ci: { jobs: [build, { test: { requires: [build] } }, { deploy: { requires: [test] } }] } }`);
    expect(jobs.build!.steps).toMatchObject([
      { kind: "upload", name: "workspace-build", paths: ["out/site", "out/docs"] },
    ]);
    expect(jobs.deploy!.steps).toMatchObject([{ kind: "download", name: "workspace-build", path: "public" }]);
  });

  it("takes services that a script starts for the job's", () => {
    const { services } = withSteps(
      `
- run:
    name: Start db
    command: |
      export POSTGRES_PASSWORD='open sesame'
      docker run --detach \\
        --name db \\
        --publish 5432:5432 \\
        --publish 1:2 \\
        --env POSTGRES_PASSWORD \\
        --env discovery.type=single-node \\
        postgres:16
- run:
    name: Wait for db
    command: |
      waited=0
      until docker exec db sh -c 'pg_isready -U me' > /dev/null 2>&1; do
        waited=$((waited + 1))
        if [ "$waited" -ge 50 ]; then
          echo 'db is not ready after 50 seconds.' >&2
          exit 1
        fi
        sleep 1
      done`,
    );
    expect(services).toEqual([
      {
        name: "db",
        image: "postgres:16",
        ports: ["1:2", "5432"],
        env: { POSTGRES_PASSWORD: "open sesame", "discovery.type": "single-node" },
        waitsUntilReady: true,
        ready: "pg_isready -U me",
      },
    ]);
  });

  it("reads commands of orbs as somebody else's, and those that stand in the file as what they do", () => {
    const { test } = jobsOf(`
orbs:
  node: circleci/node@7.1.0
  own: { commands: { say: { steps: [{ run: echo hi }] } } }
jobs: { test: { docker: [{ image: a }], steps: [node/install, { own/say: {} }, { node/install-packages: { pkg-manager: npm } }] } }
workflows: { ci: { jobs: [test, node/test] } }`);
    expect(test!.steps).toMatchObject([
      { kind: "native", uses: "circleci/node/install" },
      { kind: "run", script: "echo hi" },
      { kind: "native", uses: "circleci/node/install-packages" },
    ]);
  });

  it("reads what a setup configuration continues with, without what that one decides", () => {
    const { workflows } = read(
      `version: 2.1
setup: true
jobs: { look: { docker: [{ image: a }], steps: [{ run: "answer run-ci true" }] } }
workflows: { setup: { jobs: [look] } }`,
      {
        ".circleci/continue.yml": `version: 2.1
parameters: { run-ci: { type: boolean, default: true }, target: { type: string, default: a } }
jobs: { test: { docker: [{ image: a }], steps: [checkout] } }
workflows: { ci: { when: pipeline.parameters.run-ci, jobs: [test] } }`,
      },
    );
    expect(workflows.map(({ name, inputs }) => [name, inputs])).toEqual([["ci", ["target"]]]);
  });

  it("joins workflows that only differ in what starts them", () => {
    const { workflows } = read(`
jobs: { test: { docker: [{ image: a }], steps: [checkout] } }
workflows:
  ci: { when: 'pipeline.event.name != "api"', jobs: [{ test: { filters: { branches: { only: main } } } }] }
  ci-manual: { when: 'pipeline.event.name == "api"', jobs: [test] }
  ci-schedule: { triggers: [{ schedule: { cron: "0 3 * * *" } }], jobs: [test] }`);
    expect(workflows).toMatchObject([
      { name: "ci", startsOn: ["push to main", "schedule", "by hand"], schedules: ["0 3 * * * UTC"] },
    ]);
  });

  it("goes on behind a file that is no YAML, where somebody is told", () => {
    const told: string[] = [];
    const files = new Map([
      [".circleci/a.yml", "jobs: ["],
      [".circleci/config.yml", "jobs: { build: { docker: [{ image: a }], steps: [checkout] } }"],
    ]);
    const { workflows } = readCircleci(files, { unreadable: (path) => void told.push(path) });
    expect([told, workflows.length]).toEqual([[".circleci/a.yml"], 1]);
  });

  it("names the file that is no YAML", () => {
    expect(() => read("jobs: [")).toThrow(".circleci/config.yml is no YAML");
  });
});

describe("what people write", () => {
  const jobs = jobsOf(`
version: 2.1
parameters: { dry: { type: boolean, default: false } }
orbs: { go: circleci/go@3.0.4 }
executors:
  ruby: { docker: [{ image: "ruby:3.3", environment: { RAILS_ENV: test, TZ: UTC } }] }
jobs:
  build:
    executor: ruby
    working_directory: ~/acme/shop
    environment: { TZ: Europe/London }
    steps:
      - checkout
      - restore_cache: { keys: ['v1-{{ checksum "a.lock" }}-{{ .Branch }}', 'v1-'] }
      - run: 'echo "<< pipeline.parameters.dry >>" << unknown >>'
      - save_cache: { key: 'v1-{{ checksum "a.lock" }}-{{ .Branch }}', paths: [./node_modules/] }
      - persist_to_workspace: { root: ., paths: [./dist/] }
  test:
    executor: ruby
    working_directory: ~/acme/shop
    steps:
      - attach_workspace: { at: ~/acme/shop }
      - attach_workspace: { at: ~/acme/shop/tmp }
      - go/with-cache: { mod: true, steps: [{ run: make }] }
workflows:
  ci:
    jobs:
      - build: { name: build-main, filters: { branches: { only: main } } }
      - build
      - test: { requires: [build-main, build] }
`);

  it("has the variables of the first container, over which the job's own come", () => {
    expect(jobs.build!.steps[2]).toMatchObject({ env: { RAILS_ENV: "test", TZ: "Europe/London" } });
  });

  it("has names of cig in scripts, and what nobody knows as it stands there", () => {
    expect(jobs.build!.steps[2]).toMatchObject({ script: 'echo "{{ inputs.dry }}" << unknown >>' });
  });

  it("has paths from the job's folder, and keys by what they hang on", () => {
    expect(jobs.build!.steps[1]).toMatchObject({
      kind: "cache",
      mode: "both",
      paths: ["node_modules"],
      key: ["files a.lock", "name git.branch", "text v1"],
      restoreKeys: ["v1"],
    });
  });

  it("has a workspace for each name of a job, at the root or below", () => {
    expect(jobs["build-main"]!.steps.at(-1)).toMatchObject({ name: "workspace-build-main", paths: ["dist"] });
    expect(jobs.build!.steps.at(-1)).toMatchObject({ name: "workspace-build" });
    expect(jobs.test!.steps.slice(0, 4)).toMatchObject([
      { name: "workspace-build", path: "" },
      { name: "workspace-build-main", path: "" },
      { name: "workspace-build", path: "tmp" },
      { name: "workspace-build-main", path: "tmp" },
    ]);
  });

  it("has steps that are handed to a command of an orb", () => {
    expect(jobs.test!.steps.slice(4)).toMatchObject([
      { kind: "native", uses: "circleci/go/with-cache" },
      { kind: "run", script: "make" },
    ]);
  });
});

it("is told what the default branch is called", () => {
  const text = `
jobs: { a: { docker: [{ image: x }], steps: [checkout] } }
workflows: { ci: { jobs: [{ a: { filters: { branches: { only: master } } } }] } }
`;
  const files = new Map([[".circleci/config.yml", text]]);
  expect(readCircleci(files, { defaultBranch: "master" }).workflows[0]!.startsOn).toContain("push to main");
  expect(readCircleci(files).workflows[0]!.startsOn).toEqual([]);
});

describe("names of jobs", () => {
  const two = `version: 2.1
jobs:
  build: { parameters: { os: { type: string, default: a } }, docker: [{ image: a }], steps: [checkout] }
workflows:
  a: { jobs: [build, { build: { name: build-arm, os: arm } }, { orb/test: { name: orb-test } }] }
  b: { jobs: [{ build: { name: slow, os: b } }] }
`;

  it("are ids where one job has several, in whatever workflows", () => {
    expect(read(two).workflows.map(({ jobs }) => jobs.map(({ id }) => id))).toEqual([
      ["build", "build-arm", "orb-test"],
      ["slow"],
    ]);
  });

  it("are ids where the key is no more than the name as a key can have it", () => {
    const text = two
      .replace(/ {2}b: .*\n/, "")
      .replaceAll("build-arm", "build-3.8")
      .replaceAll(" build:", " build-3-8:");
    expect(read(text).workflows[0]!.jobs.map(({ id }) => id)).toContain("build-3.8");
  });
});

describe("what only CircleCI says", () => {
  const text = `version: 2.1
orbs: { node: circleci/node@5.2.0 }
jobs:
  test:
    docker: [{ image: a, auth: { username: me, password: $TOKEN } }]
    resource_class: large
    steps: [{ node/install: { version: 20 } }, { run: { command: x, no_output_timeout: 20m } }, setup_remote_docker]
workflows: { ci: { jobs: [{ test: { name: Tests, context: [a, b] } }] } }
`;
  const files = new Map([[".circleci/config.yml", text]]);

  it("is told where tables of CircleCI are compared", () => {
    const [job] = readCircleci(files, {}, true).workflows[0]!.jobs;
    expect([job!, ...job!.steps].map(({ extras }) => extras?.entries)).toEqual([
      {
        name: "Tests",
        context: "a, b",
        docker: '{"auth":{"password":"$TOKEN","username":"me"},"image":"a"}',
        resource_class: "large",
      },
      { version: "20" },
      { no_output_timeout: "20m" },
      {},
    ]);
  });

  it("is not told else", () => {
    const [job] = readCircleci(files).workflows[0]!.jobs;
    expect([job!, ...job!.steps].map(({ extras }) => extras)).toEqual([undefined, undefined, undefined]);
  });
});

describe("steps that parameters leave out", () => {
  it("are none", () => {
    expect(withSteps("- when: { condition: { equal: [a, b] }, steps: [{ run: never }] }").steps).toEqual([]);
  });
});
