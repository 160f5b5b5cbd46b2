import type { Occasion } from "../../sdk/table/table.ts";
import type { Status } from "./world.ts";

/** A small pipeline, and what must happen in it on every provider. */
export interface Scenario {
  readonly title: string;
  /** cig.toml without its outputs. */
  readonly toml: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly occasion?: Occasion;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Status>>;
  /** Lines that the scripts write, in an order that every run keeps; `sorted`: jobs may take turns. */
  readonly trace: readonly string[];
  readonly isSorted?: boolean;
}

const head = 'version = "0.2"\n[project]\nname = "toy"\n';

export const scenarios: readonly Scenario[] = [
  {
    title: "jobs run in the order of their needs, and share nothing but the sources",
    toml: `${head}
[jobs.build]
steps = [{ run = "test -f main.txt; touch built; echo build >> $TRACE" }]
[jobs.test]
needs = ["build"]
steps = [{ run = "test ! -e built; echo test >> $TRACE" }]
[jobs.deploy]
needs = ["test"]
steps = [{ run = "echo deploy >> $TRACE" }]
`,
    jobs: { build: "success", test: "success", deploy: "success" },
    trace: ["build", "test", "deploy"],
  },
  {
    title: "a failure skips what waits for it, and nothing else",
    toml: `${head}
[jobs.bad]
steps = [{ run = "echo bad >> $TRACE" }, { run = "false" }, { run = "echo never >> $TRACE" }]
[jobs.after]
needs = ["bad"]
steps = [{ run = "echo after >> $TRACE" }]
[jobs.last]
needs = ["after"]
steps = [{ run = "echo last >> $TRACE" }]
[jobs.apart]
steps = [{ run = "echo apart >> $TRACE" }]
[jobs.apart-too]
needs = ["apart"]
steps = [{ run = "echo apart-too >> $TRACE" }]
`,
    jobs: { bad: "failure", after: "skipped", last: "skipped", apart: "success", "apart-too": "success" },
    trace: ["apart", "apart-too", "bad"],
    isSorted: true,
  },
  {
    title: "steps for failures and for every case run after a failure",
    toml: `${head}
[jobs.test]
steps = [
  { run = "echo first >> $TRACE" },
  { run = "echo on-failure-too-early >> $TRACE", if = "failure()" },
  { run = "exit 3" },
  { run = "echo skipped >> $TRACE" },
  { run = "echo on-failure >> $TRACE", if = "failure()" },
  { run = "echo always >> $TRACE", if = "always()" },
]
[jobs.report]
needs = ["test"]
if = "failure()"
steps = [{ run = "echo report >> $TRACE" }]
[jobs.clean]
needs = ["test"]
if = "always()"
steps = [{ run = "echo clean >> $TRACE" }]
`,
    jobs: { test: "failure", report: "success", clean: "success" },
    trace: ["always", "clean", "first", "on-failure", "report"],
    isSorted: true,
  },
  {
    title: "a failure is seen by whoever asks for it, from however far",
    toml: `${head}
[jobs.first]
steps = [{ run = "echo first >> $TRACE; false" }]
[jobs.second]
needs = ["first"]
steps = [{ run = "echo second >> $TRACE" }]
[jobs.alarm]
needs = ["second"]
if = "failure()"
steps = [{ run = "echo alarm >> $TRACE" }]
[jobs.clean]
needs = ["second"]
if = "always()"
steps = [{ run = "echo clean >> $TRACE" }]
[jobs.after-clean]
needs = ["clean"]
steps = [{ run = "echo after-clean >> $TRACE" }]
`,
    jobs: {
      first: "failure",
      second: "skipped",
      alarm: "success",
      clean: "success",
      "after-clean": "success",
    },
    trace: ["after-clean", "alarm", "clean", "first"],
    isSorted: true,
  },
  {
    title: "nothing is alarmed when all went well",
    toml: `${head}
[jobs.first]
steps = [{ run = "echo first >> $TRACE" }]
[jobs.second]
needs = ["first"]
steps = [{ run = "echo second >> $TRACE" }]
[jobs.alarm]
needs = ["second"]
if = "failure()"
steps = [{ run = "echo alarm >> $TRACE" }]
`,
    jobs: { first: "success", second: "success", alarm: "skipped" },
    trace: ["first", "second"],
  },
  {
    title: "steps and jobs that may fail do not end what follows",
    toml: `${head}
[jobs.lint]
continue_on_error = true
steps = [{ run = "echo lint >> $TRACE; false" }]
[jobs.test]
needs = ["lint"]
steps = [
  { run = "echo try >> $TRACE; false", continue_on_error = true },
  { run = "echo go-on >> $TRACE" },
]
`,
    jobs: { lint: "failure", test: "success" },
    trace: ["lint", "try", "go-on"],
  },
  {
    title: "values travel between steps and between jobs, byte for byte",
    toml: `${head}
[jobs.make]
outputs = { tag = "{{ steps.tag.outputs.name }}", odd = "{{ steps.tag.outputs.odd }}" }
steps = [
  { id = "tag", run = '''
echo "name=v7" >> "$CIG_OUTPUT"
echo 'odd=a "b" $(c) \`d\` $HOME <<x>> {{ '\${{' }} y }}' >> "$CIG_OUTPUT"
''' },
  { run = "echo in-job {{ steps.tag.outputs.name }} >> $TRACE" },
]
[jobs.use]
needs = ["make"]
env = { TAG = "{{ jobs.make.outputs.tag }}" }
steps = [
  { run = 'echo "use $TAG" >> $TRACE' },
  { run = 'printf "%s\\n" "$ODD" >> $TRACE', env = { ODD = "{{ jobs.make.outputs.odd }}" } },
]
`,
    jobs: { make: "success", use: "success" },
    trace: ["in-job v7", "use v7", 'a "b" $(c) `d` $HOME <<x>> ${{ y }}'],
  },
  {
    title: "artifacts arrive where they lay, those of every variant too",
    toml: `${head}
[jobs.build]
matrix = { os_name = ["alpha", "beta"] }
steps = [{ run = "mkdir -p dist/{{ matrix.os_name }}; echo {{ matrix.os_name }} > dist/{{ matrix.os_name }}/file.txt" }]
artifacts = [{ name = "packages", paths = ["dist/**"] }]
[jobs.pack]
needs = ["build"]
uses_artifacts = [{ name = "packages", job = "build" }]
steps = [{ run = "cat dist/alpha/file.txt dist/beta/file.txt >> $TRACE" }]
[jobs.below]
needs = ["build"]
uses_artifacts = [{ name = "packages", job = "build", path = "got" }]
steps = [{ run = "cat got/dist/beta/file.txt >> $TRACE" }]
`,
    jobs: { "build-alpha": "success", "build-beta": "success", pack: "success", below: "success" },
    trace: ["alpha", "beta", "beta"],
    isSorted: true,
  },
  {
    title: "a workspace that a job leaves keeps modes, and reaches every job behind it",
    toml: `${head}
[jobs.build]
persist = ["bin", ".cache"]
steps = [{ run = '''
mkdir -p bin .cache
printf '#!/bin/sh\\necho tool' > bin/tool
chmod +x bin/tool
echo hidden > .cache/state
''' }]
[jobs.test]
needs = ["build"]
steps = [{ run = "bin/tool >> $TRACE" }]
[jobs.deploy]
needs = ["test"]
steps = [{ run = "bin/tool >> $TRACE; cat .cache/state >> $TRACE" }]
`,
    jobs: { build: "success", test: "success", deploy: "success" },
    trace: ["tool", "tool", "hidden"],
  },
  {
    title: "a matrix makes the variants that are asked for, with their values",
    toml: `${head}
[jobs.test]
matrix = { ruby = ["3.2", "3.3"], db = ["pg", "my"], exclude = [{ ruby = "3.2", db = "my" }], include = [{ ruby = "3.4", db = "pg" }], fail_fast = false }
env = { VALUE = "{{ matrix.ruby }}" }
steps = [{ run = 'echo "$VALUE on {{ matrix.db }}" >> $TRACE' }]
`,
    jobs: {
      "test-ruby3.2-pg": "success",
      "test-ruby3.3-pg": "success",
      "test-ruby3.3-my": "success",
      "test-ruby3.4-pg": "success",
    },
    trace: ["3.2 on pg", "3.3 on my", "3.3 on pg", "3.4 on pg"],
    isSorted: true,
  },
  {
    title: "one variant that fails skips what waits for the job",
    toml: `${head}
[jobs.test]
matrix = { n = ["1", "2"], fail_fast = false }
steps = [{ run = "echo {{ matrix.n }} >> $TRACE; test {{ matrix.n }} = 1" }]
[jobs.deploy]
needs = ["test"]
steps = [{ run = "echo deploy >> $TRACE" }]
`,
    jobs: { "test-n1": "success", "test-n2": "failure", deploy: "skipped" },
    trace: ["1", "2"],
    isSorted: true,
  },
  {
    title: "variables, folders and shells are what cig.toml says",
    toml: `${head}
[env]
LEVEL = "workflow"
ONLY = "workflow"
[jobs.test]
env = { LEVEL = "job" }
working_directory = "sub"
steps = [
  { run = 'echo "$LEVEL $ONLY $(basename "$PWD")" >> $TRACE' },
  { run = 'echo "$LEVEL $(basename "$PWD")" >> $TRACE', env = { LEVEL = "step" }, working_directory = "sub/deep" },
  { run = 'echo "shell $0" > /dev/null; [ -z "\${BASH_VERSION:-}" ] && echo posix >> $TRACE || echo bash >> $TRACE', shell = "sh" },
  { run = 'false | true', continue_on_error = true },
  { run = "import os; open(os.environ['TRACE'], 'a').write('python ' + os.environ['LEVEL'] + '\\\\n')", shell = "python" },
]
`,
    files: { "sub/deep/x": "" },
    jobs: { test: "success" },
    trace: ["job workflow sub", "step deep", "posix", "python job"],
  },
  {
    title: "values of variables arrive byte for byte, whatever they are",
    toml: `${head}
[jobs.test]
steps = [{ run = 'printf "%s" "$A" | od -An -tx1 | tr -d " \\n" >> $TRACE; echo >> $TRACE' , env = { A = '''x "q" 'a' $(touch pwned) \`id\` $HOME \${HOME} $$ \\n {{ '\${{' }} github.actor }} << pipeline.id >> <% %> #{1} é\u00A0 & | ; * [1] !tag *anchor <<EOF''' } },
  { run = "test ! -e pwned && echo safe >> $TRACE" }]
`,
    jobs: { test: "success" },
    trace: [
      Buffer.from(
        "x \"q\" 'a' $(touch pwned) `id` $HOME ${HOME} $$ \\n ${{ github.actor }} << pipeline.id >> <% %> #{1} é\u00A0 & | ; * [1] !tag *anchor <<EOF",
      ).toString("hex"),
      "safe",
    ],
  },
  ...conditions(),
  {
    title: "secrets reach the steps that ask for them",
    toml: `${head}
[jobs.test]
steps = [
  { run = '''test "$TOKEN" = 's3cr"et $x' && echo got >> $TRACE''', env = { TOKEN = "{{ secrets.API_TOKEN }}" } },
  { run = 'test -z "\${TOKEN:-}" && echo gone >> $TRACE' },
]
`,
    secrets: { API_TOKEN: 's3cr"et $x' },
    jobs: { test: "success" },
    trace: ["got", "gone"],
  },
  {
    title: "a step that is tried again may succeed at last",
    toml: `${head}
[jobs.test]
steps = [
  { run = 'echo try >> $TRACE; test "$(grep -c try $TRACE)" = 3', retry = 2 },
  { run = "echo on >> $TRACE" },
]
`,
    jobs: { test: "success" },
    trace: ["try", "try", "try", "on"],
  },
  {
    title: "copies of a job share its files, each file once",
    toml: `${head}
[jobs.test]
parallelism = 3
shard = { files = ["spec/**/*_spec.rb"] }
steps = [{ run = '''
sed "s|^|$CIG_SHARD_TOTAL |" "$SHARD_FILES" >> $TRACE
''' }]
[jobs.after]
needs = ["test"]
steps = [{ run = "echo zz after >> $TRACE" }]
`,
    files: Object.fromEntries(["a", "b", "c c", "d/e", "f"].map((name) => [`spec/${name}_spec.rb`, ""])),
    jobs: { "test#0": "success", "test#1": "success", "test#2": "success", after: "success" },
    trace: [
      "3 spec/a_spec.rb",
      "3 spec/b_spec.rb",
      "3 spec/c c_spec.rb",
      "3 spec/d/e_spec.rb",
      "3 spec/f_spec.rb",
      "zz after",
    ],
    isSorted: true,
  },
  {
    title: "a background step goes on beside the others",
    toml: `${head}
[jobs.test]
steps = [
  { run = "echo started > flag; sleep 30", background = true },
  { run = "for i in 1 2 3 4 5 6 7 8 9 10; do test -s flag && break; sleep 0.3; done; cat flag >> $TRACE" },
]
`,
    jobs: { test: "success" },
    trace: ["started"],
  },
  {
    title: "a command is its steps, with the values of its call",
    toml: `${head}
[commands.greet]
inputs = { who = { type = "string", default = "world" }, loud = { type = "boolean", default = false } }
steps = [
  { run = 'echo "hello {{ inputs.who }}" >> $TRACE' },
  { run = "echo LOUD >> $TRACE", if = "inputs.loud == 'true'" },
]
[jobs.test]
steps = [
  { command = "greet" },
  { command = "greet", with = { who = "it's \\"me\\" $HOME", loud = true } },
]
[jobs.other]
needs = ["test"]
steps = [{ command = "greet", with = { who = "{{ git.branch }}" } }]
`,
    jobs: { test: "success", other: "success" },
    trace: ["hello world", 'hello it\'s "me" $HOME', "LOUD", "hello main"],
  },
  {
    title: "an alternative is enough",
    toml: `${head}
[jobs.a]
steps = [{ run = "false" }]
[jobs.b]
steps = [{ run = "echo b >> $TRACE" }]
[jobs.either]
needs_any = ["a", "b"]
steps = [{ run = "echo either >> $TRACE" }]
`,
    jobs: { a: "failure", b: "success", either: "success" },
    trace: ["b", "either"],
  },
  {
    title: "an approval stands before its job, and later ones come after it",
    toml: `${head}
[jobs.test]
steps = [{ run = "echo test >> $TRACE" }]
[jobs.deploy]
needs = ["test"]
approval = "Deploy to production?"
steps = [{ run = "echo deploy >> $TRACE" }]
[jobs.smoke]
needs = ["deploy"]
steps = [{ run = "echo smoke >> $TRACE" }]
`,
    jobs: { test: "success", deploy: "success", smoke: "success" },
    trace: ["test", "deploy", "smoke"],
  },
  {
    title: "stages wait for each other",
    toml: `${head.replace('"0.2"', '"0.2"\nstages = ["build", "test", "deploy"]')}
[jobs.one]
stage = "build"
steps = [{ run = "echo build >> $TRACE" }]
[jobs.two]
stage = "build"
steps = [{ run = "echo build >> $TRACE" }]
[jobs.three]
stage = "deploy"
steps = [{ run = "echo deploy >> $TRACE" }]
`,
    jobs: { one: "success", two: "success", three: "success" },
    trace: ["build", "build", "deploy"],
  },
];

