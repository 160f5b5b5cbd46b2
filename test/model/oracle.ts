import type { Commit, Context } from "./commit.ts";
import { ancestors, type JobSpec, patterns, variantsOf } from "./spec.ts";

/** How a variant ended, by whatever plays a run. "kept out": it never started. */
export type End = "success" | "failure" | "kept out";

/** What chance brings to a variant in a run, were it to start; the same for all who play the run. */
export type Fate = (variant: string) => "success" | "failure";

/** What the model knows to be true of a run, from the jobs as written; nothing of cig's has been asked. */
export interface Truth {
  /** By variant. Of one that is left out, "success" says that its turn came. */
  readonly ends: ReadonlyMap<string, End>;
  /** By variant: everything that its work hangs on, as it was in this run. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The same, had all before it gone well. */
  readonly fairInputs: ReadonlyMap<string, string>;
  /** By job: the value of its output. */
  readonly outputs: ReadonlyMap<string, "yes" | "no">;
}

export interface TruthOptions {
  /** Variants that are left out: they succeed at once when it is their turn. */
  readonly leftOut: ReadonlySet<string>;
  readonly fate: Fate;
  /** Jobs that did not start any more when the run was cancelled. */
  readonly cancelled: ReadonlySet<string>;
}

/** Plays a run by the words of the language, one job after the other. */
export function tellTruth(commit: Commit, context: Context, options: TruthOptions): Truth {
  const { jobs } = commit.tree;
  const before = ancestors(jobs);
  const byId = new Map(jobs.map((job) => [job.id, job]));
  const bare = new Map<string, string>();
  const ends = new Map<string, End>();
  const actual: Tokens = { inputs: new Map(), left: new Map() };
  const fair: Tokens = { inputs: new Map(), left: new Map() };
  for (const job of jobs) {
    const world = [...before.get(job.id)!].some((id) => byId.get(id)!.effects) ? context.run : "";
    const own = bareInputs(job, commit, context, bare);
    const used = usedBy(job, jobs, before);
    const doesStart = !options.cancelled.has(job.id) && starts(job, context, byId, before, ends, actual);
    for (const variant of variantsOf(job)) {
      bare.set(variant, hash(own, variant));
      const tokens = (from: Tokens) => used.map((id) => leftBy(byId.get(id)!, from));
      const end = !doesStart ? "kept out" : options.leftOut.has(variant) ? "success" : options.fate(variant);
      ends.set(variant, end);
      const inputs = hash(own, variant, world, ...tokens(actual));
      const fairInputs = hash(own, variant, world, ...tokens(fair));
      actual.inputs.set(variant, inputs);
      fair.inputs.set(variant, fairInputs);
      const changing = job.effects ? context.run : "";
      const asked = asksBack(job) ? statuses(before.get(job.id)!, byId, ends) : "";
      actual.left.set(
        variant,
        end === "success" ? hash("left", inputs, changing, asked) : hash("remains", context.run, variant),
      );
      fair.left.set(variant, hash("left", fairInputs, changing, asksBack(job) ? context.run : ""));
    }
  }
  const outputs = new Map(
    jobs.map((job) => [job.id, saysYes(leftBy(job, actual)) ? ("yes" as const) : ("no" as const)]),
  );
  return { ends, inputs: actual.inputs, fairInputs: fair.inputs, outputs };
}

interface Tokens {
  readonly inputs: Map<string, string>;
  /** What a variant leaves behind: files and values that hang on its inputs, and on chance if it failed. */
  readonly left: Map<string, string>;
}

/** Whether a job's turn comes. */
function starts(
  job: JobSpec,
  context: Context,
  byId: ReadonlyMap<string, JobSpec>,
  before: ReadonlyMap<string, ReadonlySet<string>>,
  ends: ReadonlyMap<string, End>,
  actual: Tokens,
): boolean {
  const went = (id: string) => variantsOf(byId.get(id)!).map((variant) => ends.get(variant)!);
  const well = (id: string) =>
    went(id).every((end) => end === "success" || (end === "failure" && byId.get(id)!.mayFail === true));
  const allWell = job.needs.every(well) && (job.needsAny.length === 0 || job.needsAny.some(well));
  const someFailed = () =>
    [...before.get(job.id)!].some((id) => !byId.get(id)!.mayFail && went(id).includes("failure"));
  const onMain = context.branch === "main";
  switch (job.condition?.kind) {
    case undefined:
      return allWell;
    case "main":
    case "success on main":
      return allWell && onMain;
    case "not main":
      return allWell && !onMain;
    case "push":
      return allWell && context.event === "push";
    case "always":
      return true;
    case "always on push":
      return context.event === "push";
    case "failure":
      return someFailed();
    case "output":
      return allWell && saysYes(leftBy(byId.get(job.condition.of)!, actual));
  }
}

