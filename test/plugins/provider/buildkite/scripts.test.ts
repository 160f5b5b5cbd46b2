import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Function as F, named, reference, text } from "cig/sdk";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { judgeCommands, judgePipeline } from "../../../validators/buildkite.ts";
import { runStep, type World } from "./bash.ts";
import { apply, type JobInit, job, lit, matrix, ref, render, run, type StepInit, txt } from "./requests.ts";

const checkout = { kind: { case: "checkout", value: {} } } as never;

async function ran(more: JobInit, world: World = {}, output = {}) {
  const { content, codes } = await render({
    jobs: [job("t", { steps: [checkout, ...((more.steps ?? []) as never[])], ...without(more) } as JobInit)],
    ...output,
  } as never);
  expect([content === "" ? codes : [], judgePipeline(content), judgeCommands(content) ?? []]).toEqual([
    [],
    [],
    [],
  ]);
  return runStep(content, "t", world);
}

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-bk-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function without({ steps: _, ...more }: JobInit): JobInit {
  return more as JobInit;
}

function step(kind: string, value: object, more: Partial<StepInit> = {}) {
  return { ...more, kind: { case: kind, value } } as never;
}

const success = apply(F.SUCCESS);
const failure = apply(F.FAILURE);
const always = apply(F.ALWAYS);

