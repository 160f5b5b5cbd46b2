import { type Job, literalOf, type Variant } from "cig/sdk";
import { atom, join, member, type Operand, quoted } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileText } from "../expression/text.ts";
import { below, type Scope } from "../scope.ts";
import { optionOf } from "../yaml/options.ts";
import type { Yaml } from "../yaml/tree.ts";

/** Labels of the runners that GitHub hosts, by system and processor; "" is what nobody asked for. */
const hosted: Record<string, Record<string, string>> = {
  linux: { "": "ubuntu-latest", amd64: "ubuntu-latest", arm64: "ubuntu-24.04-arm" },
  macos: { "": "macos-latest", amd64: "macos-15-intel", arm64: "macos-latest" },
  windows: { "": "windows-latest", amd64: "windows-latest", arm64: "windows-11-arm" },
};

/**
 * The value of `runs-on`: a label from the matrix, what cig.toml gives for GitHub, or a hosted runner for the
 * system and processor, which may themselves be axes of the matrix.
 */
export function compileRunsOn(job: Job, scope: Scope): Yaml {
  const { runner } = job;
  const axes = axesOf(job);
  if (runner?.label && (literalOf(runner.label) ?? "x") !== "" && !axes.chosenByLabel)
    return compileText(runner.label, places.runsOn, below(scope, "runner"));
  const own = optionOf(runner?.providerOptions ?? [], "runs-on");
  if (own !== undefined) return own;
  return lookUp(job, axes, scope);
}

/** True when a variant of the job may run on Windows. */
export function mayRunOnWindows(job: Job): boolean {
  const own = optionOf(job.runner?.providerOptions ?? [], "runs-on");
  if (job.runner?.os === "windows" || (typeof own === "string" && /^windows/i.test(own))) return true;
  const { os } = axesOf(job);
  const axes = [os, labelAxis(job)].filter((axis) => axis !== undefined);
  return axes.some((axis) => wordsOn(job, axis).some((word) => /^windows/i.test(word)));
}

interface Axes {
  readonly os: string | undefined;
  readonly arch: string | undefined;
  /** True when the runner's label is an axis whose values are portable words and not labels. */
  readonly chosenByLabel: boolean;
}

function axesOf(job: Job): Axes {
  const { runner } = job;
  const label = labelAxis(job);
  const values = label === undefined ? [] : wordsOn(job, label);
  const areSystems = values.length > 0 && values.every((value) => value in hosted);
  const areProcessors = values.length > 0 && values.every((value) => value === "amd64" || value === "arm64");
  return {
    os: areSystems
      ? label
      : (axisOf(job, runner?.os) ?? (namesRunners(job, "os") && !isFixedOs(runner?.os) ? "os" : undefined)),
    arch: areProcessors
      ? label
      : (axisOf(job, runner?.arch) ?? (hasAxis(job, "arch") && !isFixed(runner?.arch) ? "arch" : undefined)),
    chosenByLabel: areSystems || areProcessors,
  };
}

/** A hosted label, or an expression that picks one by the matrix. */
function lookUp(job: Job, axes: Axes, scope: Scope): Yaml {
  const { runner } = job;
  const choices = new Map<string, Choice>();
  for (const variant of job.variants.length > 0 ? job.variants : [undefined]) {
    const os = (axes.os && variant && wordOn(variant, axes.os)) || (axes.os ? "" : runner?.os) || "linux";
    const arch =
      (axes.arch && variant && wordOn(variant, axes.arch)) || (axes.arch ? "" : (runner?.arch ?? "")) || "";
    // An axis "os" may hold labels, as "ubuntu-22.04": those are taken as they are.
    const label = hosted[os] ? (hosted[os][arch] ?? hosted[os][""]!) : withProcessor(os, arch);
    choices.set(`${os}\0${arch}`, { os, arch, label });
  }
  const all = [...choices.values()];
  const labels = new Set(all.map(({ label }) => label));
  if (labels.size === 1) return characters(all[0]!.label, below(scope, "runner"));
  if (axes.os && all.every(({ os, label }) => os === label)) return `\${{ ${member("matrix", axes.os)} }}`;
  return `\${{ ${chain(all, axes).source} }}`;
}

