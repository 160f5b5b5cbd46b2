import { type Job, optionsFor, type Runner, type Table, table, type Variant } from "cig/sdk";
import { below, type Scope } from "../scope.ts";
import { checkClass } from "./classes.ts";
import { compileImage } from "./image.ts";
import { compileServiceImages } from "./services.ts";

/** What a job without a word on it runs in. */
export const usualImage = "cimg/base:2026.03";
const usualMachine = "ubuntu-2404:current";
const usualXcode = "26.6.0";

/** What kind of machine a job gets. */
export type MachineKind = "docker" | "machine" | "macos" | "executor";
export const machineKinds: readonly MachineKind[] = ["docker", "machine", "macos", "executor"];

/** The executor of a variant: its kind, and the keys that say it in a job. */
export interface Machine {
  readonly kind: MachineKind;
  readonly node: Table;
}

/** Where a variant runs: what cig.toml gives for CircleCI, or a machine for the system and processor. */
export function machineFor(job: Job, variant: Variant | undefined, top: Scope): Machine {
  const runner = variant?.runner ?? job.runner;
  const ofRunner = optionsFor("circleci", runner?.providerOptions ?? []);
  const own = new Map([...ofRunner, ...optionsFor("circleci", job.providerOptions)]);
  const stated = machineKinds.find((kind) => own.has(kind));
  const scope = below(top, "runner");
  if (!stated) {
    const machine = withOptions(usual(job, runner, osOf(runner), top), ofRunner);
    const chosen = new Map([...machine.node, ...own]);
    checkClass(machine.kind, chosen, archOf(runner), scope);
    return machine;
  }
  if (job.image) refuseImage(job, stated, scope);
  const first = own.get(stated)!;
  const images = stated === "docker" ? compileServiceImages(job, top) : [];
  const node: Table = new Map([[stated, Array.isArray(first) ? [...first, ...images] : first]]);
  for (const [key, value] of ofRunner) if (!machineKinds.some((kind) => kind === key)) node.set(key, value);
  if (stated !== "machine" || first !== true)
    checkClass(stated, new Map([...own, ...node]), archOf(runner), scope);
  return { kind: stated, node };
}

/** "linux" where nothing is said. */
export function osOf(runner: Runner | undefined): string {
  return runner?.os || "linux";
}

/** The processor as CircleCI has it: its Macs have one kind only. */
export function archOf(runner: Runner | undefined): string {
  if (osOf(runner) === "macos") return "arm64";
  return runner?.arch || "amd64";
}

function usual(job: Job, runner: Runner | undefined, os: string, top: Scope): Machine {
  const scope = below(top, "runner");
  remarkOnRunner(runner ?? {}, optionsFor("circleci", runner?.providerOptions ?? []).size > 0, scope);
  if (os === "macos") return macMachine(job, runner, scope);
  if (os === "windows") return windowsMachine(job, runner, scope);
  if (os !== "linux")
    scope.report.add(
      "CC005",
      scope.subject,
      `CircleCI has no machines with "${os}".`,
      'Use "linux", "macos" or "windows".',
    );
  const isArm = archOf(runner) === "arm64";
  if (!["amd64", "arm64"].includes(archOf(runner)))
    scope.report.add(
      "CC005",
      scope.subject,
      `CircleCI has no machines with the processor "${archOf(runner)}".`,
      'Use "amd64" or "arm64".',
    );
  const label = /^ubuntu-(\d\d)\.(\d\d)(?:-arm)?$/.exec(runner?.id ?? "");
  if (runner?.id === "self-hosted")
    scope.report.add(
      "CC005",
      scope.subject,
      "CircleCI finds machines of your own by the name of their resource class.",
      'Define the runner: [runners.NAME] circleci = { machine = true, resource_class = "namespace/name" }.',
    );
  if (!job.image && (label || needsDocker(job) || needsEngine(job)))
    return {
      kind: "machine",
      node: table(
        ["machine", table(["image", label ? `ubuntu-${label[1]}${label[2]}:current` : usualMachine])],
        ["resource_class", isArm ? "arm.medium" : "medium"],
      ),
    };
  const primary = job.image ? compileImage(job.image, top) : table(["image", usualImage]);
  return {
    kind: "docker",
    node: table(
      ["docker", [primary, ...compileServiceImages(job, top)]],
      ["resource_class", isArm ? "arm.medium" : undefined],
    ),
  };
}

