import type { Job } from "../../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Marker } from "../../../store/marker.ts";
import type { Store } from "../../../store/store.ts";
import { compareWork, type KnownWork, knownWork, type SignatureChange } from "../../../work/compare.ts";
import type { Decided } from "../../../work/result.ts";
import { type Environment, signWork } from "../../../work/sign.ts";
import { jobsOf } from "../../jobs.ts";
import { definitionParts } from "./definition-parts.ts";
import type { Side } from "./side.ts";

/** Why a variant runs or not, with what has changed since it was last known. */
export interface Why {
  readonly decided: Decided;
  /** What it is compared with, for people: "main (1a2b3c4)". Absent: there is nothing to compare with. */
  readonly base?: string;
  readonly before?: KnownWork;
  readonly changed: readonly SignatureChange[];
  /** For a changed signature of a job before it: what changed there first, by variant. */
  readonly upstream: ReadonlyMap<string, readonly SignatureChange[]>;
}

/** What the jobs are compared with: a commit, or what each variant's newest marker says. */
export type Base =
  | { readonly kind: "commit"; readonly name: string; readonly side: Side }
  | {
      readonly kind: "markers";
      readonly markers: ReadonlyMap<string, Marker>;
      /** The plans of their commits, as far as git has those. */
      readonly sides: ReadonlyMap<string, Side>;
    }
  | { readonly kind: "nothing" };

/** Compares every variant with what it was. */
export function whyOf(
  all: readonly Decided[],
  now: Side,
  base: Base,
  environment: Environment,
): Map<string, Why> {
  const before = base.kind === "commit" ? knownAt(base.side, base.name, environment) : knownFromMarkers(base);
  const after = new Map(all.map((each) => [each.verdict.id, known(each, now)]));
  const changes = new Map(
    [...after].map(([id, work]) => [id, before.has(id) ? compareWork(before.get(id)!.work, work) : []]),
  );
  return new Map(
    all.map((decided): [string, Why] => {
      const { id } = decided.verdict;
      const old = before.get(id);
      const changed = changes.get(id)!;
      return [
        id,
        {
          decided,
          ...(old && { base: old.name, before: old.work }),
          changed,
          upstream: rootsOf(id, changes),
        },
      ];
    }),
  );
}

/** The newest marker of each variant; those that the store cannot tell are left out. */
export async function newestMarkers(store: Store, ids: readonly string[]): Promise<Map<string, Marker>> {
  const found = await Promise.all(ids.map(async (id) => [id, await store.latest(id)] as const));
  return new Map(found.flatMap(([id, result]) => (result.kind === "found" ? [[id, result.marker]] : [])));
}

interface Known {
  readonly name: string;
  readonly work: KnownWork;
}

function knownAt({ plan, jobs, tree }: Side, ref: string, environment: Environment): Map<string, Known> {
  const commit = tree.commit?.slice(0, 12) ?? "";
  const name = tree.commit?.startsWith(ref) ? commit : `${ref} (${commit})`;
  const protos = new Map(jobsOf(jobs).map((job) => [job.id, job]));
  return new Map(
    plan.workflows
      .flatMap(({ jobs: own }) => signWork(own, tree, environment))
      .flatMap((job) =>
        job.variants.map(({ id }): [string, Known] => [
          id,
          {
            name,
            work: {
              ...knownWork(job, id),
              ...filesOf(job.work, tree),
              ...partsOf(protos.get(job.work.id), id),
            },
          },
        ]),
      ),
  );
}

function knownFromMarkers(base: Exclude<Base, { kind: "commit" }>): Map<string, Known> {
  if (base.kind === "nothing") return new Map();
  return new Map(
    [...base.markers].map(([id, { components, env, versions, upstream, commit, run }]) => {
      const side = base.sides.get(commit);
      const job = side?.plan.workflows
        .flatMap(({ jobs }) => jobs)
        .find(({ variants }) => variants.some((variant) => variant.id === id));
      const proto = job && jobsOf(side!.jobs).find((each) => each.id === job.id);
      const parts = job ? { ...filesOf(job, side!.tree), ...partsOf(proto, id) } : {};
      const name = ["its last success", run && `run ${run}`, commit && `commit ${commit.slice(0, 12)}`];
      return [
        id,
        { name: name.filter(Boolean).join(", "), work: { ...parts, components, env, versions, upstream } },
      ];
    }),
  );
}

function known({ job, verdict }: Decided, { jobs, tree }: Side): KnownWork {
  const proto = jobsOf(jobs).find(({ id }) => id === job.work.id);
  return { ...knownWork(job, verdict.id), ...filesOf(job.work, tree), ...partsOf(proto, verdict.id) };
}

function filesOf(work: { files: readonly string[]; inputs: readonly string[] }, tree: Side["tree"]) {
  const of = (patterns: readonly string[]) =>
    new Map(tree.entries(patterns).map(({ path, mode, id }) => [path, `${mode} ${id.slice(0, 10)}`]));
  return { files: of(work.files), ...(work.inputs.length > 0 && { inputs: of(work.inputs) }) };
}

function partsOf(job: Job | undefined, variant: string) {
  return job ? { definition: definitionParts(job, variant) } : {};
}

/** What changed first in the jobs before: those whose own inputs changed, and not only what is before them. */
function rootsOf(
  id: string,
  changes: ReadonlyMap<string, readonly SignatureChange[]>,
): Map<string, readonly SignatureChange[]> {
  const roots = new Map<string, readonly SignatureChange[]>();
  const seen = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const all = changes.get(next) ?? [];
    const own = all.filter(({ component }) => component !== "upstream");
    if (next !== id && own.length > 0) roots.set(next, own);
    for (const { component, item } of all) if (component === "upstream" && item !== "") open.push(item);
  }
  return roots;
}
