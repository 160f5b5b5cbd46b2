import { Function as F, Level, named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { codes } from "../../../../plugins/provider/jenkins/report.ts";
import { apply, jenkins, job, list, lit, type OutputInit, ref, render, run, tab, txt } from "./requests.ts";

const step = (kind: string, value: object, more: object = {}) =>
  ({ ...more, kind: { case: kind, value } }) as never;
const one = (more: object): OutputInit => ({ jobs: [job("a", more as never)] });
const env = (name: string) => one({ env: [named("X", reference(name))] });
const on = (triggers: object): OutputInit => ({ triggers, jobs: [job("a")] }) as never;
const native = (more: object) => one({ steps: [step("native", { provider: "jenkins", ...more })] });
const upload = (path: string) => one({ steps: [step("upload", { name: "x", paths: [path] })] });
const input = (more: object) => on({ manual: { inputs: [{ name: "x", ...more }] } });

/** What is said, where, and a word of it. The level is the code's. */
const cases: [code: keyof typeof codes, subject: string, words: string, output: OutputInit][] = [
  ["JK001", "jobs.a.env.1X", "1X", one({ env: [named("1X", "1")] })],
  ["JK001", "jobs.a.services.1db", "1db", one({ services: [{ name: "1db", image: text("x") }] })],
  ["JK001", "jobs.a.outputs.1", "output", one({ outputs: [named("1", "x")] })],
  ["JK001", "jobs.a.approval.approvers", "a,b", one({ approval: { approvers: ["a,b"] } })],
  [
    "JK001",
    "jobs.a.image.env.a=b",
    "container",
    one({ image: { image: text("x"), env: [named("a=b", "1")] } }),
  ],
  ["JK001", "jobs.a", "no name", one({ steps: [step("upload", { name: "", paths: ["x"] })] })],
  ["JK002", "jobs.a.image", "around the steps", one({ image: { image: text(reference("secrets.X")) } })],
  ["JK002", "jobs.a.image", "machine of a job", one({ image: { image: text(reference("workspace")) } })],
  ["JK002", "jobs.a.concurrency", "checked out", one({ concurrency: { group: text(reference("git.sha")) } })],
  ["JK002", "jobs.a.env.X", "checked out", env("git.sha")],
  ["JK002", "jobs.a.env.X", "does not wait", env("jobs.b.outputs.x")],
  ["JK002", "jobs.a.env.X", "no such step", env("steps.b.outputs.x")],
  ["JK002", "jobs.a.outputs.X", "leaves them", one({ outputs: [named("X", reference("secrets.X"))] })],
  ["JK002", "jobs.a.name", "before anything runs", one({ nameText: text(reference("git.branch")) })],
  ["JK003", "jobs.a.env.X", "no run-time name", env("git.colour")],
  ["JK003", "jobs.a.env.X", "no matrix axis", env("matrix.x")],
  ["JK003", "jobs.a.env.X", "no such input", env("inputs.x")],
  ["JK004", "jobs.a.if", "around steps only", one({ condition: ref("secrets.X") })],
  [
    "JK004",
    "jobs.a.if",
    "constants can be compared",
    one({ condition: apply(F.EQUAL, apply(F.NOT, ref("git.tag")), lit(txt("x"))) }),
  ],
  [
    "JK004",
    "jobs.a.if",
    "constant pattern",
    one({ condition: apply(F.MATCHES, ref("git.tag"), ref("git.sha")) }),
  ],
  ["JK004", "jobs.a.if", "Java", one({ condition: apply(F.MATCHES, ref("git.tag"), lit(txt("(?U)a+"))) })],
  ["JK005", "jobs.a.runner", "plan9", one({ runner: { os: "plan9" } })],
  ["JK005", "jobs.a.runner", "label", one({ runner: { id: "self-hosted" } })],
  ["JK005", "jobs.a.image", "Linux machines", one({ runner: { os: "macos" }, image: { image: text("x") } })],
  ["JK005", "jobs.a.runner", "one line", one({ providerOptions: jenkins({ label: txt("a\nb") }) })],
  ["JK006", "on.schedule.0.cron", "five", on({ schedule: [{ cron: "0 3 *" }] })],
  ["JK006", "on.schedule.0.cron", "0 to 23", on({ schedule: [{ cron: "0 24 * * *" }] })],
  ["JK006", "on.schedule.0.cron", "backwards", on({ schedule: [{ cron: "0 5-1 * * *" }] })],
  [
    "JK006",
    "on.schedule.0.timezone",
    "time zone",
    on({ schedule: [{ cron: "0 3 * * *", timezone: "a b" }] }),
  ],
  ["JK007", "on.push.branches", "empty", on({ push: { branches: [""] } })],
  ["JK007", "on.push.branches", "closed", on({ push: { branches: ["a["] } })],
  ["JK007", "on.push.tags", "only", on({ push: { tags: ["!v1"] } })],
  ["JK008", "jobs.a", "Windows", one({ steps: [run("x", { shell: "cmd" })] })],
  ["JK008", "jobs.a", "fish", one({ steps: [run("x", { shell: "fish" })] })],
  [
    "JK008",
    "jobs.a.background",
    "background",
    one({ steps: [run("x", { shell: "pwsh", background: true })] }),
  ],
  ["JK009", "jobs.a", "zig", one({ steps: [step("toolchain", { tool: "zig" })] })],
  ["JK010", "jobs.a", "no name of a step", native({ uses: "a b" })],
  ["JK010", "jobs.a", "cannot pin", native({ uses: "slackSend", version: "1.2.3" })],
  ["JK010", "jobs.a", "no version", native({ uses: "acme/deploy" })],
  [
    "JK010",
    "jobs.a.native.jenkins.with.a-b",
    "argument",
    native({ uses: "slackSend", with: [named("a-b", "1")] }),
  ],
  ["JK011", "jobs.a", "needs paths", one({ steps: [step("upload", { name: "x" })] })],
  ["JK011", "jobs.a", "lies elsewhere", upload("/tmp/x")],
  ["JK011", "jobs.a", "lies elsewhere", upload("../x")],
  ["JK011", "jobs.a", "Ant", upload("a,b")],
  ["JK011", "jobs.a", "Ant", upload("a[0-9]")],
  [
    "JK013",
    "jobs.a.services",
    "Linux containers",
    one({ runner: { os: "windows" }, services: [{ name: "d", image: text("x") }] }),
  ],
  [
    "JK015",
    "jobs.a",
    "left out",
    one({ steps: [step("native", { provider: "github", uses: "actions/x" })] }),
  ],
  [
    "JK016",
    "runners.big.jenkins.cloud",
    "cloud",
    one({ runner: { id: "big", providerOptions: jenkins({ cloud: txt("x") }) } }),
  ],
  [
    "JK016",
    "jobs.a.provider.jenkins.options",
    "a table",
    one({ providerOptions: jenkins({ options: list(txt("x")) }) }),
  ],
  [
    "JK016",
    "jobs.a.provider.jenkins.tools.a b",
    "no name of Groovy",
    one({ providerOptions: jenkins({ tools: tab({ "a b": txt("x") }) }) }),
  ],
  [
    "JK016",
    "jobs.a.retry",
    "single step",
    one({ steps: [run("x", { retry: { max: 1, causes: [2] } as never })] }),
  ],
  [
    "JK016",
    "jobs.a.image.credentials",
    "one secret",
    one({ image: { image: text("x"), credentials: { username: text("u"), password: text("p") } } }),
  ],
  ["JK016", "jobs.a.image.options", "one line", one({ image: { image: text("x"), options: ["a\nb"] } })],
  [
    "JK016",
    "provider.jenkins.libraries",
    "no library",
    { providerOptions: jenkins({ libraries: list(txt("x")) }), jobs: [job("a")] },
  ],
  ["JK017", "on.manual.inputs.x", "does not know", input({ type: "date" })],
  ["JK017", "on.manual.inputs.x", "without options", input({ type: "choice" })],
  ["JK017", "on.manual.inputs.x", "not among", input({ type: "choice", options: ["a"], default: txt("b") })],
  ["JK018", "on", "starts", on({ release: {} })],
  [
    "JK020",
    "jobs.a.matrix.fail_fast",
    "run on",
    {
      jobs: [
        job("a", {
          matrix: { failFast: true, axes: [{ name: "m", values: [txt("1"), txt("2")] }] },
          variants: [{ id: "a-1" }, { id: "a-2" }],
        } as never),
        job("b"),
      ],
    },
  ],
  [
    "JK025",
    "concurrency.cancel_in_progress",
    "same branch",
    {
      concurrency: {
        group: text("live"),
        cancelInProgress: lit({ kind: { case: "boolean", value: true } } as never),
      },
      jobs: [job("a")],
    } as never,
  ],
  ["JK025", "jobs.a", "lcov", one({ steps: [step("report", { kind: 2, paths: ["x"], format: "lcov" })] })],
  [
    "JK030",
    "jobs.b.needs",
    '"x"',
    {
      jobs: [
        job("a"),
        job("b", { needs: ["a"] }),
        job("x"),
        job("c", { needs: ["x"] }),
        job("d", { needs: ["b", "c"] }),
        job("e", { needs: ["a", "x"] }),
      ],
    },
  ],
  ["JK031", "jobs.a.secrets", "secret text", one({ secrets: ["T"], steps: [run("echo $T")] })],
  [
    "JK031",
    "jobs.a.image.credentials",
    "username with password",
    one({
      image: {
        image: text("x"),
        credentials: { username: text("u"), password: text(reference("secrets.P")) },
      },
    }),
  ],
  ["JK034", "outputs", "split", { jobs: Array.from({ length: 200 }, (_, at) => job(`job-${at}`)) }],
  [
    "JK036",
    "jobs.a.services",
    "the machine's ports 5432, 16379: two such jobs cannot run on one machine at once",
    one({
      services: [
        { name: "db", image: text("x"), ports: [{ container: 5432 }] },
        { name: "cache", image: text("x"), ports: [{ container: 6379, host: 16379 }] },
      ],
    }),
  ],
  ["JK035", "on.manual.inputs.x.required", "without a value", input({ required: true })],
];

it("says nothing of ports that lie in a network of the job's own", async () => {
  const services = [{ name: "db", image: text("x"), ports: [{ container: 5432 }] }];
  const { diagnostics } = await render(one({ image: { image: text("y") }, services }));
  expect(diagnostics.map(({ code }) => code)).toEqual([]);
});

describe("a wish that Jenkins cannot fulfil", () => {
  it.each(cases)("is told as %s at %s: %s", async (code, subject, words, output) => {
    const { diagnostics, content } = await render(output);
    const found = diagnostics.filter((each) => each.code === code);
    expect(found.map(({ location }) => location?.subject.join("."))).toContain(subject);
    expect(found.some(({ message }) => message.includes(words))).toBe(true);
    const [level, title] = codes[code];
    expect(found[0]).toMatchObject({
      level: { error: Level.ERROR, warning: Level.WARNING, info: Level.INFO }[level],
      title,
    });
    // A pipeline is right or absent.
    if (level === "error") expect(content).toBe("");
    else expect(content).not.toBe("");
  });

  it("has every code but those that no wish is refused by", () => {
    const told = new Set(cases.map(([code]) => code));
    expect(Object.keys(codes).filter((code) => !told.has(code as never))).toEqual(["JK019", "JK037"]);
  });
});
