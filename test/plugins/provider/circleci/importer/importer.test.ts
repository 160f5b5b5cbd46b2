import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { importCircleci } from "../../../../../plugins/provider/circleci/importer/importer.ts";
import { comparable } from "../../../../../plugins/provider/circleci/importer/table.ts";
import { readCircleci } from "../../../../../plugins/provider/circleci/reader/reader.ts";
import type { Imported } from "../../../../../sdk/import/imported.ts";
import { compareTables } from "../../../../../sdk/table/compare.ts";
import { openBundled, renderToml } from "../../../../in-process.ts";

const path = ".circleci/config.yml";

function imported(text: string, literal: readonly string[] = []): Imported {
  const files = new Map([[path, text]]);
  return importCircleci({ files, defaultBranch: "main", literal: new Set(literal) }) as Imported;
}

function jobsOf(text: string, literal: readonly string[] = []): Record<string, unknown> {
  return imported(text, literal).config.jobs as Record<string, unknown>;
}

/** The lines of what is not carried: "12 lost test the key `x`". */
function residueOf(text: string): string[] {
  return imported(text).residue.map(({ line, kind, job, what }) =>
    [line, kind, job, what].filter((each) => each !== "").join(" "),
  );
}

const shop = `# Builds the shop.
version: 2.1
orbs:
  node: circleci/node@5.2
parameters:
  deploys:
    type: boolean
    default: false
executors:
  ruby:
    parameters:
      version: { type: string, default: "3.3" }
    docker:
      - image: cimg/ruby:<< parameters.version >>
        environment: { RAILS_ENV: test }
      - image: cimg/postgres:16.2
        environment: { POSTGRES_USER: shop }
    resource_class: large
commands:
  gems:
    parameters:
      without: { type: string, default: "" }
    steps:
      - restore_cache:
          keys:
            - gems-v1-{{ checksum "Gemfile.lock" }}
            - gems-v1-
      - when:
          condition: << parameters.without >>
          steps:
            - run: bundle config set without "<< parameters.without >>"
      - run: { name: Install, command: bundle install }
      - save_cache:
          key: gems-v1-{{ checksum "Gemfile.lock" }}
          paths: [vendor/bundle]
jobs:
  # What must pass before anybody looks.
  test:
    executor: { name: ruby, version: "3.4" }
    environment: { SEEDS: 4 }
    parallelism: 4
    steps:
      - checkout
      - gems
      # Fails on a slow machine.
      - run:
          command: |
            bundle exec rspec
          no_output_timeout: 20m
      - store_test_results: { path: tmp/rspec }
      - store_artifacts: { path: coverage }
      - run: { command: ./tell, when: on_fail }
  deploy:
    machine: { image: ubuntu-2404:current }
    working_directory: ~/shop
    steps:
      - checkout
      - node/install: { node-version: "20" }
      - run: ./deploy << pipeline.git.revision >>
workflows:
  version: 2
  build_and_ship:
    jobs:
      - test
      - node/test: { name: browser, requires: [test], version: "20" }
      - hold: { type: approval, requires: [test], filters: { branches: { only: main } } }
      - deploy:
          requires: [hold]
          context: production
          filters: { branches: { only: main } }
`;

