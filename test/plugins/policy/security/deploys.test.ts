import { create, ValidateRequestSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { validate } from "../../../../plugins/policy/security/validate.ts";
import { found, step, workflow } from "./judge.ts";

const sha = "a".repeat(40);
const secret = "env:\n  T: ${{ secrets.T }}";
const deploys = (line: string) => step(`run: ${line}\n${secret}`);
const on = (triggers: string, content: string) => content.replace("[push]", triggers);

const github: [title: string, content: string, codes: string[]][] = [
  ["kubectl apply with a secret", deploys("kubectl -n shop apply -f k8s"), ["SEC023:9"]],
  ["helm upgrade", deploys("helm upgrade --install shop chart"), ["SEC023:9"]],
  ["terraform apply", deploys("terraform -chdir=infra apply -auto-approve"), ["SEC023:9"]],
  ["a script of that name", deploys("bin/deploy v1"), ["SEC023:9"]],
  ["a script that a shell runs", deploys("bash scripts/deploy-prod.sh"), ["SEC023:9"]],
  ["a task of that name", deploys("npm run deploy"), ["SEC023:9"]],
  ["the third line", step(`run: |\n  a\n  b\n  fly deploy --remote-only\n${secret}`), ["SEC023:12"]],
  [
    "an action, with an identity",
    workflow(
      `    permissions:\n      id-token: write\n    steps:\n      - uses: google-github-actions/deploy-cloudrun@${sha}\n`,
    ),
    ["SEC023:11"],
  ],
  ["kubectl without a secret", step("run: kubectl apply -f k8s"), []],
  [
    "kubectl with the job's own token",
    step("run: kubectl apply -f k8s\nenv:\n  T: ${{ secrets.GITHUB_TOKEN }}"),
    [],
  ],
  ["a rehearsal", deploys("kubectl apply --dry-run=server -f k8s"), []],
  ["a plan", deploys("terraform plan"), []],
  ["a cluster of the job's own", deploys("kind create cluster && kubectl apply -f k8s"), []],
  ["kubectl get", deploys("kubectl get pods"), []],
  ["a tool's name in a text", deploys('echo "run terraform apply by hand"'), []],
  ["a comment", step(`run: |\n  # kubectl apply\n  true\n${secret}`), []],
  ["a script that only speaks of it", deploys("bin/check-deploy"), []],
  ["a task for reviews", deploys("npm run deploy:preview"), []],
  ["a folder of that name", deploys("ls deploy"), []],
  ["a pull request's own copy", on("pull_request", deploys("fly deploy")), []],
  ["a run that a person starts", on("workflow_dispatch", deploys("fly deploy")), []],
  [
    "a preview of Firebase",
    step(`uses: FirebaseExtended/action-hosting-deploy@${sha}\nwith:\n  token: \${{ secrets.T }}`),
    [],
  ],
  [
    "an environment",
    workflow(
      `    environment:\n      name: production\n    steps:\n      - run: fly deploy\n        ${secret.replaceAll("\n", "\n        ")}\n`,
    ),
    [],
  ],
];

const self = (more: string, trigger = "pull_request") =>
  `on: [push, ${trigger}]\npermissions: {}\njobs:\n  a:\n    timeout-minutes: 5\n${more}    steps: []\n`;

const runners: [title: string, content: string, codes: string[]][] = [
  ["its label alone", self("    runs-on: self-hosted\n"), ["SEC016:6"]],
  ["its label among others", self("    runs-on: [self-hosted, linux]\n"), ["SEC016:6"]],
  ["its label in a group", self("    runs-on:\n      group: g\n      labels: [self-hosted]\n"), ["SEC016:6"]],
  [
    "its label in an expression",
    self(`    runs-on: \${{ github.ref == 'x' && 'ubuntu-latest' || 'self-hosted' }}\n`),
    ["SEC016:6"],
  ],
  ["another label", self("    runs-on: big-machine\n"), []],
  ["pushes alone", self("    runs-on: self-hosted\n", "release"), []],
  [
    "a condition that leaves forks out",
    self(
      "    runs-on: self-hosted\n    if: github.event.pull_request.head.repo.full_name == github.repository\n",
    ),
    [],
  ],
  [
    "one that leaves pull requests out",
    self("    runs-on: self-hosted\n    if: github.event_name == 'push'\n"),
    [],
  ],
  [
    "one of two ways in",
    self("    runs-on: self-hosted\n    if: github.event_name == 'push' || github.actor == 'me'\n"),
    ["SEC016:6"],
  ],
  ["a branch of one's own", self("    runs-on: self-hosted\n    if: github.ref == 'refs/heads/main'\n"), []],
];

const circle = (workflowJobs: string) =>
  `jobs:\n  ship:\n    steps:\n      - run: fly deploy\nworkflows:\n  w:\n    jobs:\n${workflowJobs}`;

const others: [title: string, provider: string, content: string, codes: string[]][] = [
  ["a bare call", "circleci", circle("      - ship\n"), ["SEC023:4"]],
  ["a context", "circleci", circle("      - ship:\n          context: [prod]\n"), []],
  [
    "an approval before what it needs",
    "circleci",
    circle(
      "      - ok: {type: approval}\n      - build: {requires: [ok]}\n      - ship: {requires: [build]}\n",
    ),
    [],
  ],
  [
    "a context of what it needs only",
    "circleci",
    circle("      - build: {context: x}\n      - ship: {requires: [build]}\n"),
    ["SEC023:4"],
  ],
  [
    "one of two calls",
    "circleci",
    circle("      - ship:\n          context: prod\n      - ship:\n          name: again\n"),
    ["SEC023:4"],
  ],
  [
    "a question that it does not wait for",
    "buildkite",
    "steps:\n  - block: ok\n    key: ok\n  - command: fly deploy\n    depends_on: []\n    timeout_in_minutes: 5\n",
    ["SEC023:4"],
  ],
  [
    "a question behind what it waits for",
    "buildkite",
    "steps:\n  - block: ok\n    key: ok\n  - key: b\n    command: make\n    depends_on: ok\n    timeout_in_minutes: 5\n  - command: fly deploy\n    depends_on: [b]\n    timeout_in_minutes: 5\n",
    [],
  ],
  [
    "a question in a step",
    "jenkins",
    "stage('a') {\n  timeout(time: 5) {\n    input message: 'ok?'\n    sh 'fly deploy'\n  }\n}\n",
    [],
  ],
  [
    "no question",
    "jenkins",
    "stage('a') {\n  timeout(time: 5) {\n    sh 'fly deploy'\n  }\n}\n",
    ["SEC023:3"],
  ],
];

describe("SEC023, a deployment without an environment or approval", () => {
  for (const [title, content, codes] of github)
    it(`judges of github: ${title}`, async () => {
      expect(await found(content)).toEqual(codes);
    });
  for (const [title, provider, content, codes] of others)
    it(`judges of ${provider}: ${title}`, async () => {
      const request = create(ValidateRequestSchema, { files: [{ path: "ci", content, provider }] });
      const { diagnostics } = await validate(request);
      expect(diagnostics!.map(({ code, location }) => `${code}:${location?.line}`)).toEqual(codes);
    });
});

describe("SEC016, a machine of one's own for pull requests", () => {
  for (const [title, content, codes] of runners)
    it(`judges: ${title}`, async () => {
      expect(await found(content)).toEqual(codes);
    });
});
