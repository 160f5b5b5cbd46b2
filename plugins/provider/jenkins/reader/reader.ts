import {
  decide,
  type JobRow,
  type JobTable,
  type Occasion,
  occasions,
  type ReadOptions,
  usualBranch,
  type WorkflowRow,
} from "cig/sdk/table";
import { readConcurrency } from "./concurrency.ts";
import { whenHolds } from "./condition.ts";
import { type Run, readRow, readRun } from "./job.ts";
import { parseGroovy } from "./parse.ts";
import { gateOf, withoutDeciding } from "./skipping.ts";
import { type Leaf, leavesOf } from "./stages.ts";
import type { Method, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, plainText, section } from "./tree.ts";

/** What Jenkinsfiles mean. Each is one workflow; files without a declarative pipeline have none. */
export function readJenkins(files: ReadonlyMap<string, string>, options: ReadOptions = {}): JobTable {
  const { defaultBranch = usualBranch } = options;
  return { workflows: [...files.values()].flatMap((text) => readFile(parseGroovy(text), defaultBranch)) };
}

function readFile(file: readonly Stmt[], defaultBranch: string): WorkflowRow[] {
  const read = readPipeline(file, defaultBranch);
  return read ? [read.row] : [];
}

/** A pipeline with what its jobs were read from, for who has to say it again. */
export interface ReadPipeline {
  readonly row: WorkflowRow;
  readonly runs: readonly Run[];
  readonly pipeline: readonly Stmt[];
}

/** Undefined where the file has no declarative pipeline. */
export function readPipeline(file: readonly Stmt[], defaultBranch: string): ReadPipeline | undefined {
  const pipeline = section(file, "pipeline");
  if (!pipeline) return undefined;
  const stages = section(pipeline, "stages") ?? [];
  const { name, when, inner, around } = unwrap(stages);
  const leaves = withoutDeciding(leavesOf(inner, pipeline));
  const constants = constantsIn(file);
  const methods = new Map(
    file.flatMap((each) => (each.kind === "method" ? [[each.name, each] as const] : [])),
  );
  const jobs = new Set(jobIds(leaves, methods));
  const runs = leaves
    .filter(({ approves }) => approves === undefined)
    .map((leaf) =>
      readRun(leaf, pipeline, {
        names: { jobs, env: constants },
        jobs,
        defaultBranch,
        methods,
        known: new Map(),
        tokens: new Set(),
      }),
    );
  const startsOn = when
    ? decide((occasion, ending) =>
        ending === "failure" ? false : whenHolds(when, { occasion, ending, defaultBranch, env: new Map() }),
      ).runsOn
    : occasions.filter((occasion) => occasion !== "release");
  const schedules = schedulesIn(section(pipeline, "triggers") ?? []);
  const row: WorkflowRow = {
    name,
    startsOn: startsOn.filter((occasion) => mayStart(occasion, schedules, pipeline)),
    schedules,
    inputs: inputsIn(section(pipeline, "parameters") ?? []),
    ...readConcurrency(pipeline, defaultBranch),
    gate: gateOf(pipeline, around),
    jobs: rowsOf(runs, leaves),
  };
  return { row, runs, pipeline };
}

/** Variables of the script whose value it says itself, or what they have where nobody gives another one. */
function constantsIn(file: readonly Stmt[]): Map<string, string> {
  return new Map(
    file.flatMap((each): [string, string][] => {
      if (each.kind !== "assign") return [];
      const value = each.value.kind === "choice" ? each.value.no : each.value;
      return value.kind === "text" ? [[each.name, value.text]] : [];
    }),
  );
}

/** A stage around all others says when the pipeline has something to do, and what it is called. */
function unwrap(stages: readonly Stmt[]): {
  readonly name: string;
  readonly when?: readonly Stmt[];
  readonly inner: readonly Stmt[];
  /** What else the stage says. */
  readonly around: readonly Stmt[];
} {
  const [only, ...others] = callsIn(stages);
  const body = only?.body ?? [];
  const inner = section(body, "stages");
  const when = section(body, "when");
  if (!only || !inner || (!when && gateOf(body) === "") || others.length > 0)
    return { name: "", inner: stages, around: [] };
  const name = (plainText(argumentOf(only)) ?? "").replace(/ \(all\)$/, "");
  return { name, ...(when && { when }), inner, around: body };
}

/** Jenkins starts nothing for a release, and nothing at a time that no trigger names. */
function mayStart(occasion: Occasion, schedules: readonly string[], pipeline: readonly Stmt[]): boolean {
  if (occasion === "release") return false;
  if (occasion === "schedule") return schedules.length > 0;
  // Whoever may start a build may do so anywhere; a manual run is one that the file knows of, or asks something.
  if (occasion === "by hand" && inputsIn(section(pipeline, "parameters") ?? []).length > 0) return true;
  if (occasion === "by hand") return callsTo(pipeline, "triggeredBy").some((text) => /UserId/.test(text));
  return true;
}

function callsTo(value: unknown, name: string): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own =
    (value as { kind?: string; name?: string }).kind === "call" && (value as { name?: string }).name === name;
  return own ? [JSON.stringify(value)] : Object.values(value).flatMap((inner) => callsTo(inner, name));
}

