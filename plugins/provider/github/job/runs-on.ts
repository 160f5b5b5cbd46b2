import type { Job, Runner, Variant } from "cig/sdk";
import { atom, call, join, member, type Operand, quoted } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileText } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";
import { jsonText, type Yaml } from "../yaml/tree.ts";
import { hostedLabel, isHostedLabel, isSystem, withProcessor } from "./hosted-runner.ts";
import { axesOf, textOnLabel, wordOn } from "./variant.ts";

/**
 * The value of `runs-on`: what cig.toml gives for GitHub, a label, or a hosted runner for the system and
 * processor. Where the variants differ it is an expression that asks the fewest axes of the matrix.
 */
export function compileRunsOn(job: Job, top: Scope): Yaml {
  const scope = below(top, "runner");
  const machines = machinesOf(job);
  const { label } = job.runner ?? {};
  if (label && machines.every(({ runsOn, variant }) => runsOn === textOnLabel(label, variant)))
    return compileText(label, places.runsOn, scope);
  const [first] = machines;
  if (machines.every(({ key }) => key === first!.key))
    return typeof first!.runsOn === "string" && !first!.isOwn
      ? characters(first!.runsOn, scope)
      : first!.runsOn;
  return choose(job, machines);
}

/** True when a variant of the job may run on Windows. */
export function mayRunOnWindows(job: Job): boolean {
  return machinesOf(job).some((machine) => systemOf(machine) === "windows");
}

/** linux, macos or windows, as the label says it, or else the runner. */
export function systemOf({ runner, runsOn, variant }: Machine): string {
  const axis = axisIn(runner?.os);
  const stated = axis === undefined ? runner?.os : wordOn(variant, axis);
  const words = [typeof runsOn === "string" ? runsOn : "", stated ?? ""];
  return (
    words.map((word) => /^(?:macos|windows)(?=-|$)/i.exec(word)?.[0].toLowerCase()).find(Boolean) ?? "linux"
  );
}

/** Where one variant of a job runs. */
export interface Machine {
  readonly variant: Variant | undefined;
  readonly runner: Runner | undefined;
  readonly runsOn: Yaml;
  /** True when cig.toml gives the value for GitHub, so that expressions in it are meant. */
  readonly isOwn: boolean;
  /** Equal for equal values. */
  readonly key: string;
}

/** Where the variants run, in their order; one machine for a job without a matrix. */
export function machinesOf(job: Job): Machine[] {
  const variants = job.variants.length > 0 ? job.variants : [undefined];
  return variants.map((variant) => {
    const runner = variant?.runner ?? job.runner;
    const own = optionOf(runner?.providerOptions ?? [], "runs-on");
    const runsOn = own ?? labelOf(job, variant);
    return { variant, runner, runsOn, isOwn: own !== undefined, key: jsonText(runsOn) };
  });
}

function labelOf(job: Job, variant: Variant | undefined): string {
  if (variant?.runner) return labelOfRunner(variant.runner);
  const arch = wordOn(variant, "arch") ?? "";
  const { runner } = job;
  const label = textOnLabel(runner?.label, variant);
  if (label) return isSystem(label) ? hostedLabel(label, arch) : label;
  if (runner && isHostedLabel(runner.id)) return labelOfRunner(runner);
  const os = wordOn(variant, axisIn(runner?.os) ?? "os");
  const isAsked = !runner?.os || runner.os === "linux" || axisIn(runner.os) !== undefined;
  if (isAsked && os && isHostedLabel(os)) return withProcessor(os, arch) ?? os;
  return hostedLabel(
    isAsked && os && isSystem(os) ? os : (runner?.os ?? ""),
    wordOn(variant, axisIn(runner?.arch) ?? "arch") ?? runner?.arch ?? "",
  );
}

/** A label on a processor that GitHub does not host stays itself; `checkMachines` refuses it. */
function labelOfRunner({ id, os, arch }: Runner): string {
  return isHostedLabel(id) ? (withProcessor(id, arch) ?? id) : hostedLabel(os, arch);
}

/** The axis that a field names, as `{{ matrix.arch }}`. */
function axisIn(field: string | undefined): string | undefined {
  return /^\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(field ?? "")?.[1];
}

/** `matrix.arch == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-latest'` */
function choose(job: Job, machines: readonly Machine[]): string {
  const axes = decidingAxes(job, machines);
  const areTexts = machines.every(({ runsOn }) => typeof runsOn === "string");
  const value = ({ runsOn }: Machine) => quoted(areTexts ? (runsOn as string) : jsonText(runsOn));
  const fallback = machines.find(({ runsOn }) => runsOn === "ubuntu-latest") ?? machines[0]!;
  const cases = new Map<string, Operand>();
  for (const machine of machines) {
    if (machine.key === fallback.key) continue;
    const asked = axes.filter((axis) => !isIdle(axis, axes, machine, machines));
    const needed = asked.length > 0 ? asked : axes;
    const condition = needed.map((axis) =>
      join("==", [atom(member("matrix", axis)), quoted(wordOn(machine.variant, axis) ?? "")]),
    );
    const operand = join("&&", [...condition, value(machine)]);
    cases.set(operand.source, operand);
  }
  if (
    areTexts &&
    axes.length === 1 &&
    machines.every(({ runsOn, variant }) => runsOn === wordOn(variant, axes[0]!))
  )
    return `\${{ ${member("matrix", axes[0]!)} }}`;
  const chain = join("||", [...cases.values(), value(fallback)]);
  return `\${{ ${areTexts ? chain.source : call("fromJSON", chain).source} }}`;
}

/** The fewest axes whose values tell the machines apart; all of them where no two do. */
function decidingAxes(job: Job, machines: readonly Machine[]): string[] {
  const axes = axesOf(job);
  const decides = (some: readonly string[]) => {
    const seen = new Map<string, string>();
    return machines.every(({ variant, key }) => {
      const words = jsonText(some.map((axis) => wordOn(variant, axis) ?? null));
      if (!seen.has(words)) seen.set(words, key);
      return seen.get(words) === key;
    });
  };
  const single = axes.find((axis) => decides([axis]));
  if (single) return [single];
  const pairs = axes.flatMap((one, index) => axes.slice(index + 1).map((two) => [one, two]));
  return pairs.find(decides) ?? axes;
}

/** True when the machine is the same whatever the axis says, the other deciding axes being equal. */
function isIdle(axis: string, axes: readonly string[], machine: Machine, all: readonly Machine[]): boolean {
  const others = axes.filter((other) => other !== axis);
  return (
    others.length > 0 &&
    all
      .filter(({ variant }) =>
        others.every((other) => wordOn(variant, other) === wordOn(machine.variant, other)),
      )
      .every(({ key }) => key === machine.key)
  );
}
