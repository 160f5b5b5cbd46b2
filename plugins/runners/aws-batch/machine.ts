import { literalOf, type Text, textInput, textsInput, type Use } from "cig/sdk";

/** What cig.toml says of the machines, once it is known to be well-formed. */
export interface Machine {
  readonly queue: string;
  readonly definition: string;
  readonly region: string;
  /** What is asked for beside the definition, in the words of AWS: VCPU, MEMORY (in MiB), GPU. */
  readonly resources: readonly (readonly [type: string, value: string])[];
  readonly shareIdentifier: string | undefined;
  readonly idleMinutes: number;
  readonly credentials: "secrets" | "role" | "machine";
  readonly role: string | undefined;
  readonly endpoint: string | undefined;
  readonly labels: readonly string[];
  readonly organization: string | undefined;
  readonly group: string;
  readonly agentQueue: string;
  readonly resourceClass: string | undefined;
  /** The one input that may hold names of the run. */
  readonly token: Text | undefined;
}

/** The inputs of a runner; those without a valid form have been remarked on. */
export function machineOf(use: Use): Machine {
  const word = (name: string) => literalOf(textInput(use, name));
  const [vcpus, memory, gpus, role] = [word("vcpus"), word("memory"), word("gpus"), word("role")];
  const stated = word("credentials");
  return {
    queue: word("queue") ?? "",
    definition: word("definition") ?? "",
    region: word("region") ?? "",
    resources: [
      ...(vcpus === undefined ? [] : [["VCPU", vcpus] as const]),
      ...(memory === undefined ? [] : [["MEMORY", String(mebibytes(memory))] as const]),
      ...(gpus === undefined ? [] : [["GPU", gpus] as const]),
    ],
    shareIdentifier: word("share_identifier"),
    idleMinutes: Number(word("idle") ?? "10"),
    credentials:
      stated === "machine" || stated === "secrets" || stated === "role"
        ? stated
        : role === undefined
          ? "secrets"
          : "role",
    role,
    endpoint: word("endpoint"),
    labels: (textsInput(use, "labels") ?? []).flatMap((label) => literalOf(label) ?? []),
    organization: word("organization"),
    group: word("group") ?? "1",
    agentQueue: word("agent_queue") ?? use.runner?.id ?? "",
    resourceClass: word("resource_class"),
    token: textInput(use, "token"),
  };
}

/** AWS counts memory in MiB. */
function mebibytes(memory: string): number {
  const [, number = "0", unit] = /^(\d+)\s*(GiB|MiB)$/.exec(memory) ?? [];
  return Number(number) * (unit === "GiB" ? 1024 : 1);
}
