import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RetryCause, reference, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeScripts, judgeWorkflow } from "../../../validators/github.ts";
import { commandOf, openMachine, type Rendered, stepsOf } from "./machine.ts";
import { type JobInit, job, matrix, render, run } from "./requests.ts";

/** Notes each try in the file `tries`, and ends with the status in the file `status-N`, or 0. */
const flaky = "echo try >> tries; n=$(grep -c try tries); exit $(cat status-$n 2> /dev/null || echo 0)";

async function firstStep(step: ReturnType<typeof run>, more: JobInit = {}): Promise<Rendered> {
  return (await stepsOf({ jobs: [job("a", { steps: [step], ...more })] }))[0]!;
}

function outcome(step: Rendered, statuses: readonly number[], sh = false): [number | null, number] {
  const machine = openMachine({ sh });
  for (const [index, status] of statuses.entries()) machine.write(`status-${index + 1}`, String(status));
  const { code } = machine.run(step);
  return [code, readFileSync(join(machine.workspace, "tries"), "utf8").split("\n").length - 1];
}

describe("a script that is tried again", () => {
  it("stays as it was written, the loop in its shell", async () => {
    const step = run("npm test", { retry: { max: 2 } } as never);
    const { content } = await render({ jobs: [job("a", { steps: [step] })] });
    expect(content.slice(content.indexOf("      - run"))).toBe(`      - run: npm test
        shell: bash -c "for left in 2 1 0; do bash --noprofile --norc -eo pipefail $0; code=$?; [ $code = 0 ] && break; echo Exit status $code, $left tries left; done; exit $code" {0}
`);
    expect(await judgeWorkflow(content)).toEqual([]);
    expect(judgeScripts(content) ?? []).toEqual([]);
  });

  it("is tried until it succeeds, and no more often than it may be", async () => {
    const step = await firstStep(run(flaky, { retry: { max: 2 } } as never));
    expect(outcome(step, [])).toEqual([0, 1]);
    expect(outcome(step, [1])).toEqual([0, 2]);
    expect(outcome(step, [1, 7])).toEqual([0, 3]);
    expect(outcome(step, [1, 7, 9, 1])).toEqual([9, 3]);
  });

  it("is tried again after the exit statuses that are listed, and no other", async () => {
    const step = await firstStep(run(flaky, { retry: { max: 3, exitStatuses: [2, 137] } } as never));
    expect(outcome(step, [137, 2])).toEqual([0, 3]);
    expect(outcome(step, [2, 1, 2])).toEqual([1, 2]);
    const both = { max: 1, exitStatuses: [2], causes: [RetryCause.FAILURE] };
    expect(outcome(await firstStep(run(flaky, { retry: both } as never)), [5])).toEqual([0, 2]);
  });

  it("keeps its own shell, and ends at the first command that fails", async () => {
    const inSh = run("echo try >> tries; false; true", { shell: "sh", retry: { max: 1 } } as never);
    expect(outcome(await firstStep(inSh), [])).toEqual([1, 2]);
    const python = run("import sys; open('tries', 'a').write('try\\n'); sys.exit(4)", {
      shell: "python",
      retry: { max: 2, exitStatuses: [4] },
    } as never);
    const step = await firstStep(python);
    const shell = step.shell!.replace("python $0", "python3 $0");
    expect(outcome({ ...step, shell }, [])).toEqual([4, 3]);
    const pipe = run("echo try >> tries; false | true", { retry: { max: 1 } } as never);
    expect(outcome(await firstStep(pipe), [])).toEqual([1, 2]);
  });

  it("has its timeout for each try", async () => {
    const hangs = "echo try >> tries; [ $(grep -c try tries) = 2 ] || sleep 20";
    const step = await firstStep(run(hangs, { retry: { max: 1 }, timeoutMinutes: 1 } as never));
    expect(step["timeout-minutes"]).toBe(undefined);
    expect(step.shell).toContain("timeout -k 10 60 bash --noprofile");
    const quick = { ...step, shell: step.shell!.replace("-k 10 60", "-k 10 0.3") };
    expect(outcome(quick, [])).toEqual([0, 2]);
    const only = await firstStep(
      run(hangs, { retry: { max: 1, causes: [RetryCause.FAILURE] }, timeoutMinutes: 1 } as never),
    );
    expect(outcome({ ...only, shell: only.shell!.replace("-k 10 60", "-k 10 0.3") }, [])).toEqual([124, 1]);
    const late = await firstStep(
      run(flaky, { retry: { max: 2, causes: [RetryCause.TIMEOUT] }, timeoutMinutes: 1 } as never),
    );
    expect(outcome(late, [124, 5])).toEqual([5, 2]);
  });

  it("is each script of a job that is to be tried again, unless its failure ends nothing", async () => {
    const { content } = await render({
      jobs: [
        job("a", {
          retry: { max: 1, exitStatuses: [75] },
          steps: [
            run("one"),
            run("two", { continueOnError: true }),
            run("three", { retry: { max: 2 }, timeoutMinutes: 3 } as never),
            run("four", { timeoutMinutes: 5 }),
          ],
        } as never),
      ],
    });
    expect(content.slice(content.indexOf("      - run"))).toBe(`      - run: one
        shell: bash -c "for left in 1 0; do bash --noprofile --norc -eo pipefail $0; code=$?; case $code in 75) ;; *) break ;; esac; echo Exit status $code, the job has $left tries left; done; exit $code" {0}
      - run: two
        continue-on-error: true
      - run: three
        shell: bash -c "for left in 2 1 0; do timeout -k 10 180 bash --noprofile --norc -eo pipefail $0; code=$?; [ $code = 0 ] && break; echo Exit status $code, $left tries left; done; exit $code" {0}
      - run: four
        shell: bash -c "for left in 1 0; do bash --noprofile --norc -eo pipefail $0; code=$?; case $code in 75) ;; *) break ;; esac; echo Exit status $code, the job has $left tries left; done; exit $code" {0}
        timeout-minutes: 5
`);
  });

  it("is not one where nothing could be tried again", async () => {
    const codes = async (step: object, more: object = {}) => {
      const { codes, content } = await render({
        jobs: [job("a", { steps: [run("x", step as never)], ...more })],
      });
      return [codes, content.includes("for left")];
    };
    expect(await codes({ retry: { max: 1, causes: [RetryCause.RUNNER_LOST] } })).toEqual([["GH027"], false]);
    expect(await codes({ retry: { max: 1, causes: [RetryCause.TIMEOUT] } })).toEqual([["GH027"], false]);
    expect(await codes({}, { retry: { max: 1, causes: [RetryCause.TIMEOUT] } })).toEqual([[], false]);
  });

  it("is refused where no shell can start it again", async () => {
    for (const shell of ["pwsh", "powershell", "cmd"]) {
      const { diagnostics } = await render({
        jobs: [
          job("a", {
            steps: [run("x", { shell, retry: { max: 1 }, subject: ["jobs", "a", "steps", "0"] } as never)],
          }),
        ],
      });
      expect(diagnostics.map(({ code, location }) => [code, location?.subject])).toEqual([
        ["GH025", ["jobs", "a", "steps", "0", "retry"]],
      ]);
    }
    const onMac = {
      runner: { os: "macos" },
      steps: [run("x", { retry: { max: 1 }, timeoutMinutes: 1 } as never)],
    };
    expect((await render({ jobs: [job("a", onMac as never)] })).codes).toEqual(["GH025"]);
  });

  it("arrives byte for byte, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.constantFrom("'", '"', "$x", "`id`", "\\", "{0}", "${{ x }}", "EOF", "\n", "#", "é", ";", "&"),
          {
            maxLength: 8,
          },
        ),
        async (pieces) => {
          const line = pieces.join("").replaceAll("\n", " ");
          const script = `cat > copy <<'END_OF_IT'\n${line}\nEND_OF_IT`;
          for (const more of [{ retry: { max: 1 } }, {}]) {
            const step = (
              await stepsOf({ jobs: [job("a", { steps: [run(script, more as never)] })] }, ["GH014"])
            )[0]!;
            const machine = openMachine();
            expect(machine.run({ ...step, run: step.run!.replaceAll("${{ '${{' }}", "${{") }).code).toBe(0);
            expect(readFileSync(join(machine.workspace, "copy"), "utf8")).toBe(`${line}\n`);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("a step in the background", () => {
  const jobs = (
    more: object = {},
    script = "echo started; touch flag; while [ ! -e stop ]; do sleep 0.05; done; exit 3",
  ) => [
    job("a", { steps: [run(script, { background: true, name: "Server", ...more } as never), run("next")] }),
  ];

  it("goes on beside the others; what it said is shown at the end, and obeyed by nobody", async () => {
    const { content } = await render({ jobs: jobs() });
    expect(await judgeWorkflow(content)).toEqual([]);
    expect(judgeScripts(content) ?? []).toEqual([]);
    const [start, , log] = await stepsOf({
      jobs: jobs({}, "echo '::error::mine'; touch flag; while [ ! -e stop ]; do sleep 0.05; done; exit 3"),
    });
    expect([log!.name, log!.if]).toEqual(["Output of: Server", "always()"]);
    const machine = openMachine();
    expect(machine.run(start!)).toMatchObject({ code: 0, out: "" });
    const wait = "for i in $(seq 100); do [ -e FILE ] && exit 0; sleep 0.05; done; exit 1";
    expect(machine.run({ run: wait.replace("FILE", "flag") }).code).toBe(0);
    const early = machine.run(log!);
    expect(early.out).toMatch(/^::stop-commands::([0-9a-f]{32})\n::error::mine\n\n::\1::\n$/);
    machine.write("stop", "");
    expect(machine.run({ run: wait.replace("FILE", '"$RUNNER_TEMP/cig-background-1.status"') }).code).toBe(0);
    expect(machine.run(log!).out).toContain(
      "::warning::The step in the background ended with exit status 3.\n",
    );
  });

  it("says nothing where it never started", async () => {
    const steps = await stepsOf({ jobs: jobs() });
    expect(openMachine({ sh: true }).run(steps[2]!)).toMatchObject({ code: 0, out: "" });
  });

  it("may be tried again and may have a timeout", async () => {
    const [start] = await stepsOf({
      jobs: jobs({ retry: { max: 1 }, timeoutMinutes: 2 }, "echo try >> tries; exit 1"),
    });
    expect(start!["timeout-minutes"]).toBe(undefined);
    const machine = openMachine();
    machine.run(start!);
    machine.run({
      run: 'for i in $(seq 100); do [ -s "$RUNNER_TEMP/cig-background-1.status" ] && exit 0; sleep 0.05; done; exit 1',
    });
    expect(readFileSync(join(machine.workspace, "tries"), "utf8")).toBe("try\ntry\n");
  });

  it("has a name from its script, and files of its own", async () => {
    const steps = await stepsOf({
      jobs: [
        job("a", {
          workingDirectory: "web",
          shell: "pwsh",
          steps: [
            run("serve --port 1\nmore", { background: true, shell: "bash" }),
            run("watch", { background: true, shell: "sh" }),
          ],
        }),
      ],
    });
    expect(steps.map(({ name }) => name)).toEqual([
      undefined,
      undefined,
      "Output of: serve --port 1",
      "Output of: watch",
    ]);
    expect(steps.slice(2).map(({ env, shell, ...rest }) => [env, shell, rest["working-directory"]])).toEqual([
      [{ CIG_BACKGROUND: "cig-background-1" }, "bash", "."],
      [{ CIG_BACKGROUND: "cig-background-2" }, "bash", "."],
    ]);
  });

  it("is refused in shells that cannot", async () => {
    const { codes } = await render({ jobs: jobs({ shell: "cmd" }) });
    expect(codes).toEqual(["GH025"]);
  });
});

describe("a script that leaves outputs", () => {
  it("finds GitHub's file under the name that it has everywhere", async () => {
    const step = await firstStep(run('echo "a=1" >> "$CIG_OUTPUT"\necho "b=2" >> "$GITHUB_OUTPUT"'));
    expect(openMachine({ sh: true }).run(step)).toMatchObject({ code: 0, outputs: "a=1\nb=2\n" });
    const python = await firstStep(
      run("import os\nopen(os.environ['CIG_OUTPUT'], 'a').write('a=1\\n')", { shell: "python" }),
    );
    expect(openMachine().run(python)).toMatchObject({ code: 0, outputs: "a=1\n" });
    const lines = async (shell: string) =>
      (await firstStep(run("x CIG_OUTPUT", { shell }))).run!.split("\n")[0];
    expect(await lines("pwsh")).toBe("$env:CIG_OUTPUT = $env:GITHUB_OUTPUT");
    expect(await lines("cmd")).toBe('@set "CIG_OUTPUT=%GITHUB_OUTPUT%"');
  });

  it("finds it in what it runs, too", async () => {
    expect((await firstStep(run("./build", { outputs: ["version"] }))).run).toBe(
      'export CIG_OUTPUT="$GITHUB_OUTPUT"\n./build\n',
    );
    expect((await firstStep(run("./build"))).run).toBe("./build");
    expect((await firstStep(run("./build >> $GITHUB_OUTPUT", { outputs: ["v"] }))).run).toBe(
      "./build >> $GITHUB_OUTPUT",
    );
  });

  it("is refused where a line in front would break it", async () => {
    for (const [shell, script] of [
      ["python", "from __future__ import annotations\nCIG_OUTPUT"],
      ["pwsh", "# x\nparam ([string] $a)\n$env:CIG_OUTPUT"],
    ] as const)
      expect((await render({ jobs: [job("a", { steps: [run(script, { shell })] })] })).codes).toEqual([
        "GH024",
      ]);
  });
});

describe("the shell of a job", () => {
  it("is a bash that sees failures in pipes, wherever GitHub's own would not", async () => {
    const shell = async (script: string, more: JobInit = {}) =>
      /shell: (.*)/.exec(
        (await render({ jobs: [job("a", { steps: [run(script)], ...more })] })).content,
      )?.[1];
    expect(await shell("make")).toBe(undefined);
    expect(await shell("make || true")).toBe(undefined);
    expect(await shell("make | tee log")).toBe("bash");
    expect(await shell("make |& tee log")).toBe("bash");
    expect(await shell(". ./lib.sh")).toBe("bash");
    expect(await shell("set -x\nmake")).toBe("bash");
    expect(await shell("make", { image: { image: text("ruby:3") } } as never)).toBe("bash");
    expect(await shell("make | tee log", { shell: "sh" })).toBe("sh");
    expect(await shell("make", matrix("a", { os: ["linux", "windows"] }))).toBe("bash");
  });
});

describe("an identity token", () => {
  const answer = `{"count":1,"value":"eyJ0.e-30_x.sig"}`;

  async function tokenStep(oidc: object, more: object = {}): Promise<Rendered[]> {
    const { content, diagnostics } = await render({ jobs: [job("a", { oidc, ...more } as never)] });
    expect(diagnostics).toEqual([]);
    expect(await judgeWorkflow(content)).toEqual([]);
    expect(judgeScripts(content) ?? []).toEqual([]);
    return stepsOf({ jobs: [job("a", { oidc, ...more } as never)] });
  }

  it("is a right, beside those that the job has anyway", async () => {
    const { content } = await render({
      permissions: [{ scope: "issues", access: 3 }],
      jobs: [job("a", { oidc: {} } as never)],
    });
    expect(content).toContain("    permissions:\n      id-token: write\n      issues: write\n");
    expect(content).not.toContain("Get an identity token");
  });

  it("is asked for and handed on, masked, to whom it is for", async () => {
    const [step, own] = await tokenStep({ audience: text("sts & co"), env: "CLOUD_TOKEN" });
    expect(own!.run).toBe("make");
    const machine = openMachine({ sh: true });
    machine.write(
      "bin/curl",
      `#!/bin/sh\nprintf '%s\\n' "$@" > "$HOME/asked"\nprintf '%s' '${answer}'\n`,
      0o755,
    );
    const ran = machine.run(step!, {
      PATH: `${machine.workspace}/bin:${process.env.PATH}`,
      CIG_OIDC_AUDIENCE: "sts & co",
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://x/?api-version=2",
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
    });
    expect(ran).toMatchObject({
      code: 0,
      out: "::add-mask::eyJ0.e-30_x.sig\n",
      variables: "CLOUD_TOKEN=eyJ0.e-30_x.sig\n",
    });
    expect(readFileSync(join(machine.workspace, "../asked"), "utf8").split("\n")).toContain(
      "audience=sts & co",
    );
  });

  it("fails where GitHub gives none, and takes nothing that is no token", async () => {
    const [step] = await tokenStep({ env: "T" });
    const machine = openMachine();
    expect(machine.run(step!)).toMatchObject({ code: 1, variables: "" });
    machine.write("bin/curl", `#!/bin/sh\nprintf '{"value":"a\\\\nPATH=/evil"}'\n`, 0o755);
    const env = {
      PATH: `${machine.workspace}/bin:${process.env.PATH}`,
      ACTIONS_ID_TOKEN_REQUEST_URL: "https://x",
    };
    expect(machine.run(step!, env)).toMatchObject({ code: 1, variables: "" });
  });

  it("tells tools that ask themselves whom it is for", async () => {
    const { content } = await render({
      jobs: [job("a", { oidc: { audience: text("for-", reference("git.branch")) } } as never)],
    });
    expect(content).toContain(
      "      CIG_OIDC_AUDIENCE: for-${{ github.head_ref || github.ref_type == 'branch' && github.ref_name || '' }}\n",
    );
  });

  it("has a variable that GitHub lets a step set", async () => {
    for (const env of ["GITHUB_X", "PATH", "a b", "RUNNER_TEMP", "NODE_OPTIONS"])
      expect((await render({ jobs: [job("a", { oidc: { env } } as never)] })).codes).toEqual(["GH001"]);
  });
});

it("reads a shell line as the runner does", () => {
  expect(commandOf('bash -c "a \\"b c\\" $x; d" {0}')).toEqual(["bash", "-c", 'a "b c" $x; d', "{0}"]);
});
