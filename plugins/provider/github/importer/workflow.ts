import type { TomlTable, TomlValue } from "cig/sdk/import";
import { isRecord, type Raw, recordOf, textsOf } from "../reader/raw.ts";
import type { Caches } from "./caches/caches.ts";
import { workflowGroups } from "./concurrency.ts";
import type { Document } from "./document.ts";
import { splitTexts } from "./env.ts";
import { asksStatus, type InWorkflow, importJob, importWholeJob } from "./job.ts";
import { type At, below, keptInHatch, type Notes } from "./notes.ts";
import { workflowRights } from "./permissions.ts";
import { compact, isEmpty, plainValue } from "./plain.ts";
import type { NeededJob, Scope } from "./portable.ts";
import type { Runners } from "./runner.ts";
import { importText } from "./text.ts";
import { importTriggers } from "./triggers.ts";

/** A workflow that is to be imported. */
export interface Source {
  readonly document: Document;
  /** As cig.toml calls it. */
  readonly id: string;
  /** cig's ids of the jobs, by GitHub's. */
  readonly ids: ReadonlyMap<string, string>;
}

/** Jobs that have to be carried step by step, those as a whole, and what the jobs of all workflows share. */
export interface Asked {
  readonly literal: ReadonlySet<string>;
  readonly whole: ReadonlySet<string>;
  readonly caches: Caches;
}

/** What came of a workflow. */
export interface ImportedWorkflow {
  readonly name: string;
  /** `on`, `env`, `permissions`, `concurrency`. */
  readonly own: TomlTable;
  readonly jobs: ReadonlyMap<string, TomlTable>;
  /** What is laid over the file. */
  readonly hatch: TomlTable;
}

const nothing: Scope = {
  matrix: new Map(),
  needs: new Map(),
  steps: new Set(),
  env: new Set(),
  inputs: new Set(),
};

export function importWorkflow(
  { document, ids }: Source,
  asked: Asked,
  runners: Runners,
  notes: Notes,
): ImportedWorkflow {
  const { root, file } = document;
  const at: At = { notes, document, job: "", place: [] };
  const hatch: Record<string, TomlValue> = {};
  const starts = importTriggers(root.on, below(at, "on"));
  if (starts.hatch) hatch.on = starts.hatch;
  const scope: Scope = { ...nothing, inputs: starts.inputs };
  const env = splitTexts(root.env, scope, below(at, "env"));
  if (!isEmpty(env.hatch)) hatch.env = env.hatch;
  const rights = workflowRights(root.permissions, below(at, "permissions"));
  if (rights.hatch !== undefined) hatch.permissions = rights.hatch;
  const groups = workflowGroups(root.concurrency, scope, below(at, "concurrency"));
  if (groups.hatch !== undefined) hatch.concurrency = groups.hatch;
  for (const [key, value] of Object.entries(root)) {
    if (knownKeys.has(key) || value === null || value === undefined) continue;
    hatch[key] = plainValue(value);
    keptInHatch(below(at, key), `\`${key}\` of the workflow`);
  }
  // Without a name people see the file's path.
  const name = typeof root.name === "string" && root.name !== "" ? root.name : file;
  const isPlain = !name.includes("{{");
  if (!isPlain) hatch.name = name;
  const around: InWorkflow = {
    defaults: root.defaults,
    env: new Set(Object.keys(recordOf(root.env))),
    inputs: starts.inputs,
    jobs: neededJobs(recordOf(root.jobs), ids, asked.whole),
    runners,
    caches: asked.caches,
    behindTolerant: behindTolerant(recordOf(root.jobs)),
  };
  const jobs = Object.entries(recordOf(root.jobs)).map(([key, value]): [string, TomlTable] => {
    const id = ids.get(key)!;
    const job = isRecord(value) ? value : {};
    const own = { ...at, job: id, place: ["jobs", key] };
    if (asked.whole.has(id)) return [id, importWholeJob(key, id, job, around, own)];
    return [id, importJob(key, id, job, around, asked.literal.has(id), own)];
  });
  return {
    name: isPlain ? name : "Workflow",
    own: compact({
      on: starts.own,
      env: isEmpty(env.own) ? undefined : env.own,
      permissions: rights.own,
      concurrency: groups.own,
    }),
    jobs: new Map(jobs),
    hatch,
  };
}

const knownKeys: ReadonlySet<string> = new Set(["name", "on", "env", "permissions", "concurrency", "jobs"]);

/** Jobs that wait, through others, for one that runs whatever came before it. */
function behindTolerant(jobs: Raw): Set<string> {
  const needsOf = (key: string) => textsOf(recordOf(jobs[key]).needs);
  const isTolerant = (key: string) => needsOf(key).length > 0 && asksStatus(recordOf(jobs[key]).if);
  const isBehind = (key: string) => {
    const seen = new Set<string>();
    const open = needsOf(key);
    for (let each = open.pop(); each !== undefined; each = open.pop()) {
      if (seen.has(each)) continue;
      seen.add(each);
      if (isTolerant(each)) return true;
      open.push(...needsOf(each));
    }
    return false;
  };
  return new Set(Object.keys(jobs).filter(isBehind));
}

/** The outputs that a job has in cig's own words; of one that is kept word by word there are none. */
function neededJobs(
  jobs: Raw,
  ids: ReadonlyMap<string, string>,
  whole: ReadonlySet<string>,
): Map<string, NeededJob> {
  return new Map(
    Object.entries(jobs).map(([key, value]): [string, NeededJob] => {
      const id = ids.get(key)!;
      const job = recordOf(value);
      const isOwn = !whole.has(id) && job.uses === undefined;
      return [key, { id, outputs: new Set(isOwn ? ownOutputs(job) : []) }];
    }),
  );
}

function ownOutputs(job: Raw): string[] {
  const steps = (Array.isArray(job.steps) ? job.steps : []).flatMap((step) => textsOf(recordOf(step).id));
  const scope: Scope = { ...nothing, steps: new Set(steps) };
  return Object.entries(recordOf(job.outputs)).flatMap(([name, value]) =>
    importText(String(value), scope) === undefined ? [] : [name],
  );
}
