import { Access, type Permission } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Expression } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { type Feature, inJob, inStep, ofOutput, orDefault } from "../feature.ts";

/** A workflow as a whole, and what it shares. */
export const workflowFeatures: readonly Feature[] = [
  {
    id: "workflows.several",
    title: "several workflows in one file",
    *find(output, file) {
      if (file.length > 1 && output.workflow !== "") yield [["workflows", output.workflow]];
    },
  },
  orDefault(
    ofOutput(
      "workflow.permissions",
      "`permissions` of a workflow",
      ({ permissions }) => permissions.length > 0 && !isUsual(permissions),
      "permissions",
    ),
  ),
  ofOutput(
    "workflow.concurrency",
    "`concurrency` of a workflow",
    ({ concurrency }) => concurrency,
    "concurrency",
  ),
  ofOutput(
    "workflow.concurrency.cancel",
    "`cancel_in_progress` of a workflow",
    ({ concurrency }) => isWanted(concurrency?.cancelInProgress),
    "concurrency.cancel_in_progress",
  ),
  ofOutput("workflow.env", "`env` of a workflow", ({ env }) => env.length, "env"),
  orDefault(ofOutput("gate", "`gate`: the one check to require", ({ gate }) => gate, "gate.name", "gate")),
  orDefault(
    ofOutput(
      "skip.native_store",
      '`skip` with `store = "native"`: the provider\'s own cache keeps what succeeded',
      ({ skipping }) => skipping?.nativeStore,
      "skip.store",
      "skip",
    ),
  ),
  {
    id: "commands",
    title: "`commands`: steps that have a name",
    *find({ jobs }) {
      for (const { call, subject } of jobs.flatMap(({ steps }) => steps))
        if (call) yield [["commands", call.command], subject];
    },
  },
];

/** The escape hatch, of the output's own provider: those of others are for others. */
export const providerOptions: Feature = {
  id: "provider_options",
  title: "`provider`, the escape hatch",
  *find(output) {
    const isOwn = ({ provider }: { provider: string }) => provider === output.provider;
    const hatch = `provider.${output.provider}`;
    if (output.providerOptions.some(isOwn)) yield [hatch.split("."), ["outputs"]];
    for (const job of output.jobs) {
      if (job.providerOptions.some(isOwn)) yield inJob(job, [hatch]);
      for (const step of job.steps) if (step.providerOptions.some(isOwn)) yield inStep(step, [hatch]);
    }
  },
};

/** Reading the sources is what every job may, where nobody says otherwise. */
function isUsual([first, ...others]: readonly Permission[]): boolean {
  return others.length === 0 && first?.scope === "contents" && first.access === Access.READ;
}

/** True unless it is absent or the constant `false`. */
export function isWanted(condition: Expression | undefined): boolean {
  if (condition?.kind.case !== "literal") return condition !== undefined;
  const { kind } = condition.kind.value;
  return !(kind.case === "boolean" && !kind.value);
}
