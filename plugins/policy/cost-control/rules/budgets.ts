import { type Estimate, MinutesSource } from "cig/sdk";
import { costOf, type Known, minutesOf } from "../estimate.ts";
import type { Rule, Run } from "../rule.ts";

export const minutesBudget: Rule = {
  code: "COST001",
  title: "Run takes more minutes than allowed",
  level: "error",
  key: "max_minutes",
  *find(runs, { max_minutes = 0 }) {
    for (const { output, estimate } of runs) {
      const minutes = minutesOf(estimate);
      if (minutes.sum > max_minutes)
        yield {
          subject: ["policy", "cost", "max_minutes"],
          path: output.path,
          message: `${theRun(output)} takes ${word(estimate)} ${numberOf(minutes.sum)} minutes of all machines together${rest(minutes)}, and ${numberOf(max_minutes)} are allowed.`,
          hint: `Most of it is ${largest(estimate, false)}. Lower timeouts, say what jobs take with minutes = { … }, or run less.`,
        };
    }
  },
};

export const costBudget: Rule = {
  code: "COST002",
  title: "Run costs more than allowed",
  level: "error",
  key: "max_cost",
  *find(runs, { max_cost = 0 }) {
    for (const { output, estimate } of runs) {
      const cost = costOf(estimate);
      if (cost.sum > max_cost)
        yield {
          subject: ["policy", "cost", "max_cost"],
          path: output.path,
          message: `${theRun(output)} costs ${word(estimate)} $${numberOf(cost.sum)}${rest(cost)}, and $${numberOf(max_cost)} are allowed.`,
          hint: `Most of it is ${largest(estimate, true)}. Choose smaller machines, lower timeouts, or run less.`,
        };
    }
  },
};

export const unknownCost: Rule = {
  code: "COST005",
  title: "Budget cannot be judged",
  level: "warning",
  key: "max_cost",
  *find(runs) {
    for (const { output, estimate } of runs) {
      const classes = estimate.jobs.filter(({ price }) => price === undefined).map((job) => job.class);
      const timeless = estimate.jobs.filter(({ minutes }) => minutes === undefined).map(({ job }) => job);
      if (classes.length > 0)
        yield {
          subject: ["policy", "cost", "max_cost"],
          path: output.path,
          message: `${theRun(output)} uses ${list(classes.map((name) => (name === "" ? "machines that only the run knows" : `"${name}"`)))}, and nobody has said what a minute costs there.`,
          hint: `Say it, in USD:\n  [policy.cost.prices]\n  "${classes.find((name) => name !== "") ?? "name"}" = 0.01`,
        };
      if (timeless.length > 0)
        yield {
          subject: ["policy", "cost", "max_cost"],
          path: output.path,
          message: `${theRun(output)} has jobs without a timeout: ${list(timeless)}. Nobody knows how long they take.`,
          hint: "Give them a timeout, or say what they take with minutes = { … }.",
        };
    }
  },
};

function theRun({ path, workflow }: Run["output"]): string {
  return workflow === "" ? `A run of "${path}"` : `A run of the workflow "${workflow}" in "${path}"`;
}

function rest({ isAll }: Known): string {
  return isAll ? "" : " without what is not known";
}

function word({ jobs }: Estimate): string {
  return jobs.some(({ source }) => source === MinutesSource.TIMEOUT) ? "at most" : "about";
}

/** The job with the largest share, as "the job "test" (4 × 30 minutes)". */
function largest({ jobs }: Estimate, byMoney: boolean): string {
  const share = ({ machines, minutes = 0, price = 0 }: Estimate["jobs"][number]) =>
    machines * minutes * (byMoney ? price : 1);
  const first = [...jobs].sort((left, right) => share(right) - share(left))[0];
  return first
    ? `the job "${first.job}" (${first.machines} × ${numberOf(first.minutes ?? 0)} minutes)`
    : "not known";
}

function list(names: readonly string[]): string {
  return [...new Set(names)].join(", ");
}

function numberOf(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
