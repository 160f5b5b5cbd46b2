import type { Job, Step } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { Function as Fn } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { applies, asksOutputs } from "../condition.ts";
import { type Feature, inJob, inStep, ofStep } from "../feature.ts";

/** What any step may have. */
export const stepFeatures: readonly Feature[] = [
  ofStep("step.name", "`name` of a step", ({ name, nameText }) => name !== "" || nameText, "name"),
  ofStep("step.if", "`if` of a step", (step) => ownCondition(step), "if", "always"),
  ofStep(
    "step.if.failure",
    "`failure()` in `if` of a step",
    (step) => applies(ownCondition(step), Fn.FAILURE),
    "if",
  ),
  ofStep(
    "step.if.always",
    "`always()` in `if` of a step",
    (step) => applies(ownCondition(step), Fn.ALWAYS),
    "if",
    "always",
  ),
  ofStep("step.if.outputs", "outputs in `if` of a step", (step) => asksOutputs(ownCondition(step)), "if"),
  ofStep("step.env", "`env` of a step", ({ env }) => env.length, "env"),
  ofStep(
    "step.working_directory",
    "`working_directory`",
    ({ workingDirectory, workingDirectoryText: text }, job) =>
      workingDirectory !== "" || text || job.workingDirectory !== "" || job.workingDirectoryText,
    "working_directory",
  ),
  ofStep("step.timeout", "`timeout` of a step", ({ timeoutMinutes }) => timeoutMinutes, "timeout"),
  ofStep(
    "step.continue_on_error",
    "`continue_on_error` of a step",
    ({ continueOnError }) => continueOnError,
    "continue_on_error",
  ),
  ofStep("step.background", "`background`", ({ background }) => background, "background"),
  ofStep("step.retry", "`retry` of a step", ({ retry }) => retry, "retry"),
  ofStep("step.approve", "`approve` between steps", ({ kind }) => kind.case === "approve", "approve"),
  // An id is for nothing but its outputs.
  ofStep(
    "step.outputs",
    "outputs of a step",
    ({ kind, id, outputs }) => kind.case === "run" && (id !== "" || outputs.length > 0),
    "outputs",
    "id",
  ),
  ofStep(
    "step.native",
    "`native`, a third party's step",
    ({ kind }, _job, { provider }) => kind.case === "native" && kind.value.provider === provider,
    "native",
  ),
  ofStep("step.toolchain", "`packages`: a toolchain", ({ kind }) => kind.case === "toolchain"),
  ...["sh", "pwsh", "powershell", "cmd", "python"].map(ofShell),
];

/** The condition that an author wrote: reports run always by their nature. */
function ownCondition({ kind, condition }: Step) {
  return kind.case === "report" ? undefined : condition;
}

function ofShell(shell: string): Feature {
  const isUsed = (step: Step, job: Job) => step.kind.case === "run" && (step.shell || job.shell) === shell;
  return {
    id: `step.shell.${shell}`,
    title: `\`shell = "${shell}"\``,
    *find({ jobs }) {
      for (const job of jobs)
        for (const step of job.steps)
          if (isUsed(step, job)) yield step.shell === "" ? inJob(job, ["shell"]) : inStep(step, ["shell"]);
    },
  };
}
