import { createHash } from "node:crypto";
import { matchGlobs } from "../../core/repo/glob.ts";
import { encodeDefinition, encodeValues } from "../../core/signature/definition.ts";
import { signature } from "../../core/signature/signature.ts";
import { runNamesOf } from "../../core/verdict/run-names.ts";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Job } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Bug } from "./bugs.ts";
import type { Commit, Context } from "./commit.ts";
import { paths } from "./spec.ts";

/** The signatures of all variants of a planned workflow at a commit, made of cig's own parts. */
export function sign(
  output: Output,
  commit: Commit,
  context: Context,
  lookUp: (path: readonly string[]) => string | undefined,
  unreadable: string | undefined,
  bug: Bug | undefined,
): Map<string, { signature: string; doubt?: string }> {
  const signed = new Map<string, { signature: string; doubt?: string }>();
  const hex = new Map<string, readonly string[]>();
  for (const job of output.jobs) {
    const isDoubtful = job.id === unreadable;
    const files = isDoubtful || bug === "leave the files out of the signature" ? [] : filesOf(job, commit);
    const env = envOf(job, context, lookUp, bug);
    const upstream =
      bug === "leave upstream out of the signature"
        ? []
        : [...job.needs, ...job.needsAny].flatMap((need) => hex.get(need) ?? []);
    const own = signJob(job, output, { files, env, upstream }, bug);
    hex.set(job.id, own);
    for (const [index, { id }] of job.variants.entries())
      signed.set(id, {
        signature: own[index]!,
        ...(isDoubtful && { doubt: "a file cannot be read" }),
      });
  }
  return signed;
}

interface Inputs {
  readonly files: readonly { readonly path: string; readonly mode: string; readonly id: string }[];
  readonly env: ReadonlyMap<string, string | undefined>;
  readonly upstream: readonly string[];
}

/** By job and its inputs: the signatures are a function of both, and most runs of a history ask for the same. */
const signatures = new WeakMap<Job, Map<string, readonly string[]>>();

function signJob(job: Job, output: Output, inputs: Inputs, bug: Bug | undefined): readonly string[] {
  const known = signatures.get(job) ?? new Map<string, readonly string[]>();
  signatures.set(job, known);
  const key = JSON.stringify([
    inputs.files.map(({ id }) => id),
    [...inputs.env].map(([, value]) => value ?? null),
    inputs.upstream,
    bug ?? "",
  ]);
  const found = known.get(key);
  if (found) return found;
  const common = {
    definition: definitionOf(job, output, bug),
    env: inputs.env,
    versions: bug === "leave versions out of the signature" ? [] : versionsOf(job),
    upstream: inputs.upstream.map((each) => Buffer.from(each, "hex")),
    patterns: [...(job.skipIf?.pathsUnmodified ?? []), "|", ...job.inputs],
    files: inputs.files,
  };
  const own = job.variants.map((variant) =>
    Buffer.from(signature({ ...common, values: encodeValues(variant) })).toString("hex"),
  );
  known.set(key, own);
  return own;
}

const nothing = new Uint8Array();
const definitions = new WeakMap<Job, Uint8Array>();

function definitionOf(job: Job, { env, caches }: Output, bug: Bug | undefined): Uint8Array {
  if (bug === "leave the definition out of the signature") return nothing;
  const byId = new Map(caches.map((each) => [each.id, each]));
  // The versions are in the definition, too.
  if (bug === "leave versions out of the signature")
    return encodeDefinition({ ...job, versions: [] }, env, byId);
  const known = definitions.get(job) ?? encodeDefinition(job, env, byId);
  definitions.set(job, known);
  return known;
}

const runNames = new WeakMap<Job, readonly string[]>();

function envOf(
  job: Job,
  { level }: Context,
  lookUp: (path: readonly string[]) => string | undefined,
  bug: Bug | undefined,
): Map<string, string | undefined> {
  const known = runNames.get(job) ?? runNamesOf(job);
  runNames.set(job, known);
  const names = bug === "leave run-time names out of the signature" ? [] : known;
  const variables = bug === "leave the variables out of the signature" ? [] : (job.skipIf?.env ?? []);
  return new Map([
    ...variables.map((name): [string, string | undefined] => [name, level]),
    ...names.map((name): [string, string | undefined] => [`{{ ${name} }}`, lookUp(name.split("."))]),
  ]);
}

function versionsOf(job: Job) {
  return job.versions.map(({ tool, version }) => {
    const [part] = version?.parts ?? [];
    return { name: tool, version: part?.kind.case === "literal" ? part.kind.value : "" };
  });
}

/** Content by digest; the model's files are few. */
const blobs = new Map<string, string>();

function filesOf(job: Job, { tree }: Commit) {
  return chosenBy(job).map((path) => {
    const content = tree.files[path]!;
    const id = blobs.get(content) ?? createHash("sha1").update(content).digest("hex");
    blobs.set(content, id);
    return { path, mode: "100644", id };
  });
}

const chosen = new WeakMap<Job, readonly string[]>();

/** The model's trees have the same paths at all times. */
function chosenBy(job: Job): readonly string[] {
  const known = chosen.get(job);
  if (known) return known;
  const all = [...paths].sort();
  const own = job.skipIf?.pathsUnmodified ?? [];
  const found = new Set([...(own.length === 0 ? all : matchGlobs(own, all)), ...matchGlobs(job.inputs, all)]);
  chosen.set(job, [...found]);
  return [...found];
}