describe("Steps of a job", () => {
  test("run in their order, and leave nothing but files", async () => {
    const { out, status } = await ran({
      steps: [run("A=1; cd /; touch here || :; echo one"), run('pwd > p; echo "two ${A:-}"')],
    });
    expect([status, out]).toEqual([
      0,
      '--- A=1; cd /; touch here || :; echo one\none\n--- pwd > p; echo "two ${A:-}"\ntwo \n',
    ]);
  });

  test("have a heading where they have a name, also alone", async () => {
    const { out } = await ran({ steps: [run("pwd > /dev/null", { name: "It's $HOME" })] });
    expect(out).toBe("--- It's $HOME\n");
  });

  test("stop at the first failure, with its status", async () => {
    const { out, status } = await ran({ steps: [run("false | true; echo no"), run("echo never")] });
    expect([status, out]).toEqual([1, "--- false | true; echo no\n"]);
  });

  test("run after failures where they say so", async () => {
    const { out, status } = await ran({
      steps: [
        run("echo a"),
        run("exit 6", { continueOnError: true }),
        run("exit 7"),
        run("echo never"),
        run("echo never", { condition: success }),
        run("echo failed", { condition: failure }),
        run("echo always; exit 9", { condition: always }),
        run("echo either", {
          condition: apply(F.OR, failure, apply(F.EQUAL, ref("git.branch"), lit(txt("x")))),
        }),
      ],
    });
    expect([status, out.split("\n").filter((line) => !line.startsWith("---"))]).toEqual([
      7,
      ["a", "Failed with exit status 6, which this step may.", "failed", "always", "either", ""],
    ]);
  });

  test("have their own variables, folders and shells", async () => {
    const { out } = await ran({
      env: [named("A", "job"), named("B", reference("git.sha"))],
      steps: [
        run("mkdir -p sub/x"),
        run('printf "%s %s %s %s\\n" "$A" "$B" "$C" "${PWD##*/}"', {
          env: [named("A", 'it\'s "$HOME" \\$x'), named("C", "<", reference("git.branch"), ">")],
          workingDirectory: "sub/x",
        }),
        run('echo "$A${C:-}"', { shell: "sh" }),
        run("import os; print(os.environ['A'])", { shell: "python" }),
      ],
    });
    expect(out.split("\n").filter((line) => !line.startsWith("---"))).toEqual([
      'it\'s "$HOME" \\$x 0123456789abcdef0123456789abcdef01234567 <main> x',
      "job",
      "job",
      "",
    ]);
  });

  test("are left out by their conditions", async () => {
    const steps = [
      run("echo main", { condition: apply(F.EQUAL, ref("git.branch"), lit(txt("main"))) }),
      run("echo other", { condition: apply(F.NOT_EQUAL, ref("git.branch"), lit(txt("main"))) }),
      run("echo pull", { condition: apply(F.EQUAL, ref("run.event"), lit(txt("pull_request"))) }),
    ];
    const lines = async (env: Record<string, string>) =>
      (await ran({ steps }, { env })).out.split("\n").filter((line) => line && !line.startsWith("---"));
    expect(await lines({})).toEqual(["main"]);
    expect(await lines({ BUILDKITE_TAG: "main" })).toEqual(["other"]);
    const pull = {
      BUILDKITE_PULL_REQUEST: "7",
      BUILDKITE_PULL_REQUEST_REPO: "git://example.org/acme/app.git",
    };
    expect(await lines(pull)).toEqual(["main", "pull"]);
    // A fork's branch of the same name is none of this repository.
    expect(await lines({ ...pull, BUILDKITE_PULL_REQUEST_REPO: "git://example.org/fork/app.git" })).toEqual([
      "other",
      "pull",
    ]);
  });

  test("give each other values, also of several lines", async () => {
    const { out } = await ran({
      steps: [
        run('echo "a=1=2" >> "$CIG_OUTPUT"; echo "a=it\'s \\"$HOME\\"" >> "$CIG_OUTPUT"', { id: "one" }),
        run("printf 'b<<X\\nline 1\\n a=2\\nX\\n' >> \"$GITHUB_OUTPUT\"", { id: "two" }),
        run('printf "<%s>" "$A" "$B" "$NONE"', {
          env: [
            named("A", reference("steps.one.outputs.a")),
            named("B", reference("steps.two.outputs.b")),
            named("NONE", reference("steps.one.outputs.none")),
          ],
        }),
      ],
    });
    expect(out).toMatch(/<it's "\/.*"><line 1\n a=2><>$/);
  });

  test("are tried again", async () => {
    const again = await ran({
      steps: [run("echo x >> n; [ $(wc -l < n) -ge 3 ]", { retry: { max: 2 } } as never), run("wc -l < n")],
    });
    expect([again.status, again.out.trim().split("\n").at(-1)?.trim()]).toEqual([0, "3"]);
  });
});

test("Outputs of a job are left as meta-data, empty ones are not", async () => {
  const { calls } = await ran({
    steps: [run('echo "v=1 2" >> "$CIG_OUTPUT"', { id: "s" })],
    outputs: [named("v", reference("steps.s.outputs.v")), named("none", reference("steps.s.outputs.none"))],
  });
  expect(calls).toEqual(["buildkite-agent meta-data set t.outputs.v 1 2"]);
});

describe("A job that has to ask", () => {
  const asks = {
    needs: ["a"],
    condition: apply(F.EQUAL, ref("jobs.a.outputs.go"), lit(txt("yes"))),
  } as JobInit;
  async function asked(more: JobInit, agent: string) {
    const { content } = await render({
      jobs: [job("a"), job("b"), job("t", { steps: [checkout, run("echo works")], ...more })],
    });
    return runStep(content, "t", { agent });
  }

  test("works where the answer is yes", async () => {
    const { out, status } = await asked(asks, "echo yes");
    expect([status, out]).toEqual([0, "works\n"]);
  });

  test("ends well and says so where it is no", async () => {
    const { out, calls, status } = await asked(asks, "echo no");
    expect([status, out.includes("works")]).toEqual([0, false]);
    expect(calls.at(-1)).toBe("buildkite-agent meta-data set cig:skipped:t true");
  });

  test("works after a failure alone, where it is for that", async () => {
    const wanted = { needs: ["a"], condition: failure } as JobInit;
    expect((await asked(wanted, "echo hard_failed")).out).toBe("--- echo works\nworks\n");
    expect((await asked(wanted, "echo passed")).out).not.toContain("works");
  });

  test("works where one of several has done its work", async () => {
    const any = { needsAny: ["a", "b"] } as JobInit;
    const agent = (outcome: string, skipped: string) =>
      `case "$*" in *"outcome --step b") echo ${outcome} ;; *exists*:b) ${skipped} ;; *exists*) exit 1 ;; *) echo hard_failed ;; esac`;
    expect((await asked(any, agent("passed", "exit 1"))).out).toBe("--- echo works\nworks\n");
    expect((await asked(any, agent("hard_failed", "exit 1"))).out).not.toContain("works");
    expect((await asked(any, agent("passed", "exit 0"))).out).not.toContain("works");
  });
});

describe("Files", () => {
  test("are kept with their folders, without those that are taken out", async () => {
    const list = `(cd "\${@: -1}" 2> /dev/null || :); [ "$1 $2" = "artifact upload" ] && find . -type f | LC_ALL=C sort >> "$HOME/found" || :`;
    const { folder, status, calls } = await ran(
      {
        steps: [
          run("mkdir -p dist/a .hid; touch dist/x.js dist/a/y.js dist/a/y.map .hid/z other"),
          step("upload", { name: "site", paths: ["dist/**", ".hid", "!dist/**/*.map", "none/{a,b}"] }),
        ],
      },
      { agent: list },
    );
    expect(status).toBe(0);
    expect(calls).toEqual(["buildkite-agent artifact upload site/**/*"]);
    expect(readFileSync(join(folder, "../found"), "utf8")).toBe(
      "./site/.hid/z\n./site/dist/a/y.js\n./site/dist/x.js\n",
    );
  });

  test.each([
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 0],
  ])("that are missing end a job as it wants (%i)", async (ifMissing, wanted) => {
    const { status, calls } = await ran({
      steps: [step("upload", { name: "x", paths: ["no/*"], ifMissing })],
    });
    expect([status, calls]).toEqual([wanted, []]);
  });

  test("of another job lie where they lay, or below a folder", async () => {
    const { content } = await render({
      jobs: [
        job("a", {
          ...matrix("a", { x: ["1", "2"] }),
          steps: [step("upload", { name: "site", paths: ["dist"] })],
          parallelism: 2,
        }),
        job("t", {
          needs: ["a"],
          steps: [
            checkout,
            step("download", { name: "site", job: "a" }),
            step("download", { name: "site", job: "a", path: "in" }, { workingDirectory: "app" }),
          ],
        }),
      ],
    } as never);
    const agent = `[ "$2" != download ] || { mkdir -p site/dist; echo "$6" > "site/dist/$6"; }`;
    const { folder, status } = runStep(content, "t", { agent });
    expect(status).toBe(0);
    for (const path of ["dist/a-1", "dist/a-2", "app/in/dist/a-1", "app/in/dist/a-2"])
      expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
  });

  test("of a workspace keep their modes", async () => {
    const { content } = await render({
      jobs: [
        job("a", {
          steps: [
            checkout,
            run("mkdir b; echo > b/run; chmod 755 b/run"),
            step("upload", { name: "w", paths: ["b"], workspace: true }),
          ],
        }),
        job("t", {
          needs: ["a"],
          steps: [checkout, step("download", { name: "w", job: "a", workspace: true }), run("test -x b/run")],
        }),
      ],
    } as never);
    const store = tempFolder();
    const agent = `case "$2" in upload) cp w/*.tgz "${store}" ;; download) mkdir -p w; cp "${store}"/*.tgz w ;; esac`;
    expect(runStep(content, "a", { agent }).status).toBe(0);
    expect(runStep(content, "t", { agent }).status).toBe(0);
  });
});

