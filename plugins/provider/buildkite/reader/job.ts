import {
  and,
  decide,
  folderOf,
  type JobRow,
  joinCaches,
  type Occasion,
  occasions,
  type StepRow,
  withoutValues,
} from "cig/sdk/table";
import type { FlatStep } from "./flatten.ts";
import { judgeGuard } from "./guard.ts";
import { readMachine } from "./machine.ts";
import { expandStep, type Made } from "./matrix.ts";
import { isInBuild } from "./occasion.ts";
import { isRecord, listOf, type Raw, recordOf, textOf } from "./raw.ts";
import { readScript } from "./script/script.ts";

/** The pipeline around a step. */
export interface InPipeline {
  readonly pipeline: Raw;
  readonly steps: readonly FlatStep[];
  /** The jobs that each step becomes, by its key. */
  readonly made: ReadonlyMap<string, readonly Made[]>;
  readonly defaultBranch: string;
}

/** The rows of one step: one for each job of its matrix; none for an approval that is part of a job. */
export function readJobs(flat: FlatStep, around: InPipeline): JobRow[] {
  if (isQuestion(flat, around) || isFolded(flat, around)) return [];
  return around.made.get(flat.key)!.map((made) => readJob(made, flat, around));
}

/** The jobs of a step. */
export function madeOf({ key, step, kind }: FlatStep): readonly Made[] {
  return kind === "command" ? expandStep(key, step) : [{ id: key, step, values: [] }];
}

function readJob({ id, step, values }: Made, flat: FlatStep, around: InPipeline): JobRow {
  const env = { ...environmentOf(around.pipeline.env), ...environmentOf(step.env) };
  const secrets = secretsOf(step.secrets ?? around.pipeline.secrets);
  const command = listOf(step.command ?? step.commands)
    .map(textOf)
    .join("\n");
  const { own, carried } = parted(env);
  const known = { env: own, carried, secrets, defaultBranch: around.defaultBranch };
  const script = readScript(command, known, [...checkoutOf(step, env), ...pluginsOf(step)]);
  const asked = new Set(script.any);
  const needs = needsOf(flat, around);
  const idsOf = (keys: readonly string[]) =>
    [...new Set(keys.flatMap((key) => (around.made.get(key) ?? []).map((each) => each.id)))].sort();
  const any = needs.filter(({ key }) => asked.has(key));
  const all = needs.filter(({ key }) => !asked.has(key));
  const toleratesAll = all.length > 0 && all.every(({ allowsFailure }) => allowsFailure);
  const time = decide((occasion, ending) => {
    if (ending === "failure" && !toleratesAll) return false;
    return and([
      isInBuild(step.if, step.branches, occasion, around.defaultBranch),
      ...script.questions.map((question) => judgeGuard(question, occasion, ending, known)),
    ]);
  });
  const group = groupOf(step);
  return {
    id,
    needs: idsOf(all.map(({ key }) => key)),
    needsAny: idsOf(any.map(({ key }) => key)),
    runsOn: time.runsOn,
    runsAfter: time.runsAfter,
    ...readMachine(step, around.pipeline),
    ...imageOf(step, script.image, around.pipeline),
    services: script.services.sort((a, b) => (a.name < b.name ? -1 : 1)),
    secrets: [...new Set([...secrets.values(), ...script.secrets])].sort(),
    timeoutMinutes: Number(step.timeout_in_minutes ?? step.timeout ?? 0) || 0,
    continueOnError: step.soft_fail === true || step.soft_fail === "true",
    permissions: [],
    ...(group.name !== undefined && { concurrency: group.name }),
    approval: flat.kind !== "command" || needsApproval(flat, around),
    retries: retriesOf(step.retry),
    parallelism: Number(step.parallelism ?? 1) || 1,
    maxParallel: group.limit,
    failFast: step.cancel_on_build_failing === true,
    oidc: script.oidc,
    steps: joinCaches(
      flat.kind === "command" ? [...withoutVariant(script.steps, values), ...keptOf(flat)] : [],
    ),
    outputs: script.outputs,
  };
}

/**
 * True for a step that asks those who start a build for its inputs, or that nothing waits for. Any other that jobs wait
 * for is an approval.
 */
export function isQuestion(flat: FlatStep, { steps, defaultBranch }: InPipeline): boolean {
  if (flat.kind !== "input") return false;
  const isIn = (occasion: Occasion) => isInBuild(flat.step.if, undefined, occasion, defaultBranch) !== false;
  const isByHand = occasions.every((occasion) => occasion === "by hand" || !isIn(occasion));
  return isByHand || !steps.some(({ needs }) => needs.some(({ key }) => key === flat.key));
}

/** An approval is part of one job where only that one waits for it, and it is called after it or asks nobody else. */
function isFolded(flat: FlatStep, around: InPipeline): boolean {
  if ((flat.kind !== "block" && flat.kind !== "input") || isQuestion(flat, around)) return false;
  const { steps } = around;
  const waiting = steps.filter(({ needs }) => needs.some(({ key }) => key === flat.key));
  // An input holds up those alone that name it.
  if (flat.kind === "input" && waiting.length === 1) return true;
  const base = flat.key.replace(/-approval(?:-\d+)?$/, "");
  return (
    base !== flat.key &&
    waiting.length > 0 &&
    waiting.every(({ key }) => key === base || key.startsWith(`${base}-`))
  );
}

function needsApproval(flat: FlatStep, around: InPipeline): boolean {
  return flat.needs.some(({ key }) =>
    around.steps.some((other) => other.key === key && isFolded(other, around)),
  );
}

