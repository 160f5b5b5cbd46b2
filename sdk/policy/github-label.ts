import type { Job, Runner, Variant } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { optionsFor } from "../yaml/index.ts";

/**
 * What a variant of a job runs on at GitHub: the label of a hosted runner, "self-hosted", the first of the labels that
 * cig.toml gives, or the runner's id where its machines are started for each run. Undefined: only the run knows.
 */
export function githubLabel(job: Job, variant: Variant | undefined): string | undefined {
  const runner = variant?.runner ?? job.runner;
  const own =
    optionsFor("github", job.providerOptions).get("runs-on") ??
    optionsFor("github", runner?.providerOptions ?? []).get("runs-on");
  if (own !== undefined) return isOfRun(own) ? runner?.id : labelIn(own);
  const label = runner?.label && onVariant(runner.label, variant);
  if (label && !isSystem(label)) return label;
  if (runner && isHosted(runner.id)) return runner.id;
  const axis = wordOf(variant, "os");
  if (axis && isHosted(axis)) return axis;
  return hostedLabel(
    label || (isSystem(axis) ? axis! : systemOf(runner)),
    wordOf(variant, "arch") ?? runner?.arch,
  );
}

const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  linux: { amd64: "ubuntu-latest", arm64: "ubuntu-24.04-arm" },
  macos: { amd64: "macos-15-intel", arm64: "macos-latest" },
  windows: { amd64: "windows-latest", arm64: "windows-11-arm" },
};

function hostedLabel(system: string, arch: string | undefined): string | undefined {
  return labels[system]?.[arch || (system === "macos" ? "arm64" : "amd64")];
}

function labelIn(value: unknown): string | undefined {
  if (value instanceof Map) return labelIn(value.get("labels"));
  if (Array.isArray(value)) return value.includes("self-hosted") ? "self-hosted" : labelIn(value[0]);
  return typeof value === "string" && !value.includes("${{") ? value : undefined;
}

/** True for a label that no other run has: its machine is started for this one, and the runner says of which kind it is. */
function isOfRun(value: unknown): boolean {
  const [label] = Array.isArray(value) ? value : [value];
  return typeof label === "string" && /\$\{\{ github\.run_id \}\}/.test(label);
}

/** The label with the variant's words in it. */
function onVariant({ parts }: Text, variant: Variant | undefined): string | undefined {
  const words = parts.map(({ kind }) => {
    if (kind.case === "literal") return kind.value;
    const [first, axis = "", ...deeper] = kind.case === "reference" ? kind.value.path : [];
    return first === "matrix" && deeper.length === 0 ? wordOf(variant, axis) : undefined;
  });
  return words.includes(undefined) ? undefined : words.join("");
}

function wordOf(variant: Variant | undefined, axis: string): string | undefined {
  const kind = variant?.values?.entries.find(({ key }) => key === axis)?.value?.kind;
  return kind?.case === "text" ? kind.value : undefined;
}

function systemOf(runner: Runner | undefined): string {
  return runner?.os && isSystem(runner.os) ? runner.os : "linux";
}

function isSystem(word: string | undefined): boolean {
  return word !== undefined && Object.hasOwn(labels, word);
}

function isHosted(label: string): boolean {
  return /^(?:ubuntu|macos|windows)-[\w.-]+$/.test(label) || label === "self-hosted";
}
