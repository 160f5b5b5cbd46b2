import { describe, expect, it } from "vitest";
import { printCondition } from "../../../../core/config/expressions.ts";
import type { Step } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { github, planToml, show, tool } from "../fake.ts";

type Planned = Awaited<ReturnType<typeof planToml>>;

const stepsOf = (run: Planned, id: string) =>
  run.outputs[0]!.jobs.find((job) => job.id === id)!.steps.filter(({ kind }) => kind.case !== "checkout");

/** "name | script | env | if | id | subject" of a step, without what it has not. */
function tell(step: Step): string {
  const parts = [
    show(step.nameText) || step.name,
    step.kind.case === "run" ? step.kind.value.script : step.kind.case,
    step.env.map(({ name, value }) => `${name}=${show(value)}`).join(" "),
    step.condition && `if ${printCondition(step.condition)}`,
    step.id && `#${step.id}`,
    step.subject.join("."),
  ];
  return parts.filter(Boolean).join(" | ");
}

const deploy = `
[commands.deploy]
description = "Deploys."
inputs.target = { type = "choice", options = ["staging", "production"], description = "Where to." }
inputs.tag = { default = "latest" }
inputs.dry = { type = "boolean", required = false }
steps = [
  { name = "Deploy {{ inputs.target }}", run = "./deploy {{ inputs.target }} '{{ inputs.tag }}'" },
  { run = "./smoke", if = "!inputs.dry && inputs.target == 'production'" },
]
`;

