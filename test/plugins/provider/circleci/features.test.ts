import { Function as F, named, ReportKind, reference, ShardBy, type TextPiece, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeConfig } from "../../../validators/circleci.ts";
import {
  apply,
  circleci,
  type JobInit,
  job,
  list,
  lit,
  matrix,
  type OutputInit,
  ref,
  render,
  renderAll,
  run,
  txt,
} from "./requests.ts";

const step = (kind: string, value: object, more: object = {}) =>
  ({ ...more, kind: { case: kind, value } }) as never;
const checkout = step("checkout", { persistCredentials: true });
const always = apply(F.ALWAYS);
const persist = (from: string, ...paths: string[]) =>
  step("upload", { name: `workspace-${from}`, workspace: true, paths });
const takeOver = (from: string) =>
  step("download", { name: `workspace-${from}`, job: from, workspace: true });

/** The text from the first line that begins with a word to the next of its kind, without the version. */
async function part(from: string, jobs: JobInit[], more: OutputInit = {}): Promise<string> {
  const { content, diagnostics } = await render({ ...more, jobs } as OutputInit);
  expect(content, diagnostics.map(({ message }) => message).join("\n")).not.toBe("");
  expect(judgeConfig(content)).toEqual([]);
  const all = content.split(/^(?=\S)/m);
  return all.find((each) => each.startsWith(from))?.trimEnd() ?? "";
}

describe("copies of a job", () => {
  it("share files by CircleCI's own means", async () => {
    const shared = job("test", {
      parallelism: 4,
      env: [
        named("CIG_SHARD_INDEX", reference("shard.index")),
        named("CIG_SHARD_NUMBER", reference("shard.number")),
        named("CIG_SHARD_TOTAL", reference("shard.total")),
        named("SHARD_FILES", reference("runner.temp"), "/cig-shard-files"),
      ],
      steps: [
        checkout,
        step("shard", { files: ["spec/**/*_{spec,test}.rb", "!spec/it's slow/**"], by: ShardBy.TIMINGS }),
        run('xargs rspec < "$SHARD_FILES"'),
      ],
    });
    expect(await part("jobs:", [shared])).toBe(`jobs:
  test:
    docker:
      - image: cimg/base:2026.03
    parallelism: 4
    environment:
      CIG_SHARD_TOTAL: "4"
      SHARD_FILES: /tmp/cig-shard-files
    steps:
      - run:
          name: Set variables
          command: |
            printf '%s\\n' \\
              'export CIG_SHARD_INDEX="\${CIRCLE_NODE_INDEX:-0}"' \\
              'CIG_SHARD_NUMBER="$((\${CIRCLE_NODE_INDEX:-0} + 1))"; export CIG_SHARD_NUMBER' >> "$BASH_ENV"
      - checkout
      - run:
          name: Choose the files of this copy
          command: git ls-files -- ':(glob)spec/**/*_spec.rb' ':(glob)spec/**/*_test.rb' ':(exclude,glob)spec/it'\\''s slow/**' | circleci tests split --split-by=timings > "$SHARD_FILES"
      - run: xargs rspec < "$SHARD_FILES"`);
  });

  it.each([
    [ShardBy.UNSPECIFIED, "name"],
    [ShardBy.NAME, "name"],
    [ShardBy.SIZE, "filesize"],
    [ShardBy.TIMINGS, "timings"],
  ])("split in the way %s as %s", async (by, word) => {
    const jobs = await part("jobs:", [
      job("a", { parallelism: 2, steps: [step("shard", { files: ["a/**"], by })] }),
    ]);
    expect(jobs).toContain(`circleci tests split --split-by=${word} > "$SHARD_FILES"`);
  });

  it("that are one are none, and number themselves all the same", async () => {
    const single = job("a", {
      env: [named("I", reference("shard.index")), named("T", reference("shard.total"))],
    });
    expect(await part("jobs:", [single])).toBe(`jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    environment:
      I: "0"
      T: "1"
    steps:
      - run: make`);
  });

  it("leave artifacts apart from each other", async () => {
    const upload = step("upload", { name: "logs", paths: ["log"] });
    const jobs = await part("jobs:", [job("a", { parallelism: 2, steps: [upload] })]);
    expect(jobs).toContain('folder=/tmp/cig/kept/artifacts/logs/"$CIRCLE_NODE_INDEX"\n');
    const both = job("a", { ...matrix("a", { v: ["1", "2"] }), parallelism: 2, steps: [upload] });
    expect(await part("jobs:", [both])).toContain(
      'folder=/tmp/cig/kept/artifacts/logs/"$CIRCLE_JOB-$CIRCLE_NODE_INDEX"\n',
    );
  });
});

