import { fits, type Job } from "cig/sdk";
import type { Finding, Rule } from "../rule.ts";

export const jobIds: Rule = {
  code: "CNV001",
  title: "Job is called otherwise",
  level: "error",
  key: "job_ids",
  *find({ jobs }, { job_ids = [] }) {
    // A member of a workspace stands before its jobs; its folder is called as it is called.
    for (const { id } of jobs)
      if (!fits(job_ids, id.replace(/^.*\//, "")))
        yield named(["jobs", id], id, `The job "${id}" is not called ${like(job_ids)}.`);
  },
};

export const jobNames: Rule = {
  code: "CNV002",
  title: "Job is shown under another kind of name",
  level: "error",
  key: "job_names",
  *find({ jobs }, { job_names = [] }) {
    for (const { id, name } of jobs)
      if (name !== "" && name !== id && !fits(job_names, name))
        yield named(
          ["jobs", id, "name"],
          id,
          `The job "${id}" is shown as "${name}", which is not ${like(job_names)}.`,
        );
  },
};

export const files: Rule = {
  code: "CNV003",
  title: "File lies elsewhere",
  level: "error",
  key: "files",
  *find({ outputs }, { files: patterns = [] }) {
    for (const path of new Set(outputs.map((output) => output.path)))
      if (!fits(patterns, path))
        yield {
          subject: ["outputs"],
          path,
          message: `"${path}" is rendered, and files are to be ${like(patterns)}.`,
          hint: "Give the output another path.",
        };
  },
};

export const workflows: Rule = {
  code: "CNV004",
  title: "Workflow is called otherwise",
  level: "error",
  key: "workflows",
  *find({ outputs }, { workflows: patterns = [] }) {
    for (const id of new Set(outputs.map(({ workflow }) => workflow)))
      if (id !== "" && !fits(patterns, id))
        yield {
          subject: ["workflows", id],
          message: `The workflow "${id}" is not called ${like(patterns)}.`,
          hint: "Give it another id.",
        };
  },
};

export const variables: Rule = {
  code: "CNV005",
  title: "Variable is called otherwise",
  level: "error",
  key: "variables",
  *find({ outputs, jobs }, { variables: patterns = [] }) {
    const shared = new Set(outputs.flatMap(({ env }) => env.map(({ name }) => name)));
    for (const name of shared)
      if (!fits(patterns, name))
        yield { subject: ["env", name], message: variable(name, patterns), hint: "Give it another name." };
    for (const job of jobs)
      for (const { name, subject } of variablesOf(job))
        if (!shared.has(name) && !fits(patterns, name))
          yield named(subject, job.id, variable(name, patterns));
  },
};

export const secrets: Rule = {
  code: "CNV006",
  title: "Secret is called otherwise",
  level: "error",
  key: "secrets",
  *find({ jobs }, { secrets: patterns = [] }) {
    for (const { id, secrets: names } of jobs)
      for (const name of names)
        if (!fits(patterns, name))
          yield named(
            ["jobs", id],
            id,
            `The job "${id}" uses the secret "${name}", and secrets are to be called ${like(patterns)}.`,
          );
  },
};

function named(subject: readonly string[], job: string, message: string): Finding {
  return { subject, job, message, hint: "Give it another name." };
}

function variable(name: string, patterns: readonly string[]): string {
  return `The variable "${name}" is not called ${like(patterns)}.`;
}

/** Without those that services and cig itself bring, which are called as what reads them wants. */
function variablesOf({ id, env, services, steps }: Job): { name: string; subject: readonly string[] }[] {
  const brought = new Set(services.flatMap(({ exports }) => exports.map(({ name }) => name)));
  const own = [
    ...env.map(({ name }) => ({ name, subject: ["jobs", id, "env", name] })),
    ...steps
      .filter(({ subject }) => subject[2] === "steps")
      .flatMap((step) => step.env.map(({ name }) => ({ name, subject: [...step.subject, "env", name] }))),
  ];
  return own.filter(({ name }) => !brought.has(name) && !name.startsWith("CIG_"));
}

function like(patterns: readonly string[]): string {
  return `like ${patterns.map((pattern) => `"${pattern}"`).join(", ")}`;
}