describe("A cache", () => {
  const caches = [
    {
      id: "npm",
      paths: ["node_modules", "~/.npm"],
      keyParts: [
        { kind: { case: "files", value: "package-lock.json" } },
        { kind: { case: "text", value: text("n", reference("git.branch")) } },
      ],
    },
  ];

  test("is kept by its key, comes back, and falls back to what begins so", async () => {
    const { content } = await render({
      caches,
      jobs: [
        job("t", {
          steps: [
            checkout,
            run('git init -q; printf %s "$LOCK" > package-lock.json; git add .'),
            step("cache", { id: "npm", mode: 1 }),
            run(
              'cat node_modules/x "$HOME/.npm/y" || { mkdir -p node_modules "$HOME/.npm"; echo "$LOCK" > node_modules/x; echo "$LOCK" > "$HOME/.npm/y"; }',
            ),
          ],
        }),
      ],
    } as never);
    const store = tempFolder();
    const once = (lock: string, branch = "main") =>
      runStep(content, "t", { env: { LOCK: lock, CIG_CACHE: store, BUILDKITE_BRANCH: branch } });
    const first = once("1");
    expect([first.status, first.out]).toEqual([0, expect.stringContaining("Saved npm-linux-amd64-nmain-")]);
    expect(once("1").out).toMatch(/Restoring npm-linux-amd64-nmain-.*\n.*\n1\n1\n(?!.*Saved)/);
    const other = once("2");
    expect(other.out).toMatch(/Restoring npm-linux-amd64-nmain-[\s\S]*\n1\n1\n[\s\S]*Saved/);
    expect(once("1", "f/$(touch x)").out).toContain("npm-linux-amd64-nf___touch_x_");
  });
});

