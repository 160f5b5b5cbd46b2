import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Function as F, named, ReportKind, reference, ShardBy, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeCommands, judgeConfig } from "../../../validators/circleci.ts";
import {
  apply,
  type JobInit,
  job,
  lit,
  matrix,
  type OutputInit,
  ref,
  render,
  renderAll,
  run,
  txt,
} from "./requests.ts";
import { openMachine } from "./toy-machine.ts";

const step = (kind: string, value: object, more: object = {}) =>
  ({ ...more, kind: { case: kind, value } }) as never;
const always = apply(F.ALWAYS);

async function config(jobs: JobInit[], more: object = {}): Promise<string> {
  const { content, diagnostics } = await render({ ...more, jobs } as OutputInit);
  expect(content, diagnostics.map(({ message }) => message).join("\n")).not.toBe("");
  expect(judgeConfig(content)).toEqual([]);
  return content;
}

const characters = fc
  .array(
    fc.constantFrom(
      "'",
      '"',
      "$(touch x)",
      "`touch x`",
      "\\",
      "${HOME}",
      " ",
      "*",
      "<<",
      "<< me >>",
      "$$",
      "!",
      "é",
      "日",
      "-",
      "a",
      "0",
      "#",
      ": ",
      "\t",
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("a job's time", () => {
  it("is spent by all of its scripts together, and not by what cleans up", async () => {
    const machine = openMachine();
    const content = await config([
      job("a", {
        timeoutMinutes: 1,
        steps: [run("echo one"), run("sleep 30\necho never"), run("echo swept", { condition: always })],
      }),
    ]);
    // A minute is long for a test: the clock is set to a second.
    const short = content.replaceAll("60 * CIG_MINUTES", "CIG_MINUTES");
    const { code, output } = machine.run(short, "a");
    expect({ code, output }).toEqual({ code: 124, output: "one\nswept\n" });
  });

  it("that is over lets nothing start", async () => {
    const machine = openMachine();
    const content = await config([
      job("a", { timeoutMinutes: 1, steps: [run("echo one"), run("echo two")] }),
    ]);
    const over = content.replaceAll("60 * CIG_MINUTES", "-CIG_MINUTES");
    expect(machine.run(over, "a")).toEqual({ code: 124, output: "The job's time is over.\n" });
  });

  it("leaves scripts, their variables and their failures as they are", async () => {
    const machine = openMachine();
    const content = await config([
      job("a", {
        timeoutMinutes: 5,
        env: [named("LATE", reference("secrets.S"))],
        steps: [run('echo "$LATE" | false || echo "pipe: $?"'), run("exit 7"), run("echo no")],
      }),
    ]);
    expect(machine.run(content, "a", { S: "it's me" })).toEqual({ code: 7, output: "pipe: 1\n" });
  });
});

describe("a loop around a script", () => {
  const flaky = 'echo x >> "$HOME/tries"\n[ "$(wc -l < "$HOME/tries")" -ge 3 ] || exit "$STATUS"\necho done';
  const tries = async (retry: object, status: string, more: object = {}) => {
    const machine = openMachine();
    const { code, output } = machine.run(
      await config([job("a", { steps: [run(flaky, { retry, ...more } as never)] })]),
      "a",
      { STATUS: status },
    );
    const count = readFileSync(join(machine.place, "tries"), "utf8").length / 2;
    return { code, count, isDone: output.includes("done\n") };
  };

  it.each([
    ["any failure", { max: 2 }, "9", {}, { code: 0, count: 3, isDone: true }],
    ["too few tries", { max: 1 }, "9", {}, { code: 9, count: 2, isDone: false }],
    [
      "a status that is worth it",
      { max: 2, exitStatuses: [9, 11] },
      "11",
      {},
      { code: 0, count: 3, isDone: true },
    ],
    [
      "a status that is not",
      { max: 2, exitStatuses: [9, 11] },
      "10",
      {},
      { code: 10, count: 1, isDone: false },
    ],
    [
      "a step that may fail",
      { max: 1 },
      "9",
      { continueOnError: true },
      { code: 0, count: 2, isDone: false },
    ],
    [
      "a status that is not, of a step that may fail",
      { max: 2, exitStatuses: [9] },
      "8",
      { continueOnError: true },
      { code: 0, count: 1, isDone: false },
    ],
    [
      "a timeout, where timeouts are not asked for",
      { max: 2, causes: [1] },
      "124",
      { timeoutMinutes: 1 },
      { code: 124, count: 1, isDone: false },
    ],
    [
      "a failure, where failures are",
      { max: 2, causes: [1] },
      "3",
      { timeoutMinutes: 1 },
      { code: 0, count: 3, isDone: true },
    ],
    [
      "a timeout, where it is",
      { max: 2, causes: [3] },
      "124",
      { timeoutMinutes: 1 },
      { code: 0, count: 3, isDone: true },
    ],
    ["more tries than CircleCI has", { max: 7 }, "1", {}, { code: 0, count: 3, isDone: true }],
  ])("ends as it should: %s", async (_, retry, status, more, expected) => {
    expect(await tries(retry, status, more)).toEqual(expected);
  });
});

describe("an identity token", () => {
  it("is asked for with any audience as JSON, and reaches the steps", async () => {
    await fc.assert(
      fc.asyncProperty(
        characters.filter((value) => !/\t/.test(value)),
        async (audience) => {
          const machine = openMachine();
          machine.program("circleci", 'printf "%s" "$5" > "$HOME/claims"; echo header.body.sign');
          const content = await config([
            job("a", {
              oidc: { audience: text(audience), env: "TOKEN" },
              steps: [run('echo "$TOKEN"'), run('echo "$TOKEN"', { shell: "sh" })],
            }),
          ]);
          expect(machine.run(content, "a").output).toBe("header.body.sign\nheader.body.sign\n");
          expect(JSON.parse(readFileSync(join(machine.place, "claims"), "utf8"))).toEqual({ aud: audience });
          expect(existsSync(join(machine.place, "repo", "x"))).toBe(false);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("that the job does not have is missed at once", async () => {
    const content = await config([job("a", { oidc: { env: "TOKEN" } })]);
    const { code, output } = openMachine().run(content, "a");
    expect(code).not.toBe(0);
    expect(output).toContain("This job has no identity token.");
  });
});

describe("reports", () => {
  it("gather what there is under any name, and print what people read", async () => {
    const machine = openMachine();
    machine.file("out/it's $(touch x).xml", "<a/>");
    machine.file("notes.md", "# Fine\n");
    const report = (value: object) => step("report", value, { condition: always });
    const content = await config([
      job("a", {
        steps: [
          run("exit 3"),
          report({ kind: ReportKind.JUNIT, paths: ["out/*.xml", "none/*.xml"], name: "it's $(touch x) `y`" }),
          report({ kind: ReportKind.SUMMARY, paths: ["notes.md"] }),
          report({ kind: ReportKind.ANNOTATIONS, paths: ["none.txt"] }),
        ],
      }),
    ]);
    expect(machine.run(content, "a")).toEqual({ code: 3, output: "# Fine\nThere are no such files.\n" });
    const kept = join(machine.place, "tmp/cig/report-2/it's $(touch x) `y`/out/it's $(touch x).xml");
    expect(readFileSync(kept, "utf8")).toBe("<a/>");
    expect(existsSync(join(machine.place, "repo", "x"))).toBe(false);
  });
});

describe("copies of a job", () => {
  it("hand all files of the patterns to CircleCI, and get theirs", async () => {
    const machine = openMachine();
    machine.git("init", "-q");
    for (const path of ["spec/a_spec.rb", "spec/x/b_spec.rb", "spec/slow/c_spec.rb", "lib/d_spec.rb"])
      machine.file(path);
    machine.git("add", ".");
    machine.program("circleci", 'echo "$*" >&2; sed -n "$((CIRCLE_NODE_INDEX + 1))~2p"');
    const content = await config([
      job("a", {
        parallelism: 2,
        env: [named("SHARD_FILES", reference("runner.temp"), "/cig-shard-files")],
        steps: [
          step("shard", { files: ["spec/**/*_spec.rb", "!spec/slow/**"], by: ShardBy.SIZE }),
          run('cat "$SHARD_FILES"'),
        ],
      }),
    ]);
    const shares = ["0", "1"].map((index) => machine.run(content, "a", { CIRCLE_NODE_INDEX: index }).output);
    expect(shares).toEqual([
      "tests split --split-by=filesize\nspec/a_spec.rb\n",
      "tests split --split-by=filesize\nspec/x/b_spec.rb\n",
    ]);
  });
});

describe("a job that needs any of some", () => {
  const jobs = [
    job("a", { parallelism: 2 }),
    job("b"),
    job("c", { needsAny: ["a", "b"], steps: [run("echo on")] }),
  ];

  it.each([
    ["none", [], 1],
    ["one of two copies", ["a/0"], 1],
    ["both copies", ["a/0", "a/1"], 0],
    ["the other job", ["b/done"], 0],
  ])("goes on as far as the marks say so: %s", async (_, marks, code) => {
    const machine = openMachine();
    for (const mark of marks) machine.file(`../tmp/cig/attached/done/${mark}`);
    const ended = machine.run(await config(jobs), "c");
    expect(ended.code).toBe(code);
    expect(ended.output.includes("on\n")).toBe(code === 0);
  });

  it("finds the marks where the jobs leave them", async () => {
    const machine = openMachine();
    const content = await config(jobs);
    machine.program("make", "true");
    machine.run(content, "a", { CIRCLE_NODE_INDEX: "1" });
    machine.run(content, "b");
    expect(existsSync(join(machine.place, "tmp/cig/kept/done/a/1"))).toBe(true);
    expect(existsSync(join(machine.place, "tmp/cig/kept/done/b/done"))).toBe(true);
  });
});

describe("a job that asks for an output", () => {
  it("halts where the answer is no, and where there is none", async () => {
    const content = await config([
      job("a", { outputs: [named("go", "x")] }),
      job("b", {
        needs: ["a"],
        condition: apply(F.EQUAL, ref("jobs.a.outputs.go"), lit(txt("it's $(touch x)"))),
        steps: [run("echo on")],
      }),
    ]);
    const halts = (answer?: string) => {
      const machine = openMachine();
      machine.program("circleci-agent", 'echo "$*"');
      if (answer !== undefined) machine.file("../tmp/cig/attached/outputs/a/go", answer);
      return machine.run(content, "b").output.includes("step halt\n");
    };
    expect(halts("it's $(touch x)")).toBe(false);
    expect(halts("no")).toBe(true);
    expect(halts()).toBe(true);
  });
});

describe("outputs", () => {
  it("go through either variable, and are empty where nobody wrote them", async () => {
    const content = await config([
      job("a", {
        steps: [
          run('echo "x=1" >> "$CIG_OUTPUT"', { id: "one" }),
          run('echo "y=2" >> "$GITHUB_OUTPUT"', { id: "two" }),
          run('[ -w "$(dirname "$CIG_OUTPUT")" ] && echo "z=3" >> "$CIG_OUTPUT"'),
          run("true", { id: "none" }),
          run('echo "<$X><$Y><$N>"', {
            env: [
              named("X", reference("steps.one.outputs.x")),
              named("Y", reference("steps.two.outputs.y")),
              named("N", reference("steps.none.outputs.n")),
            ],
          }),
        ],
      }),
    ]);
    expect(openMachine().run(content, "a")).toEqual({ code: 0, output: "<1><2><>\n" });
  });
});

describe("a registry", () => {
  it.each([
    ["ghcr.io/acme/db:16", "ghcr.io"],
    ["localhost/db", "localhost"],
    ["registry.example.com:5000/db@sha256:abc", "registry.example.com:5000"],
    ["acme/db:1.2", ""],
    ["postgres:16", ""],
    ["postgres", ""],
  ])("of %s is logged in to before it starts", async (image, registry) => {
    const machine = openMachine();
    machine.program("docker", 'if [ "$1" = login ]; then cat; fi; printf "|%s" "$@"; echo');
    const content = await config([
      job("a", {
        runner: { id: "ubuntu-24.04" } as never,
        services: [
          {
            name: "db",
            image: text(image),
            credentials: { username: text("it's me"), password: text(reference("secrets.P")) },
          },
        ],
        steps: [],
      }),
    ]);
    const login = `p$w'd|login|--username|it's me|--password-stdin${registry && `|${registry}`}\n`;
    expect(machine.run(content, "a", { P: "p$w'd" }).output).toBe(
      `${login}|run|--detach|--name|db|${image}\n`,
    );
  });
});

describe("a command", () => {
  it("gets its inputs byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(characters, async (value) => {
        const given = { command: "say", number: 0, with: [named("what", value)] };
        const inner = run('printf "%s" "$CIG_INPUTS_WHAT"', {
          env: [named("CIG_INPUTS_WHAT", value)],
          call: given,
        } as never);
        const commands = [
          {
            id: "say",
            inputs: [{ name: "what" }],
            steps: [
              run('printf "%s" "$CIG_INPUTS_WHAT"', {
                env: [named("CIG_INPUTS_WHAT", reference("inputs.what"))],
              }),
            ],
          },
        ];
        const content = await config([job("a", { steps: [inner] })], { commands });
        expect(content).toContain("<< parameters.what >>");
        const machine = openMachine();
        expect(machine.run(content, "a")).toEqual({ code: 0, output: value });
        expect(existsSync(join(machine.place, "repo", "x"))).toBe(false);
      }),
      { numRuns: 25 },
    );
  });
});

describe("a setup", () => {
  const base = {
    provider: "circleci",
    path: ".circleci/config.yml",
    description: "CI",
    project: { defaultBranch: "main" },
  };
  const outputs = [
    {
      ...base,
      workflow: "api",
      triggers: {
        push: { branches: ["main"], paths: ["api/**", "!api/docs/**", "api/docs/it's.md"] },
        pullRequest: { paths: ["api/**", "!api/docs/**", "api/docs/it's.md"] },
      },
      jobs: [job("a")],
    },
    {
      ...base,
      workflow: "web",
      description: "Web",
      triggers: { push: { branches: ["main"], pathsIgnore: ["**/*.md", "api/**"] } },
      jobs: [job("b")],
    },
  ];

  it("continues with what the configuration says", async () => {
    const { files, codes } = await renderAll(outputs as never);
    expect(codes).toEqual(["CC036"]);
    expect([...files.keys()]).toEqual([".circleci/config.yml", ".circleci/continue.yml"]);
    for (const content of files.values()) expect(judgeConfig(content)).toEqual([]);
    const continued = files.get(".circleci/continue.yml")!;
    expect(continued.slice(0, continued.indexOf("\njobs:"))).toBe(`version: 2.1

parameters:
  run-ci:
    type: boolean
    default: true
  run-web:
    type: boolean
    default: true
`);
    expect(continued).toContain("  ci:\n    when: pipeline.parameters.run-ci\n");
    expect(continued).toContain("  web:\n    when: pipeline.parameters.run-web\n");
    expect(judgeCommands(files.get(".circleci/config.yml")!) ?? []).toEqual([]);
  });

  /** A repository whose branch `topic` leaves `main` after its first commit, and what the setup says of a commit. */
  async function answers(
    paths: string[],
    variables: (first: string, head: string) => Record<string, string>,
  ) {
    const { files } = await renderAll(outputs as never);
    const machine = openMachine();
    machine.git("init", "-q");
    machine.file("api/docs/old.md");
    machine.git("add", ".");
    machine.git("commit", "-qm", "first");
    const first = machine.git("rev-parse", "HEAD");
    machine.git("clone", "-q", "--bare", ".", "../origin");
    machine.git("remote", "add", "origin", join(machine.place, "origin"));
    machine.git("checkout", "-qb", "topic");
    for (const path of paths) machine.file(path, "changed");
    machine.git("add", ".");
    machine.git("commit", "-q", "--allow-empty", "-m", "second");
    machine.program("curl", "true");
    machine.program("jq", 'cat "$7" > "$HOME/sent"');
    machine.file(".circleci/continue.yml", files.get(".circleci/continue.yml"));
    const given = {
      CIG_EVENT: "push",
      CIRCLE_BRANCH: "topic",
      CIG_BASE: "",
      ...variables(first, machine.git("rev-parse", "HEAD")),
    };
    const content = files
      .get(".circleci/config.yml")!
      .replace('<< pipeline.git.base_revision or "" >>', JSON.stringify(given.CIG_BASE))
      .replace("<< pipeline.event.name >>", given.CIG_EVENT);
    const { code, output } = machine.run(content, "look-at-changes", given);
    expect(code, output).toBe(0);
    const said = JSON.parse(readFileSync(join(machine.place, "tmp/cig/parameters.json"), "utf8"));
    return Object.entries(said as Record<string, boolean>).flatMap(([name, value]) => (value ? [name] : []));
  }

  it.each<[string, string[], string[]]>([
    ["a file of the paths", ["api/x.rb"], ["run-ci"]],
    ["a file that is taken away from them", ["api/docs/x.md"], []],
    ["a file that comes back", ["api/docs/it's.md"], ["run-ci"]],
    ["a file that nobody ignores", ["web/x.js"], ["run-web"]],
    ["ignored files only", ["README.md", "web/deep/x.md"], []],
    ["some of both", ["README.md", "api/x.rb", "web/x.js"], ["run-ci", "run-web"]],
    ["nothing", [], []],
  ])("answers for a branch since it left the default one: %s", async (_, paths, expected) => {
    expect(await answers(paths, () => ({}))).toEqual(expected);
  });

  const both = ["run-ci", "run-web"];
  it.each<[string, (first: string, head: string) => Record<string, string>, string[]]>([
    ["a push to main after a known one", (first) => ({ CIRCLE_BRANCH: "main", CIG_BASE: first }), ["run-ci"]],
    [
      "a push to main after an unknown one",
      () => ({ CIRCLE_BRANCH: "main", CIG_BASE: "f".repeat(40) }),
      both,
    ],
    ["a first push to main", () => ({ CIRCLE_BRANCH: "main", CIG_BASE: "" }), both],
    ["the same commit again", (_, head) => ({ CIRCLE_BRANCH: "main", CIG_BASE: head }), both],
    ["a base that is no commit", () => ({ CIRCLE_BRANCH: "main", CIG_BASE: "--help" }), both],
    ["a tag", () => ({ CIRCLE_BRANCH: "", CIRCLE_TAG: "v1" }), both],
    ["a start by hand", () => ({ CIG_EVENT: "api" }), both],
    ["the merge queue", () => ({ CIRCLE_BRANCH: "gh-readonly-queue/main/pr-1" }), both],
    ["a pull request", () => ({ CIG_EVENT: "pull_request" }), ["run-ci"]],
  ])("runs everything in doubt: %s", async (_, variables, expected) => {
    expect(await answers(["api/x.rb"], variables)).toEqual(expected);
  });
});

describe("all new scripts", () => {
  it("please shellcheck", async () => {
    const content = await config([
      job("a", {
        ...matrix("a", { v: ["1", "2"] }),
        parallelism: 2,
        timeoutMinutes: 5,
        steps: [
          step("shard", { files: ["a/**"], by: ShardBy.NAME }),
          run("flaky", { retry: { max: 2, exitStatuses: [1] }, timeoutMinutes: 2 } as never),
          step("report", { kind: ReportKind.SUMMARY, paths: ["a/*.md"] }, { condition: always }),
          step("upload", { name: "workspace-a", workspace: true, paths: ["x y", "z"] }),
        ],
      }),
      job("b", { oidc: { audience: text("aws"), env: "TOKEN" }, outputs: [named("o", "1")] }),
      job("c", {
        needs: ["b"],
        needsAny: ["a"],
        condition: apply(F.EQUAL, ref("jobs.b.outputs.o"), lit(txt("1"))),
        services: [
          {
            name: "db",
            image: text("x.y/z"),
            ports: [{ container: 1, host: 2 }],
            credentials: { username: text("u"), password: text(reference("secrets.P")) },
            ready: { command: "c" },
          },
        ],
        steps: [step("download", { name: "workspace-a", job: "a", workspace: true })],
      }),
    ]);
    expect(judgeCommands(content) ?? []).toEqual([]);
  });
});
