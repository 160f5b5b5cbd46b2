/** What a Jenkinsfile must do when it is run: see `run`, which reads these beside the files in `scenarios/`. */
export interface Scenario {
  readonly title: string;
  /** Variables of the build; absent: a push to main. */
  readonly env?: Readonly<Record<string, string>>;
  readonly causes?: readonly string[];
  readonly params?: Readonly<Record<string, string | boolean>>;
  /** Words of scripts that fail, always or so many times, everywhere or in one stage. */
  readonly fails?: readonly (
    | string
    | { readonly script: string; readonly times?: number; readonly status?: number; readonly stage?: string }
  )[];
  /** What scripts with these words say to whom asks for their output; others say a commit and its tree. */
  readonly stdout?: Readonly<Record<string, string>>;
  /** Lines that scripts with these words leave as outputs. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** True: a person says no. */
  readonly rejects?: boolean;
  /** True: scripts are really run, by their first line. */
  readonly execute?: boolean;
  /** SUCCESS, FAILURE, ABORTED. */
  readonly result?: string;
  /** Stages that did something or were skipped, in order, each with its outcome. */
  readonly stages?: readonly string[];
  /** Labels, or texts, of the scripts that were started in a stage. */
  readonly scripts?: Readonly<Record<string, readonly string[]>>;
  /** What was told: agents, options, caches, reports, output of scripts. */
  readonly notes?: readonly string[];
}

export interface Sample {
  readonly name: string;
  readonly toml: string;
  readonly scenarios: readonly Scenario[];
}

const everywhere = "[on]\npush = true\npull_request = true\n\n";

