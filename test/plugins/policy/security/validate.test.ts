import { create, named, reference, text, ValidateRequestSchema } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validate } from "../../../../plugins/policy/security/validate.ts";
import { job, list, matrix, render, run, tab, txt } from "../../provider/github/requests.ts";
import { found, judge, step, workflow } from "./judge.ts";

const sha = "a".repeat(40);
const cases: [title: string, content: string, codes: string[]][] = [
  ["a pinned action is fine", step(`uses: o/n@${sha}`), []],
  ["a tag is not a pin", step("uses: o/n@v1"), ["SEC001:9"]],
  ["a short commit id is not a pin", step("uses: o/n@abcdef0"), ["SEC001:9"]],
  ["a local action needs no pin", step("uses: ./act"), []],
  [
    "a called workflow needs a pin",
    "on: push\npermissions: {}\njobs:\n  a:\n    uses: o/n/.github/workflows/x.yml@main\n",
    ["SEC001:5"],
  ],
  ["permissions are stated", workflow("    steps: []\n", ""), ["SEC006:1"]],
  ["permissions at every job are stated, too", workflow("    permissions: {}\n    steps: []\n", ""), []],
  ["write-all at the top", workflow("    steps: []\n", "permissions: write-all\n"), ["SEC007:2"]],
  ["write at the top", workflow("    steps: []\n", "permissions:\n  issues: write\n"), ["SEC007:2"]],
  ["write at a job", workflow("    permissions:\n      issues: write\n    steps: []\n"), []],
  ["write-all at a job", workflow("    permissions: write-all\n    steps: []\n"), ["SEC007:8"]],
  ["a title in a script", step('run: echo "${{ github.event.pull_request.title }}"'), ["SEC008:9"]],
  [
    "a title on the third line of a script",
    step('run: |\n  a\n  b\n  echo "${{ github.event.issue.body }}"'),
    ["SEC008:12"],
  ],
  ["a title by index", step("run: echo ${{ github.event['pull_request']['title'] }}"), ["SEC008:9"]],
  ["a title in a function", step("run: echo ${{ format('{0}', github.head_ref) }}"), ["SEC008:9"]],
  ["the whole event", step("run: echo ${{ toJSON(github.event) }}"), ["SEC008:9"]],
  ["an input", step("run: echo ${{ inputs.x }}"), ["SEC008:9"]],
  ["commits by a star", step("run: echo ${{ join(github.event.commits.*.message) }}"), ["SEC008:9"]],
  [
    "a script of an action",
    step(`uses: actions/github-script@${sha}\nwith:\n  script: x("\${{ github.head_ref }}")`),
    ["SEC008:11"],
  ],
  [
    "a detour through a variable",
    step("run: echo ${{ env.T }}\nenv:\n  T: ${{ github.head_ref }}"),
    ["SEC008:9"],
  ],
  [
    "a number is no danger",
    step("run: echo ${{ github.event.pull_request.number }} ${{ github.sha }} ${{ matrix.x }}"),
    [],
  ],
  [
    "a comparison is no danger",
    step(
      "run: echo ${{ github.head_ref == 'main' }} ${{ contains(github.event.issue.title, 'x') && 'a' || 'b' }}",
    ),
    [],
  ],
  ["a variable is the way to do it", step('run: echo "$T"\nenv:\n  T: ${{ github.head_ref }}'), []],
  ["three characters are no expression", step("run: echo ${{ '${{' }} github.head_ref }}"), []],
  ["pull_request_target", "on: pull_request_target\npermissions: {}\njobs: {}\n", ["SEC009:1"]],
  [
    "workflow_run in a table",
    "on:\n  workflow_run:\n    workflows: [x]\npermissions: {}\njobs: {}\n",
    ["SEC009:1"],
  ],
  [
    "pull_request_target with the head",
    step(
      `uses: actions/checkout@${sha}\nwith:\n  ref: \${{ github.event.pull_request.head.sha }}\n  persist-credentials: false`,
    ).replace("[push]", "[pull_request_target]"),
    ["SEC009:1", "SEC010:11"],
  ],
  [
    "gh pr checkout",
    step("run: gh pr checkout 1").replace("[push]", "[pull_request_target]"),
    ["SEC009:1", "SEC010:9"],
  ],
  [
    "GITHUB_ENV by a variable",
    step('run: |\n  echo "T=$T" >> "$GITHUB_ENV"\nenv:\n  T: ${{ github.event.issue.title }}'),
    ["SEC011:10"],
  ],
  ["GITHUB_ENV with the author's words", step('run: echo "T=x" >> "$GITHUB_ENV"'), []],
  ["a checkout that leaves the token", step(`uses: actions/checkout@${sha}`), ["SEC012:9"]],
  [
    "a checkout that says so",
    step(`uses: actions/checkout@${sha}\nwith:\n  persist-credentials: true`),
    ["SEC012:11"],
  ],
  [
    "secrets: inherit",
    `on: push\npermissions: {}\njobs:\n  a:\n    uses: o/n@${sha}\n    secrets: inherit\n`,
    ["SEC013:6"],
  ],
  ["an AWS key", step("run: x\nenv:\n  K: AKIAABCDEFGHIJKLMNOP"), ["SEC014:11"]],
  ["a random token", step("run: x\nenv:\n  API_TOKEN: 9f8a7c6e5d4b3a29187f6e5d4c3b2a10xyz"), ["SEC014:11"]],
  ["a password in an address", step("run: x\nenv:\n  URL: https://me:s3cret@db.acme.com/x"), ["SEC014:11"]],
  [
    "a throw-away database",
    step(
      "run: x\nenv:\n  POSTGRES_PASSWORD: postgres\n  DATABASE_URL: postgres://postgres:postgres@localhost:5432/x",
    ),
    [],
  ],
  ["a secret in a script", step("run: curl -H ${{ secrets.TOKEN }} x"), ["SEC015:9"]],
  ["the token in a script", step("run: echo ${{ github.token }}"), ["SEC015:9"]],
  ["a secret in a variable", step("run: x\nenv:\n  T: ${{ secrets.T }}"), []],
  [
    "curl to a shell",
    step("run: |\n  true\n  curl -fsSL https://x.dev/i.sh | sudo -E bash -s -- -y"),
    ["SEC019:11"],
  ],
  ["curl to a shell over two lines", step("run: |\n  curl https://x.dev \\\n    | sh"), ["SEC019:10"]],
  ["a shell of curl", step('run: bash -c "$(curl -fsSL https://x.dev)"'), ["SEC019:9"]],
  ["a shell that reads curl", step("run: bash <(curl -s https://x.dev)"), ["SEC019:9"]],
  ["curl to jq, or a shell when it fails", step("run: curl https://x.dev | jq . || sh other.sh"), []],
  ["no timeout", "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps: []\n", ["SEC021:4"]],
  [
    "a privileged service",
    workflow(
      "    services:\n      d:\n        image: docker:dind\n        options: --privileged\n    steps: []\n",
    ),
    ["SEC024:11"],
  ],
  [
    "the docker socket",
    workflow("    container:\n      image: x\n      volumes: [/var/run/docker.sock:/x]\n    steps: []\n"),
    ["SEC024:10"],
  ],
  ["docker run --privileged", step("run: docker run --rm --privileged x"), ["SEC024:9"]],
  [
    "set -x beside a secret",
    step("run: |\n  set -eux\n  deploy\nenv:\n  T: ${{ secrets.T }}"),
    ["SEC024:10"],
  ],
  ["set -x without one", step("run: set -x; make"), []],
];