interface Choice {
  readonly os: string;
  readonly arch: string;
  readonly label: string;
}

/** `matrix.arch == 'arm64' && 'ubuntu-24.04-arm' || 'ubuntu-latest'`: the first choice is the last resort. */
function chain(all: readonly Choice[], axes: Axes): Operand {
  const fallback = (all.find(({ os, arch }) => os === "linux" && arch !== "arm64") ?? all[0]!).label;
  const seen = new Set<string>();
  const cases = all
    .filter(({ label }) => label !== fallback)
    .map((choice) => join("&&", [...conditions(choice, all, axes), quoted(choice.label)]))
    .filter(({ source }) => !seen.has(source) && seen.add(source));
  return join("||", [...cases, quoted(fallback)]);
}

/** The fewest questions to the matrix that mean this choice and no other label. */
function conditions(choice: Choice, all: readonly Choice[], axes: Axes): Operand[] {
  const is = (axis: string | undefined, value: string) =>
    axis ? [join("==", [atom(member("matrix", axis)), quoted(value)])] : [];
  const decides = (key: "os" | "arch") =>
    axes[key] !== undefined &&
    all.filter((other) => other[key] === choice[key]).every(({ label }) => label === choice.label);
  if (decides("os")) return is(axes.os, choice.os);
  if (decides("arch")) return is(axes.arch, choice.arch);
  return [...is(axes.os, choice.os), ...is(axes.arch, choice.arch)];
}

/** GitHub's own labels for arm64 are those for amd64 with a suffix. */
function withProcessor(label: string, arch: string): string {
  if (arch !== "arm64") return label;
  if (/^ubuntu-\d\d\.\d\d$/.test(label)) return `${label}-arm`;
  return label === "ubuntu-latest" ? "ubuntu-24.04-arm" : label;
}

/** The axis that a runner's field names, as `{{ matrix.arch }}`. */
function axisOf(job: Job, field: string | undefined): string | undefined {
  const name = /^\{\{\s*matrix\.([\w-]+)\s*\}\}$/.exec(field ?? "")?.[1];
  return name !== undefined && hasAxis(job, name) ? name : undefined;
}

function labelAxis(job: Job): string | undefined {
  const parts = job.runner?.label?.parts ?? [];
  const kind = parts.length === 1 ? parts[0]!.kind : undefined;
  return kind?.case === "reference" && kind.value.path[0] === "matrix" && kind.value.path.length === 2
    ? kind.value.path[1]
    : undefined;
}

/** linux and amd64 are what a job gets that says nothing, so an axis of that name decides. */
function isFixedOs(os: string | undefined): boolean {
  return os === "macos" || os === "windows";
}

function isFixed(arch: string | undefined): boolean {
  return arch === "arm64";
}

/** True for an axis of systems or of hosted labels; one of container images, say, chooses no runner. */
function namesRunners(job: Job, axis: string): boolean {
  const values = wordsOn(job, axis);
  return (
    values.length > 0 &&
    values.every((value) => value in hosted || /^(?:ubuntu|macos|windows)-[\w.-]+$/.test(value))
  );
}

function hasAxis(job: Job, name: string): boolean {
  return wordsOn(job, name).length > 0;
}

function wordsOn(job: Job, axis: string): string[] {
  return job.variants.flatMap((variant) => wordOn(variant, axis) ?? []);
}

function wordOn(variant: Variant, axis: string): string | undefined {
  const kind = variant.values?.entries.find(({ key }) => key === axis)?.value?.kind;
  return kind?.case === "text" ? kind.value : undefined;
}
