import { createHash } from "node:crypto";
import {
  type Components,
  envComponent,
  filesComponent,
  upstreamComponent,
  versionsComponent,
} from "../signature/components.ts";
import { signatureOf } from "../signature/signature.ts";
import type { JobWork } from "./work-plan.ts";

/** Files that a set of patterns chooses, as a work tree or a commit tells them. */
export interface FilesOf {
  /** For each set of patterns, in their order. */
  digests(sets: readonly (readonly string[])[]): readonly {
    readonly digest: Uint8Array;
    readonly count: number;
    readonly doubts: readonly { readonly path: string; readonly reason: string }[];
    readonly unmatched: readonly string[];
  }[];
}

/** A variant with its signature and what that is made of. */
export interface SignedVariant {
  readonly id: string;
  readonly signature: string;
  readonly components: Components;
}

/** A job with what its signatures are made of. */
export interface SignedJob {
  readonly work: JobWork;
  readonly variants: readonly SignedVariant[];
  /** By name: the value's fingerprint (8 hex digits); null for what is not set. */
  readonly env: Readonly<Record<string, string | null>>;
  /** Signatures of what it builds on, by variant. */
  readonly upstream: Readonly<Record<string, string>>;
  /** How many files count, in `files` and `inputs`. */
  readonly count: number;
  /** Why its inputs are not known, as part of a sentence. Absent: they are. */
  readonly doubt?: string;
  /** Patterns that choose no file. */
  readonly unmatched: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Signs the jobs of one workflow, in topological order, for these files and this environment. */
export function signWork(jobs: readonly JobWork[], tree: FilesOf, environment: Environment): SignedJob[] {
  const sets = new Map<string, readonly string[]>();
  for (const { files, inputs } of jobs)
    for (const patterns of [files, inputs]) if (patterns.length > 0) sets.set(patterns.join("\n"), patterns);
  const found = tree.digests([...sets.values()]);
  const chosen = new Map([...sets.keys()].map((key, index) => [key, found[index]!]));
  const signed = new Map<string, SignedJob>();
  const parts = commonParts();
  for (const work of jobs) signed.set(work.id, signJob(work, chosen, signed, environment, parts));
  return [...signed.values()];
}

type Chosen = ReadonlyMap<string, ReturnType<FilesOf["digests"]>[number]>;

function signJob(
  work: JobWork,
  chosen: Chosen,
  signed: ReadonlyMap<string, SignedJob>,
  environment: Environment,
  parts: CommonParts,
): SignedJob {
  const files = chosen.get(work.files.join("\n"));
  const inputs = work.inputs.length > 0 ? chosen.get(work.inputs.join("\n")) : undefined;
  const before = [...work.needs, ...work.needsAny].flatMap((id) => signed.get(id)?.variants ?? []);
  const env = valuesOf(work, environment);
  const common = {
    env: parts.env([...env]),
    files: files ? filesComponent(work.id, files) : parts.noneAsked,
    inputs: inputs ? filesComponent(work.id, inputs) : parts.noneAsked,
    upstream: upstreamComponent(before.map(({ signature }) => signature)),
    versions: parts.versions(work.versions),
  };
  const doubt = doubtOf(work, env, [...(files?.doubts ?? []), ...(inputs?.doubts ?? [])]);
  return {
    work,
    variants: work.variants.map(({ id, definition }) => {
      const components = { definition, ...common };
      return { id, signature: signatureOf(components), components };
    }),
    env: Object.fromEntries(
      [...env].map(([name, value]) => [name, value === undefined ? null : fingerprint(value)]),
    ),
    upstream: Object.fromEntries(before.map(({ id, signature }) => [id, signature])),
    count: (files?.count ?? 0) + (inputs?.count ?? 0),
    ...(doubt !== undefined && { doubt }),
    unmatched: [...(files?.unmatched ?? []), ...(inputs?.unmatched ?? [])],
  };
}

type CommonParts = ReturnType<typeof commonParts>;

/** Components that many jobs have in common are computed once. */
function commonParts() {
  return {
    noneAsked: filesComponent("", "none asked"),
    env: remember((env: readonly (readonly [string, string | undefined])[]) => envComponent(new Map(env))),
    versions: remember((versions: JobWork["versions"]) =>
      versionsComponent(versions.map(([name, version]) => ({ name, version }))),
    ),
  };
}

function remember<T>(compute: (value: T) => string): (value: T) => string {
  const known = new Map<string, string>();
  return (value) => {
    // What is not set is null here, and no text is.
    const key = JSON.stringify(value);
    const digest = known.get(key) ?? compute(value);
    known.set(key, digest);
    return digest;
  };
}

/** The values that count, by variable or by name of the run. */
function valuesOf({ env, runtime }: JobWork, environment: Environment): Map<string, string | undefined> {
  return new Map([
    ...env.map((name) => [name, environment[name]] as const),
    ...runtime.map((name) => [name, environment[variableOf(name)]] as const),
  ]);
}

/** The variable that brings a name of the run: CIG_GIT_SHA, CIG_INPUTS_LEVEL; `env.NAME` is itself. */
function variableOf(name: string): string {
  if (name.startsWith("env.")) return name.slice(4);
  return `CIG_${name.replace(/[^A-Za-z0-9_]/g, "_").toUpperCase()}`;
}

function doubtOf(
  { doubt, runtime }: JobWork,
  env: ReadonlyMap<string, string | undefined>,
  doubts: readonly { readonly path: string; readonly reason: string }[],
): string | undefined {
  if (doubt !== undefined) return doubt;
  const [first] = doubts;
  if (first) return `"${first.path}" ${first.reason}`;
  const unknown = runtime.find((name) => !name.startsWith("env.") && env.get(name) === undefined);
  return unknown === undefined
    ? undefined
    : `it uses ${unknown}, and nothing says here what that is ($${variableOf(unknown)} is not set)`;
}

/** Enough to see that a value is another one, too little to find out which. */
function fingerprint(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 8);
}
