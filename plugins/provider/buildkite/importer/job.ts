import { type Draft, idFor, isEmpty, tomlOf } from "cig/sdk/import";
import type { FlatStep } from "../reader/flatten.ts";
import { isRecord, listOf, type Raw, recordOf, textOf } from "../reader/raw.ts";
import { plainEnv, plainText } from "./variables.ts";

/** A step of a pipeline, and the job that it is to be. */
export interface PlacedStep {
  readonly id: string;
  /** How steps of the file name it. */
  readonly key: string;
  readonly kind: FlatStep["kind"];
  readonly group: { readonly label: string; readonly at: number } | undefined;
  /** As it stands in the file, with the condition of the group around it. */
  readonly step: Raw;
  readonly place: readonly (string | number)[];
  readonly needs: readonly {
    readonly key: string;
    readonly id: string | undefined;
    readonly allowsFailure: boolean;
  }[];
}

export interface MadeJob {
  readonly table: Draft;
  readonly hatched: readonly { readonly key: string; readonly isKnown: boolean }[];
  readonly changed: readonly { readonly what: string; readonly why: string }[];
}

interface Around {
  readonly runners: Runners;
  readonly isLiteral: boolean;
  /** False: another group of the file has the same name, and both would be one. */
  readonly keepsGroup: boolean;
}

/** Keys that say which step it is, or that have a word in cig.toml. */
const ownKeys = new Set([
  "key",
  "id",
  "identifier",
  "depends_on",
  "allow_dependency_failure",
  "type",
  "group",
]);
const knownKeys = new Set([
  "agents",
  "artifact_paths",
  "block",
  "blocked_state",
  "branches",
  "build",
  "cache",
  "cancel_on_build_failing",
  "checkout",
  "command",
  "commands",
  "concurrency",
  "concurrency_group",
  "concurrency_method",
  "env",
  "fields",
  "if",
  "if_changed",
  "image",
  "input",
  "label",
  "matrix",
  "name",
  "notify",
  "parallelism",
  "plugins",
  "priority",
  "prompt",
  "retry",
  "secrets",
  "signature",
  "skip",
  "soft_fail",
  "timeout",
  "timeout_in_minutes",
  "trigger",
  "async",
  "allowed_teams",
  "submit",
]);

export function makeJob(placed: PlacedStep, all: readonly PlacedStep[], around: Around): MadeJob {
  const { step, kind, group, id, key } = placed;
  const table: Draft = {};
  const hatch: Draft = {};
  const rest = new Map(
    Object.entries(step).filter(
      ([name, value]) => !ownKeys.has(name) && value !== null && value !== undefined,
    ),
  );
  const changed: { what: string; why: string }[] = [];
  if (id !== key) hatch.key = key;
  takeName(rest, kind, table, hatch);
  if (group) {
    const label = around.keepsGroup ? plainText(group.label) : undefined;
    if (label) table.stage = label;
    else
      changed.push({
        what: `the group \`${group.label}\``,
        why: "Its steps stand outside of a group: another one has the same name, or it holds a variable.",
      });
  }
  takeNeeds(placed, all, table, hatch);
  if (kind === "command") takeCommand(rest, table, hatch, around);
  else if (kind === "block") takeBlock(rest, table);
  for (const [name, value] of rest) hatch[name] = tomlOf(name === "plugins" ? withoutNull(value) : value);
  if (!isEmpty(hatch)) table.provider = { buildkite: hatch };
  return {
    table,
    hatched: Object.keys(hatch).map((name) => ({
      key: name,
      isKnown: knownKeys.has(name) || ownKeys.has(name),
    })),
    changed,
  };
}

function takeName(rest: Map<string, unknown>, kind: FlatStep["kind"], table: Draft, hatch: Draft): void {
  if (kind !== "command" && kind !== "trigger") return;
  const label = rest.get("label") ?? rest.get("name");
  for (const name of ["label", "name"]) rest.delete(name);
  if (label === undefined) return;
  const text = textOf(label);
  const plain = plainText(text);
  if (plain !== undefined && text !== "" && !text.includes("{{") && kind === "command") table.name = plain;
  else hatch.label = text;
}

/** Waits and dependencies as needs; a failure that may be is said in Buildkite's words. */
function takeNeeds({ needs }: PlacedStep, all: readonly PlacedStep[], table: Draft, hatch: Draft): void {
  const own = new Map(needs.filter(({ id }) => id !== undefined).map((need) => [need.id!, need]));
  if (own.size === 0) return;
  table.needs = [...own.keys()];
  const isPlain = [...own.values()].every(({ id, key, allowsFailure }) => id === key && !allowsFailure);
  if (!isPlain)
    hatch.depends_on = [...own.values()].map(({ key, allowsFailure }) =>
      allowsFailure ? { step: key, allow_failure: true } : key,
    );
  void all;
}

function takeBlock(rest: Map<string, unknown>, table: Draft): void {
  const block = textOf(rest.get("block") ?? rest.get("label") ?? "");
  const message = plainText(block);
  const isSayable = message !== undefined && message !== "";
  table.approval = isSayable ? message : true;
  if (isSayable) for (const name of ["block", "label", "name"]) rest.delete(name);
}