describe("a command", () => {
  it("stands in the job as complete steps, its inputs in texts, conditions and the environment of scripts", async () => {
    const run = await planToml(`${deploy}
[jobs.release]
steps = [
  { run = "before" },
  { command = "deploy", with = { target = "production", tag = "v{{ git.sha }}" } },
  { command = "deploy", with = { target = "staging", dry = true } },
]`);
    expect(run.remarks).toEqual([]);
    expect(stepsOf(run, "release").map(tell)).toEqual([
      "before | jobs.release.steps.0",
      'Deploy production | ./deploy "${CIG_INPUTS_TARGET}" "${CIG_INPUTS_TAG}" | CIG_INPUTS_TAG=v{{ git.sha }} CIG_INPUTS_TARGET=production | commands.deploy.steps.0',
      './smoke | if !false && "production" == "production" | commands.deploy.steps.1',
      'Deploy staging | ./deploy "${CIG_INPUTS_TARGET}" "${CIG_INPUTS_TAG}" | CIG_INPUTS_TAG=latest CIG_INPUTS_TARGET=staging | commands.deploy.steps.0',
      './smoke | if !true && "staging" == "production" | commands.deploy.steps.1',
    ]);
  });

  it("is defined once for providers, its inputs left as names, and each call says what it gives", async () => {
    const run = await planToml(`${deploy}
[commands.unused]
steps = [{ run = "x" }]
[jobs.release]
steps = [
  { command = "deploy", with = { target = "production", tag = "{{ git.sha }}" } },
  { command = "deploy", with = { target = "staging" } },
]`);
    expect(run.remarks).toEqual(['CIG414 13: No job uses the command "unused".']);
    const [command, ...others] = run.outputs[0]!.commands;
    expect(others).toEqual([]);
    expect(command).toMatchObject({ id: "deploy", description: "Deploys." });
    expect(
      command!.inputs.map(({ name, type, required, options, default: value }) => [
        name,
        type,
        required,
        options.join(),
        value?.kind.value,
      ]),
    ).toEqual([
      ["target", "choice", true, "staging,production", undefined],
      ["tag", "string", false, "", "latest"],
      ["dry", "boolean", false, "", false],
    ]);
    expect(command!.steps.map(tell)).toEqual([
      'Deploy {{ inputs.target }} | ./deploy "${CIG_INPUTS_TARGET}" "${CIG_INPUTS_TAG}" | CIG_INPUTS_TAG={{ inputs.tag }} CIG_INPUTS_TARGET={{ inputs.target }} | commands.deploy.steps.0',
      './smoke | if !inputs.dry && inputs.target == "production" | commands.deploy.steps.1',
    ]);
    const calls = stepsOf(run, "release").map(
      ({ call }) =>
        call && [call.command, call.number, ...call.with.map(({ name, value }) => `${name}=${show(value)}`)],
    );
    expect(calls).toEqual([
      ["deploy", 0, "target=production", "tag={{ git.sha }}", "dry=false"],
      ["deploy", 0, "target=production", "tag={{ git.sha }}", "dry=false"],
      ["deploy", 1, "target=staging", "tag=latest", "dry=false"],
      ["deploy", 1, "target=staging", "tag=latest", "dry=false"],
    ]);
  });

  it("has no call where the job changes its steps, or takes their outputs", async () => {
    const run = await planToml(`
[commands.build]
steps = [{ id = "b", run = "x" }]
[jobs.changed]
steps = [{ command = "build", if = "git.branch == 'main'" }]
[jobs.taken]
steps = [{ command = "build" }, { run = "y {{ steps.b.outputs.v }}" }]
[jobs.kept]
steps = [{ command = "build" }]`);
    expect(run.remarks).toEqual([]);
    const calls = (id: string) => stepsOf(run, id).map(({ call }) => call?.command);
    expect(calls("changed")).toEqual([undefined]);
    expect(calls("taken")).toEqual([undefined, undefined]);
    expect(calls("kept")).toEqual(["build"]);
  });

  it("gives its steps what the calling step says: condition, name, variables, folder, shell, time", async () => {
    const run = await planToml(
      `
[commands.two]
inputs.where = {}
steps = [
  { name = "First", run = "a {{ env.A }}", if = "failure()", env = { B = "own" }, shell = "sh" },
  { run = "b", working_directory = "own" },
]
[jobs.test]
steps = [
  { command = "two", name = "Two in {{ matrix.v }}", if = "matrix.v == '1'", env = { A = "{{ matrix.v }}", B = "call" }, working_directory = "call", shell = "bash", timeout = 5, continue_on_error = true, with = { where = "x" } },
]
matrix = { v = ["1"] }`,
      { paths: ["cig.toml", "call/x", "own/x"] },
    );
    expect(run.remarks).toEqual([]);
    const steps = stepsOf(run, "test");
    expect(steps.map(tell)).toEqual([
      'Two in {{ matrix.v }}: First | a "${A}" | B=own A={{ matrix.v }} | if matrix.v == "1" && failure() | commands.two.steps.0',
      'b | A={{ matrix.v }} B=call | if matrix.v == "1" | commands.two.steps.1',
    ]);
    expect(
      steps.map(({ workingDirectory, shell, timeoutMinutes, continueOnError }) => [
        workingDirectory,
        shell,
        timeoutMinutes,
        continueOnError,
      ]),
    ).toEqual([
      ["call", "sh", 5, true],
      ["own", "bash", 5, true],
    ]);
  });

  it("calls other commands, and hands on what it was given", async () => {
    const run = await planToml(`
[commands.outer]
inputs.x = {}
steps = [{ command = "inner", with = { y = "{{ inputs.x }}!" } }, { run = "outer {{ inputs.x }}" }]
[commands.inner]
inputs.y = {}
steps = [{ run = "inner {{ inputs.y }}" }]
[jobs.a]
steps = [{ command = "outer", with = { x = "{{ git.branch }}" } }]`);
    expect(run.remarks).toEqual([]);
    expect(stepsOf(run, "a").map(tell)).toEqual([
      'inner "${CIG_INPUTS_Y}" | CIG_INPUTS_Y={{ git.branch }}! | commands.inner.steps.0',
      'outer "${CIG_INPUTS_X}" | CIG_INPUTS_X={{ git.branch }} | commands.outer.steps.1',
    ]);
    expect(stepsOf(run, "a").map(({ call }) => call?.command)).toEqual(["outer", "outer"]);
    expect(run.outputs[0]!.commands.map(({ id, steps }) => [id, ...steps.map(tell)])).toEqual([
      [
        "outer",
        'inner "${CIG_INPUTS_Y}" | CIG_INPUTS_Y={{ inputs.x }}! | commands.inner.steps.0',
        'outer "${CIG_INPUTS_X}" | CIG_INPUTS_X={{ inputs.x }} | commands.outer.steps.1',
      ],
    ]);
  });

  it("keeps the ids of its steps apart when it is called twice, and takes the id of a call for its outputs", async () => {
    const run = await planToml(`
[commands.c]
steps = [{ id = "a", run = "a" }, { run = "b {{ steps.a.outputs.v }}", if = "steps.a.outputs.v != ''" }]
[jobs.j]
outputs = { v = "{{ steps.named.outputs.w }}" }
steps = [
  { command = "c" },
  { command = "c" },
  { command = "c", id = "named" },
  { run = "{{ steps.c-2-a.outputs.v }}" },
]`);
    expect(run.remarks).toEqual([]);
    expect(stepsOf(run, "j").map(tell)).toEqual([
      "a | #a | commands.c.steps.0",
      'b "${STEP_A_V}" | STEP_A_V={{ steps.a.outputs.v }} | if steps.a.outputs.v != "" | commands.c.steps.1',
      "a | #c-2-a | commands.c.steps.0",
      'b "${STEP_A_V}" | STEP_A_V={{ steps.c-2-a.outputs.v }} | if steps.c-2-a.outputs.v != "" | commands.c.steps.1',
      "a | #named-a | commands.c.steps.0",
      'b "${STEP_A_V}" | STEP_A_V={{ steps.named-a.outputs.v }} | if steps.named-a.outputs.v != "" | #named | commands.c.steps.1',
      '"${STEP_C_2_A_V}" | STEP_C_2_A_V={{ steps.c-2-a.outputs.v }} | jobs.j.steps.3',
    ]);
  });

  it("uses modules, which are asked for each call", async () => {
    const run = await planToml(`
[commands.set-up]
inputs.version = {}
steps = [{ uses = "lang/ruby", with = { version = "{{ inputs.version }}" } }, { run = "ready" }]
[jobs.a]
steps = [{ command = "set-up", with = { version = "3.3" } }]`);
    expect(run.remarks).toEqual([]);
    expect(stepsOf(run, "a").map(tell)).toEqual([
      "ruby version=3.3 | install ruby | commands.set-up.steps.0",
      "ready | commands.set-up.steps.1",
    ]);
    expect(run.requests.get("lang/ruby")!.uses.map(({ id, job }) => [id, job])).toEqual([
      ["a/steps/0", "a"],
      ["command set-up/steps/0", "command set-up"],
    ]);
  });

  it("writes the same script in every call, whatever is given", async () => {
    const run = await planToml(`
[commands.c]
inputs.x = {}
steps = [{ run = "echo {{ inputs.x }}; cat <<EOF\\n{{ inputs.x }}\\nEOF" }]
[jobs.j]
steps = [
  { command = "c", with = { x = "$(rm -rf /) 'a' \\"b\\"" } },
  { command = "c", with = { x = 5 } },
  { command = "c", with = { x = "{{ pr.title }}" } },
]`);
    expect(run.remarks).toEqual([]);
    const scripts = stepsOf(run, "j").map(({ kind }) => (kind.case === "run" ? kind.value.script : ""));
    expect(new Set(scripts)).toEqual(new Set(['echo "${CIG_INPUTS_X}"; cat <<EOF\n${CIG_INPUTS_X}\nEOF']));
    expect(stepsOf(run, "j").map(({ env }) => show(env[0]!.value))).toEqual([
      "$(rm -rf /) 'a' \"b\"",
      "5",
      "{{ pr.title }}",
    ]);
  });

  it("does not make a name of what a call gives and the text around it", async () => {
    const run = await planToml(`
[commands.c]
inputs.x = {}
steps = [{ name = "{{ '{{' }} {{ inputs.x }} {{ '}' }}}", run = "x" }]
[jobs.j]
steps = [{ command = "c", with = { x = "secrets.TOKEN" } }]`);
    expect(run.remarks).toEqual([]);
    const [step] = stepsOf(run, "j");
    expect(step!.name).toBe("{{ secrets.TOKEN }}");
    expect(step!.nameText).toBeUndefined();
  });

  it("leaves and gets artifacts by the names that calls give", async () => {
    const run = await planToml(`
[commands.keep]
inputs.name = {}
steps = [{ artifact = { name = "{{ inputs.name }}-files", paths = ["{{ inputs.name }}/**"] } }]
[commands.get]
inputs.name = {}
steps = [{ download = { name = "{{ inputs.name }}-files", path = "{{ inputs.name }}" } }]
[jobs.a]
steps = [{ command = "keep", with = { name = "web" } }]
[jobs.b]
needs = ["a"]
uses_artifacts = ["web-files"]
steps = [{ command = "get", with = { name = "web" } }]`);
    expect(run.remarks).toEqual([]);
    const [kept] = stepsOf(run, "a");
    expect(kept!.kind).toMatchObject({ case: "upload", value: { name: "web-files", paths: ["web/**"] } });
    const [, got] = stepsOf(run, "b");
    expect(got!.kind).toMatchObject({
      case: "download",
      value: { name: "web-files", job: "a", path: "web" },
    });
  });

  it("tells what a call gives wrongly, at its place", async () => {
    const run = await planToml(`[variables]
KIND = "none"
[commands.c]
inputs.text = {}
inputs.flag = { type = "boolean", default = true }
inputs.count = { type = "number", default = 1 }
inputs.kind = { type = "choice", options = ["fast", "slow"], default = "fast" }
steps = [{ run = "x" }]
[jobs.j]
steps = [
  { command = "c" },
  { command = "c", with = { txt = "x", text = ["a"] } },
  { command = "c", with = { text = 3.1, flag = "yes", count = "two", kind = "fst" } },
  { command = "c", with = { text = "x", kind = "{{ KIND }}", flag = "{{ git.tag }}" } },
  { command = "d" },
]`);
    expect(run.remarks).toEqual([
      'CIG105 12: The command "c" needs the input "text".',
      'CIG410 13: The command "c" has no input "txt".',
      'CIG104 13: Of the command "c", "text" is one value, and this is a list.',
      'CIG104 14: Of the command "c", "text" is a text, and this is a number.',
      'CIG104 14: Of the command "c", "flag" is true or false, and this is the text "yes".',
      'CIG104 14: Of the command "c", "count" is a number, and this is the text "two".',
      'CIG104 14: Of the command "c", "kind" is one of fast, slow, and this is the text "fst".',
      'CIG426 16: There is no command "d".',
      'CIG104 15: Of the command "c", "kind" is one of fast, slow, and this is "none".',
    ]);
    expect(run.diagnostics.map(({ hint }) => hint)).toEqual([
      "Add with = { text = … }.",
      'Did you mean "text"?',
      'Write text: "…".',
      'Write it in quotes, "3.1": as a number, 3.10 would be 3.1.',
      "Write flag = true or flag = false.",
      "Write count = 1, without quotes.",
      'Did you mean "fast"?',
      'Did you mean "c"?',
      "Give a value that fits, or change the variable that it comes from.",
    ]);
  });

  it("knows its own inputs and steps only; what is wrong in it is told once, in the command", async () => {
    const run = await planToml(`[on]
push = true
manual.inputs.target = {}
[commands.c]
inputs.x = {}
steps = [
  { run = "{{ inputs.target }}" },
  { run = "a", if = "inputs.y == 'x'" },
  { run = "{{ steps.own.outputs.v }}" },
]
[jobs.j]
steps = [{ id = "own", run = "x" }, { command = "c", with = { x = "{{ inputs.target }}" } }, { command = "c", with = { x = "1" } }]`);
    expect(run.remarks).toEqual([
      'CIG107 8: There is no input "target".',
      'CIG107 9: There is no input "y".',
      'CIG107 10: This job has no such step with the id "own".',
    ]);
  });

  it("names a circle of commands, called or not", async () => {
    const run = await planToml(`[commands.a]
steps = [{ run = "x" }, { command = "b" }]
[commands.b]
steps = [{ command = "a" }]
[commands.s]
steps = [{ command = "s" }]
[jobs.j]
steps = [{ command = "a" }, { command = "s" }]`);
    expect(run.remarks).toEqual([
      "CIG427 3: These commands call each other in a circle: a → b → a.",
      'CIG427 7: The command "s" calls itself, so that it would never end.',
    ]);
  });

  it("refuses commands that grow beyond what a job can hold", async () => {
    const commands = Array.from(
      { length: 30 },
      (_, n) => `[commands.c${n}]\nsteps = [{ command = "c${n + 1}" }, { command = "c${n + 1}" }]`,
    );
    const run = await planToml(
      `${commands.join("\n")}\n[commands.c30]\nsteps = [{ run = "x" }]\n[jobs.j]\nsteps = [{ command = "c0" }]`,
    );
    expect(run.diagnostics.map(({ code, message }) => `${code} ${message}`)).toContain(
      "CIG104 With the steps of its commands this has more than 5000 steps.",
    );
  });

  it("refuses a condition on what joins several values", async () => {
    const run = await planToml(`
[commands.c]
inputs.x = {}
steps = [{ run = "a", if = "inputs.x == 'x'" }]
[jobs.j]
steps = [{ command = "c", with = { x = "{{ git.branch }}-{{ git.sha }}" } }]`);
    expect(run.remarks).toEqual([
      'CIG408 5: "inputs.x" joins values of the run in this call, which a condition cannot.',
    ]);
  });

  it("is overlaid by a profile", async () => {
    const toml = `[commands.c]\ninputs.x = { default = "1" }\nsteps = [{ run = "a {{ inputs.x }}" }]\n[jobs.j]\nsteps = [{ command = "c" }]\n[profiles.p.commands.c.inputs.x]\ndefault = "2"`;
    const run = await planToml(toml, { profile: "p" });
    expect(run.remarks).toEqual([]);
    expect(show(stepsOf(run, "j")[0]!.env[0]!.value)).toBe("2");
  });

  it("has caches like any job", async () => {
    const run = await planToml(
      `[caches.deps]\npaths = ["x"]\nkey_parts = ["v1"]\n[commands.c]\nsteps = [{ cache = "deps" }, { run = "x" }]\n[jobs.j]\nsteps = [{ command = "c" }]`,
    );
    expect(run.remarks).toEqual([]);
    expect(run.outputs[0]!.caches.map(({ id }) => id)).toEqual(["deps"]);
    expect(stepsOf(run, "j").map(({ call }) => call?.command)).toEqual(["c", "c"]);
  });

  it("is worth nothing to ask plugins for when nobody calls it", async () => {
    const run = await planToml(
      `[commands.c]\nsteps = [{ uses = "lang/ruby" }]\n[jobs.j]\nsteps = [{ run = "x" }]`,
      {
        plugins: [github, tool("lang/ruby")],
      },
    );
    expect(run.requests.size).toBe(0);
  });
});