describe("a person who has to agree", () => {
  it("is asked before the job, and after what it needs", async () => {
    const condition = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
    const deploy = job("deploy", { needs: ["test"], approval: {} as never, condition });
    expect(
      await part("workflows:", [job("test"), deploy, job("tell", { needs: ["deploy"] })]),
    ).toBe(`workflows:
  ci:
    jobs:
      - test
      - approve-deploy:
          type: approval
          requires:
            - test
          filters: pipeline.git.branch == "main"
      - deploy:
          requires:
            - test
            - approve-deploy
          filters: pipeline.git.branch == "main"
      - tell:
          requires:
            - deploy
          filters: pipeline.git.branch == "main"`);
  });

  it("is asked once for all variants", async () => {
    const deploy = job("deploy", { ...matrix("deploy", { to: ["eu", "us"] }), approval: {} as never });
    expect(await part("workflows:", [deploy])).toBe(`workflows:
  ci:
    jobs:
      - approve-deploy:
          type: approval
      - deploy:
          name: deploy-<< matrix.to >>
          matrix:
            parameters:
              to:
                - eu
                - us
          requires:
            - approve-deploy`);
  });

  it("is all that there is to a job without steps", async () => {
    const jobs = [job("gate", { approval: {} as never, steps: [] }), job("deploy", { needs: ["gate"] })];
    expect(await part("workflows:", jobs)).toBe(`workflows:
  ci:
    jobs:
      - gate:
          type: approval
      - deploy:
          requires:
            - gate`);
    expect(await part("jobs:", jobs)).not.toContain("gate");
  });

  it("is asked after a failure where the job is for one", async () => {
    const jobs = [job("a"), job("b", { needs: ["a"], approval: {} as never, condition: apply(F.FAILURE) })];
    expect(await part("workflows:", jobs)).toContain(`      - approve-b:
          type: approval
          requires:
            - a: failed
      - b:
          requires:
            - a: failed
            - approve-b`);
  });
});

describe("jobs that wait for any of some", () => {
  it("wait until all have ended, and look for the marks of those that went well", async () => {
    const jobs = [
      job("fast", { parallelism: 2 }),
      job("slow", matrix("slow", { v: ["1", "2"] })),
      job("next", { needsAny: ["fast", "slow"] }),
    ];
    expect(await part("workflows:", jobs)).toContain(`      - next:
          requires:
            - fast: terminal
            - slow: terminal`);
    const text = await part("jobs:", jobs);
    expect(text).toContain(`      - run: make
      - run:
          name: Note that the job went well
          command: |
            mkdir -p /tmp/cig/kept/done/fast
            : > /tmp/cig/kept/done/fast/"$CIRCLE_NODE_INDEX"
      - persist_to_workspace:
          root: /tmp/cig/kept
          paths:
            - done/fast`);
    expect(text).toContain(`      - attach_workspace:
          at: /tmp/cig/attached
      - run:
          name: Check that one of the needed jobs went well
          command: |
            if ! { [ "$(find /tmp/cig/attached/done/fast -type f 2> /dev/null | wc -l)" -ge 2 ] || [ "$(find /tmp/cig/attached/done/slow -type f 2> /dev/null | wc -l)" -ge 2 ]; }; then
              echo 'None of these jobs went well: fast, slow.' >&2
              exit 1
            fi`);
  });

  it("are kept out where all of them are", async () => {
    const on = (branch: string) => apply(F.EQUAL, ref("git.branch"), lit(txt(branch)));
    const jobs = [
      job("a", { condition: on("x") }),
      job("b", { condition: on("y") }),
      job("c", { needsAny: ["a", "b"] }),
    ];
    expect(await part("workflows:", jobs)).toContain(
      'filters: pipeline.git.tag == "" and (pipeline.git.branch == "x" or pipeline.git.branch == "y")',
    );
  });
});

