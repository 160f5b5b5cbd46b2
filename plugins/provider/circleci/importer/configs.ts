import { type Draft, type Findings, type ImportedComment, type ImportSource, idFor } from "cig/sdk/import";
import { isRecord, listOf, type Raw, recordOf } from "../reader/raw.ts";
import { assemble } from "./assemble.ts";
import { type Caches, openCaches } from "./caches.ts";
import type { FlatStep } from "./flatten.ts";
import { type MadeJob, makeJob, type Resolved, resolve } from "./job.ts";
import { openRunners, type Runners } from "./machine.ts";
import { type PlacedJob, type PlacedWorkflow, placeWorkflows } from "./place.ts";
import type { Source } from "./source.ts";
import { holdsMark } from "./text.ts";
import { type Start, startOf } from "./workflow.ts";

/** What all configurations come to. */
interface Whole {
  readonly config: Draft;
  /** Ids of jobs whose matrix has to be written out. */
  readonly unsayable: readonly string[];
}

export function importConfigs(
  sources: readonly Source[],
  { literal, defaultBranch }: ImportSource,
  split: ReadonlySet<string>,
  findings: Findings,
  comments: ImportedComment[],
): Whole {
  const keepsMatrix = (id: string, entry: Raw) => !literal.has(id) && !split.has(id) && isPlainMatrix(entry);
  const placed = sources.flatMap((source) => placeWorkflows(source, keepsMatrix));
  const isLiteral = (job: PlacedJob, id: string) => literal.has(id) || literal.has(job.base);
  const resolved = new Map(
    placed.flatMap(({ jobs, definitions }) => jobs.map((job) => [job, resolve(job, definitions)] as const)),
  );
  const runners = openRunners();
  const caches = cachesOf(placed, resolved, isLiteral);
  const jobs: Draft = {};
  const unsayable: string[] = [];
  const calling = new Set<Source>();
  const workflows = placed.map((workflow) => {
    const own = ownJobs(workflow, resolved, jobs, { literal, defaultBranch, caches, runners, isLiteral });
    for (const [job, { id, made }] of own.jobs) {
      if (job.variants.length > 1 && (holdsMark(made.table) || pastesWords(made.table)))
        unsayable.push(job.base);
      if (made.callsCommands) calling.add(workflow.source);
      if (Object.hasOwn(jobs, id)) continue;
      jobs[id] = made.table;
      tell(job, id, made, workflow, findings);
      comment(job, id, made, workflow, comments);
    }
    return { workflow, ...own };
  });
  const config = assemble(
    sources,
    workflows,
    { jobs, caches, runners, defaultBranch, calling },
    findings,
    comments,
  );
  return { config, unsayable };
}

/**
 * cig hands values to scripts through variables, as one word each, where the file pastes them: that is the same for
 * plain words.
 */
function pastesWords({ steps, matrix }: Draft): boolean {
  const isNamed =
    Array.isArray(steps) && steps.some((step) => String((step as Draft).run ?? "").includes("{{ matrix."));
  const values = Object.values(matrix as Draft).flatMap((axis) => axis as readonly unknown[]);
  return isNamed && !values.every((value) => typeof value !== "string" || /^[\w.:/@+-]+$/.test(value));
}

/** Axes of plain values, that only the job's own parameters and name know. */
function isPlainMatrix({ matrix, name: _, requires, ...rest }: Raw): boolean {
  const { parameters, exclude, alias: __, ...other } = recordOf(matrix);
  const isScalar = (value: unknown) =>
    typeof value === "number" || (typeof value === "string" && value !== "" && !/[<{}>\n]/.test(value));
  const axes = Object.values(recordOf(parameters));
  return (
    Object.keys(other).length === 0 &&
    axes.length > 0 &&
    axes.every((values) => listOf(values).length > 0 && listOf(values).every(isScalar)) &&
    listOf(exclude).every((each) => isRecord(each) && Object.values(each).every(isScalar)) &&
    !/<<\s*matrix\./.test(JSON.stringify([rest, requires ?? null]))
  );
}

function cachesOf(
  placed: readonly PlacedWorkflow[],
  resolved: ReadonlyMap<PlacedJob, Resolved | undefined>,
  isLiteral: (job: PlacedJob, id: string) => boolean,
): Caches {
  const literal: FlatStep[] = [];
  const all: FlatStep[] = [];
  for (const job of placed.flatMap(({ jobs }) => jobs)) {
    const steps = resolved.get(job)?.steps ?? [];
    all.push(...steps);
    if (isLiteral(job, job.wanted)) literal.push(...steps);
  }
  return openCaches(all, literal);
}

/** What starts a workflow, and its jobs with their ids. */
export interface OwnJobs {
  readonly start: Start;
  readonly jobs: ReadonlyMap<PlacedJob, { readonly id: string; readonly made: MadeJob }>;
}

interface Around {
  readonly literal: ReadonlySet<string>;
  readonly defaultBranch: string;
  readonly caches: Caches;
  readonly runners: Runners;
  readonly isLiteral: (job: PlacedJob, id: string) => boolean;
}

