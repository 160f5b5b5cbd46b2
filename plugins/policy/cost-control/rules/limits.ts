import { fits } from "cig/sdk";
import { isListed } from "../prices.ts";
import type { Rule } from "../rule.ts";

export const allowedClasses: Rule = {
  code: "COST003",
  title: "Machine is not in the budget",
  level: "error",
  key: "classes",
  *find(runs, { classes = [] }) {
    for (const { output, estimate } of runs)
      for (const { job, class: name } of estimate.jobs)
        if (name !== "" && !fits(classes, name))
          yield {
            subject: ["jobs", job],
            job,
            path: output.path,
            message: `The job "${job}" runs on "${name}" in "${output.path}", and only ${classes.map((one) => `"${one}"`).join(", ")} are allowed.`,
            hint: "Choose another machine, with `runner`, `os` or [runners].",
          };
  },
};

export const matrixSize: Rule = {
  code: "COST004",
  title: "Job has more variants than allowed",
  level: "error",
  key: "max_variants",
  *find(runs, { max_variants = 0 }) {
    const sizes = new Map(
      runs.flatMap(({ output }) =>
        output.jobs.map(
          ({ id, variants, parallelism }) =>
            [id, Math.max(1, variants.length) * Math.max(1, parallelism)] as const,
        ),
      ),
    );
    for (const [job, size] of sizes)
      if (size > max_variants)
        yield {
          subject: ["jobs", job, "matrix"],
          job,
          message: `The job "${job}" runs ${size} times, and ${max_variants} are allowed.`,
          hint: "Take values out of the matrix, exclude combinations, or lower parallelism.",
        };
  },
};

export const unknownJob: Rule = {
  code: "COST006",
  title: "Minutes are of no job",
  level: "warning",
  key: "minutes",
  *find(runs, { minutes }) {
    const jobs = new Set(runs.flatMap(({ output }) => output.jobs.map(({ id }) => id)));
    for (const id of Object.keys(minutes))
      if (!jobs.has(id))
        yield {
          subject: ["policy", "cost", "minutes", id],
          message: `There is no job "${id}", so that what it takes counts nowhere.`,
          hint: "Take it out, or write the job's id as it stands in [jobs].",
        };
  },
};

export const unknownPrice: Rule = {
  code: "COST007",
  title: "Price names no class",
  level: "warning",
  key: "prices",
  *find(_, { prices }) {
    for (const [name, price] of Object.entries(prices))
      if (typeof price === "string" && !isListed(price))
        yield {
          subject: ["policy", "cost", "prices", name],
          message: `"${price}" is in no list of prices, so that "${name}" has none.`,
          hint: `Write USD a minute, "${name}" = 0.01, or a name of the README's tables, such as "linux_4_core".`,
        };
  },
};
