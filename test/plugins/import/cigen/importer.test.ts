import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importCigen } from "../../../../plugins/import/cigen/importer.ts";

function imported(files: Readonly<Record<string, string>>) {
  return importCigen({ files: new Map(Object.entries(files)), defaultBranch: "main", literal: new Set() });
}

describe("the importer of cigen", () => {
  it("carries a single file", () => {
    const { config, residue } = imported({
      "cigen.yml": `providers: [github, circleci]
project: { name: shop }
jobs:
  test:
    packages: [ruby]
    services: ["postgres:15", redis]
    steps:
      - run: bundle exec rspec
    skip_if: { paths_unmodified: ["app/**"] }
  deploy:
    needs: [test]
    trigger: manual
    steps:
      - uses: docker/build@1.0
        with: { context: ., push: false, tags: "shop:\${{ github.sha }}" }
`,
    });
    expect(config).toEqual({
      version: "0.2",
      project: { name: "shop" },
      jobs: {
        test: {
          packages: ["ruby"],
          services: { postgres: "15", redis: true },
          skip_if: { paths_unmodified: ["app/**"] },
          steps: [{ run: "bundle exec rspec" }],
        },
        deploy: {
          needs: ["test"],
          approval: true,
          steps: [
            { uses: "docker/build@~1.0", with: { context: ".", push: false, tag: "shop:{{ git.sha }}" } },
          ],
        },
      },
      outputs: [
        { provider: "github", path: ".github/workflows/ci.yml" },
        { provider: "circleci", path: ".circleci/config.yml" },
      ],
    });
    expect(residue).toEqual([]);
  });

  it("lets a tag start the workflow of a job that waits for one", () => {
    const { config } = imported({
      "cigen.yml": `provider: github
jobs:
  test:
    steps: [{ run: make }]
  publish:
    trigger: { tags: ["v*"] }
    steps: [{ run: make publish }]
  preview:
    trigger: { branches: [main, "release/*"] }
    steps: [{ run: make preview }]
`,
    });
    expect(config.on).toEqual({
      push: ["main", "release/*"],
      pull_request: true,
      merge_queue: true,
      tag: ["v*"],
    });
    expect(config.jobs).toMatchObject({
      publish: { on: { tag: ["v*"] } },
      preview: { on: { push: ["main", "release/*"] } },
    });
  });

  it("joins the files of a folder", () => {
    const { config, comments } = imported({
      ".cigen/config.yml": "provider: circleci\noutput_path: .circleci\n",
      ".cigen/config/vars.yml": "vars: { db: 16.1 }\n",
      ".cigen/config/services.yml":
        "services: { postgres: { image: 'cimg/postgres:{{ db }}', environment: [A=b] } }\n",
      ".cigen/config/groups.yml": "source_file_groups: { rails: [app/, Gemfile], rspec: [(rails), spec/] }\n",
      ".cigen/commands/prepare.yml":
        "description: Prepares\nparameters: { env: { default: test } }\nsteps:\n  - run: echo << parameters.env >>\n",
      ".cigen/workflows/main/jobs/rspec.yml":
        "# All specs.\nimage: cimg/ruby:3.3\nresource_class: medium\nservices: [postgres]\nsource_files: rspec\nsteps:\n  - prepare\n  - run: { name: Specs, command: rspec }\n",
    });
    expect(config).toEqual({
      version: "0.2",
      variables: { db: "16.1" },
      services: { postgres: { image: "cimg/postgres:{{ db }}", env: { A: "b" } } },
      runners: { medium: { circleci: { resource_class: "medium" } } },
      commands: {
        prepare: {
          description: "Prepares",
          inputs: { env: { default: "test" } },
          steps: [{ run: "echo {{ inputs.env }}" }],
        },
      },
      jobs: {
        rspec: {
          image: "cimg/ruby:3.3",
          runner: "medium",
          services: { postgres: true },
          skip_if: { paths_unmodified: ["app/**", "Gemfile", "spec/**"] },
          steps: [{ command: "prepare" }, { name: "Specs", run: "rspec" }],
        },
      },
      outputs: [{ provider: "circleci", path: ".circleci/config.yml" }],
    });
    expect(comments).toEqual([{ path: ["jobs", "rspec"], lines: ["All specs."] }]);
  });

  it("tells what it does not carry, with its line", () => {
    const { residue } = imported({
      "cigen.yml": `provider: woodpecker
colour: blue
jobs:
  test:
    shape: round
    steps:
      - save_cache: x
      - run: echo "{{ read('x') | trim }}"
`,
    });
    expect(residue.map(({ line, job, kind, what }) => `${line} ${job} ${kind}: ${what}`)).toEqual([
      "1  lost: the provider `woodpecker`",
      "2  lost: `colour`",
      "5 test lost: the key `shape`",
      "6 test changed: `{{ read('x') | trim }}`",
      "6 test lost: the step `save_cache`",
    ]);
  });

  it("survives any text", () => {
    const words = fc.constantFrom(
      "jobs",
      "steps",
      "run",
      ":",
      "-",
      "\n",
      "\n  ",
      "{",
      "}",
      "[",
      "]",
      "services",
      "caches",
      "null",
      "1",
      "&a",
      "*a",
      "provider",
      "workflows",
      "{{",
      "}}",
      "runners",
      "docker",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 50 }), (parts) => {
        imported({ "cigen.yml": parts.join(" "), ".cigen/workflows/a/jobs/b.yml": parts.join(" ") });
      }),
      { numRuns: 300 },
    );
  });
});