/**
 * The jobs of a workflow with their ids. One that another workflow has word by word is the same job; one that only has
 * its name gets the workflow's behind it.
 */
function ownJobs(
  workflow: PlacedWorkflow,
  resolved: ReadonlyMap<PlacedJob, Resolved | undefined>,
  taken: Readonly<Draft>,
  around: Around,
): OwnJobs {
  const { isLiteral, defaultBranch } = around;
  const start = startOf(
    workflow,
    defaultBranch,
    workflow.jobs.some((job) => isLiteral(job, job.wanted)),
  );
  const renamed = new Set<PlacedJob>();
  for (;;) {
    const ids = idsOf(workflow, renamed, taken);
    const made = new Map(
      workflow.jobs.map((job) => {
        const id = ids.get(job)!;
        const needs = needsOf(job, workflow, ids);
        const literal = isLiteral(job, id);
        const orbs = recordOf(workflow.source.value.orbs);
        const { caches, runners } = around;
        const own = { start, caches, runners, orbs, isLiteral: literal };
        return [job, { id, made: makeJob(job, resolved.get(job), id, workflow, needs, own) }] as const;
      }),
    );
    const other = [...made].filter(
      ([job, { id, made: own }]) =>
        !renamed.has(job) &&
        Object.hasOwn(taken, id) &&
        JSON.stringify(taken[id]) !== JSON.stringify(own.table),
    );
    if (other.length === 0) return { start, jobs: made };
    for (const [job] of other) renamed.add(job);
  }
}

function idsOf(
  { name, jobs }: PlacedWorkflow,
  renamed: ReadonlySet<PlacedJob>,
  taken: Readonly<Draft>,
): ReadonlyMap<PlacedJob, string> {
  const own = new Set<string>();
  return new Map(
    jobs.map((job) => {
      const wanted = renamed.has(job) ? idFor(`${job.wanted}-${name}`) : job.wanted;
      let id = wanted;
      for (let count = 2; own.has(id) || (renamed.has(job) && Object.hasOwn(taken, id)); count++)
        id = `${wanted}-${count}`;
      own.add(id);
      return [job, id];
    }),
  );
}

function needsOf(
  { requires, variants }: PlacedJob,
  { jobs }: PlacedWorkflow,
  ids: ReadonlyMap<PlacedJob, string>,
): string[] {
  const wanted = requires.needs.filter((each) => !variants.includes(each));
  return [
    ...new Set(
      wanted.flatMap((each) => {
        const job = jobs.find((other) => other.variants.includes(each));
        return job ? [ids.get(job)!] : [];
      }),
    ),
  ];
}

function tell(
  job: PlacedJob,
  id: string,
  made: MadeJob,
  { source, name }: PlacedWorkflow,
  findings: Findings,
): void {
  const { key } = job.invocation;
  const entry = ["workflows", name, "jobs", job.index] as const;
  const own = isRecord(recordOf(source.value.jobs)[key]);
  for (const [what, why] of made.lost) findings.lost(source.path, source.lineAt(...entry), id, what, why);
  for (const [hatched, isKnown] of made.hatched) {
    const isOfEntry = !own || Object.hasOwn(job.invocation.given, hatched);
    const line = isOfEntry ? source.lineAt(...entry, key, hatched) : source.lineAt("jobs", key, hatched);
    const why = isKnown
      ? "It is CircleCI's own, and stays in the escape hatch of the job."
      : "cig does not know it; it stays in the escape hatch of the job as it is.";
    if (hatched === "orb-job")
      findings.hatch(
        source.path,
        line,
        id,
        `the job \`${key}\` of an orb`,
        "Only CircleCI has it: it stays in the escape hatch of the job.",
      );
    else findings.hatch(source.path, line, id, `the key \`${hatched}\``, why);
  }
  for (const required of listOf(job.invocation.given.requires)) {
    const names = isRecord(required) ? Object.keys(required) : [String(required)];
    for (const each of names)
      if (!job.requires.needs.some((need) => need.name === each || need.alias === each))
        findings.lost(
          source.path,
          source.lineAt(...entry),
          id,
          `\`requires\` of \`${each}\``,
          "No job of the workflow has that name.",
        );
  }
}

function comment(
  { invocation, index }: PlacedJob,
  id: string,
  { origins }: MadeJob,
  { source, name }: PlacedWorkflow,
  comments: ImportedComment[],
): void {
  const above = [
    ...source.commentAt("jobs", invocation.key),
    ...source.commentAt("workflows", name, "jobs", index),
  ];
  if (above.length > 0) comments.push({ path: ["jobs", id], lines: above });
  for (const [at, origin] of origins.entries()) {
    if (origins.indexOf(origin) !== at) continue;
    const lines = source.commentAt("jobs", invocation.key, "steps", origin);
    if (lines.length > 0) comments.push({ path: ["jobs", id, "steps", at], lines });
  }
}
