import { type MessageInitShape, type NamedText, named, reference, type StepSchema, type Use } from "cig/sdk";
import type { Machine } from "./machine.ts";
import { launchScript } from "./script.ts";
import { machineWord } from "./tables.ts";

/** Minutes of AWS Batch's own limit beside the job's: an agent needs a little before and after it. */
const marginMinutes = 5;

/** A job without a limit of its own. */
const longestMinutes = 24 * 60;

/** CircleCI's runner ends a job after five hours, whatever the job says; see `CIRCLECI_RUNNER_MAX_RUN_TIME`. */
const circleMinutes = 5 * 60;

/** The step that starts one machine. Values reach its script through the environment alone. */
export function launchStep(use: Use, machine: Machine): MessageInitShape<typeof StepSchema> {
  const { provider } = use.launch!;
  return {
    name: `Launch a machine for ${use.job}`,
    shell: "bash",
    env: variables(use, machine),
    kind: { case: "run", value: { script: launchScript(provider, machine) } },
  };
}

function variables(use: Use, machine: Machine): NamedText[] {
  const { provider, timeoutMinutes } = use.launch!;
  // In a resource class all machines are alike, so that each must outlast any job.
  const jobMinutes = provider === "circleci" ? circleMinutes : timeoutMinutes || longestMinutes;
  const seconds = (jobMinutes + machine.idleMinutes + marginMinutes) * 60;
  const given = (name: string, value: string | undefined) =>
    value === undefined ? [] : [named(name, value)];
  const resources = machine.resources
    .map(([type, value]) => `{"type":"${type}","value":"${value}"}`)
    .join(",");
  return [
    ...credentials(machine),
    named("CIG_BATCH_DEFINITION", machine.definition),
    ...given("CIG_BATCH_ENDPOINT", machine.endpoint),
    ...(provider === "circleci" || provider === "buildkite"
      ? [named("CIG_BATCH_IDLE_SECONDS", String(machine.idleMinutes * 60))]
      : []),
    named("CIG_BATCH_MACHINE", machineWord(use)),
    named("CIG_BATCH_QUEUE", machine.queue),
    named("CIG_BATCH_REGION", machine.region),
    ...given("CIG_BATCH_RESOURCES", resources || undefined),
    ...given("CIG_BATCH_ROLE", machine.credentials === "role" ? machine.role : undefined),
    named("CIG_BATCH_SECONDS", String(seconds)),
    ...given("CIG_BATCH_SHARE", machine.shareIdentifier),
    ...ofProvider(provider, machine),
  ];
}

function credentials({ credentials }: Machine): NamedText[] {
  if (credentials !== "secrets") return [];
  return ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].map((name) =>
    named(name, reference(`secrets.${name}`)),
  );
}

function ofProvider(
  provider: string,
  { token, labels, organization, group, agentQueue }: Machine,
): NamedText[] {
  switch (provider) {
    case "github":
      return [
        named("CIG_RUNNER_GROUP", group),
        ...(labels.length > 0
          ? [named("CIG_RUNNER_LABELS", labels.map((label) => `,"${label}"`).join(""))]
          : []),
        ...(organization === undefined ? [] : [named("CIG_RUNNER_ORGANIZATION", organization)]),
        named("CIG_RUNNER_TOKEN", token ?? reference("secrets.RUNNER_TOKEN")),
      ];
    case "buildkite":
      return [named("CIG_RUNNER_QUEUE", agentQueue)];
    default:
      return [];
  }
}