/** What a runner's name asks for and CircleCI cannot be asked for by it. */
function remarkOnRunner({ id = "", os = "" }: Partial<Runner>, hasOptions: boolean, scope: Scope): void {
  if (id === "" || hasOptions) return;
  if (/^(?:macos|windows)-(?!latest$|2022$|2019$)/.test(id))
    scope.report.add(
      "CC025",
      scope.subject,
      `"${id}" names a version that CircleCI has under another name: the job runs on the usual machine with ${os}.`,
      'Choose one: [runners.NAME] circleci = { macos = { xcode = "…" } }, or { machine = { image = "…" } }.',
    );
  else if (!/^(?:ubuntu|macos|windows)-/.test(id))
    scope.report.add(
      "CC025",
      scope.subject,
      `The runner "${id}" says nothing for CircleCI, so that the job runs on the usual machine.`,
      `Say what it is there: [runners.${id}] circleci = { resource_class = "large" }.`,
    );
}

function macMachine(job: Job, runner: Runner | undefined, scope: Scope): Machine {
  if (job.image) refuseImage(job, "macos", scope);
  if (runner?.arch === "amd64")
    scope.report.add(
      "CC005",
      scope.subject,
      "CircleCI's Macs have arm64 processors, and the job asks for amd64.",
      'Write arch = "arm64", and build for amd64 with `arch -x86_64`.',
    );
  return {
    kind: "macos",
    node: table(["macos", table(["xcode", usualXcode])], ["resource_class", "m4pro.medium"]),
  };
}

function windowsMachine(job: Job, runner: Runner | undefined, scope: Scope): Machine {
  if (job.image) refuseImage(job, "windows", scope);
  if (runner?.arch === "arm64")
    scope.report.add(
      "CC005",
      scope.subject,
      "CircleCI has no machines with Windows on arm64.",
      'Use arch = "amd64".',
    );
  return {
    kind: "machine",
    node: table(
      // Every step has bash, as everywhere; the image's own is PowerShell.
      [
        "machine",
        table(
          ["image", `windows-server-${runner?.id === "windows-2019" ? "2019" : "2022-gui"}:current`],
          ["shell", "bash.exe -eo pipefail"],
        ),
      ],
      ["resource_class", "windows.medium"],
    ),
  };
}

function refuseImage(job: Job, kind: string, scope: Scope): void {
  scope.report.add(
    "CC005",
    ["jobs", job.id, "image"],
    kind === "docker"
      ? `The job "${job.id}" has an image, and provider.circleci gives it another.`
      : `The job "${job.id}" has an image and runs on "${kind}", where CircleCI starts no container.`,
    kind === "docker" ? "Give one of the two." : "Leave out image, or let the job run on linux.",
  );
}

/** What the runner says for CircleCI comes over what the plugin chose. */
function withOptions({ kind, node }: Machine, options: Table): Machine {
  return { kind, node: new Map([...node, ...options]) };
}

/** True when a service is asked for in a way that only `docker run` has: at another port, with options. */
function needsEngine(job: Job): boolean {
  return job.services.some(
    ({ ports, options }) =>
      ports.some(({ container, host }) => host !== 0 && host !== container) ||
      options.some((option) => option.startsWith("-") && !/^(?:--user|-u|--entrypoint)(?:=|$)/.test(option)),
  );
}

/** True when a step needs a Docker engine: on a machine it is there, in a container it has to be set up. */
export function needsDocker(job: Job): boolean {
  return (
    job.packages.includes("docker") ||
    job.steps.some(
      ({ kind }) => kind.case === "toolchain" && ["docker", "docker-build", "qemu"].includes(kind.value.tool),
    )
  );
}
