import type { Provider } from "../../../../plugins/policy/security/workflow/workflow.ts";
import { step, workflow } from "./judge.ts";

export interface Example {
  readonly bad: string;
  readonly good: string;
}

const sha = "a".repeat(40);
const digest = `sha256:${"b".repeat(64)}`;
const key = "AKIAABCDEFGHIJKLMNOP";

/** A workflow that starts otherwise than by a push. */
const on = (trigger: string, content: string) => content.replace("[push]", `[${trigger}]`);

const circle = (job: string) => `version: 2.1\njobs:\n  a:\n${job}`;
const circleRun = (command: string) => circle(`    steps:\n      - run: ${command}\n`);
const buildkite = (step: string) => `steps:\n  - key: a\n    timeout_in_minutes: 5\n${step}`;
const buildkiteRun = (command: string) => buildkite(`    command: ${command}\n`);
const jenkins = (inside: string) =>
  `pipeline {\n  agent any\n  options { timeout(time: 5, unit: 'MINUTES') }\n  stages {\n    stage('a') {\n${inside}\n    }\n  }\n}\n`;
const jenkinsRun = (command: string) => jenkins(`      steps { sh '${command}' }`);

/** The same script in each of the four. */
const scripts = (bad: string, good: string): Record<Provider, Example> => ({
  github: { bad: step(`run: ${bad}`), good: step(`run: ${good}`) },
  circleci: { bad: circleRun(bad), good: circleRun(good) },
  buildkite: { bad: buildkiteRun(bad), good: buildkiteRun(good) },
  jenkins: { bad: jenkinsRun(bad), good: jenkinsRun(good) },
});

const head = `uses: actions/checkout@${sha}\n        with:\n          ref: \${{ github.event.pull_request.head.sha }}`;
const action = (name: string, input: string) => step(`uses: ${name}@${sha}\nwith:\n  ${input}`);
const plugin = (name: string, command = "make") =>
  buildkite(`    command: ${command}\n    plugins:\n      - ${name}\n`);
const deploying = (more: string) =>
  workflow(
    `${more}    env:\n      KUBECONFIG: \${{ secrets.KUBE }}\n    steps:\n      - run: kubectl apply -f k8s\n`,
  );
const circleDeploy = (call: string) =>
  `${circleRun("kubectl apply -f k8s")}workflows:\n  w:\n    jobs:\n      - a${call}\n`;