export const samples: readonly Sample[] = [
  {
    name: "chain",
    toml: `${everywhere}[jobs.lint]
steps = [{ run = "make lint" }]

[jobs.test]
needs = ["lint"]
steps = [{ run = "make test" }]

[jobs.deploy]
needs = ["test"]
steps = [{ run = "make deploy" }]
`,
    scenarios: [
      { title: "all is well", result: "SUCCESS", stages: ["lint passed", "test passed", "deploy passed"] },
      {
        title: "what needs a failed job is skipped",
        fails: ["make test"],
        result: "FAILURE",
        stages: ["lint passed", "test failed", "deploy skipped"],
      },
    ],
  },
  {
    name: "diamond",
    toml: `${everywhere}[jobs.setup]
steps = [{ run = "make setup" }]

[jobs.fast]
needs = ["setup"]
steps = [{ run = "make fast" }]

[jobs.slow]
needs = ["setup"]
steps = [{ run = "make slow" }]

[jobs.fast-report]
needs = ["fast"]
steps = [{ run = "make fast-report" }]

[jobs.slow-report]
needs = ["slow"]
steps = [{ run = "make slow-report" }]

[jobs.any]
needs_any = ["fast-report", "slow-report"]
steps = [{ run = "make any" }]

[jobs.clean]
needs = ["fast-report", "slow-report"]
if = "always()"
steps = [{ run = "make clean" }]

[jobs.alarm]
needs = ["fast-report", "slow-report"]
if = "failure()"
steps = [{ run = "make alarm" }]

[jobs.deploy]
needs = ["fast-report", "slow-report"]
steps = [{ run = "make deploy" }]
`,
    scenarios: [
      {
        title: "all is well",
        result: "SUCCESS",
        stages: [
          "setup passed",
          "fast passed",
          "fast-report passed",
          "slow passed",
          "slow-report passed",
          "alarm skipped",
          "any passed",
          "clean passed",
          "deploy passed",
        ],
      },
      {
        title: "a failure holds back those that need it, and nobody else",
        fails: [{ script: "make fast\n" }],
        result: "FAILURE",
        stages: [
          "setup passed",
          "fast failed",
          "fast-report skipped",
          "slow passed",
          "slow-report passed",
          "alarm passed",
          "any passed",
          "clean passed",
          "deploy skipped",
        ],
      },
      {
        title: "where all fail none of any will do",
        fails: ["make setup"],
        result: "FAILURE",
        stages: [
          "setup failed",
          "fast skipped",
          "fast-report skipped",
          "slow skipped",
          "slow-report skipped",
          "alarm passed",
          "any skipped",
          "clean passed",
          "deploy skipped",
        ],
      },
    ],
  },
  {
    name: "matrix",
    toml: `${everywhere}[jobs.test]
matrix = { ruby = ["3.2", "3.3"], db = ["pg", "my"], exclude = [{ ruby = "3.2", db = "my" }], fail_fast = false }
steps = [{ run = "echo ruby $RUBY on $DB", env = { RUBY = "{{ matrix.ruby }}", DB = "{{ matrix.db }}" } }]

[jobs.deploy]
needs = ["test"]
steps = [{ run = "make deploy" }]
`,
    scenarios: [
      {
        title: "each cell but the excluded one runs with its values",
        execute: true,
        fails: ["make deploy"],
        result: "FAILURE",
        stages: ["test passed", "test passed", "test passed", "deploy failed"],
        notes: ["output: ruby 3.2 on pg\n", "output: ruby 3.3 on pg\n", "output: ruby 3.3 on my\n"],
      },
    ],
  },
  {
    name: "written-out",
    toml: `${everywhere}[jobs.test]
matrix = { ruby = ["3.2", "3.3"], include = [{ ruby = "head", extra = "1" }], fail_fast = false }
steps = [{ run = "make test", env = { RUBY = "{{ matrix.ruby }}" } }]

[jobs.lint]
continue_on_error = true
steps = [{ run = "make lint" }]

[jobs.after-lint]
needs = ["lint"]
steps = [{ run = "make after" }]

[jobs.deploy]
needs = ["test"]
steps = [{ run = "make deploy" }]
`,
    scenarios: [
      {
        title: "one variant's failure holds back what needs the job; what may fail holds back nothing",
        fails: [{ script: "make test", stage: "test-ruby3.3" }, "make lint"],
        result: "FAILURE",
        stages: [
          "lint failed",
          "test-head-extra1 passed",
          "test-ruby3.2 passed",
          "test-ruby3.3 failed",
          "after-lint passed",
          "deploy skipped",
        ],
      },
    ],
  },
  {
    name: "steps",
    toml: `${everywhere}[jobs.test]
retry = 2
steps = [
  { id = "look", run = "look >> \\"$CIG_OUTPUT\\"", outputs = ["code"] },
  { name = "Only if changed", run = "make changed", if = "steps.look.outputs.code == 'changed'" },
  { name = "May fail", run = "make flaky", continue_on_error = true },
  { name = "Twice", run = "make twice", retry = 1 },
  { name = "Main", run = "make main" },
  { name = "After a failure", run = "make alarm", if = "failure()" },
  { name = "Whatever happened", run = "make clean", if = "always()" },
  { name = "After success", run = "make done" },
]
reports = [{ junit = "reports/*.xml" }]
outputs = { code = "{{ steps.look.outputs.code }}" }

[jobs.next]
needs = ["test"]
if = "jobs.test.outputs.code == 'changed'"
steps = [{ run = "make next", env = { CODE = "{{ jobs.test.outputs.code }}" } }]
`,
    scenarios: [
      {
        title: "all is well",
        outputs: { look: "code=other\ncode=changed\n" },
        result: "SUCCESS",
        stages: ["test passed", "next passed"],
        scripts: {
          test: [
            'look >> "$CIG_OUTPUT"',
            "Only if changed",
            "May fail",
            "Twice",
            "Main",
            "Whatever happened",
            "After success",
          ],
        },
        notes: ["test: junit"],
      },
      {
        title: "nothing changed, and what may fail fails",
        fails: ["make flaky"],
        result: "SUCCESS",
        stages: ["test unstable", "next skipped"],
        scripts: {
          test: ['look >> "$CIG_OUTPUT"', "May fail", "Twice", "Main", "Whatever happened", "After success"],
        },
      },
      {
        title: "a step is tried again, and the job",
        fails: [
          { script: "make twice", times: 1 },
          { script: "make main", times: 1 },
        ],
        result: "SUCCESS",
        stages: ["test passed", "next skipped"],
        scripts: {
          test: [
            'look >> "$CIG_OUTPUT"',
            "May fail",
            "Twice",
            "Twice",
            "Main",
            "After a failure",
            "Whatever happened",
            'look >> "$CIG_OUTPUT"',
            "May fail",
            "Twice",
            "Main",
            "Whatever happened",
            "After success",
          ],
        },
      },
      {
        title: "a failure is told at the end, after the reports",
        fails: ["make main"],
        result: "FAILURE",
        stages: ["test failed", "next skipped"],
        notes: ["test: junit"],
      },
    ],
  },
  {
    name: "approval",
    toml: `${everywhere}[jobs.build]
steps = [{ run = "make" }]

[jobs.deploy]
needs = ["build"]
approval = { message = "Go live?", approvers = ["ops"] }
matrix = { region = ["eu", "us"], include = [{ region = "asia", slow = "1" }] }
if = "git.branch == 'main'"
steps = [{ run = "./deploy", env = { REGION = "{{ matrix.region }}" } }]
`,
    scenarios: [
      {
        title: "a person is asked once for all",
        result: "SUCCESS",
        stages: [
          "build passed",
          "Approval of deploy passed",
          "deploy-asia-slow1 passed",
          "deploy-eu passed",
          "deploy-us passed",
        ],
        notes: ["Approval of deploy: asked: Go live?"],
      },
      {
        title: "nobody is asked for what is not to run",
        env: { BRANCH_NAME: "feature/x" },
        result: "SUCCESS",
        stages: ["build passed", "Approval of deploy skipped", "deploy (all) skipped"],
      },
      { title: "a no ends the build", rejects: true, result: "ABORTED" },
    ],
  },
  {
    name: "machines",
    toml: `${everywhere}[jobs.image]
image = { name = "ruby:3.3", options = ["--user", "root"] }
steps = [{ run = "make image" }]

[jobs.beside]
image = "ruby:3.3"
services = { db = { image = "postgres:16", ports = [5432], ready = "pg_isready" } }
steps = [{ run = "make beside" }]

[jobs.lost]
retry = { max = 2, on = ["runner_lost"] }
steps = [{ run = "make lost" }]

[jobs.status]
retry = { max = 2, on = [75] }
steps = [{ run = "make status" }]
`,
    scenarios: [
      {
        title: "images, services and machines that go away",
        fails: [{ script: "make status", times: 1, status: 75 }],
        result: "SUCCESS",
        stages: ["beside passed", "image passed", "lost passed", "status passed"],
        scripts: {
          beside: ["Clear the way for services", "Start db", "Wait for db", "make beside", "Stop services"],
          status: ["make status", "make status"],
        },
        notes: [
          "image: agent docker image ruby:3.3, label linux && amd64, args --user root",
          "beside: image ruby:3.3 --network cig-jenkins-demo-7-beside",
          "lost: node linux && amd64",
        ],
      },
      {
        title: "another status is final",
        fails: [{ script: "make status", status: 1 }],
        result: "FAILURE",
        scripts: { status: ["make status"] },
      },
    ],
  },
  {
    name: "triggers",
    toml: `[on]
push = { branches = ["main", "release/*"], branches_ignore = ["release/old"] }
tag = ["v*"]
pull_request = { branches = ["main"] }
schedule = [{ cron = "0 3 * * 1" }]
manual.inputs.target = { type = "choice", options = ["a", "b"] }

[jobs.test]
steps = [{ run = "make", env = { TARGET = "{{ inputs.target }}", EVENT = "{{ run.event }}" } }]
`,
    scenarios: [
      { title: "main", stages: ["test passed"] },
      { title: "a release", env: { BRANCH_NAME: "release/2" }, stages: ["test passed"] },
      { title: "an ignored branch", env: { BRANCH_NAME: "release/old" }, stages: ["CI skipped"] },
      { title: "another branch", env: { BRANCH_NAME: "feature/x" }, stages: ["CI skipped"] },
      { title: "a tag", env: { BRANCH_NAME: "v1", TAG_NAME: "v1" }, stages: ["test passed"] },
      { title: "a tag called main", env: { BRANCH_NAME: "main", TAG_NAME: "main" }, stages: ["CI skipped"] },
      {
        title: "a pull request",
        env: { BRANCH_NAME: "PR-1", CHANGE_ID: "1", CHANGE_TARGET: "main", CHANGE_BRANCH: "x" },
        stages: ["test passed"],
      },
      {
        title: "a pull request to elsewhere",
        env: { BRANCH_NAME: "PR-1", CHANGE_ID: "1", CHANGE_TARGET: "y", CHANGE_BRANCH: "x" },
        stages: ["CI skipped"],
      },
      {
        title: "the clock on main",
        causes: ["hudson.triggers.TimerTrigger$TimerTriggerCause"],
        stages: ["test passed"],
      },
      {
        title: "the clock on another branch",
        env: { BRANCH_NAME: "release/2" },
        causes: ["hudson.triggers.TimerTrigger$TimerTriggerCause"],
        stages: ["CI skipped"],
      },
      {
        title: "a person on any branch",
        env: { BRANCH_NAME: "feature/x" },
        causes: ["hudson.model.Cause$UserIdCause"],
        params: { target: "b" },
        stages: ["test passed"],
      },
    ],
  },
  {
    name: "values",
    toml: `${everywhere}[env]
DOLLARS = "$HOME \${PATH} $$ \\\\ ' \\" \`id\` $(id)"

[jobs.test]
checkout = false
env = { BRANCH = "on {{ git.branch }}", QUOTES = "'''a''' \\"\\"\\"b\\"\\"\\" \\\\u0041 \${x}" }
steps = [
  { run = """printf '%s|%s|%s|%s\\n' "$DOLLARS" "$BRANCH" "$QUOTES" "$TITLE"
echo 'it''s'  '''x''' "\\\\u0041" $((1 + 1))""", env = { TITLE = "{{ pr.title }}" } },
]
`,
    scenarios: [
      {
        title: "arrive byte for byte, and nothing is executed",
        execute: true,
        env: {
          BRANCH_NAME: "PR-1",
          CHANGE_ID: "1",
          CHANGE_BRANCH: "feat/$HOME-$$-${x}",
          CHANGE_TARGET: "main",
          CHANGE_TITLE: "'; id; \"$(id)\" `id` ''' \\u0027 $",
        },
        result: "SUCCESS",
        notes: [
          "output: $HOME ${PATH} $$ \\ ' \" `id` $(id)|on feat/$HOME-$$-${x}|'''a''' \"\"\"b\"\"\" \\u0041 ${x}|'; id; \"$(id)\" `id` ''' \\u0027 $\nits x \\u0041 2\n",
        ],
      },
    ],
  },
  {
    name: "skipping",
    toml: `skip = { store = "cache/directory" }

${everywhere}[jobs.lint]
skip_if = { paths_unmodified = ["lib/**"] }
steps = [{ run = "make lint" }]

[jobs.test]
needs = ["lint"]
skip_if = { paths_unmodified = ["lib/**"] }
matrix = { ruby = ["3.2", "3.3"], fail_fast = false }
steps = [{ run = "make test", env = { RUBY = "{{ matrix.ruby }}" } }]

[jobs.soak]
needs = ["test"]
parallelism = 2
steps = [{ run = "make soak" }]

[jobs.docs]
continue_on_error = true
steps = [{ run = "make docs" }]

[jobs.deploy]
needs = ["soak"]
effects = true
if = "git.branch == 'main'"
steps = [{ run = "make deploy" }]
`,
    scenarios: [
      {
        title: "what already passed is left out, counts as passed, and the rest is remembered",
        stdout: {
          "compute-signatures": verdicts({
            lint: "skip",
            "test-ruby3.2": "skip",
            "test-ruby3.3": "run",
          }),
        },
        result: "SUCCESS",
        stages: [
          "cig passed",
          "docs passed",
          "lint skipped",
          "test skipped",
          "test passed",
          "soak-1 passed",
          "soak-2 passed",
          "deploy passed",
          "gate passed",
        ],
        scripts: {
          cig: ["Ask for the commit", "Ask cig what already passed"],
          test: ["make test", "Record that it passed"],
          "soak-1": ["make soak"],
          "soak-2": ["make soak"],
          deploy: ["make deploy"],
        },
        notes: [
          "  lint: left out. It passed",
          "  test-ruby3.2: left out. It passed",
          "  test-ruby3.3: passed",
          "  soak-2: passed",
          "  docs: ended, and may fail",
        ],
      },
      {
        title: "where cig cannot be had everything runs, and nothing is remembered",
        fails: ["compute-signatures"],
        result: "SUCCESS",
        stages: [
          "cig unstable",
          "docs passed",
          "lint passed",
          "test passed",
          "test passed",
          "soak-1 passed",
          "soak-2 passed",
          "deploy passed",
          "gate passed",
        ],
        scripts: { lint: ["make lint"] },
        notes: ["cig: cig cannot tell what already passed: everything runs."],
      },
      {
        title: "an answer that is none means that everything runs",
        stdout: { "compute-signatures": "lint\\tskip\\n<html>\\tskip\\tx\\ty\\nlint\\tnever\\t-\\twhy\\n" },
        result: "SUCCESS",
        scripts: { lint: ["make lint"] },
      },
      {
        title: "a failure behind what is left out holds back, and leaves no marker",
        stdout: {
          "compute-signatures": verdicts({
            lint: "run",
            "test-ruby3.2": "skip",
            "test-ruby3.3": "skip",
          }),
        },
        fails: ["make lint"],
        result: "FAILURE",
        stages: [
          "cig passed",
          "docs passed",
          "lint failed",
          "test skipped",
          "test skipped",
          "soak (all) skipped",
          "deploy skipped",
          "gate failed",
        ],
        scripts: { lint: ["make lint"] },
        notes: [
          "  lint: failed",
          "  test-ruby3.2: did not run, because lint failed",
          "  soak-1: did not run, because test did not run",
          "  deploy: did not run, because soak did not run",
        ],
      },
      {
        title: "a marker that cannot be recorded costs nothing",
        stdout: { "compute-signatures": verdicts({ lint: "run" }) },
        fails: ["cig mark"],
        result: "SUCCESS",
        scripts: { lint: ["make lint", "Record that it passed"] },
        notes: ["lint: cig cannot record that this passed: it will run again."],
      },
      {
        title: "what may fail fails, and the gate is open",
        stdout: { "compute-signatures": verdicts({}) },
        fails: ["make docs"],
        result: "SUCCESS",
        notes: ["  docs: ended, and may fail"],
      },
      {
        title: "what the condition of a job leaves out is told as that",
        env: { BRANCH_NAME: "feature/x" },
        stdout: { "compute-signatures": verdicts({}) },
        result: "SUCCESS",
        notes: ["  deploy: did not run, as its condition did not hold"],
      },
    ],
  },
];

/** What cig says of each variant. */
function verdicts(given: Readonly<Record<string, "run" | "skip">>): string {
  return Object.entries(given)
    .map(
      ([id, verdict]) =>
        `${id}\t${verdict}\t${verdict === "run" ? "e30=" : "-"}\tIt ${verdict === "skip" ? "passed" : "changed"}\n`,
    )
    .join("");
}
