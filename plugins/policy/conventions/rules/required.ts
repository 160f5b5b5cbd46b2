import type { Rule } from "../rule.ts";

export const requiredJobs: Rule = {
  code: "CNV007",
  title: "Job is missing",
  level: "error",
  key: "required_jobs",
  *find({ jobs }, { required_jobs = [] }) {
    for (const wanted of required_jobs)
      if (!jobs.some(({ id }) => id === wanted))
        yield {
          subject: ["policy", "conventions", "required_jobs"],
          message: `There is no job "${wanted}", and every project is to have one.`,
          hint: `Add it:\n  [jobs.${wanted}]\n  steps = [{ run = "…" }]`,
        };
  },
};

export const requiredGate: Rule = {
  code: "CNV008",
  title: "Gate is missing",
  level: "error",
  key: "gate",
  *find({ outputs }) {
    for (const { path, gate } of outputs)
      if (!gate)
        yield {
          subject: ["policy", "conventions", "gate"],
          path,
          message: `"${path}" has no gate, so that there is no one check to require of a pull request.`,
          hint: "Write at the top of cig.toml:\n  gate = true",
        };
  },
};

export const statedPermissions: Rule = {
  code: "CNV014",
  title: "Job does not state its rights",
  level: "error",
  key: "permissions",
  *find({ outputs, jobs }) {
    if (outputs.some(({ permissions }) => permissions.length > 0)) return;
    for (const { id, permissions } of jobs)
      if (permissions.length === 0)
        yield {
          subject: ["jobs", id],
          job: id,
          message: `The job "${id}" does not state its rights.`,
          hint: `Write what it needs:\n  [jobs.${id}.permissions]\n  contents = "read"`,
        };
  },
};
