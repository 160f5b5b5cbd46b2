import { describe, expect, it } from "vitest";
import { found, step, workflow } from "./judge.ts";

const sha = "a".repeat(40);
const target = (content: string) => content.replace("[push]", "[pull_request_target]");
const head = `uses: actions/checkout@${sha}\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}\n          persist-credentials: false`;
const login = (action: string, ...inputs: string[]) =>
  step(`uses: ${action}@${sha}\nwith:\n${inputs.map((input) => `  ${input}`).join("\n")}`);

const cases: [title: string, content: string, codes: string[]][] = [
  [
    "a cache beside the code of a pull request, in the default branch's name",
    target(workflow(`    steps:\n      - ${head}\n      - uses: actions/cache@${sha}\n`)),
    ["SEC009:1", "SEC010:11", "SEC017:13"],
  ],
  [
    "a cache that is only read there",
    target(workflow(`    steps:\n      - ${head}\n      - uses: actions/cache/restore@${sha}\n`)),
    ["SEC009:1", "SEC010:11"],
  ],
  [
    "a cache of setup-node there",
    target(
      workflow(
        `    steps:\n      - ${head}\n      - uses: actions/setup-node@${sha}\n        with:\n          cache: npm\n`,
      ),
    ),
    ["SEC009:1", "SEC010:11", "SEC017:13"],
  ],
  ["a cache beside one's own code", target(step(`uses: actions/cache@${sha}`)), ["SEC009:1"]],
  ["a cache of a pull request", step(`uses: actions/cache@${sha}`).replace("push", "pull_request"), []],
  [
    "a static key of AWS",
    login(
      "aws-actions/configure-aws-credentials",
      "aws-access-key-id: ${{ secrets.ID }}",
      "aws-secret-access-key: ${{ secrets.KEY }}",
    ),
    ["SEC018:12"],
  ],
  [
    "a key of AWS that ends by itself",
    login(
      "aws-actions/configure-aws-credentials",
      "aws-secret-access-key: ${{ secrets.KEY }}",
      "aws-session-token: ${{ secrets.SESSION }}",
    ),
    [],
  ],
  [
    "a role of AWS",
    login("aws-actions/configure-aws-credentials", "role-to-assume: arn:aws:iam::1:role/x"),
    [],
  ],
  [
    "a static key of Google",
    login("google-github-actions/auth", "credentials_json: ${{ secrets.GCP }}"),
    ["SEC018:11"],
  ],
  ["a static key of Azure", login("azure/login", "creds: ${{ secrets.AZURE }}"), ["SEC018:11"]],
  ["an identity at Azure", login("azure/login", "client-id: ${{ secrets.AZURE_CLIENT_ID }}"), []],
  ["curl -k", step("run: |\n  true\n  curl -fsSLk https://acme.com/x -o x"), ["SEC020:11"]],
  [
    "curl --insecure with the address in quotes",
    step(`run: curl --insecure "https://acme.com/x"`),
    ["SEC020:9"],
  ],
  ["curl -k to the machine itself", step("run: curl -k https://localhost:8443/health"), []],
  ["curl -k to a service beside the job", step("run: curl -k https://web:8443/health"), []],
  ["curl -k to who knows where", step('run: curl -k "$URL"'), []],
  ["-k of another tool", step("run: curl -fsS https://acme.com/x.tar | tar -x -k"), []],
  ["-k in a text", step(`run: curl -d 'use -k here' https://acme.com/x`), []],
  ["wget --no-check-certificate", step("run: wget --no-check-certificate https://acme.com/x"), ["SEC020:9"]],
  ["git without checks", step("run: git config --global http.sslVerify false"), ["SEC020:9"]],
  ["npm without checks", step("run: npm config set strict-ssl false"), ["SEC020:9"]],
  ["node without checks", step('run: x\nenv:\n  NODE_TLS_REJECT_UNAUTHORIZED: "0"'), ["SEC020:11"]],
  ["node without checks, in the script", step("run: NODE_TLS_REJECT_UNAUTHORIZED=0 npm test"), ["SEC020:9"]],
  ["node with checks", step('run: x\nenv:\n  NODE_TLS_REJECT_UNAUTHORIZED: "1"'), []],
  ["a download by http", step("run: wget http://acme.com/x.tar.gz"), ["SEC020:9"]],
  ["a download by http to a file", step("run: curl -fsSL -o x http://acme.com/x"), ["SEC020:9"]],
  ["a clone by http", step("run: git clone http://acme.com/x.git"), ["SEC020:9"]],
  [
    "a download by http that is compared with a checksum",
    step('run: |\n  wget http://acme.com/x\n  echo "abc  x" | sha256sum -c'),
    [],
  ],
  ["a question by http", step("run: curl -sI http://acme.com"), []],
  ["a download from the machine itself", step("run: wget http://localhost:3000/x"), []],
  ["a download by https", step("run: wget https://acme.com/x"), []],
  ["a commented download", step("run: |\n  # wget http://acme.com/x\n  true"), []],
  [
    "a condition of two expressions",
    step("run: x\nif: ${{ github.ref == 'a' }} && ${{ github.sha == 'b' }}"),
    ["SEC022:10"],
  ],
  [
    "an expression with a line's end behind it",
    step("run: x\nif: |\n  ${{ github.ref == 'a' }}"),
    ["SEC022:10"],
  ],
  ["a condition in one expression", step("run: x\nif: ${{ github.ref == 'a' }}"), []],
  ["a condition without one, over two lines", step("run: x\nif: |\n  github.ref == 'a' ||\n  always()"), []],
  [
    "a branch that is looked for in a text",
    workflow("    if: contains('refs/heads/main refs/heads/next', github.ref)\n    steps: []\n"),
    ["SEC022:8"],
  ],
  [
    "a branch that is looked for in a list",
    step(`run: x\nif: contains(fromJSON('["refs/heads/main"]'), github.ref)`),
    [],
  ],
  ["a part of a branch's name", step("run: x\nif: contains(github.ref, 'release')"), []],
  [
    "an actor that is a bot, with secrets",
    target(step("run: x\nif: github.actor == 'dependabot[bot]'")),
    ["SEC009:1", "SEC022:10"],
  ],
  ["an actor that is no bot", target(step("run: x\nif: github.actor != 'dependabot[bot]'")), ["SEC009:1"]],
  ["an actor that is a bot, without secrets", step("run: x\nif: github.actor == 'dependabot[bot]'"), []],
];

describe("policy/security", () => {
  for (const [title, content, codes] of cases)
    it(`judges: ${title}`, async () => {
      expect(await found(content)).toEqual(codes);
    });
});
