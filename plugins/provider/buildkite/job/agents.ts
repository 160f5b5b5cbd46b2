import { type Job, optionsFor, type Runner, type Table, table } from "cig/sdk";
import { below, type Scope } from "../scope.ts";

/**
 * Keys that say where a variant runs: what cig.toml gives for Buildkite, or a queue named for the system and the
 * processor. Linux on amd64 is what agents are when nothing is said.
 */
export function compileAgents(runner: Runner | undefined, job: Job, top: Scope): Table {
  const scope = below(top, "runner");
  const options = optionsFor("buildkite", runner?.providerOptions ?? []);
  const os = runner?.os || "linux";
  const arch = runner?.arch || (os === "macos" ? "arm64" : "amd64");
  checkMachine(os, arch, scope);
  if ((job.image || job.services.length > 0) && os !== "linux")
    scope.report.add(
      job.image ? "BK005" : "BK013",
      ["jobs", job.id, job.image ? "image" : "services"],
      `The job "${job.id}" runs on ${os}, and its containers are those of Linux.`,
      "Let the job run on linux.",
    );
  if (options.size > 0) return options;
  const id = runner?.id ?? "";
  if (id !== "" && !/^(?:ubuntu|macos|windows)-|^self-hosted$/.test(id))
    scope.report.add(
      "BK025",
      scope.subject,
      `The runner "${id}" says nothing for Buildkite, so that the job runs on the usual agents.`,
      `Say what it is there: [runners.${id}] buildkite = { agents = { queue = "${id}" } }.`,
    );
  const queue = queueOf(os, arch);
  if (queue === undefined) return new Map();
  scope.report.add(
    "BK030",
    scope.subject,
    `Buildkite runs jobs on agents of yours: the job "${job.id}" waits for one of the queue "${queue}".`,
    `Name the queue after your agents: [runners.NAME] buildkite = { agents = { queue = "…" } }${os === "windows" ? '. On Windows start them with shell = "bash -e -c".' : "."}`,
  );
  return table(["agents", table(["queue", queue])]);
}

/** "macos", "linux-arm64", "windows"; undefined for Linux on amd64. */
function queueOf(os: string, arch: string): string | undefined {
  const usual = os === "macos" ? "arm64" : "amd64";
  if (os === "linux" && arch === usual) return undefined;
  return arch === usual ? os : `${os}-${arch}`;
}

function checkMachine(os: string, arch: string, scope: Scope): void {
  if (!["linux", "macos", "windows"].includes(os))
    scope.report.add(
      "BK005",
      scope.subject,
      `There are no agents for "${os}".`,
      'Use "linux", "macos" or "windows".',
    );
  if (!["amd64", "arm64"].includes(arch))
    scope.report.add(
      "BK005",
      scope.subject,
      `There are no agents for the processor "${arch}".`,
      'Use "amd64" or "arm64".',
    );
}