describe("policy/security", () => {
  for (const [title, content, codes] of cases)
    it(`judges: ${title}`, async () => {
      expect(await found(content)).toEqual(codes);
    });

  it("asks for digests of images only when told to", async () => {
    const content = workflow("    container: node:20\n    steps: []\n");
    expect(await found(content)).toEqual([]);
    const policy = { entries: [{ key: "levels", value: tab({ SEC002: txt("info") }) }] };
    const [finding] = await judge(content, { policy });
    expect([finding?.code, finding?.level, finding?.location?.line]).toEqual(["SEC002", 3, 8]);
  });

  it("takes levels and waivers from cig.toml, and says what it does not understand", async () => {
    const waiver = { rule: txt("SEC001"), owner: txt("me"), reason: txt("x"), expires: txt("2026-12-31") };
    const levels = (value: Record<string, string>) => ({
      key: "levels",
      value: tab(Object.fromEntries(Object.entries(value).map(([key, word]) => [key, txt(word)]))),
    });
    const waivers = (...all: Record<string, ReturnType<typeof txt>>[]) => ({
      key: "waivers",
      value: list(...all.map(tab)),
    });
    const content = step("uses: o/n@v1");
    const codes = (...entries: object[]) => found(content, { policy: { entries } });
    expect(await codes(levels({ SEC001: "off" }))).toEqual([]);
    expect(await codes(waivers(waiver))).toEqual([]);
    expect(await codes(waivers({ ...waiver, job: txt("a"), path: txt(".github/workflows/ci.yml") }))).toEqual(
      [],
    );
    expect(await codes(waivers({ ...waiver, job: txt("b") }))).toEqual(["SEC001:9", "SEC099:0"]);
    expect(await codes(waivers({ ...waiver, path: txt("other.yml") }))).toEqual(["SEC001:9", "SEC099:0"]);
    expect(await codes(waivers({ rule: txt("SEC001") }))).toEqual(["SEC000:0", "SEC001:9"]);
    expect(await codes(levels({ SEC999: "off" }))).toEqual(["SEC000:0", "SEC001:9"]);
    expect(await codes(levels({ SEC001: "loud" }))).toEqual(["SEC000:0", "SEC001:9"]);
  });

  it("points at the step of cig.toml that a rendered step comes from", async () => {
    const outputs = [
      {
        provider: "github",
        path: ".github/workflows/ci.yml",
        jobs: [
          job("a", {
            steps: [
              run("x", { subject: ["jobs", "a", "packages", "0"] }),
              run("y", { subject: ["jobs", "a", "steps", "0"] }),
            ],
          }),
        ],
      },
    ] as never;
    const content = workflow("    steps:\n      - run: x\n      - run: echo ${{ github.head_ref }}\n");
    const [finding] = await judge(content, { outputs });
    expect(finding?.location?.subject).toEqual(["jobs", "a", "steps", "0", "run"]);
  });

  it("has nothing against what stands around scripts, copies, tokens, reports and what is kept", async () => {
    const { content } = await render({
      jobs: [
        job("a", {
          oidc: { audience: text("sts"), env: "TOKEN" },
          approval: {},
          parallelism: 2,
          retry: { max: 1 },
          env: [named("TITLE", reference("pr.title"))],
          steps: [
            { kind: { case: "shard", value: { files: ["x"] } } },
            run('echo "a=$TITLE" >> "$CIG_OUTPUT"'),
            run("serve", { background: true }),
            ...[1, 2, 3, 4].map((kind) => ({ kind: { case: "report", value: { kind, paths: ["x"] } } })),
            { kind: { case: "upload", value: { name: "w", workspace: true, paths: ["x"] } } },
          ],
        } as never),
      ],
    } as never);
    expect(await found(content)).toEqual([]);
  });

  it("points past the steps that only GitHub needs", async () => {
    const at = (...keys: string[]) => ["jobs", "a", ...keys];
    const call = { command: "greet", number: 0, with: [] };
    const outputs = [
      {
        provider: "github",
        path: ".github/workflows/ci.yml",
        jobs: [
          job("a", {
            steps: [
              { subject: at("persist"), kind: { case: "download", value: { name: "w", workspace: true } } },
              run("echo same", { subject: at("steps", "0") }),
              run("one", { subject: at("steps", "1"), call } as never),
              run("two", { subject: at("steps", "1"), call } as never),
              run("curl x | sh", { subject: at("steps", "2") }),
              { subject: at("reports", "0"), kind: { case: "report", value: { paths: ["x"] } } },
              run("echo same\nwget x | sh", { subject: at("steps", "3") }),
            ],
          } as never),
        ],
      },
    ] as never;
    const content = workflow(`    steps:
      - run: get an identity token | sh
      - uses: actions/download-artifact@${"a".repeat(40)}
      - run: curl unpack | sh
      - run: echo same
      - uses: ./.github/actions/greet
      - run: |
          export CIG_OUTPUT="$GITHUB_OUTPUT"
          curl x | sh
      - run: curl report | sh
      - uses: actions/upload-artifact@${"a".repeat(40)}
      - run: |
          echo same
          wget x | sh
      - run: curl last | sh
`);
    const findings = await judge(content, { outputs });
    expect(findings.map(({ code, location }) => [code, location?.subject])).toEqual([
      ["SEC019", ["jobs", "a"]],
      ["SEC019", ["jobs", "a", "steps", "2", "run"]],
      ["SEC019", ["jobs", "a"]],
      ["SEC019", ["jobs", "a", "steps", "3", "run"]],
      ["SEC019", ["jobs", "a"]],
    ]);
  });

  it("reads composite actions, and points at the command that they come from", async () => {
    const outputs = [
      {
        provider: "github",
        path: ".github/workflows/ci.yml",
        commands: [
          {
            id: "greet",
            steps: [run("echo hi"), run('echo "$A"', { subject: ["commands", "greet", "steps", "1"] })],
          },
        ],
        jobs: [job("a", { steps: [run("x")] })],
      },
    ];
    const content = `name: greet
description: x
inputs:
  who:
    description: x
runs:
  using: composite
  steps:
    - run: echo hi
      shell: bash
    - run: echo "$A" \${{ inputs.who }}
      shell: bash
    - uses: o/n@v1
`;
    const request = create(ValidateRequestSchema, {
      files: [{ path: ".github/actions/greet/action.yml", content, provider: "github" }],
      outputs: outputs as never,
    });
    const { diagnostics } = await validate(request);
    expect(diagnostics!.map(({ code, location }) => [code, location?.line, location?.subject])).toEqual([
      ["SEC001", 13, ["commands", "greet"]],
      ["SEC008", 11, ["commands", "greet"]],
    ]);
  });

  it("says which waiver is not needed any more, at its place", async () => {
    const waiver = { rule: txt("SEC001"), owner: txt("me"), reason: txt("x"), expires: txt("2026-12-31") };
    const policy = {
      entries: [{ key: "waivers", value: list(tab(waiver), tab({ ...waiver, rule: txt("SEC019") })) }],
    };
    const remarks = await judge(step("uses: o/n@v1"), { policy });
    expect(remarks.map(({ code, level, location }) => [code, level, location?.subject])).toEqual([
      ["SEC099", 3, ["policy", "waivers", "1"]],
    ]);
    // Where this run renders nothing that is judged, another one may.
    expect(await judge("a: [", { policy })).toEqual([]);
  });

  it("has nothing to say against what provider/github renders by itself", async () => {
    const { content } = await render({
      caches: [{ id: "c", paths: ["x"], keyParts: [{ kind: { case: "files", value: "y" } }] }],
      jobs: [
        job("a", {
          ...matrix("a", { ruby: ["3.2", "3.3"], arch: ["amd64", "arm64"] }),
          services: [
            { name: "postgres", image: text("postgres:16"), env: [named("POSTGRES_PASSWORD", "postgres")] },
          ],
          env: [named("TITLE", reference("pr.title")), named("T", reference("secrets.T"))],
          steps: [
            { kind: { case: "checkout", value: {} } },
            { kind: { case: "cache", value: { id: "c" } } },
            run('echo "$TITLE"'),
            { kind: { case: "upload", value: { name: "n", paths: ["p"] } } },
          ],
        } as never),
      ],
    });
    expect(await judge(content)).toEqual([]);
  });

  it("never fails and never finds an expression in characters", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ maxLength: 40 }),
        fc.constantFrom("github.head_ref", "secrets.X", "inputs.y"),
        async (noise, name) => {
          const script = `echo ${noise.replaceAll("curl", "")} \${{ ${name} }}`;
          const { content } = await render({ jobs: [job("a", { steps: [run(script)] })] });
          const codes = (await judge(content)).map(({ code }) => code);
          expect(codes).not.toContain("SEC008");
          expect(codes).not.toContain("SEC015");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("says nothing about what is no workflow", async () => {
    expect(await judge("a: [")).toEqual([]);
    expect(await judge("name: x\nruns:\n  using: composite\n")).toEqual([]);
  });
});