describe("a job for failures", () => {
  it("waits for a watch where it needs several, as any of them may fail", async () => {
    const on = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));
    const jobs = [
      job("a", { continueOnError: true }),
      job("b", matrix("b", { v: ["1", "2"] })),
      job("tell", { needs: ["a", "b"], condition: apply(F.AND, apply(F.FAILURE), on) }),
    ];
    expect(await part("workflows:", jobs)).toContain(`      - all-well-before-tell:
          requires:
            - a:
                - success
                - failed
            - b
          filters: pipeline.git.branch == "main"
      - tell:
          requires:
            - a: terminal
            - b: terminal
            - all-well-before-tell: not_run
          filters: pipeline.git.branch == "main"`);
    expect(await part("jobs:", jobs)).toContain("\n  all-well-before-tell:\n    type: no-op");
  });

  it("sees failures from afar, but not jobs that are for failures themselves", async () => {
    const jobs = [
      job("a"),
      job("b", { needs: ["a"] }),
      job("c", { needs: ["b"], condition: apply(F.FAILURE) }),
      job("d", { needs: ["c"], condition: apply(F.FAILURE) }),
      job("e", { needs: ["a"], condition: apply(F.OR, apply(F.FAILURE), apply(F.CANCELLED)) }),
      job("f", { needs: ["a"], condition: apply(F.CANCELLED) }),
    ];
    const all = await part("workflows:", jobs);
    expect(all).toContain(
      "      - c:\n          requires:\n            - b:\n                - failed\n                - not_run\n",
    );
    expect(all).toContain("      - d:\n          requires:\n            - c: failed\n");
    expect(all).toContain(
      "      - e:\n          requires:\n            - a:\n                - failed\n                - canceled\n",
    );
    expect(all).toContain("      - f:\n          requires:\n            - a: canceled");
  });
});

describe("a retry", () => {
  it("is the workflow's where all jobs ask alike", async () => {
    const jobs = [job("a", { retry: { max: 2 } }), job("b", { retry: { max: 2, causes: [1] } })];
    expect(await part("workflows:", jobs)).toBe(`workflows:
  ci:
    max_auto_reruns: 2
    jobs:
      - a
      - b`);
    expect(await part("jobs:", jobs)).not.toContain("max_auto_reruns");
  });

  it("is each script's where they do not", async () => {
    const jobs = [
      job("a", { retry: { max: 2 }, steps: [run("one"), run("two", { retry: { max: 4 } } as never)] }),
      job("b"),
    ];
    expect(await part("workflows:", jobs)).not.toContain("max_auto_reruns");
    expect(await part("jobs:", jobs)).toContain(`      - run:
          command: one
          max_auto_reruns: 2
      - run:
          command: two
          max_auto_reruns: 4`);
  });

  it.each([
    ["some exit statuses", { max: 2, exitStatuses: [1, 137] }],
    ["a step that may fail", { max: 2 }, { continueOnError: true }],
    ["a timeout alone", { max: 2, causes: [3] }, { timeoutMinutes: 3 }],
    ["failures but no timeouts", { max: 2, causes: [1] }, { timeoutMinutes: 3 }],
    ["more tries than CircleCI has", { max: 9 }],
  ])("is a loop for %s", async (_, retry, more: object = {}) => {
    const jobs = await part("jobs:", [job("a", { steps: [run("flaky", { retry, ...more } as never)] })]);
    expect(jobs).not.toContain("max_auto_reruns");
    expect(jobs).toContain(`left=${retry.max}\n            until `);
  });

  it("of a timeout is nothing for a step without one, and of a lost machine for none", async () => {
    const plain = await part("jobs:", [job("a")]);
    for (const causes of [[3], [2]])
      expect(
        await part("jobs:", [job("a", { steps: [run("make", { retry: { max: 1, causes } } as never)] })]),
      ).toBe(plain);
  });
});