/** Ids under which runs are counted. */
function jobIds(leaves: readonly Leaf[], methods: ReadonlyMap<string, Method>): string[] {
  const texts = [...leaves.map(({ body }) => body), ...[...methods.values()].map(({ body }) => body)].flatMap(
    (body) => ["passed", "keep"].flatMap((name) => callsTo(body, name)),
  );
  const ids = texts.flatMap((text) => {
    const key = /"args":\[\{"kind":"text","text":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
    return key === undefined ? [] : [key.split(" ")[0]!];
  });
  return [...ids, ...leaves.map(({ id }) => id)];
}

function rowsOf(runs: readonly Run[], leaves: readonly Leaf[]): JobRow[] {
  // Where a failure ends what stands behind it, runs are counted for the gate only.
  const endsOthers = runs.some(({ steps }) => steps.isOwn && !steps.job.keepsFailure);
  const isCounted = !endsOthers && runs.some(({ steps }) => steps.passes.size > 0);
  const byJob = new Map<string, Run[]>();
  for (const run of runs)
    for (const id of run.steps.passes.size > 0 ? run.steps.passes : [run.leaf.id])
      byJob.set(id, [...(byJob.get(id) ?? []), run]);
  const shards = new Map(runs.map((run) => [run.leaf.id, variantOf(run)]));
  const runsOf = (job: string) => [
    ...new Set((byJob.get(job) ?? []).map(({ leaf }) => shards.get(leaf.id) ?? leaf.id)),
  ];
  const idsOf = (ids: readonly string[]) => [...new Set(ids.map((id) => shards.get(id) ?? id))].sort();
  const approvals = new Map(
    leaves.flatMap((leaf) => (leaf.approves === undefined ? [] : [[leaf.approves, leaf] as const])),
  );
  const questions = new Map([...approvals].map(([, leaf]) => [leaf.id, leaf.before] as const));
  const rows = runs.map((run): JobRow => {
    const ofJob = [...byJob].find(([, all]) => all.includes(run))?.[1] ?? [run];
    const row = readRow(
      run,
      (job) => runsOf(job).concat((byJob.get(job) ?? []).map(({ leaf }) => leaf.id)),
      approvals,
      isCounted,
    );
    const before = row.needs.flatMap((id) => questions.get(id) ?? [id]);
    return {
      ...row,
      id: shards.get(row.id) ?? row.id,
      needs: idsOf(before),
      needsAny: idsOf(row.needsAny),
      maxParallel: maxParallel(run, ofJob, row.parallelism),
      steps: row.steps.map((step) => {
        if (step.kind === "run") return { ...step, env: sharded(step.env) };
        if (step.kind === "upload" || step.kind === "download")
          return {
            ...step,
            name: withoutRun(
              step.name || run.leaf.job,
              runs.map(({ leaf }) => leaf.id),
            ),
          };
        return step;
      }),
    };
  });
  const seen = new Set<string>();
  return rows
    .filter(({ id }) => !seen.has(id) && seen.add(id))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

/** The variant of which this is one of several copies. */
function variantOf({ leaf, env }: Run): string {
  const index = env.CIG_SHARD_INDEX;
  return env.CIG_SHARD_TOTAL === undefined || index === undefined
    ? leaf.id
    : leaf.id.replace(new RegExp(`-${Number(index) + 1}$`), "");
}

function sharded(env: Readonly<Record<string, string>>): Record<string, string> {
  if (env.CIG_SHARD_TOTAL === undefined) return { ...env };
  return { ...env, CIG_SHARD_INDEX: "{{ shard.index }}", CIG_SHARD_TOTAL: "{{ shard.total }}" };
}

/** Runs of one job that stand one after the other do not run at the same time. */
function maxParallel({ leaf }: Run, ofJob: readonly Run[], copies: number): number {
  if (ofJob.length <= copies) return 0;
  const waits = ofJob.some((run) => ofJob.some((other) => run.leaf.before.includes(other.leaf.id)));
  return waits ? Math.max(1, leaf.branches) : 0;
}

/** "test-3.2.logs" is "logs". */
function withoutRun(name: string, ids: readonly string[]): string {
  const id = ids.filter((each) => name.startsWith(`${each}.`)).sort((a, b) => b.length - a.length)[0];
  return id === undefined ? name : name.slice(id.length + 1);
}

function schedulesIn(body: readonly Stmt[]): string[] {
  return callsIn(body).flatMap((call) => {
    if (call.name !== "cron") return [];
    let zone = "UTC";
    return (plainText(argumentOf(call)) ?? "").split("\n").flatMap((line) => {
      const own = /^TZ=(.+)$/.exec(line.trim())?.[1];
      if (own === undefined) return line.trim() === "" ? [] : [`${line.trim()} ${zone}`];
      zone = own;
      return [];
    });
  });
}

function inputsIn(body: readonly Stmt[]): string[] {
  return callsIn(body)
    .flatMap((call) => plainText(argumentOf(call, "name")) ?? [])
    .sort();
}
