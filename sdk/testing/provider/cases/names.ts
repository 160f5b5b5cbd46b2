import type { Case } from "./case.ts";
import { script } from "./expect.ts";

const always = [
  "git.sha",
  "git.branch",
  "git.tag",
  "git.ref",
  "git.default_branch",
  "run.id",
  "run.number",
  "run.attempt",
  "run.url",
  "run.actor",
  "run.event",
  "runner.temp",
  "workspace",
];
const ofPullRequests = ["pr.number", "pr.title", "pr.author", "pr.head_branch", "pr.base_branch"];

/** What some providers know before the run, or by another name. */
const known: Readonly<Record<string, RegExp>> = {
  "git.default_branch": /^(main|\{\{ git\.default_branch \}\})$/,
  "runner.temp": /^(\/.+|\{\{ runner\.temp \}\})$/,
  // Of a pull request, git.branch is its own branch.
  "pr.head_branch": /^\{\{ (pr\.head_branch|git\.branch) \}\}$/,
};

/** What only the run knows, in a variable of a step. */
export const nameCases: readonly Case[] = [
  ...always.map((name) => named(name, "")),
  ...ofPullRequests.map((name) => named(name, "[on]\npull_request = true\n\n")),
];

function named(name: string, triggers: string): Case {
  return {
    feature: `name.${name}`,
    toml: `${triggers}[jobs.test]\nsteps = [{ run = "./check", env = { VALUE = "{{ ${name} }}" } }]\n`,
    at: "jobs.test.steps.0.env.VALUE",
    expect: script("test", "./check", { env: { VALUE: known[name] ?? `{{ ${name} }}` } }),
  };
}