describe("a job's time", () => {
  it("is what its scripts share, but for those that clean up", async () => {
    const jobs = [
      job("a", {
        timeoutMinutes: 12,
        steps: [run("make"), run("sweep", { condition: always }), run("x", { shell: "sh" })],
      }),
      job("b", { timeoutMinutes: 12, runner: { os: "macos" } }),
    ];
    expect(await part("jobs:", jobs)).toBe(`jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    shell: sh /tmp/cig/in-time bash -eo pipefail
    steps:
      - limit-time:
          minutes: 12
      - run:
          command: make
          no_output_timeout: 12m
      - run:
          command: sweep
          shell: bash -eo pipefail
          no_output_timeout: 12m
          when: always
      - run:
          command: x
          shell: sh /tmp/cig/in-time sh -e
          no_output_timeout: 12m

  b:
    macos:
      xcode: "26.6.0"
    resource_class: m4pro.medium
    shell: sh /tmp/cig/in-time /bin/bash --login -eo pipefail
    steps:
      - limit-time:
          minutes: 12
      - run:
          command: make
          no_output_timeout: 12m`);
  });

  it("is no limit of silence for a step that says so", async () => {
    const providerOptions = circleci({ no_output_timeout: { kind: { case: "boolean", value: false } } });
    const steps = [run("make", { providerOptions }), run("make all")];
    expect(await part("jobs:", [job("a", { timeoutMinutes: 12, steps })])).toContain(`
      - run: make
      - run:
          command: make all
          no_output_timeout: 12m`);
  });
});

describe("identity tokens and environments", () => {
  it("are CircleCI's own token, and a context", async () => {
    const deploy = job("a", { oidc: { env: "TOKEN" }, environment: { name: text("production") } as never });
    expect(await part("jobs:", [deploy])).toContain(`      - run:
          name: Get an identity token
          command: |
            token=\${CIRCLE_OIDC_TOKEN_V2:?"This job has no identity token."}
            printf 'export %s=%s\\n' TOKEN "$token" >> "$BASH_ENV"
      - run: make`);
    expect(await part("workflows:", [deploy])).toBe(`workflows:
  ci:
    jobs:
      - a:
          context:
            - production`);
  });

  it("are those of the matrix, and of the escape hatch where it says more", async () => {
    const deploy = job("a", {
      ...matrix("a", { to: ["eu", "us"] }),
      environment: { name: text("live-", reference("matrix.to")) } as never,
    });
    expect(await part("workflows:", [deploy])).toContain("context:\n            - live-<< matrix.to >>");
    const own = job("a", {
      environment: { name: text("live") } as never,
      providerOptions: circleci({ context: list(txt("live"), txt("shared")) }),
    });
    expect(await part("workflows:", [own])).toContain("context:\n            - live\n            - shared");
  });
});

