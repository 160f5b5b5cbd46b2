import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ArtifactMissing, Function as F, named, reference, text } from "cig/sdk";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { judgeCommands, judgeConfig, unescaped } from "../../../validators/circleci.ts";
import { apply, job, lit, matrix, ref, render, run, txt } from "./requests.ts";

type Step = { run?: string | { command: string; environment?: Record<string, string>; shell?: string } };
let place: string;

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "cig-circleci-"));
  mkdirSync(join(place, "repo"));
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

/** Runs the scripts of a job one after the other as CircleCI would, with its folders moved to a place of the test. */
function execute(
  steps: readonly Step[],
  variables: Record<string, string> = {},
): { code: number; output: string } {
  const bashEnv = join(place, "bash-env");
  writeFileSync(bashEnv, "", { flag: "a" });
  let output = "";
  for (const { run } of steps) {
    if (run === undefined) continue;
    const { command, environment = {} } = typeof run === "string" ? { command: run } : run;
    const here = (script: string) => unescaped(script).replaceAll("/tmp/cig", join(place, "cig"));
    const values = Object.entries(environment).map(([name, value]) => [name, unescaped(value)]);
    const env = {
      PATH: process.env.PATH!,
      HOME: place,
      ...variables,
      ...Object.fromEntries(values),
      BASH_ENV: bashEnv,
    };
    const result = spawnSync("bash", ["-eo", "pipefail", "-c", here(command)], {
      cwd: join(place, "repo"),
      env,
      encoding: "utf8",
      // To a bash whose input is a socket, as Node's pipes are, BASH_ENV says nothing.
      stdio: ["ignore", "pipe", "pipe"],
    });
    output += result.stdout + result.stderr;
    writeFileSync(bashEnv, here(readFileSync(bashEnv, "utf8")));
    if (result.status !== 0) return { code: result.status ?? -1, output };
  }
  return { code: 0, output };
}

function file(path: string, content = path): void {
  mkdirSync(dirname(join(place, "repo", path)), { recursive: true });
  writeFileSync(join(place, "repo", path), content);
}

async function stepsOf(jobs: Parameters<typeof job>[1][], id = "a", more: object = {}): Promise<Step[]> {
  const { content, diagnostics } = await render({
    ...more,
    jobs: jobs.map((each, index) => job(String.fromCharCode(97 + index), each)),
  });
  expect(content, JSON.stringify(diagnostics)).not.toBe("");
  expect(judgeConfig(content)).toEqual([]);
  const { steps, environment = {} } = parse(content).jobs[id];
  return steps.map((step: Step) => {
    const run = typeof step.run === "string" ? { command: step.run } : step.run;
    return run ? { run: { ...run, environment: { ...environment, ...run.environment } } } : step;
  });
}

const upload = (value: object) => ({ kind: { case: "upload", value } }) as never;