/** The value of an output: a matter of what the job left. */
export function saysYes(token: string): boolean {
  return Number.parseInt(token.slice(0, 2), 16) % 2 === 0;
}

function leftBy(job: JobSpec, tokens: Tokens): string {
  const all = variantsOf(job).map((variant) => tokens.left.get(variant)!);
  return all.length === 1 ? all[0]! : hash(...all);
}

/** Jobs whose files or values the job takes. */
export function usedBy(
  job: JobSpec,
  jobs: readonly JobSpec[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
): string[] {
  const kept = jobs.filter(({ id, persist }) => persist && before.get(job.id)!.has(id)).map(({ id }) => id);
  const asked = job.condition?.kind === "output" ? [job.condition.of] : [];
  return [...new Set([...(job.downloads ?? []), ...(job.reads ?? []), ...kept, ...asked])];
}

export function asksBack({ condition }: JobSpec): boolean {
  return ["always", "failure", "success on main", "always on push"].includes(condition?.kind ?? "");
}

function statuses(
  ids: ReadonlySet<string>,
  byId: ReadonlyMap<string, JobSpec>,
  ends: ReadonlyMap<string, End>,
): string {
  return [...ids]
    .flatMap((id) => variantsOf(byId.get(id)!).map((variant) => `${variant}=${ends.get(variant)}`))
    .join();
}

/** What the job declares, with that of all before it. */
function bareInputs(
  job: JobSpec,
  commit: Commit,
  context: Context,
  bare: ReadonlyMap<string, string>,
): string {
  const { jobs, files, ruby } = commit.tree;
  const byId = new Map(jobs.map((each) => [each.id, each]));
  const upstream = [...new Set([...job.needs, ...job.needsAny])]
    .flatMap((id) => variantsOf(byId.get(id)!).map((variant) => bare.get(variant)!))
    .sort();
  const chosen = [...filesOf(job.paths ?? [], files), "|", ...filesOf(job.inputs ?? [], files, [])];
  return hash(
    definitionOf(job),
    ...chosen.map((path) => (path === "|" ? path : `${path}=${files[path]}`)),
    job.env?.includes("LEVEL") ? `LEVEL=${context.level ?? "unset"}` : "",
    job.name === "git.sha" ? commit.sha : job.name === "run.event" ? context.event : "",
    job.askingStep ? context.branch : "",
    job.ruby ? ruby : "",
    ...upstream,
  );
}

/**
 * What is done, and not how it is called, what it waits for and how often it is done. `skip_if = { env = [] }` says as
 * little of what counts as no word at all.
 */
function definitionOf(job: JobSpec): string {
  const known = definitions.get(job);
  if (known !== undefined) return known;
  const { title, needs, needsAny, axis, paths = [], env = [], ...definition } = job;
  const text = JSON.stringify(Object.entries({ ...definition, paths, env }).sort());
  definitions.set(job, text);
  return text;
}

const definitions = new WeakMap<JobSpec, string>();

/** No pattern chooses all files, or `none`. */
function filesOf(
  chosen: readonly string[],
  files: Readonly<Record<string, string>>,
  none: readonly string[] = Object.keys(files),
): string[] {
  const listed = chosen.length === 0 ? none : chosen.flatMap((pattern) => patterns[pattern]!);
  return [...new Set(listed)].sort();
}

/** 53 bits (cyrb53): two different texts of a history have the same once in a lifetime. */
function hash(...parts: readonly string[]): string {
  const text = parts.join("\0");
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (low >>> 0).toString(16).padStart(8, "0") + (high >>> 11).toString(16);
}
