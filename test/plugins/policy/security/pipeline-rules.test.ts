import { create, text, ValidateRequestSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { validate } from "../../../../plugins/policy/security/validate.ts";
import { job, run } from "../../provider/github/requests.ts";

const buildkite = (plugins: string, command = "make") =>
  `steps:\n  - command: ${command}\n    plugins:\n${plugins}    timeout_in_minutes: 5\n`;

const cases: [title: string, provider: string, content: string, codes: string[]][] = [
  [
    "an orb with a whole version",
    "circleci",
    "version: 2.1\norbs:\n  node: circleci/node@5.0.2\njobs: {}\n",
    [],
  ],
  ["an orb with a part of one", "circleci", "orbs:\n  node: circleci/node@5.0\n", ["SEC003:2"]],
  ["the newest orb", "circleci", "orbs:\n  a: x/y@volatile\n  b: x/z@dev:first\n", ["SEC003:2", "SEC003:3"]],
  ["an orb in the file itself", "circleci", "orbs:\n  a:\n    jobs: {}\n", []],
  [
    "plugins with a tag",
    "buildkite",
    buildkite("      - docker#v5.12.0:\n          image: x\n      - a/b#v1\n"),
    [],
  ],
  ["a plugin at a commit", "buildkite", buildkite(`      - a/b#${"a".repeat(40)}\n`), []],
  [
    "a plugin without a version",
    "buildkite",
    buildkite("      - docker:\n          image: x\n"),
    ["SEC004:4"],
  ],
  ["a plugin on a branch", "buildkite", buildkite("      - a/b#main\n"), ["SEC004:4"]],
  ["a plugin beside the pipeline", "buildkite", buildkite("      - ./plugins/own\n"), []],
  [
    "a plugin in a group",
    "buildkite",
    "steps:\n  - group: g\n    steps:\n      - command: x\n        plugins: [a/b]\n        timeout_in_minutes: 5\n",
    ["SEC004:5"],
  ],
  [
    "an upload beside an unpinned plugin",
    "buildkite",
    buildkite("      - a/b\n", "gen | buildkite-agent pipeline upload"),
    ["SEC004:4", "SEC025:4"],
  ],
  [
    "an upload beside a pinned one",
    "buildkite",
    buildkite("      - a/b#v1.0.0\n", "gen | buildkite-agent pipeline upload"),
    [],
  ],
  ["a library at a tag", "jenkins", "@Library(['a@1.2.3', 'b@v2']) _\npipeline {}\n", []],
  ["a library on a branch", "jenkins", "@Library(['a@1.2.3', 'b@main']) _\n", ["SEC005:1"]],
  ["a library of a step on a branch", "jenkins", "steps {\n  library('b@master')\n}\n", ["SEC005:2"]],
  ["a library that Jenkins knows the version of", "jenkins", "@Library('a') _\n", []],
  ["a library in a comment", "jenkins", "// library('b@main')\n", []],
  [
    "stages without a timeout, once",
    "jenkins",
    "stage('a') {\n  sh 'x'\n}\nstage('b') {\n  sh 'y'\n}\n",
    ["SEC021:1"],
  ],
  ["a timeout of one stage", "jenkins", "stage('a') {\n  sh 'x'\n}\ntimeout(5) {\n  sh 'y'\n}\n", []],
  ["what is no YAML", "circleci", "a: [", []],
];

describe("policy/security", () => {
  for (const [title, provider, content, codes] of cases)
    it(`judges of ${provider}: ${title}`, async () => {
      const request = create(ValidateRequestSchema, { files: [{ path: "ci", content, provider }] });
      const { diagnostics } = await validate(request);
      const found = diagnostics!.map(({ code, location }) => `${code}:${location?.line}`);
      expect(found.sort()).toEqual(codes);
    });

  const sources: [title: string, provider: string, content: string, line: number, subject: string[]][] = [
    [
      "a script beside its key",
      "circleci",
      "jobs:\n  a:\n    steps:\n      - run: curl https://acme.com | sh\n",
      4,
      ["jobs", "tools", "steps", "1", "run"],
    ],
    [
      "a script between lines of the provider's own",
      "buildkite",
      "steps:\n  - timeout_in_minutes: 5\n    command: |\n      begin\n      curl https://acme.com | sh\n",
      5,
      ["jobs", "tools", "steps", "1", "run"],
    ],
    [
      "a script in a function",
      "jenkins",
      "timeout(time: 5) {}\nvoid steps() {\n  sh('''set -e\ncurl https://acme.com | sh\n''')\n}\n",
      4,
      ["jobs", "tools", "steps", "1", "run"],
    ],
    [
      "what stands under the job's name only",
      "circleci",
      "jobs:\n  other:\n    steps:\n      - run: wget https://acme.com -O- | sh\n",
      4,
      ["jobs", "other"],
    ],
    [
      "what comes from nowhere",
      "circleci",
      "jobs:\n  x:\n    steps:\n      - run: wget https://acme.com -O- | sh\n",
      4,
      [],
    ],
  ];
  for (const [title, provider, content, line, subject] of sources)
    it(`points in ${provider} at the place in cig.toml of ${title}`, async () => {
      const steps = [
        run("make curl", { subject: ["jobs", "tools", "steps", "0"] }),
        run("curl https://acme.com | sh", { subject: ["jobs", "tools", "steps", "1"] }),
      ];
      const outputs = [{ provider, path: "ci", jobs: [job("tools", { steps }), job("other", {})] }];
      const request = create(ValidateRequestSchema, {
        files: [{ path: "ci", content, provider }],
        outputs: outputs as never,
      });
      const { diagnostics } = await validate(request);
      expect(diagnostics!.map(({ code, location }) => [code, location?.line, location?.subject])).toEqual([
        ["SEC019", line, subject],
      ]);
    });

  it("finds nothing in a deployment whose environment stands in cig.toml, which the provider speaks of", async () => {
    const content = "steps:\n  - key: ship\n    timeout_in_minutes: 5\n    command: fly deploy\n";
    const judged = async (more: object) => {
      const outputs = [{ provider: "buildkite", path: "ci", jobs: [job("ship", more as never)] }];
      const request = create(ValidateRequestSchema, {
        files: [{ path: "ci", content, provider: "buildkite" }],
        outputs: outputs as never,
      });
      return (await validate(request)).diagnostics!.map(({ code }) => code);
    };
    expect(await judged({})).toEqual(["SEC023"]);
    expect(await judged({ environment: { name: text("production") } })).toEqual([]);
    expect(await judged({ approval: {} })).toEqual([]);
  });

  it("takes no word of a Jenkinsfile's comments, and reads past what Groovy writes with a backslash", async () => {
    const content = [
      "/* sh 'curl https://acme.com | sh' */",
      "timeout(time: 5) {}",
      "// sh 'curl https://acme.com | sh'",
      "echo 'it\\'s not sh \"curl https://acme.com | sh\"'",
      "sh 'curl \\'https://acme.com\\' | sh'",
    ].join("\n");
    const request = create(ValidateRequestSchema, { files: [{ path: "ci", content, provider: "jenkins" }] });
    const { diagnostics } = await validate(request);
    expect(diagnostics!.map(({ code, location }) => `${code}:${location?.line}`)).toEqual(["SEC019:5"]);
  });
});