describe("the import of a CircleCI configuration", () => {
  it("leaves the file of the test runner alone, which is no configuration", () => {
    const text =
      "version: 2.1\njobs:\n  a:\n    docker: [{ image: cimg/base:current }]\n    steps: [{ run: make }]\n";
    const files = new Map([
      [path, `${text}workflows: { w: { jobs: [a] } }\n`],
      [".circleci/test-suites.yml", "name: unit\n---\nname: slow\n"],
    ]);
    const { residue } = importCircleci({ files, defaultBranch: "main", literal: new Set() }) as Imported;
    expect(residue).toEqual([]);
    expect(readCircleci(files).workflows).toHaveLength(1);
  });

  it("puts executors, commands and parameters in their places", () => {
    expect(jobsOf(shop)).toEqual({
      test: {
        runner: "large",
        image: { name: "cimg/ruby:3.4", env: { RAILS_ENV: "test" } },
        services: { postgres: { image: "cimg/postgres:16.2", env: { POSTGRES_USER: "shop" } } },
        env: { SEEDS: "4" },
        steps: [
          { restore: "gems-v1" },
          { name: "Install", run: "bundle install" },
          { save: "gems-v1" },
          { run: "bundle exec rspec", provider: { circleci: { no_output_timeout: "20m" } } },
          { report: { junit: "tmp/rspec" } },
          { artifact: { name: "coverage", paths: ["coverage"] }, if: "always()" },
          { run: "./tell", if: "failure()" },
        ],
        provider: { circleci: { parallelism: 4 } },
      },
      browser: {
        needs: ["test"],
        provider: { circleci: { "orb-job": "circleci/node/test@5.2", version: "20" } },
      },
      hold: { needs: ["test"], if: "git.branch == 'main'", approval: true },
      deploy: {
        needs: ["hold"],
        if: "git.branch == 'main'",
        runner: "machine-ubuntu-2404-current",
        steps: [
          { native: { circleci: { uses: "circleci/node/install@5.2", with: { "node-version": "20" } } } },
          { run: "./deploy {{ git.sha }}" },
        ],
        provider: { circleci: { context: "production", working_directory: "~/shop" } },
      },
    });
  });

  it("says what is around the jobs, and adds nothing that cig would do by itself", () => {
    const { jobs: _, ...rest } = imported(shop).config;
    expect(rest).toEqual({
      version: "0.2",
      project: { default_timeout: false },
      on: { push: { branches: ["**"] } },
      runners: {
        large: { circleci: { resource_class: "large" } },
        "machine-ubuntu-2404-current": { circleci: { machine: { image: "ubuntu-2404:current" } } },
      },
      caches: { "gems-v1": { paths: ["vendor/bundle"], key_parts: ["Gemfile.lock"] } },
      outputs: [
        {
          provider: { circleci: { parameters: { deploys: { type: "boolean", default: false } } } },
          path,
          description: "build_and_ship",
        },
      ],
    });
  });

  it("keeps comments at what they are about", () => {
    expect(imported(shop).comments).toEqual([
      { path: [], lines: ["Builds the shop."] },
      { path: ["jobs", "test"], lines: ["What must pass before anybody looks."] },
      { path: ["jobs", "test", "steps", 3], lines: ["Fails on a slow machine."] },
    ]);
  });

  it("names what stays in escape hatches by its line", () => {
    expect(residueOf(shop)).toEqual([
      "5 hatch the key `parameters`",
      "41 hatch test the key `parallelism`",
      "55 hatch deploy the key `working_directory`",
      "65 hatch browser the job `node/test` of an orb",
      "65 hatch browser the key `version`",
      "69 hatch deploy the key `context`",
    ]);
  });

  it("tells of keys that it does not know, and of what nothing uses", () => {
    const text = `version: 2.1
surprise: 1
commands: { idle: { steps: [checkout] } }
executors: { idle: { docker: [{ image: a }] } }
jobs:
  build: { docker: [{ image: a }], steps: [checkout], odd: true }
  never: { docker: [{ image: a }], steps: [checkout] }
workflows: { CI: { jobs: [{ build: { strange: 1, requires: [gone] } }] } }
`;
    expect(residueOf(text)).toEqual([
      "2 hatch the key `surprise`",
      "3 lost the command `idle`",
      "4 lost the executor `idle`",
      "6 hatch build the key `odd`",
      "7 lost the job `never`",
      "8 lost build the key `strange` of the entry",
      "8 lost build `requires` of `gone`",
      "8 changed the name of the workflow `CI`",
    ]);
  });

  it("leaves out what a job says that only its entry in a workflow can say", () => {
    const text =
      "jobs: { build: { docker: [{ image: a }], filters: { branches: { only: main } }, steps: [checkout] } }";
    expect(residueOf(text)).toEqual(["1 lost build the key `filters`"]);
    expect(jobsOf(text)).toEqual({ build: { image: "a" } });
  });

  it("tells of a file that is no YAML, by its path", () => {
    expect(imported("jobs: [").residue).toMatchObject([
      { file: path, line: 1, kind: "lost", what: "the file" },
    ]);
  });

  it("keeps a matrix whose values only texts name", () => {
    const text = matrixOf("run: nvm install << parameters.node >>");
    expect(jobsOf(text)).toEqual({
      test: {
        name: "test-{{ matrix.node }}",
        image: "cimg/node:{{ matrix.node }}",
        checkout: false,
        steps: [{ run: "nvm install {{ matrix.node }}" }],
        matrix: { node: ["18", "20", "22"], exclude: [{ node: "20" }] },
      },
    });
  });

  it("writes a matrix out that decides what there is to do", () => {
    const step = "when: { condition: { equal: [18, << parameters.node >>] }, steps: [{ run: old }] }";
    expect(jobsOf(matrixOf(step).replace("exclude: [{ node: 20 }]", "exclude: []"))).toEqual({
      "test-18": { image: "cimg/node:18", checkout: false, steps: [{ run: "old" }] },
      "test-20": { image: "cimg/node:20", checkout: false },
      "test-22": { image: "cimg/node:22", checkout: false },
    });
  });

  it("keeps what is CircleCI's own of a literal job, and its services and caches", () => {
    expect(jobsOf(shop, ["deploy"]).deploy).toEqual({
      needs: ["hold"],
      runner: "machine-ubuntu-2404-current",
      steps: [
        { native: { circleci: { uses: "circleci/node/install@5.2", with: { "node-version": "20" } } } },
        {
          run: "./deploy << pipeline.git.revision >>",
          provider: { circleci: { command: "./deploy << pipeline.git.revision >>" } },
        },
      ],
      provider: {
        circleci: {
          filters: { branches: { only: "main" } },
          context: "production",
          working_directory: "~/shop",
        },
      },
    });
    expect(jobsOf(shop, ["test"]).test).toMatchObject({
      steps: [
        { native: { circleci: "restore_cache" } },
        { name: "Install", run: "bundle install" },
        { native: { circleci: "save_cache" } },
        { run: "bundle exec rspec" },
        { native: { circleci: { uses: "store_test_results" } } },
        { native: { circleci: { uses: "store_artifacts" } } },
        { run: "./tell", if: "failure()" },
      ],
      provider: {
        circleci: {
          docker: [{ image: "cimg/ruby:3.4" }, { image: "cimg/postgres:16.2" }],
          resource_class: "large",
        },
      },
    });
  });
});