describe("reports", () => {
  it("of tests are CircleCI's, gathered only where they have to be", async () => {
    const report = (value: object) =>
      step("report", { kind: ReportKind.JUNIT, ...value }, { condition: always });
    const jobs = await part("jobs:", [
      job("a", {
        workingDirectory: "web",
        steps: [
          report({ paths: ["out/junit.xml", "./reports/"] }),
          report({ paths: ["a/*.xml"], name: "Unit" }),
        ],
      }),
    ]);
    expect(jobs).toContain(`      - store_test_results:
          path: web/out/junit.xml
      - store_test_results:
          path: web/reports
      - run:
          name: Gather Unit
          command: |
            shopt -s nullglob dotglob
            folder=/tmp/cig/report-2/Unit
            mkdir -p "$folder"
            found=
            for path in web/a/*.xml; do`);
    expect(jobs).toContain(`          when: always
      - store_test_results:
          path: /tmp/cig/report-2`);
  });

  it.each([
    [ReportKind.COVERAGE, "coverage", false],
    [ReportKind.SUMMARY, "summary", true],
    [ReportKind.ANNOTATIONS, "annotations", true],
  ])("of the kind %s are kept as %s", async (kind, word, isPrinted) => {
    const jobs = await part("jobs:", [
      job("a", { steps: [step("report", { kind, paths: ["x"] }, { condition: always })] }),
    ]);
    expect(jobs).toContain(`destination: ${word}`);
    expect(jobs.includes('cat -- "$path"')).toBe(isPrinted);
  });
});

describe("files that a job persists", () => {
  it("lie in the workspace as in the repository, where nothing else does", async () => {
    const jobs = [
      job("build", { steps: [checkout, persist("build", "dist", "./node_modules/")] }),
      job("lint", { needs: ["build"], steps: [checkout, persist("lint", "lint-cache")] }),
      job("test", {
        needs: ["lint"],
        steps: [checkout, takeOver("build"), takeOver("lint"), run("make test")],
      }),
    ];
    const all = await part("jobs:", jobs);
    expect(all).toContain(`      - persist_to_workspace:
          root: "."
          paths:
            - dist
            - node_modules
`);
    expect(all.slice(all.indexOf("  test:"))).toBe(`  test:
    docker:
      - image: cimg/base:2026.03
    steps:
      - checkout
      - attach_workspace:
          at: "."
      - run: make test`);
  });

  it.each<[string, JobInit[]]>([
    ["two jobs keep the same path", [job("b", { steps: [persist("b", "dist/sub")] })]],
    [
      "a job with variants keeps them",
      [job("b", { ...matrix("b", { v: ["1", "2"] }), steps: [persist("b", "x")] })],
    ],
    ["a path is more than a pattern of CircleCI's", [job("b", { steps: [persist("b", "a/**")] })]],
    [
      "outputs lie there, too",
      [job("b", { needs: ["a"], env: [named("X", reference("jobs.a.outputs.o"))] })],
    ],
  ])("lie in folders of their jobs where %s", async (_, others) => {
    const jobs = [
      job("a", { steps: [persist("a", "dist")], outputs: [named("o", "1")] }),
      ...others,
      job("z", { needs: ["a"], steps: [takeOver("a")] }),
    ];
    const all = await part("jobs:", jobs);
    expect(all).toContain("            - workspace/a\n");
    expect(all).toContain("cp -R /tmp/cig/attached/workspace/a/. .");
    expect(all).not.toContain('root: "."');
  });
});

describe("a service beside a container", () => {
  it("is asked at its port, and by a command that names localhost where the job has it", async () => {
    const service = (command: string) => ({
      name: "search",
      image: text("x"),
      ports: [{ container: 9200 }],
      ready: { command, retries: 3, intervalSeconds: 2, timeoutSeconds: 4 },
    });
    const jobs = await part("jobs:", [job("a", { services: [service("curl -fs localhost:9200")] })]);
    expect(jobs).toContain(`          name: Wait for search
          command: |
            waited=0
            until timeout 4 bash -c 'exec 3<> /dev/tcp/localhost/9200' 2> /dev/null; do
              waited=$((waited + 1))
              if [ "$waited" -ge 6 ]; then
                echo 'search is not ready after 6 seconds.' >&2
                exit 1
              fi
              sleep 1
            done
            if command -v curl > /dev/null; then
              waited=0
              until timeout 4 sh -c 'curl -fs localhost:9200' > /dev/null 2>&1; do
`);
    for (const own of ["pg_isready -U me", "curl -fs localhost:$PORT", "x `y` localhost"])
      expect(await part("jobs:", [job("a", { services: [service(own)] })])).not.toContain("command -v");
  });

  it("gets a virtual machine where only its engine can do what is asked", async () => {
    const service = { name: "db", image: text("postgres:16"), ports: [{ container: 5432 }] };
    for (const more of [{ options: ["--memory", "1g"] }, { ports: [{ container: 5432, host: 15432 }] }]) {
      const jobs = await part("jobs:", [job("a", { services: [{ ...service, ...more }] })]);
      expect(jobs).toContain("    machine:\n      image: ubuntu-2404:current\n    resource_class: medium\n");
      expect(jobs).toContain("docker run --detach");
    }
    expect(await part("jobs:", [job("a", { services: [service] })])).toContain("    docker:\n");
  });
});