function takeCommand(rest: Map<string, unknown>, table: Draft, hatch: Draft, around: Around): void {
  if (around.isLiteral) return;
  takeMachine(rest, table, around.runners);
  const { native, hatch: env } = plainEnv(rest.get("env"));
  rest.delete("env");
  if (!isEmpty(native)) table.env = native;
  if (!isEmpty(env)) hatch.env = env;
  takeLimits(rest, table);
  const plugins = pluginSteps(rest.get("plugins"));
  if (plugins) rest.delete("plugins");
  const script = scriptOf(rest);
  if (script !== undefined) for (const name of ["command", "commands"]) rest.delete(name);
  const steps = [...(plugins ?? []), ...(script ? [{ run: script }] : [])];
  if (steps.length > 0) table.steps = steps;
}

/** The script of a step; "" for none, undefined where the agent puts variables into it. */
function scriptOf(rest: ReadonlyMap<string, unknown>): string | undefined {
  const commands = listOf(rest.get("command") ?? rest.get("commands"));
  if (commands.some((each) => typeof each === "object")) return undefined;
  const source = commands.map(textOf).join("\n");
  const text = plainText(source);
  if (text === undefined || source.trim() === "") return source === "" ? "" : undefined;
  if (/CIG_OUTPUT|GITHUB_OUTPUT/.test(source)) return undefined;
  // cig ends a pipe where any of its commands fails; the agent's shell asks the last alone.
  const hasPipe = /\|/.test(source.replaceAll("||", ""));
  return hasPipe && !/^set -o pipefail/.test(source) ? `set +o pipefail\n${text}` : text;
}

function takeMachine(rest: Map<string, unknown>, table: Draft, runners: Runners): void {
  const agents = rest.get("agents");
  if (!isRecord(agents) || isEmpty(agents as Draft)) return;
  const queue = textOf(agents.queue);
  table.runner = runners.idFor(queue || Object.values(agents).map(textOf).join("-"), {
    agents: tomlOf(agents),
  });
  rest.delete("agents");
}

function takeLimits(rest: Map<string, unknown>, table: Draft): void {
  const timeout = rest.get("timeout_in_minutes");
  if (typeof timeout === "number" && Number.isInteger(timeout) && timeout >= 1 && timeout <= 50_400) {
    table.timeout = timeout;
    rest.delete("timeout_in_minutes");
  }
  if (rest.get("soft_fail") === true) {
    table.continue_on_error = true;
    rest.delete("soft_fail");
  }
}

/** Plugins as steps; undefined where cig.toml cannot say them. */
function pluginSteps(plugins: unknown): Draft[] | undefined {
  if (plugins === undefined) return [];
  const entries = isRecord(plugins)
    ? Object.entries(plugins)
    : listOf(plugins).map((each): [string, unknown] =>
        isRecord(each) && Object.keys(each).length === 1
          ? Object.entries(each)[0]!
          : [textOf(each), undefined],
      );
  const steps = entries.map(([name, options]) => pluginStep(name, options));
  return steps.every((each) => each !== undefined) ? steps : undefined;
}

/** A plugin with nothing behind its name is its name, as TOML has no nothing. */
function withoutNull(plugins: unknown): unknown {
  const list = isRecord(plugins)
    ? Object.entries(plugins).map(([name, options]) => ({ [name]: options }))
    : listOf(plugins);
  return list.map((each) => {
    const [name = "", ...more] = isRecord(each) ? Object.keys(each) : [];
    return name !== "" && more.length === 0 && (each as Raw)[name] === null ? name : each;
  });
}

function pluginStep(name: string, options: unknown): Draft | undefined {
  const [, uses, version] =
    /^([\w.-]+(?:\/[\w.-]+)*)#(v?\d+\.\d+\.\d+(?:-[\w.]+)?|[0-9a-f]{40})$/.exec(name) ?? [];
  if (uses === undefined) return undefined;
  if (options === undefined || options === null) return { native: { buildkite: `${uses}@${version}` } };
  if (!isRecord(options)) return undefined;
  const given = Object.entries(options).map(([key, value]): [string, Draft[string] | undefined] => [
    key,
    inputFor(value),
  ]);
  if (!given.every(([, value]) => value !== undefined)) return undefined;
  if (given.length === 0) return undefined;
  return { native: { buildkite: { uses, version: version!, with: Object.fromEntries(given) as Draft } } };
}

/** Texts and truth values, and lists of several texts. */
function inputFor(value: unknown): string | boolean | string[] | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "string") return /^(?:true|false)$|\n|^$/.test(value) ? undefined : plainText(value);
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const all = value.map((each) =>
    typeof each === "string" && !/\n|^$/.test(each) ? plainText(each) : undefined,
  );
  return all.every((each) => each !== undefined) ? (all as string[]) : undefined;
}

/** Runners of cig.toml for the agents of the file, each once. */
export interface Runners {
  idFor(wanted: string, options: Draft): string;
  used(): Draft;
}

export function openRunners(): Runners {
  const all = new Map<string, { readonly text: string; readonly options: Draft }>();
  return {
    idFor(wanted, options) {
      const text = JSON.stringify(options);
      const known = [...all].find(([, other]) => other.text === text)?.[0];
      if (known !== undefined) return known;
      const plain = idFor(wanted);
      const base = /^(?:ubuntu|macos|windows)-|^self-hosted$/.test(plain) ? `on-${plain}` : plain;
      let id = base;
      for (let count = 2; all.has(id); count++) id = `${base}-${count}`;
      all.set(id, { text, options });
      return id;
    },
    used: () => Object.fromEntries([...all].map(([id, { options }]) => [id, { buildkite: options }])),
  };
}

void recordOf;