/** What a step waits for; in the place of an approval or of questions what those wait for. */
function needsOf(flat: FlatStep, around: InPipeline, above: readonly string[] = []): FlatStep["needs"] {
  return flat.needs.flatMap((need) => {
    const other = around.steps.find(({ key }) => key === need.key);
    if (!other || above.includes(other.key)) return [];
    if (isQuestion(other, around)) return [];
    return isFolded(other, around) ? needsOf(other, around, [...above, flat.key]) : [need];
  });
}

function environmentOf(env: unknown): Record<string, string> {
  if (!isRecord(env))
    return Object.fromEntries(
      listOf(env).map((each) => {
        const [name = "", ...value] = textOf(each).split("=");
        return [name, value.join("=")];
      }),
    );
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, textOf(value ?? "")]));
}

/** Variables of the author, and those that the agent reads or that only carry values of the matrix. */
function parted(env: Record<string, string>): {
  own: Record<string, string>;
  carried: Record<string, string>;
} {
  const isCarried = ([name]: readonly [string, string]) =>
    /^CIG_(?:MATRIX_|FUNCTIONS(?:_\d+)?$)|^BUILDKITE_(?:SKIP_CHECKOUT|GIT_)/.test(name);
  const entries = Object.entries(env);
  return {
    own: Object.fromEntries(entries.filter((each) => !isCarried(each))),
    carried: Object.fromEntries(entries.filter(isCarried)),
  };
}

function secretsOf(secrets: unknown): ReadonlyMap<string, string> {
  if (isRecord(secrets))
    return new Map(Object.entries(secrets).map(([variable, name]) => [variable, textOf(name)]));
  return new Map(listOf(secrets).map((name) => [textOf(name), textOf(name)]));
}

function groupOf(step: Raw): { readonly name?: string; readonly limit: number } {
  const group = textOf(step.concurrency_group);
  if (group === "") return { limit: 0 };
  if (group.startsWith("{{ run.id }}/")) return { limit: Number(step.concurrency ?? 0) };
  return { name: group.replace(/^\{\{ env\.BUILDKITE_PIPELINE_SLUG \}\}\//, ""), limit: 0 };
}

function retriesOf(retry: unknown): number {
  const { automatic } = recordOf(retry);
  if (automatic === undefined || automatic === false || automatic === "false") return 0;
  if (automatic === true || automatic === "true") return 2;
  return Math.max(0, ...listOf(automatic).map((rule) => Number(recordOf(rule).limit ?? 2)));
}

/** The agent's checkout, which every job has unless it says otherwise. */
function checkoutOf(step: Raw, env: Record<string, string>): StepRow[] {
  const checkout = recordOf(step.checkout);
  if (env.BUILDKITE_SKIP_CHECKOUT === "true" || checkout.skip === true) return [];
  const flags = env.BUILDKITE_GIT_CLONE_FLAGS;
  // Flags without a depth ask for everything.
  const ofFlags = flags === undefined ? undefined : (/--depth[= ](\d+)/.exec(flags)?.[1] ?? 0);
  // An agent that nobody tells otherwise clones all there is.
  const depth = ofFlags ?? checkout.depth ?? 0;
  return [
    {
      kind: "checkout",
      ref: "",
      depth: Number(depth),
      submodules: env.BUILDKITE_GIT_SUBMODULES === "true" || checkout.submodules === true,
      lfs: env.BUILDKITE_GIT_LFS_ENABLED === "true" || checkout.lfs === true,
    },
  ];
}

/** Files that the agent keeps when the job is over, however it ended. */
function keptOf({ key, step }: FlatStep): StepRow[] {
  const paths = listOf(step.artifact_paths).flatMap((each) => textOf(each).split(";"));
  const named = paths.map((path) => folderOf(path.trim())).filter((path) => path !== "");
  return named.length === 0
    ? []
    : [
        {
          kind: "upload",
          name: key,
          paths: named,
          ifMissing: "warn",
          runsOn: occasions,
          runsAfter: "always",
        },
      ];
}

/** Plugins, but for those that say where the job runs. */
function pluginsOf(step: Raw): StepRow[] {
  return pluginEntries(step)
    .filter(({ name }) => !/^docker$/.test(name))
    .map(({ name }) => ({ kind: "native", uses: name }));
}

function pluginEntries(step: Raw): { readonly name: string; readonly options: Raw }[] {
  const plugins = isRecord(step.plugins)
    ? Object.entries(step.plugins)
    : listOf(step.plugins).flatMap((each): [string, unknown][] =>
        isRecord(each) ? Object.entries(each) : [[textOf(each), {}]],
      );
  return plugins.map(([name, options]) => ({
    name: name.replace(/#.*$/, "").replace(/^buildkite-plugins\/|-buildkite-plugin$/g, ""),
    options: recordOf(options),
  }));
}

function imageOf(step: Raw, ofScript: string | undefined, pipeline: Raw): { readonly image?: string } {
  const plugin = pluginEntries(step).find(({ name }) => name === "docker")?.options.image;
  const image = ofScript ?? (textOf(plugin ?? step.image ?? pipeline.image) || undefined);
  return image === undefined ? {} : { image };
}

/** Names of artifacts without the values that tell variants apart. */
function withoutVariant(steps: readonly StepRow[], values: readonly string[]): StepRow[] {
  return steps.map((step) =>
    step.kind === "upload" ? { ...step, name: withoutValues(step.name, values) } : step,
  );
}
