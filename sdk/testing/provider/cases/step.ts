import type { ScriptRow } from "../../../table/table.ts";
import { anyNative, anyProvider, type Case, type Expectation } from "./case.ts";
import { all, job, type Part, says, script, step } from "./expect.ts";

/** A second step, so that what holds for it is not the job's. */
function keyed(feature: string, setting: string, at: string, expect: Expectation | Part<ScriptRow>): Case {
  return {
    feature: `step.${feature}`,
    toml: `[jobs.test]\nsteps = [{ run = "make" }, { run = "./check", ${setting} }]\n`,
    at: `jobs.test.steps.1.${at}`,
    expect: all(
      script("test", "make"),
      typeof expect === "function" ? expect : script("test", "./check", expect),
    ),
  };
}

/** What any step may have. */
export const stepCases: readonly Case[] = [
  keyed("name", 'name = "Look closely"', "name", says("Look closely")),
  keyed("if", `if = "git.branch == 'main'"`, "if", branchOnly),
  keyed("if.failure", 'if = "failure()"', "if", { runsAfter: "failure" }),
  keyed("if.always", 'if = "always()"', "if", { runsAfter: "always" }),
  {
    feature: "step.if.outputs",
    toml: `[jobs.test]
steps = [
  { id = "look", run = "./changed >> \\"$CIG_OUTPUT\\"", outputs = ["code"] },
  { run = "./check", if = "steps.look.outputs.code == 'changed'" },
]
`,
    at: "jobs.test.steps.1.if",
    expect: script("test", "./check", { isGuarded: true }),
  },
  keyed("env", 'env = { COLOUR = "dark blue" }', "env", { env: { COLOUR: "dark blue" } }),
  {
    ...keyed("working_directory", 'working_directory = "apps/shop"', "working_directory", {
      workingDirectory: "apps/shop",
    }),
    files: { "apps/shop/Makefile": "" },
  },
  keyed("timeout", 'timeout = "7m"', "timeout", { timeoutMinutes: 7 }),
  keyed("continue_on_error", "continue_on_error = true", "continue_on_error", { continueOnError: true }),
  keyed("background", "background = true", "background", { background: true }),
  keyed("retry", "retry = 2", "retry", { retries: 2 }),
  {
    feature: "step.approve",
    toml: '[jobs.test]\nsteps = [{ run = "make" }, { approve = "Go live?" }, { run = "./publish" }]\n',
    at: "jobs.test.steps.1.approve",
    expect: ({ table }) => {
      const order = table.workflows.flatMap(({ jobs }) =>
        jobs.flatMap(({ approval, steps }) => [
          ...(approval ? ["approve"] : []),
          ...steps.map(({ kind }) => kind),
        ]),
      );
      return /run.*approve.*run/.test(order.join(" "))
        ? []
        : [`Nobody is asked between the two scripts: ${order.join(", ")}.`];
    },
  },
  {
    feature: "step.outputs",
    toml: `[jobs.test]
steps = [
  { id = "v", run = "echo \\"version=$(cat VERSION)\\" >> \\"$CIG_OUTPUT\\"", outputs = ["version"] },
  { run = "./announce", env = { VERSION = "{{ steps.v.outputs.version }}" } },
]
`,
    at: "jobs.test.steps.0.outputs",
    expect: script("test", "./announce", { env: { VERSION: "{{ steps.v.outputs.version }}" } }),
  },
  {
    feature: "step.native",
    toml: `[jobs.test]\nsteps = [{ native.${anyProvider} = "${anyNative}" }, { run = "make test" }]\n`,
    at: "jobs.test.steps.0.native",
    expect: all(step("test", "native"), script("test", "make test")),
  },
  {
    feature: "step.toolchain",
    toml: '[jobs.test]\npackages = { ruby = { version = "3.3", install = false } }\nsteps = [{ run = "rake" }]\n',
    at: "jobs.test.packages.ruby",
    expect: step("test", "toolchain", { tool: "ruby", version: "3.3" }),
  },
  ...["sh", "pwsh", "powershell", "cmd", "python"].map(inShell),
];

function branchOnly(rendered: Parameters<Expectation>[0]): string[] {
  const row = rendered.table.workflows
    .flatMap(({ jobs }) => jobs)
    .find(({ id }) => id === "test")
    ?.steps.find((each) => each.kind === "run" && each.script.includes("./check"));
  if (row?.kind !== "run") return ["There is no script with ./check."];
  return [
    ...(row.runsOn.includes("push to main") ? [] : ["./check does not run on main."]),
    ...(row.runsOn.includes("push to feature/x") ? ["./check runs on other branches, too."] : []),
  ];
}

function inShell(shell: string): Case {
  const isWindows = shell === "cmd" || shell === "powershell";
  const words = shell === "python" ? "print('checked')" : "echo checked";
  return {
    feature: `step.shell.${shell}`,
    toml: `[jobs.test]\n${isWindows ? 'os = "windows"\n' : ""}steps = [{ run = "${words}", shell = "${shell}" }]\n`,
    at: "jobs.test.steps.0.shell",
    expect: all(job("test"), script("test", words, { shell })),
  };
}