test("A job in an image runs its scripts there, with their variables, and takes it down", async () => {
  const { calls, out, status } = await ran({
    image: { image: text("node:20"), env: [named("IN", "1")] } as never,
    services: [
      {
        name: "db",
        image: text("postgres:16"),
        ports: [{ container: 5432 }],
        env: [named("PASSWORD", "it's $x"), named("discovery.type", "one")],
        ready: { command: "test -d /" },
        options: ["--shm-size=1g"],
      },
    ] as never,
    env: [named("A", "job")],
    steps: [run('echo "$A $B"', { env: [named("B", "step")] as never, timeoutMinutes: 2 })],
  });
  expect([status, out.split("\n").at(-2)]).toEqual([0, "job step"]);
  expect(calls.map((call) => call.replace(/\/\S+/g, "…"))).toEqual([
    "docker network create cig-j-1",
    "docker run --detach --name cig-j-1-db --network cig-j-1 --network-alias db --env PASSWORD --env discovery.type=one --shm-size=1g postgres:16",
    "docker run --detach --name cig-j-1-job --network cig-j-1 --volume … --volume … --workdir … --env HOME=… --env CIG_TEMP --env BASH_ENV --env GIT_CONFIG_COUNT=1 --env GIT_CONFIG_KEY_0=safe.directory --env GIT_CONFIG_VALUE_0=* --env IN --entrypoint tail node:20 -f …",
    "docker exec cig-j-1-db sh -c test -d /",
    'docker exec --workdir … --env A --env B cig-j-1-job timeout 120 bash -eo pipefail -c echo "$A $B"',
    expect.stringContaining("docker exec cig-j-1-job chown -R "),
    "docker rm --force --volumes cig-j-1-db cig-j-1-job",
    "docker network rm cig-j-1",
  ]);
});

test("A service that is not ready in time ends the job", async () => {
  const { status, err } = await ran(
    {
      services: [
        { name: "db", image: text("x"), ready: { command: "no", intervalSeconds: 1, retries: 1 } },
      ] as never,
      steps: [run("echo never"), run("echo never")],
    },
    { agent: "" },
  ).catch((error) => error);
  expect([status === 0, err ?? ""]).toEqual([
    false,
    expect.stringContaining("db is not ready after 1 seconds."),
  ]);
});

test("A password reaches Docker by its input, and no other job", async () => {
  const { content } = await render({
    jobs: [
      job("t", {
        image: {
          image: text("ghcr.io/acme/app:1"),
          credentials: { username: text("me"), password: text(reference("secrets.TOKEN")) },
        },
        steps: [checkout, run("true"), run("true")],
      } as never),
    ],
  });
  const { calls } = runStep(content, "t", { env: { TOKEN: "geheim" } });
  expect(calls[1]).toBe("docker login --username me --password-stdin ghcr.io");
  expect(calls.join()).not.toContain("geheim");
});