describe("machines that several jobs have", () => {
  const services = [
    { name: "db", image: text("postgres:16"), env: [named("POSTGRES_PASSWORD", "x")] },
  ] as never;

  it("stand once, as an executor called for what it brings", async () => {
    const jobs = [
      job("a", { services }),
      job("b", { services, runner: { arch: "arm64" } as never }),
      job("c", { services, parallelism: 2 }),
      job("d"),
    ];
    expect(await part("executors:", jobs)).toBe(`executors:
  with-db:
    docker:
      - image: cimg/base:2026.03
      - image: postgres:16
        name: db
        environment:
          POSTGRES_PASSWORD: x`);
    expect(await part("jobs:", jobs)).toBe(`jobs:
  a:
    executor: with-db
    steps:
      - run: make

  b:
    docker:
      - image: cimg/base:2026.03
      - image: postgres:16
        name: db
        environment:
          POSTGRES_PASSWORD: x
    resource_class: arm.medium
    steps:
      - run: make

  c:
    executor: with-db
    parallelism: 2
    steps:
      - run: make

  d:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make`);
  });

  it("stay with jobs whose parameters they name", async () => {
    const own = [{ name: "db", image: text("postgres:", reference("matrix.pg")) }] as never;
    const jobs = ["a", "b"].map((id) => job(id, { ...matrix(id, { pg: ["15", "16"] }), services: own }));
    expect(await part("executors:", jobs)).toBe("");
    expect(await part("jobs:", jobs)).toContain("- image: postgres:<< parameters.pg >>");
  });

  it("have the shells of their systems where they differ", async () => {
    const own = job("a", {
      ...matrix("a", { os: ["x", "y"] }),
      timeoutMinutes: 5,
      variants: ["linux", "macos"].map((os) => ({
        id: `a-${os}`,
        values: { entries: [{ key: "os", value: txt(os) }] },
        runner: { os },
      })) as never,
    });
    expect(await part("executors:", [own])).toBe(`executors:
  a-1:
    docker:
      - image: cimg/base:2026.03
    shell: sh /tmp/cig/in-time bash -eo pipefail

  a-2:
    macos:
      xcode: "26.6.0"
    resource_class: m4pro.medium
    shell: sh /tmp/cig/in-time /bin/bash --login -eo pipefail`);
  });
});

describe("private images", () => {
  it("are fetched with the secret's name", async () => {
    const credentials = { username: text("me"), password: text(reference("secrets.REGISTRY_TOKEN")) };
    const own = job("a", {
      image: { image: text("ghcr.io/acme/x:1"), credentials },
      services: [{ name: "db", image: text("ghcr.io/acme/db:1"), credentials }],
    });
    expect(await part("jobs:", [own])).toContain(`    docker:
      - image: ghcr.io/acme/x:1
        auth:
          username: me
          password: $REGISTRY_TOKEN
      - image: ghcr.io/acme/db:1
        name: db
        auth:
          username: me
          password: $REGISTRY_TOKEN
`);
  });
});

