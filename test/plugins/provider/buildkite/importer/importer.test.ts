import * as fc from "fast-check";
import { stringify } from "smol-toml";
import { describe, expect, it } from "vitest";
import { importBuildkite } from "../../../../../plugins/provider/buildkite/importer/importer.ts";
import { comparable } from "../../../../../plugins/provider/buildkite/importer/table.ts";
import { readBuildkite } from "../../../../../plugins/provider/buildkite/reader/reader.ts";
import type { Imported } from "../../../../../sdk/import/imported.ts";
import { compareTables } from "../../../../../sdk/table/compare.ts";
import { openBundled, renderToml } from "../../../../in-process.ts";

const path = ".buildkite/pipeline.yml";

function imported(
  text: string,
  more: Readonly<Record<string, string>> = {},
  literal: readonly string[] = [],
): Imported {
  const files = new Map(Object.entries({ [path]: text, ...more }));
  return importBuildkite({ files, defaultBranch: "main", literal: new Set(literal) }) as Imported;
}

function jobsOf(text: string): Record<string, unknown> {
  return imported(text).config.jobs as Record<string, unknown>;
}

const shop = `# Builds the shop.
env: { RAILS_ENV: test }
agents: { queue: default }
steps:
  # The quick ones.
  - group: ":mag: Checks"
    key: checks
    steps:
      - label: ":ruby: Lint"
        key: lint
        command: bin/lint
        agents: { queue: small }
      - label: Types
        commands: [bin/types, "bin/report | tee out"]
        timeout_in_minutes: 10
        soft_fail: true
  - wait: ~
    continue_on_failure: true
  # What takes its time.
  - label: "Test {{matrix}}"
    key: test
    command: "bin/test {{matrix}} --sha $BUILDKITE_COMMIT"
    matrix: ["3.3", "3.4"]
    env: { PRICE: $$5, OWNER: $OWNER }
    plugins:
      - docker#v5.11.0: { image: ruby, environment: [A, B] }
  - block: "Release?"
    key: ask
    prompt: All is well.
    depends_on: [test, checks]
  - label: Release
    trigger: release
    depends_on: ask
    build: { branch: "$BUILDKITE_BRANCH" }
  - command: bin/tell
    if: build.branch == "main"
    plugins: ["slack#v1.0.0", "acme/thing#v2.0.0"]
`;

describe("the import of a pipeline", () => {
  it("keeps plugins that are told nothing among those that stay in the escape hatch", () => {
    const plugins = '[{ "ssm#v1.0.0": { names: { A: /a } } }, { "mise#v1.0.0": }]';
    expect(jobsOf(`steps:\n  - { key: a, command: make, plugins: ${plugins} }\n`).a).toMatchObject({
      provider: { buildkite: { plugins: [{ "ssm#v1.0.0": { names: { A: "/a" } } }, "mise#v1.0.0"] } },
    });
  });

  it("makes a job of each step, and needs of waits, of groups and of dependencies", () => {
    expect(jobsOf(shop)).toEqual({
      lint: { name: ":ruby: Lint", stage: ":mag: Checks", runner: "small", steps: [{ run: "bin/lint" }] },
      types: {
        name: "Types",
        stage: ":mag: Checks",
        timeout: 10,
        continue_on_error: true,
        steps: [{ run: "set +o pipefail\nbin/types\nbin/report | tee out" }],
      },
      test: {
        needs: ["lint", "types"],
        env: { PRICE: "$5" },
        steps: [
          {
            native: {
              buildkite: {
                uses: "docker",
                version: "v5.11.0",
                with: { image: "ruby", environment: ["A", "B"] },
              },
            },
          },
        ],
        provider: {
          buildkite: {
            label: "Test {{matrix}}",
            depends_on: [
              { step: "lint", allow_failure: true },
              { step: "types", allow_failure: true },
            ],
            env: { OWNER: "$OWNER" },
            command: "bin/test {{matrix}} --sha $BUILDKITE_COMMIT",
            matrix: ["3.3", "3.4"],
          },
        },
      },
      ask: {
        needs: ["test", "lint", "types"],
        approval: "Release?",
        provider: { buildkite: { prompt: "All is well." } },
      },
      release: {
        needs: ["ask"],
        provider: {
          buildkite: { label: "Release", trigger: "release", build: { branch: "$BUILDKITE_BRANCH" } },
        },
      },
      "step-6": {
        needs: ["lint", "types", "test", "ask"],
        steps: [
          { native: { buildkite: "slack@v1.0.0" } },
          { native: { buildkite: "acme/thing@v2.0.0" } },
          { run: "bin/tell" },
        ],
        provider: { buildkite: { if: 'build.branch == "main"' } },
      },
    });
  });

  it("says what is around the jobs, and lets the settings decide which builds there are", () => {
    const { jobs: _, ...rest } = imported(shop).config;
    expect(rest).toEqual({
      version: "0.2",
      project: { default_timeout: false },
      on: { push: true, pull_request: true },
      env: { RAILS_ENV: "test" },
      runners: { small: { buildkite: { agents: { queue: "small" } } } },
      outputs: [
        { provider: { buildkite: { "trigger-conditions": false, agents: { queue: "default" } } }, path },
      ],
    });
  });

  it("keeps comments, and names by line what stays in escape hatches", () => {
    const { comments, residue } = imported(shop);
    expect(comments).toEqual([
      { path: [], lines: ["Builds the shop."] },
      { path: ["jobs", "test"], lines: ["What takes its time."] },
    ]);
    expect(residue.map(({ line, kind, job, what }) => `${line} ${kind} ${job} ${what}`)).toEqual([
      "3 hatch  the key `agents`",
      "20 hatch test the key `label`",
      "20 hatch test the key `depends_on`",
      "22 hatch test the key `command`",
      "23 hatch test the key `matrix`",
      "24 hatch test the key `env`",
      "29 hatch ask the key `prompt`",
      "31 hatch release the key `label`",
      "32 hatch release the key `trigger`",
      "34 hatch release the key `build`",
      "36 hatch step-6 the key `if`",
    ]);
  });

  it("tells of keys that it does not know, of groups that would be one, and of waits with conditions", () => {
    const text = `surprise: 1
steps:
  - { group: a, steps: [{ command: one, odd: 1 }] }
  - { wait: ~, if: build.tag != null }
  - { group: a, steps: [{ command: two }] }
`;
    expect(imported(text).residue.map(({ line, kind, what }) => `${line} ${kind} ${what}`)).toEqual([
      "1 hatch the key `surprise`",
      "3 hatch the key `odd`",
      "3 changed the group `a`",
      "4 changed a `wait` with a condition",
    ]);
  });

  it("gives each file a workflow, and a step its own key where another file has one of that id", () => {
    const { config } = imported("steps: [{ key: test, command: a }]", {
      ".buildkite/nightly/run.yml": "- { key: test, command: b }\n- { command: c, depends_on: test, key: c }",
      ".buildkite/docker-compose.yml": "services: {}",
    });
    expect(config.workflows).toEqual({
      pipeline: { jobs: ["test"] },
      "nightly-run": { jobs: ["test-nightly-run", "c"] },
    });
    expect((config.jobs as Record<string, unknown>).c).toEqual({
      needs: ["test-nightly-run"],
      steps: [{ run: "c" }],
      provider: { buildkite: { depends_on: ["test"] } },
    });
  });

  it("carries a literal step word by word", () => {
    const { config } = imported("steps: [{ key: test, command: a, agents: { queue: b } }]", {}, ["test"]);
    expect(config.jobs).toEqual({
      test: { provider: { buildkite: { command: "a", agents: { queue: "b" } } } },
    });
  });

  it("tells of a file that is no YAML", () => {
    expect(imported("steps: [").residue).toMatchObject([
      { file: path, line: 1, kind: "lost", what: "the file" },
    ]);
  });
});