test("Reports are shown and kept, and their lack is no failure", async () => {
  const junit = `<testsuite><testcase classname="C" name="a &lt; b"/><testcase name="bad"><failure>x</failure></testcase></testsuite>`;
  const { content } = await render({
    jobs: [
      job("t", {
        steps: [
          checkout,
          run(
            `mkdir r; printf '%s' '${junit}' > r/j.xml; echo '# Sum' > sum.md; printf 'LF:4\\nLH:3\\n' > lcov`,
          ),
          run("exit 3"),
          step("report", { kind: 1, paths: ["r/*.xml"] }, { condition: always }),
          step("report", { kind: 3, paths: ["sum.md"], name: "Summary" }, { condition: always }),
          step("report", { kind: 2, paths: ["lcov"], format: "lcov" }, { condition: always }),
          step("report", { kind: 4, paths: ["none.txt"] }, { condition: always }),
        ],
      }),
    ],
  } as never);
  const { status, calls, folder } = runStep(content, "t", {
    agent: '[ "$1" != annotate ] || cat >> "$HOME/shown"',
  });
  expect(status).toBe(3);
  expect(calls.filter((call) => call.includes("annotate"))).toEqual([
    "buildkite-agent annotate --style info --context junit-j-1",
    "buildkite-agent annotate --style info --context Summary-j-1",
    "buildkite-agent annotate --style info --context coverage-j-1",
  ]);
  expect(readFileSync(join(folder, "../shown"), "utf8")).toBe(
    "2 tests, 1 failed\n\n- <code>bad</code>\n\n# Sum\nLines covered: 0.750\n",
  );
});

test("Copies of a job share its files, each once", async () => {
  const { content } = await render({
    jobs: [
      job("t", {
        parallelism: 3,
        env: [named("SHARD_FILES", reference("runner.temp"), "/files")],
        steps: [
          checkout,
          run(
            "git init -q; mkdir s; for n in a b 'c d' e; do head -c $(( ${#n} * 9 )) /dev/zero > \"s/$n.rb\"; done; git add .",
          ),
          step("shard", { files: ["s/**/*.rb"], by: 2 }),
          run('cat "$SHARD_FILES"'),
        ],
      }),
    ],
  } as never);
  const shares = [0, 1, 2].map((index) =>
    runStep(content, "t", {
      env: { BUILDKITE_PARALLEL_JOB: String(index), BUILDKITE_PARALLEL_JOB_COUNT: "3" },
    })
      .out.split("\n")
      .filter((line) => line.startsWith("s/")),
  );
  expect(shares).toEqual([["s/c d.rb"], ["s/a.rb", "s/e.rb"], ["s/b.rb"]]);
});

test("A tool that is set up is there for all shells behind", async () => {
  const { out } = await ran({
    steps: [
      step("toolchain", {
        tool: "ruby",
        version: text("3.3"),
        fallbackScript:
          'mkdir bin; printf \'#!/bin/sh\\necho "ruby %s"\\n\' "$TOOLCHAIN_VERSION" > bin/ruby; chmod +x bin/ruby; echo "export PATH=$PWD/bin:\\$PATH" >> "$BASH_ENV"',
      }),
      run("ruby"),
      run("ruby", { shell: "sh" }),
    ],
  });
  expect(out).toBe("--- Set up Ruby\n--- ruby\nruby 3.3\n--- ruby\nruby 3.3\n");
});

test("A token is asked for and handed to all steps", async () => {
  const { out, calls } = await ran(
    { oidc: { audience: text("sts.example"), env: "TOKEN" } as never, steps: [run('echo "$TOKEN"')] },
    { agent: "echo t0k" },
  );
  expect([out, calls]).toEqual(["t0k\n", ["buildkite-agent oidc request-token --audience sts.example"]]);
});

