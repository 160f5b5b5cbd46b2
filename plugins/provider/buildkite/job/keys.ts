import type { Job, Output } from "cig/sdk";
import { inputsKey } from "../triggers/inputs.ts";

/** The keys of the steps that the jobs become. */
export interface Keys {
  /** Of a variant, by its id. */
  readonly ofVariant: ReadonlyMap<string, string>;
  /** Of the step that asks for a job's approval, by the job's id. */
  readonly ofApproval: ReadonlyMap<string, string>;
  readonly ofGate: string;
  /** Of the step that decides what is uploaded. */
  readonly ofBootstrap: string;
}

/** Legal keys, each once: the ids of the variants as far as they are legal. */
export function stepKeys({ jobs, triggers, gate, skipping }: Output): Keys {
  const taken = new Set<string>((triggers?.manual?.inputs.length ?? 0) > 0 ? [inputsKey] : []);
  const ofVariant = new Map<string, string>();
  for (const { variants } of jobs)
    for (const { id } of variants) ofVariant.set(id, distinct(legal(id), taken));
  // A native matrix is one step with the key of its job.
  for (const { id } of jobs) if (!ofVariant.has(id)) ofVariant.set(id, distinct(legal(id), taken));
  const ofApproval = new Map(
    jobs.filter(({ approval }) => approval).map(({ id }) => [id, distinct(legal(`${id}-approval`), taken)]),
  );
  const ofGate = distinct(legal(gate?.job || "gate"), taken);
  const ofBootstrap = distinct(legal(skipping?.job || "cig"), taken);
  return { ofVariant, ofApproval, ofGate, ofBootstrap };
}

/** The variables of a matrix job's label: "Tests 3.2, amd64", or the id where the job has no name. */
export function plainLabel(job: Job, variantId: string): string {
  if (job.name === "") return variantId;
  if (job.variants.length <= 1) return job.name;
  const end = variantId.startsWith(`${job.id}-`) ? variantId.slice(job.id.length + 1) : variantId;
  return `${job.name} ${end}`;
}

const longestKey = 100;

function legal(id: string): string {
  const key = id.replace(/[^A-Za-z0-9_.:-]+/g, "-").slice(0, longestKey - 4);
  // Buildkite takes such a key for the id of a step.
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key) ? `job-${key}` : key || "job";
}

function distinct(wanted: string, taken: Set<string>): string {
  let key = wanted;
  for (let count = 2; taken.has(key); count++) key = `${wanted}-${count}`;
  taken.add(key);
  return key;
}