describe("commands", () => {
  const command = {
    id: "greet",
    description: "Says hello",
    inputs: [{ name: "Who Is", description: "Whom" }, { name: "unused" }],
    steps: [
      run('echo "hello $CIG_INPUTS_WHO"', { env: [named("CIG_INPUTS_WHO", reference("inputs.Who Is"))] }),
      run("echo bye"),
    ],
  };
  const call = (number: number, ...who: TextPiece[]) => {
    const given = { command: "greet", number, with: [named("Who Is", ...who), named("unused", "x")] };
    return [
      run('echo "hello $CIG_INPUTS_WHO"', { env: [named("CIG_INPUTS_WHO", ...who)], call: given } as never),
      run("echo bye", { call: given } as never),
    ];
  };
  const commands = [command] as never;

  it("are CircleCI's, with the inputs that their steps read", async () => {
    const jobs = [
      job("a", { steps: [...call(0, "it's << me >>"), ...call(1, reference("git.sha"))] }),
      job("b", { ...matrix("b", { who: ["x", "y"] }), steps: call(0, reference("matrix.who")) }),
    ];
    expect(await part("commands:", jobs, { commands })).toBe(`commands:
  greet:
    description: Says hello
    parameters:
      who-is:
        type: string
        description: Whom
    steps:
      - run:
          command: echo "hello $CIG_INPUTS_WHO"
          environment:
            CIG_INPUTS_WHO: << parameters.who-is >>
      - run: echo bye`);
    const all = await part("jobs:", jobs, { commands });
    expect(all).toContain(`      - greet:
          who-is: it's \\<< me >>
      - greet:
          who-is: << pipeline.git.revision >>
`);
    expect(all).toContain("      - greet:\n          who-is: << parameters.who >>");
  });

  it("stay what they are where a value is known to the job alone", async () => {
    const jobs = [job("a", { steps: call(0, reference("secrets.NAME")) })];
    expect(await part("jobs:", jobs, { commands })).toContain(`      - greet`);
    expect(await part("commands:", jobs, { commands })).toContain('export CIG_INPUTS_WHO="${NAME:-}"');
  });

  it("are written out where a step of theirs reads a parameter of its job", async () => {
    const given = { command: "greet", number: 0, with: [] };
    const inner = run("x", { name: "", nameText: text("On ", reference("matrix.v")), call: given } as never);
    const jobs = [job("a", { ...matrix("a", { v: ["1", "2"] }), steps: [inner] })];
    expect(await part("commands:", jobs, { commands })).toBe("");
    expect(await part("jobs:", jobs, { commands })).toContain("name: On << parameters.v >>");
  });

  it("are apart where jobs differ in what surrounds their steps", async () => {
    const jobs = [job("a", { steps: call(0, "a") }), job("b", { retry: { max: 1 }, steps: call(0, "b") })];
    const all = await part("commands:", jobs, { commands });
    expect(all).toContain("\n  greet:\n");
    expect(all).toContain("\n  greet-2:\n");
  });
});

describe("several workflows of one file", () => {
  const base = { provider: "circleci", path: ".circleci/config.yml", description: "CI" };

  it("stand beside each other, and share the jobs that are the same", async () => {
    const { files, codes } = await renderAll([
      { ...base, triggers: { push: { branches: ["main"] } }, jobs: [job("a"), job("b")] },
      {
        ...base,
        workflow: "nightly",
        triggers: { schedule: [{ cron: "0 3 * * *" }] },
        jobs: [job("a"), job("b", { env: [named("FULL", "1")] })],
      },
      { ...base, workflow: "by_hand", triggers: { manual: {} }, jobs: [job("a")] },
    ] as never);
    expect(codes).toEqual([]);
    expect([...files.keys()]).toEqual([".circleci/config.yml"]);
    const content = files.get(".circleci/config.yml")!;
    expect(judgeConfig(content)).toEqual([]);
    expect(content.slice(content.indexOf("jobs:"))).toBe(`jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make

  b:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make

  b-2:
    docker:
      - image: cimg/base:2026.03
    environment:
      FULL: "1"
    steps:
      - run: make

workflows:
  ci:
    when: pipeline.event.name != "api"
    jobs:
      - a:
          filters:
            branches:
              only: main
      - b:
          filters:
            branches:
              only: main

  nightly:
    triggers:
      - schedule:
          cron: "0 3 * * *"
          filters:
            branches:
              only: main
    jobs:
      - a
      - b-2:
          name: b

  by_hand:
    when: pipeline.event.name == "api"
    jobs:
      - a:
          filters:
            tags:
              only: /.*/
`);
  });

  it("ask for an input alike, or not at all", async () => {
    const manual = (type: string) => ({ manual: { inputs: [{ name: "x", type }] } });
    const { codes, files } = await renderAll([
      { ...base, triggers: manual("string"), jobs: [job("a")] },
      { ...base, workflow: "b", triggers: manual("boolean"), jobs: [job("b")] },
    ] as never);
    expect(codes).toContain("CC017");
    expect(files.size).toBe(0);
  });
});