/** For each rule and each provider that it concerns, a file in which it finds something, and one in which it does not. */
export const examples: Readonly<Record<string, Partial<Record<Provider, Example>>>> = {
  SEC001: { github: { bad: step("uses: o/n@v1"), good: step(`uses: o/n@${sha}`) } },
  SEC002: {
    github: {
      bad: workflow("    container: node:20\n    steps: []\n"),
      good: workflow(`    container: node:20@${digest}\n    steps: []\n`),
    },
    circleci: {
      bad: circle("    docker:\n      - image: cimg/node:20.1\n"),
      good: circle(`    docker:\n      - image: cimg/node:20.1@${digest}\n`),
    },
    buildkite: {
      bad: plugin("docker#v5.12.0:\n          image: node:20"),
      good: plugin(`docker#v5.12.0:\n          image: node:20@${digest}`),
    },
    jenkins: {
      bad: jenkins("      agent { docker { image 'node:20' } }"),
      good: jenkins(`      agent { docker { image 'node:20@${digest}' } }`),
    },
  },
  SEC003: {
    circleci: {
      bad: "orbs:\n  node: circleci/node@5\n",
      good: "orbs:\n  node: circleci/node@5.0.2\n",
    },
  },
  SEC004: { buildkite: { bad: plugin("a/b#main"), good: plugin("a/b#v1.0.0") } },
  SEC005: { jenkins: { bad: "@Library('a@main') _\n", good: "@Library('a@1.2.3') _\n" } },
  SEC006: { github: { bad: workflow("    steps: []\n", ""), good: workflow("    steps: []\n") } },
  SEC007: {
    github: {
      bad: workflow("    steps: []\n", "permissions: write-all\n"),
      good: workflow("    permissions:\n      issues: write\n    steps: []\n"),
    },
  },
  SEC008: {
    github: {
      bad: step("run: echo ${{ github.head_ref }}"),
      good: step('run: echo "$T"\nenv:\n  T: ${{ github.head_ref }}'),
    },
    circleci: {
      bad: circleRun("echo << pipeline.git.branch >>"),
      good: circle(
        '    steps:\n      - run:\n          command: echo "$T"\n          environment:\n            T: << pipeline.git.branch >>\n',
      ),
    },
    buildkite: {
      bad: buildkiteRun('echo "$BUILDKITE_MESSAGE"'),
      good: buildkiteRun('echo "$$BUILDKITE_MESSAGE"'),
    },
    jenkins: {
      bad: jenkins('      steps { sh "echo ${env.CHANGE_TITLE}" }'),
      good: jenkins("      steps { sh 'echo \"$CHANGE_TITLE\"' }"),
    },
  },
  SEC009: {
    github: { bad: on("pull_request_target", step("run: x")), good: on("pull_request", step("run: x")) },
  },
  SEC010: {
    github: {
      bad: on("pull_request_target", workflow(`    steps:\n      - ${head}\n`)),
      good: on("pull_request", workflow(`    steps:\n      - ${head}\n`)),
    },
  },
  SEC011: {
    github: {
      bad: step('run: echo "T=$T" >> "$GITHUB_ENV"\nenv:\n  T: ${{ github.event.issue.title }}'),
      good: step('run: echo "T=x" >> "$GITHUB_ENV"'),
    },
  },
  SEC012: {
    github: {
      bad: step(`uses: actions/checkout@${sha}`),
      good: action("actions/checkout", "persist-credentials: false"),
    },
  },
  SEC013: {
    github: {
      bad: `on: push\njobs:\n  a:\n    uses: o/n@${sha}\n    secrets: inherit\n`,
      good: `on: push\njobs:\n  a:\n    uses: o/n@${sha}\n    secrets:\n      T: \${{ secrets.T }}\n`,
    },
  },
  SEC014: {
    github: { bad: step(`run: x\nenv:\n  K: ${key}`), good: step("run: x\nenv:\n  K: ${{ secrets.K }}") },
    circleci: {
      bad: circle(`    environment:\n      K: ${key}\n    steps: []\n`),
      good: circle("    environment:\n      K: main\n    steps: []\n"),
    },
    buildkite: {
      bad: buildkite(`    command: x\n    env:\n      K: ${key}\n`),
      good: buildkite("    command: x\n    secrets: [K]\n"),
    },
    jenkins: {
      bad: jenkins(`      environment { K = '${key}' }`),
      good: jenkins("      environment { K = credentials('k') }"),
    },
  },
  SEC015: {
    github: {
      bad: step("run: curl -H ${{ secrets.TOKEN }} x"),
      good: step('run: curl -H "$T" x\nenv:\n  T: ${{ secrets.TOKEN }}'),
    },
    buildkite: {
      bad: buildkite('    secrets: [KEY]\n    command: curl -H "$KEY" x\n'),
      good: buildkite('    secrets: [KEY]\n    command: curl -H "$$KEY" x\n'),
    },
    jenkins: {
      bad: jenkins("      environment { KEY = credentials('k') }\n      steps { sh \"curl -H $KEY x\" }"),
      good: jenkins("      environment { KEY = credentials('k') }\n      steps { sh 'curl -H \"$KEY\" x' }"),
    },
  },
  SEC016: {
    github: {
      bad: on("pull_request", step("run: x")).replace("ubuntu-latest", "[self-hosted, linux]"),
      good: on("pull_request", step("run: x")),
    },
  },
  SEC017: {
    github: {
      bad: on(
        "pull_request_target",
        workflow(`    steps:\n      - ${head}\n      - uses: actions/cache@${sha}\n`),
      ),
      good: on(
        "pull_request_target",
        workflow(`    steps:\n      - ${head}\n      - uses: actions/cache/restore@${sha}\n`),
      ),
    },
  },
  SEC018: {
    github: {
      bad: action("azure/login", "creds: ${{ secrets.AZURE }}"),
      good: action("azure/login", "client-id: ${{ secrets.AZURE_CLIENT_ID }}"),
    },
  },
  SEC019: scripts("curl -fsSL https://acme.com/i.sh | sh", "curl -fsSL https://acme.com/i.json | jq ."),
  SEC020: scripts("curl -fsSLk https://acme.com/x -o x", "curl -fsSL https://acme.com/x -o x"),
  SEC021: {
    github: {
      bad: workflow("    steps: []\n").replace("    timeout-minutes: 5\n", ""),
      good: workflow("    steps: []\n"),
    },
    buildkite: { bad: "steps:\n  - command: make\n", good: buildkiteRun("make") },
    jenkins: {
      bad: jenkinsRun("make").replace(/.*timeout.*\n/, ""),
      good: jenkinsRun("make"),
    },
  },
  SEC022: {
    github: {
      bad: step("run: x\nif: ${{ github.ref == 'a' }} && true"),
      good: step("run: x\nif: ${{ github.ref == 'a' && true }}"),
    },
  },
  SEC023: {
    github: { bad: deploying(""), good: deploying("    environment: production\n") },
    circleci: {
      bad: circleDeploy(""),
      good: circleDeploy(":\n          context: production"),
    },
    buildkite: {
      bad: buildkiteRun("kubectl apply -f k8s"),
      good: buildkiteRun("kubectl apply -f k8s").replace("steps:\n", "steps:\n  - block: Deploy?\n"),
    },
    jenkins: {
      bad: jenkinsRun("kubectl apply -f k8s"),
      good: jenkins("      input { message 'Deploy?' }\n      steps { sh 'kubectl apply -f k8s' }"),
    },
  },
  SEC024: scripts("docker run --rm --privileged x", "docker run --rm x"),
  SEC025: {
    buildkite: {
      bad: plugin("a/b", "gen | buildkite-agent pipeline upload"),
      good: plugin("a/b#v1.0.0", "gen | buildkite-agent pipeline upload"),
    },
  },
};
