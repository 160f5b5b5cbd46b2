import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importGitlab } from "../../../../plugins/import/gitlab/importer.ts";
import { readGitlab } from "../../../../plugins/import/gitlab/reader/reader.ts";

function imported(text: string, others: Readonly<Record<string, string>> = {}) {
  const files = new Map([[".gitlab-ci.yml", text], ...Object.entries(others)]);
  return importGitlab({ files, defaultBranch: "main", literal: new Set() });
}

function jobsOf(text: string, others?: Readonly<Record<string, string>>) {
  return imported(text, others).config.jobs as unknown as Record<string, Record<string, unknown>>;
}

function told(text: string) {
  return imported(text).residue.map(({ line, job, kind, what }) => `${line} ${job} ${kind}: ${what}`);
}

describe("the importer of GitLab", () => {
  it("carries stages as stages where every job is always there", () => {
    const { config } = imported(`stages: [test, deploy]
unit:
  stage: test
  script: [make unit]
ship it:
  stage: deploy
  script: [make ship]
`);
    expect(config).toEqual({
      version: "0.2",
      project: { default_timeout: "1h" },
      on: { push: true, tag: true, manual: true },
      stages: ["test", "deploy"],
      jobs: {
        unit: { stage: "test", steps: [{ run: "make unit" }] },
        "ship-it": { name: "ship it", stage: "deploy", steps: [{ run: "make ship" }] },
      },
    });
  });

  it("lets a job that is not always there hold nobody back", () => {
    const jobs = jobsOf(`stages: [test, deploy]
unit:
  stage: test
  rules: [{ if: $CI_PIPELINE_SOURCE == "merge_request_event" }, { if: $CI_COMMIT_BRANCH == "main" }]
  script: [make unit]
ship:
  stage: deploy
  rules: [{ if: $CI_COMMIT_BRANCH }]
  script: [make ship]
`);
    expect(jobs.ship).toMatchObject({
      needs: ["unit"],
      if: "!failure() && !cancelled() && git.tag == '' && run.event != 'pull_request'",
    });
  });

  it("forgets a need that is never in the same pipeline", () => {
    const jobs = jobsOf(`stages: [test, deploy]
unit:
  stage: test
  only: [merge_requests]
  script: [make unit]
ship:
  stage: deploy
  only: [tags]
  script: [make ship]
`);
    expect(jobs.ship).toEqual({ stage: "deploy", if: "git.tag != ''", steps: [{ run: "make ship" }] });
  });

  it("waits for nobody who waits for a person and may fail", () => {
    const jobs = jobsOf(`stages: [test, deploy, check]
ship:
  stage: deploy
  when: manual
  script: [make ship]
look:
  stage: check
  script: [make look]
`);
    expect(jobs.ship).toMatchObject({ approval: true, continue_on_error: true });
    expect(jobs.look).not.toHaveProperty("needs");
  });

  it("puts what comes before into the script's own shell, and what comes after behind it", () => {
    const jobs = jobsOf(`default:
  before_script: [cd app]
  after_script: [rm -rf tmp]
unit:
  script:
    - make
    - echo "{{ .Id }}"
`);
    expect(jobs.unit!.steps).toEqual([
      { run: "cd app\nmake\necho \"{{ '{{' }} .Id }}\"" },
      { run: "rm -rf tmp", if: "always()", continue_on_error: true },
    ]);
  });

  it("follows extends, references, anchors and local includes", () => {
    const jobs = jobsOf(
      `include: [/ci/base.yml]
.vars: &vars
  A: "1"
unit:
  extends: .base
  variables:
    <<: *vars
  script:
    - !reference [.base, script]
    - make
`,
      { "ci/base.yml": ".base:\n  image: node:22\n  script: [prepare]\n  variables: { B: two }\n" },
    );
    expect(jobs.unit).toEqual({
      image: "node:22",
      env: { B: "two", A: "1" },
      stage: "test",
      steps: [{ run: "prepare\nmake" }],
    });
  });

  it("names GitLab's variables in cig's words, and takes what nobody defines for secrets", () => {
    const { config, residue } = imported(`variables: { TAG: "$CI_COMMIT_REF_NAME-x" }
push:
  image: $CI_REGISTRY_IMAGE/tools
  script: ['docker push "$TAG" "$CI_COMMIT_SHA" "$TOKEN"', 'X=1; echo $X $HOME']
`);
    expect(config).toMatchObject({
      variables: { CI_REGISTRY_IMAGE: "registry.gitlab.com/group/project" },
      env: { TAG: "{{ git.branch }}{{ git.tag }}-x" },
      jobs: {
        push: {
          image: "{{ CI_REGISTRY_IMAGE }}/tools",
          env: { CI_COMMIT_SHA: "{{ git.sha }}" },
          secrets: ["TOKEN"],
        },
      },
    });
    expect(residue.map(({ what }) => what)).toEqual([
      "the variable `CI_REGISTRY_IMAGE`",
      "the variable `TOKEN`",
    ]);
  });

  it("asks by hand for what only rules name", () => {
    const { config } = imported(`ship:
  rules: [{ if: '$TARGET == "live"' }]
  script: [make ship]
`);
    expect(config).toMatchObject({
      on: { manual: { inputs: { TARGET: { default: "" } } } },
      jobs: { ship: { if: "inputs.TARGET == 'live'" } },
    });
  });

  it("carries a matrix, tags, caches and artifacts", () => {
    const { config } = imported(`build:
  tags: [large]
  parallel: { matrix: [{ NODE: ["20", "22"] }] }
  cache: { key: { files: [yarn.lock] }, paths: [node_modules/] }
  artifacts: { paths: [dist/], expire_in: 1 week, reports: { junit: out.xml } }
  script: [make]
`);
    expect(config).toMatchObject({
      caches: { node_modules: { paths: ["node_modules"], key_parts: ["yarn.lock"], restore_keys: false } },
      runners: { large: { arch: "amd64", github: { "runs-on": "large" } } },
      jobs: {
        build: {
          matrix: { NODE: ["20", "22"], fail_fast: false },
          runner: "large",
          env: { NODE: "{{ matrix.NODE }}" },
          steps: [{ cache: "node_modules" }, { run: "make" }],
          artifacts: [{ name: "build", paths: ["dist"], retention_days: 7 }],
          reports: [{ junit: "out.xml" }],
        },
      },
    });
  });

  it("keeps comments with their jobs", () => {
    const { comments } = imported("# All of it.\n\n# Units.\nunit:\n  # Quick.\n  script: [make]\n");
    expect(comments).toEqual([
      { path: [], lines: ["All of it."] },
      { path: ["jobs", "unit"], lines: ["Units.", "Quick."] },
    ]);
  });

  it("tells what it cannot carry, with its line", () => {
    expect(
      told(`include: [{ project: a/b, file: c.yml }]
unit:
  script: [make]
  coverage: /\\d+/
  colour: blue
  rules: [{ changes: [src/**] }]
child:
  trigger: a/b
`),
    ).toEqual([
      '1  lost: `include` of the project "a/b"',
      "4 unit lost: `coverage`",
      "5 unit lost: the key `colour`",
      "6 unit changed: `changes`",
      '8 child lost: `trigger` of "a/b"',
    ]);
  });

  it("says which line is no YAML", () => {
    const { config, residue } = imported("unit:\n  script: [make\n");
    expect(config.jobs).toEqual({});
    expect(residue).toMatchObject([{ file: ".gitlab-ci.yml", what: "the whole file", kind: "lost" }]);
  });

  it("survives any text, and says the same each time", () => {
    const words = fc.constantFrom(
      "unit",
      "script",
      "rules",
      "needs",
      "extends",
      "!reference [a, b]",
      "if",
      "$A",
      "&a",
      "*a",
      "<<",
      "parallel",
      "matrix",
      "cache",
      "artifacts",
      "paths",
      "[",
      "]",
      "{",
      "}",
      ":",
      "-",
      "\n",
      "\n  ",
      " ",
      "null",
      "1",
      "/x(/",
      "include",
      "variables",
      "image",
      "services",
      "stages",
      "default",
      "when",
      "manual",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const text = parts.join(" ");
        expect(imported(text)).toEqual(imported(text));
        readGitlab(new Map([[".gitlab-ci.yml", text]]));
      }),
      { numRuns: 300 },
    );
  });

  it("survives a real file with any piece taken out", () => {
    const text = `stages: [a, b]
variables: { X: "1", Y: { value: z, options: [z, q], description: what } }
.base: { image: { name: alpine:3, entrypoint: [""] }, cache: [{ key: k, paths: [p] }] }
one:
  extends: .base
  stage: a
  rules: [{ if: '$CI_COMMIT_BRANCH =~ /^v\\d/ && $X', when: manual }, { when: never }]
  parallel: { matrix: [{ N: [1, 2] }] }
  script: [a, [b, !reference [.base, image]]]
two: { stage: b, needs: [{ job: one, artifacts: true }], script: c, retry: { max: 2, when: [script_failure] } }
`;
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), (start, length) => {
        const mangled = text.slice(0, start) + text.slice(start + length);
        imported(mangled);
        readGitlab(new Map([[".gitlab-ci.yml", mangled]]));
      }),
      { numRuns: 300 },
    );
  });
});
