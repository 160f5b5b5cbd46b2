import { anyProvider, type Case, type Expectation } from "./case.ts";
import { all, job, says, script } from "./expect.ts";

const test = `[jobs.test]\nsteps = [{ run = "make test" }]\n`;

/** A workflow as a whole, and what it shares. */
export const workflowCases: readonly Case[] = [
  {
    feature: "workflows.several",
    toml: `[on]
push = ["main"]

[workflows.weekly]
on = { schedule = [{ cron = "0 3 * * 1" }] }
jobs = ["soak"]

${test}
[jobs.soak]
steps = [{ run = "make soak" }]
`,
    at: "workflows.weekly",
    expect: all(
      inWorkflowOf("soak", (row) => row.schedules.length > 0, "starts at no set time"),
      inWorkflowOf("test", (row) => row.startsOn.includes("push to main"), "does not start on push to main"),
      inWorkflowOf("soak", (row) => !row.startsOn.includes("push to main"), "starts on push to main"),
    ),
  },
  {
    feature: "workflow.permissions",
    toml: `permissions = { issues = "read" }\n\n${test}`,
    at: "permissions",
    expect: ({ table }) =>
      table.workflows
        .flatMap(({ jobs }) => jobs)
        .some(({ permissions }) => permissions.includes("issues: read"))
        ? []
        : ['No job has the right "issues: read".'],
  },
  {
    feature: "workflow.concurrency",
    toml: `concurrency = "shop-live"\n\n${test}`,
    at: "concurrency",
    expect: all(job("test"), says("shop-live")),
  },
  {
    feature: "workflow.concurrency.cancel",
    toml: `concurrency = { group = "shop-live", cancel_in_progress = true }\n\n${test}`,
    at: "concurrency.cancel_in_progress",
    expect: job("test"),
  },
  {
    feature: "workflow.env",
    toml: `env = { COLOUR = "blue" }\n\n${test}`,
    at: "env",
    expect: script("test", "make test", { env: { COLOUR: "blue" } }),
  },
  {
    feature: "gate",
    toml: `gate = { name = "all green" }\n\n${test}`,
    at: "gate.name",
    expect: all(job("test"), ({ table }) =>
      table.workflows.some(({ gate }) => gate === "all green") ? [] : ['No gate is called "all green".'],
    ),
  },
  {
    feature: "skip.native_store",
    toml: `skip = { store = "native" }\n\n${test}skip_if = { paths_unmodified = ["Makefile"] }\n`,
    at: "skip.store",
    expect: job("test", { isSkippable: true }),
  },
  {
    feature: "commands",
    toml: `[commands.greet]
inputs = { who = { default = "you" } }
steps = [{ run = "./greet {{ inputs.who }}" }]

[jobs.test]
steps = [{ command = "greet", with = { who = "the world" } }, { command = "greet" }]
`,
    at: "commands.greet",
    expect: greets("the world", "you"),
  },
  {
    feature: "provider_options",
    toml: `[jobs.test]\nsteps = [{ run = "make test" }]\nprovider.${anyProvider} = { x-conformance = "kept as it is" }\n`,
    at: `jobs.test.provider.${anyProvider}`,
    expect: says("x-conformance", "kept as it is"),
  },
];

type Workflow = Parameters<Expectation>[0]["table"]["workflows"][number];

function inWorkflowOf(id: string, isRight: (row: Workflow) => boolean, fault: string): Expectation {
  return ({ table }) => {
    const workflow = table.workflows.find(({ jobs }) => jobs.some((each) => each.id === id));
    if (!workflow) return [`There is no job "${id}".`];
    return isRight(workflow) ? [] : [`The workflow of "${id}" ${fault}.`];
  };
}

/** The greeter is called for each of these, in their order. */
function greets(...names: readonly string[]): Expectation {
  return ({ table }) => {
    const steps = table.workflows.flatMap(({ jobs }) => jobs).find(({ id }) => id === "test")?.steps ?? [];
    const calls = steps.flatMap((step) =>
      step.kind === "run" && step.script.includes("./greet") ? step : [],
    );
    const found = calls.map(({ env }) => names.find((name) => Object.values(env).includes(name)));
    return found.join() === names.join()
      ? []
      : [`Greeted are ${found.join(", ")} and not ${names.join(", ")}.`];
  };
}