describe("A script that sets a tool up", () => {
  const ruby = (fallbackScript: string, more: object = {}) =>
    step("toolchain", { tool: "ruby", version: text("3.3"), fallbackScript, ...more });
  const saying = 'echo "ruby $TOOLCHAIN_VERSION $MORE"\necho "export SET=$TOOLCHAIN_VERSION" >> "$BASH_ENV"';

  test("stands once, for all jobs that call it", async () => {
    const more = { fallbackEnv: [named("MORE", "it's")] };
    const { content } = await render({
      jobs: ["a", "b"].map((id) => job(id, { steps: [ruby(saying, more), run('echo "$SET"')] })),
    } as never);
    expect(content.split('echo "ruby $$TOOLCHAIN_VERSION').length).toBe(2);
    expect(content.match(/^ {6}MORE=.*set_up_ruby$/gm)).toEqual([
      `      MORE='it'${"\\''"}s' TOOLCHAIN_VERSION=3.3 set_up_ruby`,
      `      MORE='it'${"\\''"}s' TOOLCHAIN_VERSION=3.3 set_up_ruby`,
    ]);
    expect(runStep(content, "b", {}).out).toBe('--- Set up Ruby\nruby 3.3 it\'s\n--- echo "$SET"\n3.3\n');
  });

  test("has a function of its own where another is for the same tool", async () => {
    const { content } = await render({
      jobs: [
        job("a", { steps: [ruby("echo one")] }),
        job("b", { steps: [ruby("echo two; cat <<'SCRIPT'\n}\nSCRIPT")] }),
      ],
    } as never);
    expect(runStep(content, "a", {}).out).toBe("--- Set up Ruby\none\n");
    const second = runStep(content, "b", {});
    expect([second.out, second.err]).toEqual(["--- Set up Ruby\ntwo\n}\n", ""]);
    expect(content).toContain("set_up_ruby_2 'Set up Ruby'");
  });

  test("ends the job with its status, leaves out what follows, and keeps the name that its step has", async () => {
    const { out, status } = await ran({
      steps: [
        { ...(ruby("set -eu\n(exit 7)\necho on") as object), name: "Our Ruby", timeoutMinutes: 1 } as never,
        run("echo next"),
        run("echo cleaned", { condition: failure }),
      ],
    });
    expect([status, out]).toEqual([7, "--- Our Ruby\n--- echo cleaned\ncleaned\n"]);
  });

  test("is one of many, which several variables hold", async () => {
    const long = (name: string) => `echo ${name}\n${`: ${"x".repeat(96)}\n`.repeat(500)}`;
    const names = ["a", "b", "c", "d", "e"];
    const { content } = await render({
      jobs: names.map((id) => job(id, { steps: [ruby(long(id)), run("true")] })),
    } as never);
    const { env } = parse(content) as { env: Record<string, string> };
    expect(Object.keys(env)).toEqual(["CIG_FUNCTIONS", "CIG_FUNCTIONS_2", "CIG_FUNCTIONS_3"]);
    for (const value of Object.values(env)) expect(Buffer.byteLength(value)).toBeLessThan(120_000);
    for (const id of names) expect(runStep(content, id, {}).out).toBe(`--- Set up Ruby\n${id}\n--- true\n`);
  });

  test("stays in its job where it is too long for all of them", async () => {
    const { content } = await render({
      jobs: [job("a", { steps: [ruby(`echo here\n${`: ${"x".repeat(96)}\n`.repeat(800)}`)] })],
    } as never);
    const { env } = parse(content) as { env: Record<string, string> };
    expect(Buffer.byteLength(env.CIG_FUNCTIONS!)).toBeLessThan(2_000);
    expect(runStep(content, "a", {}).out).toBe("--- Set up Ruby\nhere\n");
  });
});

test("Functions of the pipeline leave the author's variables as they are", async () => {
  const names = [
    "name",
    "folder",
    "key",
    "outcome",
    "outcomes",
    "waited",
    "file",
    "path",
    "part",
    "found",
    "status",
  ];
  const { out } = await ran({
    env: names.map((name) => named(name, `mine ${name}`)) as never,
    services: [{ name: "db", image: text("db:1"), ready: { command: "true" } }] as never,
    steps: [
      step("upload", { name: "x", paths: ["none"], ifMissing: 3 }),
      run(`printf '%s\\n' ${names.map((name) => `"$${name}"`).join(" ")}`, { name: "Show" }),
    ],
  });
  expect(out.split("\n").slice(-1 - names.length, -1)).toEqual(names.map((name) => `mine ${name}`));
});
