import {
  type Job,
  mergeTables,
  type Output,
  optionsFor,
  type Table,
  table,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import { jobConditions } from "./job/condition.ts";
import { compileInvocations, type Placed, placeJob } from "./job/invocation.ts";
import { compileJob } from "./job/job.ts";
import { jobKeys } from "./job/names.ts";
import type { Report } from "./report.ts";
import { outputScope, type Scope } from "./scope.ts";
import { compileInputs } from "./triggers/manual.ts";
import { planWorkflows, type WorkflowPlan } from "./triggers/workflows.ts";
import { isConstant } from "./value/status.ts";

/** The configuration of one output, its keys in the order that readers expect. */
export function compileConfig(output: Output, report: Report): Table {
  const scope = outputScope(output, report);
  const plans = planWorkflows(nameOf(output), output.triggers, scope);
  remarkOnConcurrency(output, scope);
  checkPath(output, scope);
  const keys = jobKeys(output.jobs);
  const placed = new Map(
    output.jobs.map((job): [string, Placed] => {
      const key = keys.get(job.id)!;
      return [job.id, placeJob(job, key, compileJob(job, key, scope))];
    }),
  );
  checkNames(placed, scope);
  const conditions = jobConditions(output.jobs, scope);
  const workflowOf = ({ name, when, triggers, refs }: WorkflowPlan): [string, Yaml] => [
    name,
    table(
      ["when", when],
      ["triggers", triggers],
      [
        "jobs",
        [...placed.values()].flatMap((each) =>
          compileInvocations(each, placed, conditions.get(each.job.id)!, refs),
        ),
      ],
    ),
  ];
  const config = table(
    // A number to CircleCI, although it is no quantity.
    ["version", 2.1],
    ["orbs", unlessEmpty(scope.orbs.all())],
    ["parameters", unlessEmpty(compileInputs(output.triggers?.manual?.inputs ?? [], scope))],
    [
      "executors",
      unlessEmpty(new Map([...placed.values()].flatMap(({ compiled }) => [...compiled.executors]))),
    ],
    ["commands", unlessEmpty(scope.commands.all())],
    [
      "jobs",
      new Map([...placed.values()].map(({ key, compiled }): [string, Yaml] => [key, compiled.definition])),
    ],
    ["workflows", new Map(plans.map(workflowOf))],
  );
  return mergeTables(config, optionsFor("circleci", output.providerOptions));
}

/** The workflow's name, which checks show: the description, or the workflow of cig.toml, in small letters. */
export function nameOf(output: Output): string {
  const name = (output.description || output.workflow || "ci")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  // CircleCI takes this key for something else.
  return name === "version" ? "version-workflow" : name || "ci";
}

function checkPath({ path }: Output, { report }: Scope): void {
  if (path !== ".circleci/config.yml")
    report.add(
      "CC035",
      ["outputs"],
      `CircleCI reads ".circleci/config.yml" unless the project's settings name "${path}".`,
      "Set the config file path of a pipeline under Project Settings > Pipelines.",
    );
}

function remarkOnConcurrency({ concurrency }: Output, { report }: Scope): void {
  if (!concurrency) return;
  const { cancelInProgress: cancels } = concurrency;
  report.add(
    "CC035",
    ["concurrency"],
    cancels && !isConstant(cancels, false)
      ? "Whether a newer workflow of a branch ends the older one is a setting of the project on CircleCI."
      : "CircleCI puts jobs in groups that wait for each other, and not workflows.",
    cancels && !isConstant(cancels, false)
      ? 'Turn on "Auto-cancel redundant workflows" under Project Settings > Advanced.'
      : "Give the jobs that must not run at the same time a concurrency group of their own.",
  );
}

/** Two jobs of one name in a workflow are refused by CircleCI. */
function checkNames(placed: ReadonlyMap<string, Placed>, { report }: Scope): void {
  const seen = new Map<string, Job>();
  for (const { job, names, key, matrix } of placed.values())
    for (const name of new Set([...names.values(), ...(matrix ? [key] : [])])) {
      const twin = seen.get(name);
      if (twin)
        report.add(
          "CC001",
          ["jobs", job.id],
          `CircleCI shows the jobs "${twin.id}" and "${job.id}" by the same name, "${name}", and refuses that.`,
          "Give one of them another name.",
        );
      seen.set(name, job);
    }
}