function conditions(): Scenario[] {
  const toml = `${head}
[on]
push = { branches = ["**"], tags = ["v*"] }
pull_request = true
schedule = [{ cron = "0 3 * * 1" }]
manual = true
[jobs.main]
if = "git.branch == 'main'"
steps = [{ run = "echo main >> $TRACE" }]
[jobs.tag]
if = "startsWith(git.tag, 'v')"
steps = [{ run = "echo tag >> $TRACE" }]
[jobs.not-main]
if = "git.branch != 'main' && git.tag == ''"
steps = [{ run = "echo not-main >> $TRACE" }]
[jobs.steps]
steps = [
  { run = "echo step-main >> $TRACE", if = "git.branch == 'main'" },
  { run = "echo step-branch >> $TRACE", if = "startsWith(git.branch, 'feature/') || contains(git.branch, 'nothing')" },
  { run = 'echo "step-tag, branch ({{ git.branch }})" >> $TRACE', if = "matches(git.tag, '^v1\\\\.2')" },
]
[jobs.after-main]
needs = ["main"]
steps = [{ run = "echo after-main >> $TRACE" }]
`;
  const skipped = {
    main: "skipped",
    tag: "skipped",
    "not-main": "skipped",
    steps: "success",
    "after-main": "skipped",
  } as const;
  return [
    {
      title: "conditions hold on the default branch",
      toml,
      occasion: "push to main",
      jobs: { ...skipped, main: "success", "after-main": "success" },
      trace: ["after-main", "main", "step-main"],
      isSorted: true,
    },
    {
      title: "conditions hold on a branch",
      toml,
      occasion: "push to feature/x",
      jobs: { ...skipped, "not-main": "success" },
      trace: ["not-main", "step-branch"],
      isSorted: true,
    },
    {
      title: "conditions hold on a tag",
      toml,
      occasion: "tag v1.2.3",
      jobs: { ...skipped, tag: "success" },
      trace: ["step-tag, branch ()", "tag"],
      isSorted: true,
    },
  ];
}
