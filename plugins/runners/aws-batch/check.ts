import { literalOf, type Runner, textInput, textsInput, type Use } from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";

/** What is wrong with a runner for the providers that are rendered for. */
export function checkRunner(use: Use, runner: Runner, providers: readonly string[]): Remark[] {
  return [...inputs(use), ...system(use, runner), ...providersOf(use, runner, providers)];
}

/** Where machines are launched: a table of the runner says that there they are not. */
export function launchesOn(runner: Runner, providers: readonly string[]): string[] {
  return providers.filter((provider) => known.includes(provider) && !isOwn(runner, provider));
}

const known = ["buildkite", "circleci", "github"];

function isOwn({ providerOptions }: Runner, provider: string): boolean {
  return providerOptions.some((each) => each.provider === provider);
}

/** Completes "is", and an example. Letters that need no quotes in JSON and none in a shell. */
const forms: readonly (readonly [name: string, form: RegExp, what: string, example: string])[] = [
  ["queue", /^[\w:/-]+$/, "the name or ARN of a job queue", "ci"],
  ["definition", /^[\w:/-]+$/, "a job definition, by name, name:revision or ARN", "ci-runner:3"],
  ["region", /^[a-z]{2}(-[a-z]+)+-\d+$/, "a region", "eu-central-1"],
  ["vcpus", /^(?!0+(\.0+)?$)\d+(\.\d+)?$/, "a number of vCPUs", "4"],
  ["memory", /^[1-9]\d*\s*(GiB|MiB)$/, 'an amount of memory in "GiB" or "MiB"', "8GiB"],
  ["gpus", /^[1-9]\d*$/, "a number of GPUs", "1"],
  ["share_identifier", /^[A-Za-z0-9]{1,255}$/, "letters and digits", "ci"],
  ["idle", /^[1-9]\d{0,2}$/, "a number of minutes, from 1 to 999", "10"],
  ["role", /^arn:[\w-]+:iam::\d+:role\/\S+$/, "the ARN of a role", "arn:aws:iam::123456789012:role/ci"],
  ["credentials", /^(secrets|role|machine)$/, 'one of "secrets", "role" and "machine"', "role"],
  [
    "endpoint",
    /^https?:\/\/[A-Za-z0-9.-]+(:\d+)?$/,
    "an address without a path",
    "https://batch.example.com",
  ],
  ["organization", /^[A-Za-z0-9][\w-]*$/, "the name of an organization", "acme"],
  ["group", /^[1-9]\d*$/, "the id of a group of runners, a number", "3"],
  ["agent_queue", /^[\w.-]+$/, "a queue of letters, digits and ._-", "batch"],
  ["resource_class", /^[\w.-]+\/[\w.-]+$/, "a namespace and a name", "acme/batch"],
];

const label = /^[A-Za-z0-9_][\w.-]*$/;

function inputs(use: Use): Remark[] {
  const remarks = forms.flatMap(([name, form, what, example]) => {
    const value = textInput(use, name);
    if (value === undefined) return [];
    const written = literalOf(value);
    if (written !== undefined && form.test(written)) return [];
    const given = written === undefined ? "a value that only the run knows" : JSON.stringify(written);
    const message = `The input "${name}" of runners/aws-batch is ${what}, and is given ${given}.`;
    return [remarkOn("BATCH202", use, message, `Write ${name} = ${exampleOf(example)}.`, ["with", name])];
  });
  const bad = (textsInput(use, "labels") ?? []).find((each) => !label.test(literalOf(each) ?? ""));
  if (bad) {
    const message = `"${literalOf(bad) ?? "{{ … }}"}" is no label for machines.`;
    remarks.push(
      remarkOn("BATCH202", use, message, "Write labels of letters, digits and ._-.", ["with", "labels"]),
    );
  }
  if (literalOf(textInput(use, "credentials")) === "role" && !textInput(use, "role")) {
    const message = 'Launching is to take on a role, and no "role" says which.';
    remarks.push(remarkOn("BATCH202", use, message, 'Write role = "arn:aws:iam::123456789012:role/ci".'));
  }
  return remarks;
}

function exampleOf(example: string): string {
  return /^\d+$/.test(example) ? example : JSON.stringify(example);
}

/** Batch has Windows, too; the agents' images are for Linux. */
function system(use: Use, { id, os }: Runner): Remark[] {
  if (os === "" || os === "linux") return [];
  const message = `The runner "${id}" is for ${os}, and the agents that AWS Batch starts run on Linux.`;
  return [remarkOn("BATCH205", use, message, 'Leave out os, or write uses = "runners/self-hosted".', ["os"])];
}

function providersOf(use: Use, runner: Runner, providers: readonly string[]): Remark[] {
  const remarks: Remark[] = [];
  if (launchesOn(runner, providers).includes("circleci") && !textInput(use, "resource_class")) {
    const message = `CircleCI finds machines of one's own by their resource class, and the runner "${runner.id}" names none.`;
    remarks.push(
      remarkOn("BATCH203", use, message, 'Write with = { resource_class = "namespace/name", … }.'),
    );
  }
  for (const provider of providers)
    if (!known.includes(provider) && !isOwn(runner, provider)) {
      const message =
        provider === "jenkins"
          ? "Jenkins knows each of its agents before it starts, by a name that one machine at a time can have, so that none can be started for a job from outside."
          : `Nothing is known here about agents of "${provider}" that are started for one job.`;
      const hint =
        provider === "jenkins"
          ? `Let a cloud of Jenkins start them (its plugins ec2 and amazon-ecs do), and name its label: [runners.${runner.id}] jenkins = { label = "…" }.`
          : `Say what the runner is there: [runners.${runner.id}] ${provider} = { … }.`;
      remarks.push(remarkOn("BATCH204", use, message, hint, ["uses"]));
    }
  return remarks;
}