describe("the scripts of a job", () => {
  it("bring any value to a script as it is, and never as code", async () => {
    const characters = fc
      .array(
        fc.constantFrom(
          "'",
          '"',
          "$(touch x)",
          "`touch x`",
          "\\",
          "\n",
          "${HOME}",
          " ",
          "*",
          "<<",
          "\\<<",
          ";",
          "é",
          "-n",
          "a",
        ),
        { minLength: 1, maxLength: 6 },
      )
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(characters, characters, async (literal, secret) => {
        const steps = await stepsOf([
          {
            env: [named("OF_JOB", literal, reference("secrets.S"), literal), named("PLAIN", literal)],
            steps: [
              run('printf "%s\\0" "$OF_JOB" "$PLAIN" "$OF_STEP" "$AGAIN"', {
                env: [
                  named("OF_STEP", literal, reference("env.S"), reference("env.OF_JOB")),
                  named("AGAIN", literal),
                ],
              }),
            ],
          },
        ]);
        rmSync(join(place, "bash-env"), { force: true });
        const { output } = execute(steps, { S: secret });
        const ofJob = literal + secret + literal;
        expect(output.split("\0")).toEqual([ofJob, literal, literal + secret + ofJob, literal, ""]);
        expect(existsSync(join(place, "repo", "x"))).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it("run a user's script byte for byte", async () => {
    const script = "cat <<EOF\n$((1 << 4)) <<< \\<< x\nEOF\ncat <<<'here'";
    expect(execute(await stepsOf([{ steps: [run(script)] }])).output).toBe("16 <<< \\<< x\nhere\n");
    const limited = await stepsOf([{ steps: [run(script, { timeoutMinutes: 1 })] }]);
    expect(execute(limited).output).toBe("16 <<< \\<< x\nhere\n");
  });

  it("let a step fail where it may, and no other", async () => {
    const may = await stepsOf([
      { steps: [run("false\necho no", { continueOnError: true }), run("echo on")] },
    ]);
    expect(execute(may)).toEqual({ code: 0, output: "Failed with exit code 1, which this step may.\non\n" });
    const late = await stepsOf([{ steps: [run("sleep 90", { timeoutMinutes: 1 })] }]);
    (late[0]!.run as { command: string }).command = (late[0]!.run as { command: string }).command.replace(
      "timeout 60",
      "timeout 1",
    );
    expect(execute(late).code).toBe(124);
  });

  it("skip a step whose condition does not hold while the job runs", async () => {
    const steps = (value: string) =>
      stepsOf([
        {
          steps: [
            run("echo done", {
              condition: apply(
                F.OR,
                apply(F.EQUAL, ref("env.X"), lit(txt(value))),
                apply(F.ENDS_WITH, ref("env.X"), lit(txt("*z"))),
              ),
            }),
          ],
        },
      ]);
    expect(execute(await steps("yes"), { X: "yes" }).output).toBe("done\n");
    expect(execute(await steps("yes"), { X: "a*z" }).output).toBe("done\n");
    expect(execute(await steps("yes"), { X: "abz" }).output).toContain("Skipped");
  });

  it("hand outputs of steps and jobs on", async () => {
    const jobs = [
      {
        steps: [
          run("echo x=1 >> $GITHUB_OUTPUT; echo 'x=2 3' >> $GITHUB_OUTPUT", { id: "one" }),
          run('echo "<$X>"', { env: [named("X", reference("steps.one.outputs.x"))] }),
        ],
        outputs: [named("tag", "v", reference("steps.one.outputs.x"))],
      },
      { needs: ["a"], steps: [run('echo "[$T]"', { env: [named("T", reference("jobs.a.outputs.tag"))] })] },
    ];
    expect(execute(await stepsOf(jobs, "a")).output).toBe("<2 3>\n");
    spawnSync("mv", [join(place, "cig", "kept"), join(place, "cig", "attached")]);
    expect(execute(await stepsOf(jobs, "b")).output).toBe("[v2 3]\n");
  });

  it("gather files by patterns, and put them where they lay", async () => {
    for (const path of [
      "web/dist/a b.js",
      "web/dist/deep/c.js",
      "web/dist/deep/c.map",
      "web/dist/.hidden",
      "web/$x/{y}",
      "log.txt",
    ])
      file(path);
    const jobs = [
      {
        workingDirectory: "web",
        steps: [upload({ name: "out put", paths: ["dist/**", "!dist/**/*.map", "./$x/{y}", "nothing/*"] })],
      },
      {
        needs: ["a"],
        steps: [
          { kind: { case: "download", value: { name: "out put", job: "a", path: "it's/here" } } } as never,
        ],
      },
    ];
    expect(execute(await stepsOf(jobs, "a"))).toEqual({ code: 0, output: "" });
    spawnSync("mv", [join(place, "cig", "kept"), join(place, "cig", "attached")]);
    expect(execute(await stepsOf(jobs, "b"))).toEqual({ code: 0, output: "" });
    const found = spawnSync("find", ["it's/here", "-type", "f"], {
      cwd: join(place, "repo"),
      encoding: "utf8",
    }).stdout;
    expect(found.trim().split("\n").sort()).toEqual([
      "it's/here/web/$x/{y}",
      "it's/here/web/dist/.hidden",
      "it's/here/web/dist/a b.js",
      "it's/here/web/dist/deep/c.js",
    ]);
  });

  it("fail for missing files where the artifact says so", async () => {
    const steps = (ifMissing: ArtifactMissing) =>
      stepsOf([{ steps: [upload({ name: "n", paths: ["none"], ifMissing })] }]);
    expect(execute(await steps(ArtifactMissing.ERROR))).toEqual({
      code: 1,
      output: "There are no files for the artifact n.\n",
    });
    expect(execute(await steps(ArtifactMissing.WARN))).toEqual({
      code: 0,
      output: "There are no files for the artifact n.\n",
    });
    expect(execute(await steps(ArtifactMissing.IGNORE))).toEqual({ code: 0, output: "" });
  });

  it("compute a key from all files of a pattern, which changes with them", async () => {
    const git = (...args: string[]) =>
      spawnSync("git", args, { cwd: join(place, "repo"), env: { ...process.env, HOME: place } });
    git("init", "-q");
    file("a/x.lock", "1");
    file("b/y.toml", "1");
    file("b/z.txt", "1");
    git("add", ".");
    const steps = await stepsOf(
      [{ steps: [{ kind: { case: "cache", value: { id: "c" } } } as never] }],
      "a",
      {
        caches: [
          {
            id: "c",
            paths: ["p"],
            keyParts: [
              { kind: { case: "files", value: "**/*.{lock,toml}" } },
              { kind: { case: "text", value: text(reference("secrets.K")) } },
            ],
          },
        ],
      },
    );
    const key = (variables: Record<string, string>) => {
      expect(execute(steps, variables).code).toBe(0);
      return readFileSync(join(place, "cig", "keys", "c"), "utf8");
    };
    const first = key({ K: "k" });
    expect(first.split("\n").map((line) => line.split("\t")[1] ?? line)).toEqual([
      "a/x.lock",
      "b/y.toml",
      "k",
      "",
    ]);
    expect(key({ K: "other" })).not.toBe(first);
    file("a/x.lock", "2");
    git("add", ".");
    expect(key({ K: "k" })).not.toBe(first);
  });

  it("start services on a machine, and wait for them", async () => {
    const bin = join(place, "bin");
    mkdirSync(bin);
    writeFileSync(
      join(bin, "docker"),
      '#!/bin/sh\necho "$PASS|$*" | tr "\\n" " "; echo\n[ "$1" != exec ] || [ -e "$HOME/ready" ] || { touch "$HOME/ready"; exit 1; }\n',
    );
    chmodSync(join(bin, "docker"), 0o755);
    const steps = await stepsOf([
      {
        runner: { id: "ubuntu-24.04", os: "linux", arch: "amd64" } as never,
        services: [
          {
            name: "db",
            image: text("postgres:16"),
            ports: [{ container: 5432, host: 15432 }],
            env: [named("PASS", reference("secrets.P"))],
            ready: { command: "pg_isready -q", intervalSeconds: 1, retries: 3 },
            options: ["--memory", "1 g"],
          },
        ] as never,
      },
    ]);
    const { code, output } = execute(steps.slice(0, 2), {
      P: "it's\nme",
      PATH: `${bin}:${process.env.PATH}`,
    });
    expect(code).toBe(0);
    expect(output).toBe(
      "it's me|run --detach --name db --publish 15432:5432 --env PASS --memory 1 g postgres:16 \n",
    );
  });

  it("please shellcheck", async () => {
    const { content } = await render({
      caches: [{ id: "c", paths: ["p"], keyParts: [{ kind: { case: "files", value: "**/x" } }] }],
      jobs: [
        job("a", {
          ...matrix("a", { v: ["1", "2"] }),
          services: [
            { name: "db", image: text("x"), ports: [{ container: 1 }], ready: { command: "c" } },
          ] as never,
          env: [named("A", reference("secrets.A"))],
          steps: [
            {
              kind: {
                case: "checkout",
                value: { ref: text("v", reference("matrix.v")), submodules: 2, lfs: true },
              },
            } as never,
            { kind: { case: "cache", value: { id: "c" } } } as never,
            run("make", {
              env: [named("B", reference("git.ref"), reference("runner.os"), reference("workspace"))],
              condition: apply(F.EQUAL, ref("env.A"), lit(txt("x"))),
              timeoutMinutes: 1,
              continueOnError: true,
            }),
            upload({ name: "n", paths: ["a/**", "b c", "!a/x"] }),
          ],
        }),
        job("b", {
          needs: ["a"],
          steps: [{ kind: { case: "download", value: { name: "n", job: "a", path: "p q" } } } as never],
        }),
      ],
    });
    expect(judgeCommands(content) ?? []).toEqual([]);
  });
});