describe("variants that must not run all at once", () => {
  it("are in as many groups as may run", async () => {
    const own = matrix("t", { v: ["1", "2", "3"] });
    const limited = job("t", { ...own, matrix: { ...(own.matrix as object), maxParallel: 2 } as never });
    expect(await part("workflows:", [limited])).toBe(`workflows:
  ci:
    jobs:
      - t:
          name: t-1
          v: "1"
          serial-group: << pipeline.project.slug >>/<< pipeline.number >>/t/1-of-2
      - t:
          name: t-2
          v: "2"
          serial-group: << pipeline.project.slug >>/<< pipeline.number >>/t/2-of-2
      - t:
          name: t-3
          v: "3"
          serial-group: << pipeline.project.slug >>/<< pipeline.number >>/t/1-of-2`);
  });
});

describe("what started the run", () => {
  it("is said in the portable words", async () => {
    const jobs = [job("a", { env: [named("EVENT", reference("run.event"))] })];
    const triggers = { push: { branches: ["main"] }, mergeQueue: true, manual: {} } as never;
    expect(await part("jobs:", jobs, { triggers })).toContain(
      'EVENT: << (pipeline.git.branch or "") starts-with "gh-readonly-queue/" and "merge_queue" or pipeline.event.name == "api" and "manual" or pipeline.event.name >>',
    );
  });

  it.each([
    ["push", 'pipeline.event.name == "push" and not (pipeline.git.branch starts-with "gh-readonly-queue/")'],
    ["merge_queue", 'pipeline.git.branch starts-with "gh-readonly-queue/"'],
    ["manual", 'pipeline.event.name == "api"'],
    ["schedule", 'pipeline.event.name == "schedule"'],
    ["pull_request", 'pipeline.event.name == "pull_request"'],
  ])("is asked for: %s", async (word, filter) => {
    const condition = apply(F.EQUAL, ref("run.event"), lit(txt(word)));
    const triggers = { push: { branches: ["**"] }, mergeQueue: true } as never;
    const all = await part("workflows:", [job("a", { condition })], { triggers });
    expect(all).toContain(`filters: pipeline.git.tag == "" and ${filter}`);
  });
});

describe("pull requests alone", () => {
  it("are every branch but the one that they are made to", async () => {
    expect(
      await part("workflows:", [job("a")], {
        triggers: { pullRequest: {} },
        project: { defaultBranch: "trunk" },
      } as never),
    ).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters:
            branches:
              ignore: trunk`);
  });
});

describe("releases alone", () => {
  it("are tags", async () => {
    const condition = apply(F.EQUAL, ref("run.event"), lit(txt("release")));
    const triggers = { release: {}, push: { branches: ["main"] } } as never;
    expect(await part("workflows:", [job("a"), job("b", { condition })], { triggers })).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters:
            branches:
              only: main
            tags:
              only: /.*/
      - b:
          filters: (pipeline.git.branch == "main" or pipeline.git.tag != "") and pipeline.git.tag != ""`);
  });
});