describe("what comes of an import", () => {
  it.each([
    ["a shop", { [path]: shop }],
    [
      "two files",
      { [path]: shop, ".buildkite/nightly.yml": "steps: [{ key: test, command: a }, wait, { command: b }]" },
    ],
    [
      "groups behind a question",
      {
        [path]: `steps:
  - command: a
    key: a
  - block: Go on?
  - group: all
    steps: [{ command: b, key: b }, { input: Who?, fields: [{ text: who, key: who }] }, { plugins: [docker#v1.0.0], key: only }]
`,
      },
    ],
  ])("means what %s meant", async (_, files: Record<string, string>) => {
    const { config } = importBuildkite({
      files: new Map(Object.entries(files)),
      defaultBranch: "main",
      literal: new Set(),
    }) as Imported;
    const rendered = await renderToml(await opened, stringify(config as never));
    const output = rendered.byProvider.get("buildkite");
    const errors = [...rendered.diagnostics, ...(output?.diagnostics ?? [])].filter(
      ({ level }) => level === "error",
    );
    expect(errors).toEqual([]);
    const original = comparable(readBuildkite(new Map(Object.entries(files))));
    expect(compareTables(original, comparable(readBuildkite(output!.files))).differences).toEqual([]);
  });

  it("says nothing that cig would ask by itself", async () => {
    const rendered = await renderToml(
      await opened,
      stringify(imported("steps: [{ command: make, key: a }]").config as never),
    );
    expect(rendered.byProvider.get("buildkite")!.files.get(path)).toBe(`steps:
  - label: a
    key: a
    command: make
`);
  });

  it("is never a crash, whatever a text says", () => {
    const cut = fc.tuple(
      fc.nat(shop.length),
      fc.nat(200),
      fc.constantFrom("", "- ", "[", "{", ": ", "\n", "&a ", "*a", "$", "null", "!!x ", "{{"),
    );
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
        const text = cuts.reduce(
          (all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length),
          shop,
        );
        expect(typeof stringify(imported(text).config as never)).toBe("string");
      }),
      { numRuns: 300 },
    );
  });

  it("is a text of TOML for any value of YAML", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (step, part) => {
        const text = JSON.stringify({
          env: part,
          steps: [step, { command: part, plugins: part, agents: part }, { group: part, steps: [step] }],
        });
        expect(typeof stringify(imported(text).config as never)).toBe("string");
      }),
      { numRuns: 300 },
    );
  });
});

const opened = openBundled();
