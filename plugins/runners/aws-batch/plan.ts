import {
  type MessageInitShape,
  type PlanRequest,
  type PlanResponseSchema,
  text,
  type Use,
  UseKind,
} from "cig/sdk";
import { checkRunner, launchesOn } from "./check.ts";
import { type Machine, machineOf } from "./machine.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { launchStep } from "./step.ts";
import { tableFor } from "./tables.ts";

/**
 * `[runners.ID] uses = "runners/aws-batch"`: says first that its machines are launched, and where; then, for each job that
 * runs on one, how that is done and what the machine is called.
 */
export function plan({ uses, providers }: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const remarks: Remark[] = [];
  const resources = uses.flatMap((use) => {
    const runner = use.kind === UseKind.RUNNER ? use.runner : undefined;
    if (!runner) {
      const message = `runners/aws-batch describes machines, and is no step, package or service of "${use.job}".`;
      remarks.push(
        remarkOn(
          "BATCH201",
          use,
          message,
          'Name it in a runner: [runners.batch] uses = "runners/aws-batch".',
        ),
      );
      return [];
    }
    // What is wrong with a runner is said once, and not again for each of its jobs.
    if (!use.launch) remarks.push(...checkRunner(use, runner, providers));
    const value = use.launch
      ? launchOf(use)
      : { launchesOn: launchesOn(runner, providers), versions: [versionOf(machineOf(use))] };
    return [{ id: use.id, kind: { case: "expansion" as const, value: { use: use.id, ...value } } }];
  });
  return { resources, diagnostics: remarks };
}

function launchOf(use: Use) {
  const machine = machineOf(use);
  return {
    steps: [launchStep(use, machine)],
    providerOptions: [{ provider: use.launch!.provider, options: { entries: tableFor(use, machine) } }],
    ...(machine.credentials === "role" && {
      oidc: { audience: text("sts.amazonaws.com"), env: tokenVariable },
    }),
  };
}

/** Holds the identity token in the launching job. */
const tokenVariable = "AWS_ID_TOKEN";

/** What may change what jobs do: their image, and how much there is of what. */
function versionOf({ definition, resources }: Machine) {
  const asked = resources.map(([type, value]) => ` ${type}=${value}`).join("");
  return { tool: "aws-batch", version: text(`${definition}${asked}`) };
}
