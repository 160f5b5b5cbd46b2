import { Function as F, Level, named, reference, text } from "cig/sdk";
import { expect, test } from "vitest";
import {
  apply,
  buildkite,
  job,
  lit,
  matrix,
  type OutputInit,
  ref,
  render,
  run,
  tab,
  txt,
} from "./requests.ts";

const checkout = { kind: { case: "checkout", value: {} } } as never;
const step = (kind: string, value: object, more = {}) => ({ ...more, kind: { case: kind, value } }) as never;
const steps = (...more: unknown[]) =>
  ({ jobs: [job("t", { steps: [checkout, ...more] as never })] }) as OutputInit;
const using = (name: string) => steps(run("x", { env: [named("V", reference(name))] } as never));
const withPort = (more: object) => {
  const services = [{ name: "db", image: text("x"), ports: [{ container: 5432 }] }];
  return { jobs: [job("t", { services, ...more } as never)] } as OutputInit;
};
const on = (triggers: object) => ({ triggers, jobs: [job("t")] }) as OutputInit;

/** What is wrong, the code of it, and the place in cig.toml. */
const errors: [string, OutputInit, string, string][] = [
  [
    "a variable's name",
    { jobs: [job("t", { env: [named("A-B", "x")] })] } as OutputInit,
    "BK001",
    "jobs.t.env.A-B",
  ],
  [
    "a variable's name at the top",
    { env: [named("1", "x")], jobs: [job("t", { env: [named("1", "y")] })] } as OutputInit,
    "BK001",
    "env.1",
  ],
  [
    "a secret in a plugin's option",
    steps(
      step("native", {
        provider: "buildkite",
        uses: "a/b",
        version: "v1.0.0",
        with: [named("x", reference("secrets.TOKEN"))],
      }),
    ),
    "BK002",
    "jobs.t.steps.1.native.buildkite.with.x",
  ],
  ["a secret's name", using("secrets.bk_token"), "BK001", "jobs.t.steps.1.env.V"],
  [
    "an output's name",
    { jobs: [job("t", { outputs: [named("a b", "x")] })] } as OutputInit,
    "BK001",
    "jobs.t.outputs",
  ],
  [
    "a service's name",
    { jobs: [job("t", { services: [{ name: "a b", image: text("x") }] as never })] } as OutputInit,
    "BK001",
    "jobs.t.services.a b",
  ],
  ["the words of a pull request", using("pr.title"), "BK002", "jobs.t.steps.1.env.V"],
  ["an output of a job that is not waited for", using("jobs.a.outputs.x"), "BK002", "jobs.t.steps.1.env.V"],
  ["an output of a step that has not run", using("steps.a.outputs.x"), "BK002", "jobs.t.steps.1.env.V"],
  [
    "a table of the matrix",
    {
      jobs: [
        job("t", {
          variants: [{ id: "t", values: { entries: [{ key: "x", value: tab({ y: txt("1") }) }] } }] as never,
          env: [named("V", reference("matrix.x"))],
        }),
      ],
    } as OutputInit,
    "BK002",
    "jobs.t.env.V",
  ],
  ["an axis that is not there", using("matrix.ruby"), "BK003", "jobs.t.steps.1.env.V"],
  ["a name that is not there", using("git.nothing"), "BK003", "jobs.t.steps.1.env.V"],
  ["an input that nobody is asked for", using("inputs.x"), "BK003", "jobs.t.steps.1.env.V"],
  [
    "a late name in a group",
    { jobs: [job("t", { concurrency: { group: text(reference("run.attempt")) } as never })] } as OutputInit,
    "BK002",
    "jobs.t.concurrency",
  ],
  [
    "a late name in the job's name",
    { jobs: [job("t", { nameText: text(reference("run.event")) as never })] } as OutputInit,
    "BK002",
    "jobs.t.name",
  ],
  [
    "cancelled() of a job",
    { jobs: [job("t", { condition: apply(F.CANCELLED) })] } as OutputInit,
    "BK004",
    "jobs.t.if",
  ],
  ["cancelled() of a step", steps(run("x", { condition: apply(F.CANCELLED) })), "BK004", "jobs.t.steps.1.if"],
  [
    "a late condition of an approval alone",
    {
      jobs: [
        job("a"),
        job("t", {
          needs: ["a"],
          steps: [],
          approval: {} as never,
          condition: apply(F.EQUAL, ref("jobs.a.outputs.x"), lit(txt("y"))),
        }),
      ],
    } as OutputInit,
    "BK004",
    "jobs.t.if",
  ],
  [
    "a system",
    { jobs: [job("t", { runner: { id: "x", os: "plan9" } as never })] } as OutputInit,
    "BK005",
    "jobs.t.runner",
  ],
  [
    "a processor",
    { jobs: [job("t", { runner: { os: "linux", arch: "mips" } as never })] } as OutputInit,
    "BK005",
    "jobs.t.runner",
  ],
  [
    "an image on a Mac",
    {
      jobs: [job("t", { runner: { os: "macos" } as never, image: { image: text("x") } as never })],
    } as OutputInit,
    "BK005",
    "jobs.t.image",
  ],
  [
    "services on Windows",
    {
      jobs: [
        job("t", {
          runner: { os: "windows" } as never,
          services: [{ name: "a", image: text("x") }] as never,
        }),
      ],
    } as OutputInit,
    "BK013",
    "jobs.t.services",
  ],
  ["a cron line", on({ schedule: [{ cron: "0 3 * *" }] }), "BK006", "on.schedule.0.cron"],
  [
    "a time zone",
    on({ schedule: [{ cron: "0 3 * * *", timezone: "Mars; Phobos" }] }),
    "BK006",
    "on.schedule.0.timezone",
  ],
  ["a pattern of branches", on({ push: { branches: ["a b"] } }), "BK007", "on.push.branches"],
  ["only patterns that take away", on({ push: { branches: ["!a"] } }), "BK007", "on.push.branches"],
  ["a pattern of tags", on({ push: { tags: ["v[1"] } }), "BK007", "on.push.tags"],
  ["cmd", steps(run("x", { shell: "cmd" })), "BK008", "jobs.t.steps.1"],
  ["a tool without a way", steps(step("toolchain", { tool: "cobol" })), "BK009", "jobs.t.steps.1"],
  [
    "a plugin's name",
    steps(step("native", { provider: "buildkite", uses: "a b", version: "v1.0.0" }), run("x")),
    "BK010",
    "jobs.t.steps.1",
  ],
  [
    "a plugin that can change",
    steps(step("native", { provider: "buildkite", uses: "docker", version: "v5" }), run("x")),
    "BK010",
    "jobs.t.steps.1",
  ],
  [
    "a plugin under a condition",
    steps(
      step(
        "native",
        { provider: "buildkite", uses: "docker", version: "v5.0.0" },
        { condition: apply(F.ALWAYS) },
      ),
      run("x"),
    ),
    "BK016",
    "jobs.t.steps.1.if",
  ],
  ["an artifact's name", steps(step("upload", { name: "a/b", paths: ["x"] })), "BK011", "jobs.t.steps.1"],
  ["an artifact without paths", steps(step("upload", { name: "a" })), "BK011", "jobs.t.steps.1"],
  [
    "** in the middle on a Mac",
    {
      jobs: [
        job("t", {
          runner: { os: "macos" } as never,
          steps: [checkout, step("upload", { name: "a", paths: ["a/**/b"] })],
        }),
      ],
    } as OutputInit,
    "BK011",
    "jobs.t.steps.1",
  ],
  ["a cache that is not there", steps(step("cache", { id: "x", mode: 1 })), "BK012", "jobs.t.steps.1"],
  [
    "a cache with patterns",
    { ...steps(step("cache", { id: "x", mode: 1 })), caches: [{ id: "x", paths: ["a/*"] }] } as OutputInit,
    "BK012",
    "caches.x",
  ],
  [
    "a cache with another backend",
    {
      ...steps(step("cache", { id: "x", mode: 1 })),
      caches: [{ id: "x", paths: ["a"], backend: "redis" }],
    } as OutputInit,
    "BK012",
    "caches.x",
  ],
  [
    "too many tries",
    { jobs: [job("t", { retry: { max: 11 } as never })] } as OutputInit,
    "BK016",
    "jobs.t.retry",
  ],
  [
    "a format of coverage",
    steps(step("report", { kind: 2, format: "x", paths: ["a"] })),
    "BK016",
    "jobs.t.steps.1",
  ],
  ["an input's name", on({ manual: { inputs: [{ name: "1" }] } }), "BK017", "on.manual.inputs.1"],
  [
    "an input's default",
    on({ manual: { inputs: [{ name: "a", type: "choice", options: ["x"], default: txt("y") }] } }),
    "BK017",
    "on.manual.inputs.a",
  ],
  ["nothing that starts it", on({}), "BK018", "on"],
  [
    "scripts too long for a process",
    steps(run(`${"#".repeat(70_000)}`), run(`${"#".repeat(70_000)}`)),
    "BK014",
    "jobs.t",
  ],
];

