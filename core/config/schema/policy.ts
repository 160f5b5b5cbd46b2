import * as z from "zod/mini";
import { timeout } from "./common.ts";
import { looseId, word } from "./names.ts";
import { docs, either, type Fault, key, list, requiredKey, rule, table } from "./strict.ts";

const level = z.enum(["error", "warning", "info", "off"], '"error", "warning", "info" or "off"');
const ruleCode = z
  .string('a rule, such as "SEC001"')
  .check(z.regex(/^[A-Z][A-Z0-9_-]*$/, 'a rule in capitals, such as "SEC001"'));

const pattern = word('a pattern, such as "test-*"');
const patterns = either('a pattern such as "test-*", or a list of them', [
  pattern,
  list("a list of patterns", pattern).check(z.minLength(1, "a list of at least one pattern")),
]);

const choice = table('a table such as { allow = ["ubuntu-*"] }', {
  allow: key(patterns, "Only these."),
  forbid: key(patterns, "None of these."),
}).check(rule(faultsOfChoice));

const stepPattern = {
  run: key(pattern, "A line of a script."),
  uses: key(pattern, "An action, orb command or plugin, without its version."),
  command: key(pattern, "A command of [commands]."),
  jobs: key(patterns, "The jobs that are meant. Default: all."),
  reason: key(word("a reason"), "What people are told."),
};

/** `[policy.conventions]`: what policy/conventions looks for; nothing that is not said. */
const conventions = table('a table such as { job_ids = "kebab-case" }', {
  job_ids: key(patterns, "What ids of jobs look like."),
  job_names: key(patterns, "What names of jobs look like, where they have one."),
  workflows: key(patterns, "What ids of workflows look like."),
  files: key(patterns, "What paths of rendered files look like."),
  variables: key(patterns, "What names of variables look like."),
  secrets: key(patterns, "What names of secrets look like."),
  required_jobs: key(list("a list of jobs", word("a job's id")), "Jobs that must be there, by id."),
  gate: key(z.literal(true, "true"), "The gate must be there."),
  required_steps: key(
    list(
      "a list of tables { run } or { uses }",
      table("a table { run, jobs }", stepPattern).check(rule(faultsOfStep)),
    ),
    "Steps that jobs must have.",
  ),
  forbidden_steps: key(
    list(
      "a list of tables { run } or { uses }",
      table("a table { run, jobs }", stepPattern).check(rule(faultsOfStep)),
    ),
    "Steps that jobs must not have.",
  ),
  max_timeout: key(timeout, "The longest timeout that a job may have; it must have one."),
  runners: key(choice, "Runners, by the name in cig.toml, the system, or the provider's label."),
  images: key(choice, "Images of jobs and services."),
  permissions: key(
    z.literal("stated", '"stated"'),
    "Every job must state its rights, or [permissions] those of all.",
  ),
  continue_on_error: key(z.literal(false, "false"), "No job and no step may fail without a word."),
});

const amount = (expected: string) => z.number(expected).check(z.gt(0, expected), z.lte(1_000_000, expected));

/** `[policy.cost]`: what policy/cost-control reckons with, and the budgets that it holds it against. */
const cost = table("a table such as { max_minutes = 60 }", {
  minutes: key(
    z.record(looseId, amount("minutes, such as 8"), "a table such as { test = 8 }"),
    "What jobs take, by id. Default: their timeout, as the most that it can be.",
  ),
  prices: key(
    z.record(
      word("a class of machines"),
      either('USD a minute such as 0.01, or the name of a class such as "linux_4_core"', [
        z.number().check(z.gte(0, "at least 0")),
        word("the name of a class"),
      ]),
      'a table such as { "big-machine" = 0.01 }',
    ),
    "What a minute costs, by class. Default: the table that is shipped with the plugin.",
  ),
  credit: key(amount("USD, such as 0.0006"), "What a credit of CircleCI costs. Default: 0.0006."),
  public: key(z.boolean("true or false"), "The repository is public: GitHub's usual machines cost nothing."),
  max_minutes: key(amount("minutes, such as 120"), "The most that all machines of a run may take together."),
  max_cost: key(amount("USD, such as 1.50"), "The most that a run may cost."),
  max_variants: key(
    z.int("a whole number").check(z.minimum(1, "at least 1")),
    "The most variants of a job, copies included.",
  ),
  classes: key(patterns, 'Classes of machines that may be used, such as ["ubuntu-*", "docker/medium"].'),
});

/** `[policy]` */
export const policy = table("a table { levels, waivers }", {
  levels: key(
    z.record(ruleCode, level, 'a table such as { SEC001 = "warning" }'),
    "How much each rule matters.",
  ),
  waivers: key(
    list(
      "a list of tables { rule, owner, reason, expires }",
      table("a table { rule, owner, reason, expires }", {
        rule: requiredKey(ruleCode, "The rule that is waived."),
        owner: requiredKey(word("a person or team"), "Who answers for it."),
        reason: requiredKey(word("a reason"), "Why it is right here."),
        expires: requiredKey(
          z
            .string("a date such as 2027-01-31")
            .check(z.regex(/^\d{4}-\d{2}-\d{2}$/, "a date such as 2027-01-31"), rule(faultsOfDate)),
          "From this day on the rule holds again.",
        ),
        job: key(z.string("a job's id"), "Only for this job."),
        path: key(word("a path"), "Only for this rendered file."),
      }),
    ),
    "Findings that are accepted for a time.",
  ),
  conventions: key(conventions, "How things are named, and what jobs must have."),
  cost: key(cost, "What a run comes to, and budgets."),
});
docs.add(policy, { id: "Policy" });
docs.add(conventions, { id: "Conventions" });
docs.add(cost, { id: "Cost" });

function faultsOfDate(date: string): Fault[] {
  // A text of another form is told by the pattern.
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return [];
  const time = new Date(`${date}T00:00:00Z`);
  const isReal = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(date);
  return isReal
    ? []
    : [{ message: `There is no day ${date} in the calendar.`, hint: "Write a date such as 2027-01-31." }];
}

function faultsOfChoice(choice: { allow?: unknown; forbid?: unknown }): Fault[] {
  return choice.allow === undefined && choice.forbid === undefined
    ? [{ message: "This says nothing of what is allowed.", hint: 'Add allow = ["…"] or forbid = ["…"].' }]
    : [];
}

function faultsOfStep(step: object): Fault[] {
  const ways = ["run", "uses", "command"].filter((name) => name in step);
  return ways.length === 1
    ? []
    : [{ message: "A step is known by one thing.", hint: "Give one of run, uses and command." }];
}