function matrixOf(step: string): string {
  return `version: 2.1
jobs:
  test:
    parameters: { node: { type: string } }
    docker: [{ image: "cimg/node:<< parameters.node >>" }]
    steps:
      - ${step}
workflows:
  ci:
    jobs:
      - test:
          matrix:
            parameters: { node: [18, 20, 22] }
            exclude: [{ node: 20 }]
`;
}

describe("what comes of an import", () => {
  it.each([
    ["a shop", shop],
    [
      "a matrix",
      matrixOf("run: nvm install << parameters.node >>").replace("exclude: [{ node: 20 }]", "exclude: []"),
    ],
    [
      "filters that cig has no words for, and tags",
      `version: 2
jobs:
  test: { docker: [{ image: a }], steps: [checkout, { run: "true" }] }
  ship: { docker: [{ image: a }], steps: [{ run: ship }] }
workflows:
  ci:
    jobs:
      - test: { filters: { branches: { ignore: [gh-pages, /wip-.*/] } } }
      - ship: { requires: [test], filters: { branches: { ignore: /.*/ }, tags: { only: /^v\\d+$/ } } }
`,
    ],
    [
      "workflows that share a job, one of them by schedule",
      `version: 2.1
jobs:
  test: { docker: [{ image: a }], steps: [checkout, { run: "true" }] }
  fuzz:
    parameters: { minutes: { type: integer, default: 5 } }
    docker: [{ image: a }]
    steps: [{ run: "make fuzz MINUTES=<< parameters.minutes >>" }]
workflows:
  commit: { jobs: [test, { fuzz: { requires: [test] } }] }
  nightly:
    triggers: [{ schedule: { cron: "0 3 * * *", filters: { branches: { only: main } } } }]
    jobs: [test, { fuzz: { requires: [test], minutes: 60 } }]
  asked:
    when: << pipeline.parameters.asked >>
    jobs: [{ fuzz: { name: long-fuzz, minutes: 90 } }]
parameters: { asked: { type: boolean, default: false } }
`,
    ],
  ])("means what %s meant", async (_, text) => {
    const bundled = await opened;
    const toml = stringify(imported(text).config as never);
    const rendered = await renderToml(bundled, toml, { "Gemfile.lock": "" });
    const output = rendered.byProvider.get("circleci");
    const errors = [...rendered.diagnostics, ...(output?.diagnostics ?? [])].filter(
      ({ level }) => level === "error",
    );
    expect(errors).toEqual([]);
    const original = comparable(readCircleci(new Map([[path, text]])));
    const { differences } = compareTables(original, comparable(readCircleci(output!.files)), [
      {
        feature: "cache.key",
        paths: ["jobs/*/steps/* cache/key/text **", "jobs/*/steps/* cache/restoreKeys/**"],
      },
    ]);
    expect(differences).toEqual([]);
  });

  it("says the same each time", () => {
    expect(JSON.stringify(imported(shop))).toBe(JSON.stringify(imported(shop)));
  });

  it("is never a crash, whatever a text says", () => {
    const cut = fc.tuple(
      fc.nat(shop.length),
      fc.nat(200),
      fc.constantFrom("", "- ", "[", "{", ": ", "\n", "&a ", "*a", "<< ", "null", "!!x "),
    );
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        const text = cuts.reduce(
          (all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length),
          shop,
        );
        const { config } = imported(text);
        expect(typeof stringify(config as never)).toBe("string");
      }),
      { numRuns: 300 },
    );
  });

  it("is a text of TOML for any value of YAML", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (job, entry) => {
        const text = JSON.stringify({
          jobs: { build: job, test: { steps: [entry], docker: entry } },
          workflows: { a: { jobs: [{ build: entry }, { test: job }] } },
        });
        expect(typeof stringify(imported(text).config as never)).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
});

const opened = openBundled();
