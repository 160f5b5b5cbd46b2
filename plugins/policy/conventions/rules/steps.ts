import { fits, type Job, type Step } from "cig/sdk";
import type { StepPattern } from "../conventions.ts";
import type { Rule } from "../rule.ts";

export const requiredSteps: Rule = {
  code: "CNV009",
  title: "Job lacks a step",
  level: "error",
  key: "required_steps",
  *find({ jobs }, { required_steps = [] }) {
    for (const wanted of required_steps)
      for (const job of jobs)
        if (isMeant(wanted, job) && !job.steps.some((step) => isSuch(wanted, step)))
          yield {
            subject: ["jobs", job.id, "steps"],
            job: job.id,
            message: `The job "${job.id}" has no step with ${wordsOf(wanted)}${because(wanted)}.`,
            hint: "Add it to the job's steps, or to a template or command that it takes.",
          };
  },
};

export const forbiddenSteps: Rule = {
  code: "CNV010",
  title: "Job has a step that it must not have",
  level: "error",
  key: "forbidden_steps",
  *find({ jobs }, { forbidden_steps = [] }) {
    for (const unwanted of forbidden_steps)
      for (const job of jobs)
        if (isMeant(unwanted, job))
          for (const step of job.steps)
            if (isSuch(unwanted, step))
              yield {
                subject: step.subject.length > 0 ? step.subject : ["jobs", job.id],
                job: job.id,
                message: `The job "${job.id}" has a step with ${wordsOf(unwanted)}, which is forbidden${because(unwanted)}.`,
                hint: "Take it out.",
              };
  },
};

function isMeant({ jobs }: StepPattern, { id }: Job): boolean {
  return jobs.length === 0 || fits(jobs, id);
}

function isSuch({ kind, pattern }: StepPattern, step: Step): boolean {
  switch (kind) {
    case "command":
      return step.call !== undefined && fits([pattern], step.call.command);
    case "uses":
      return usesOf(step).some((name) => fits([pattern], name.split("@")[0]!));
    case "run":
      return (
        step.kind.case === "run" && linesOf(step.kind.value.script).some((line) => fits([pattern], line))
      );
  }
}

/** Also those by which a provider sets up a tool. */
function usesOf({ kind }: Step): string[] {
  if (kind.case === "native") return [kind.value.uses];
  return kind.case === "toolchain" ? kind.value.native.map(({ uses }) => uses) : [];
}

/** Lines that a backslash continues are one, as are blanks between words; a comment is none. */
function linesOf(script: string): string[] {
  return script
    .replace(/\\\r?\n/g, " ")
    .split("\n")
    .map((line) => line.trim().replace(/\s+/g, " "))
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function wordsOf({ kind, pattern }: StepPattern): string {
  return `${kind} = "${pattern}"`;
}

function because({ reason }: StepPattern): string {
  return reason === undefined ? "" : `: ${reason.replace(/[.\s]+$/, "")}`;
}