test.each(errors)(
  "%s is refused at its place, and no pipeline is written",
  async (_, output, code, place) => {
    const { content, diagnostics } = await render(output);
    const found = diagnostics.filter(({ level }) => level === Level.ERROR);
    expect(content).toBe("");
    expect(found.map((each) => [each.code, each.location?.subject.join(".")])).toContainEqual([code, place]);
    for (const { message } of found) expect(message).toMatch(/^["\p{Lu}`].*\.$/su);
  },
);

const remarks: [string, OutputInit, string, string][] = [
  [
    "a step of another provider",
    steps(step("native", { provider: "github", uses: "a/b" }), run("x")),
    "BK015",
    "jobs.t.steps.1",
  ],
  ["paths of some builds", on({ push: { paths: ["a"] }, pullRequest: {} }), "BK020", "on.push"],
  ["kinds of releases", on({ release: { types: ["created"] } }), "BK020", "on.release.types"],
  [
    "a runner that says nothing",
    { jobs: [job("t", { runner: { id: "large" } as never })] } as OutputInit,
    "BK025",
    "jobs.t.runner",
  ],
  [
    "two kinds of limits",
    {
      jobs: [
        job("t", {
          ...matrix("t", { x: ["1", "2", "3"] }),
          matrix: { axes: [{ name: "x", values: [txt("1"), txt("2"), txt("3")] }], maxParallel: 2 },
          concurrency: { group: text("g") },
        } as never),
      ],
    } as OutputInit,
    "BK025",
    "jobs.t.matrix.max_parallel",
  ],
  [
    "agents to be there",
    { jobs: [job("t", { runner: { id: "macos-14", os: "macos" } as never })] } as OutputInit,
    "BK030",
    "jobs.t.runner",
  ],
  [
    "secrets to be set",
    { jobs: [job("t", { secrets: ["TOKEN"] })] } as OutputInit,
    "BK031",
    "jobs.t.secrets",
  ],
  [
    "a skip that is cig's",
    { jobs: [job("t", { skipIf: { branch: ["x"] } as never })] } as OutputInit,
    "BK033",
    "jobs.t.skip_if",
  ],
  ["builds to be turned on", on({ pullRequest: {} }), "BK035", "on"],
  [
    "schedules to be entered",
    on({ schedule: [{ cron: "0 3 * * 1", timezone: "Asia/Tokyo" }] }),
    "BK035",
    "on.schedule.0",
  ],
  ["another path", { path: ".buildkite/x.yml", jobs: [job("t")] } as OutputInit, "BK035", "outputs"],
  [
    "where caches lie",
    { ...steps(step("cache", { id: "x", mode: 1 })), caches: [{ id: "x", paths: ["a"] }] } as OutputInit,
    "BK036",
    "caches",
  ],
  ["which ports services take", withPort({}), "BK038", "jobs.t.services"],
  ["what changes are looked at", on({ push: { branches: ["main"], paths: ["a"] } }), "BK037", "on.push"],
];

test.each(remarks)("%s is told at its place", async (_, output, code, place) => {
  const { content, diagnostics } = await render(output);
  expect(content).not.toBe("");
  expect(diagnostics.map((each) => [each.code, each.location?.subject.join(".")])).toContainEqual([
    code,
    place,
  ]);
});

test("Nothing is told of ports that lie in a network of the job's own", async () => {
  const { diagnostics } = await render(withPort({ image: { image: text("y") } }));
  expect(diagnostics.map(({ code }) => code)).toEqual([]);
});

test("A step of several providers is left out by none that it names", async () => {
  const subject = ["jobs", "t", "steps", "1"];
  const { content, diagnostics } = await render(
    steps(
      step("native", { provider: "github", uses: "a/b" }, { subject }),
      step(
        "native",
        {
          provider: "buildkite",
          uses: "a/b",
          version: "v1.0.0",
          with: [named("sha", "at ", reference("git.sha"))],
        },
        { subject },
      ),
      run("x"),
    ),
  );
  expect(content).toContain('- "a/b#v1.0.0":\n          sha: at ${BUILDKITE_COMMIT}\n');
  expect(diagnostics.map(({ code }) => code)).not.toContain("BK015");
});

test("What cig.toml gives to Buildkite alone comes last", async () => {
  const { content } = await render({
    providerOptions: buildkite({ agents: tab({ queue: txt("$Q") }) }),
    jobs: [job("t", { providerOptions: buildkite({ command: txt("./other $HOME"), skip: txt("why") }) })],
  });
  // The author's own YAML is left alone, dollars and all.
  expect(content).toContain("command: ./other $HOME\n");
  expect(content).toContain("agents:\n  queue: $Q\n");
});
