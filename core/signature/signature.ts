import { byCodeUnit } from "../compare.ts";
import { CanonicalHash } from "./encoding.ts";

/** Counts in every signature; raised when the table of components below changes its meaning. */
const schemaNumber = 1;

/** All that a signature is made of. A component that is absent counts as "not looked at", which equals no other state. */
export interface SignatureInputs {
  /** The resolved job, see `encodeDefinition`: a changed job is a new job. */
  readonly definition: Uint8Array;
  /** The variant's values of the matrix, encoded: the definition only names them. */
  readonly values: Uint8Array;
  /** Variables of `skip_if.env` with their values; undefined where one is not set, which differs from empty. */
  readonly env?: ReadonlyMap<string, string | undefined>;
  /** Plugins with version and digest, and tools: a new ruby is new work. */
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  /** Signatures of all variants of all needed jobs: it builds on their work. */
  readonly upstream: readonly Uint8Array[];
  /** Globs of `skip_if.paths_unmodified` and `inputs` as declared: another choice of files is another question. */
  readonly patterns: readonly string[];
  /** The tracked files that the patterns choose: content and mode decide the result. */
  readonly files?: readonly { readonly path: string; readonly mode: string; readonly id: string }[];
}

/**
 * The work signature of one variant of a job: SHA-256, 32 bytes, of the canonical encoding of its inputs, the same on
 * every platform. Versions, upstream, env and files count as sets: their order does not matter. The plan fills in
 * definition, values, versions, upstream and patterns; without `env` and `files`, which only a run in a work tree
 * knows, a signature compares plans and must not decide that work is skipped.
 */
export function signature(inputs: SignatureInputs): Uint8Array {
  const hash = new CanonicalHash();
  hash.component("cig.signature").text(String(schemaNumber));
  hash.component("definition").bytes(inputs.definition);
  hash.component("values").bytes(inputs.values);
  hash.component("versions").list(
    sorted(inputs.versions, ({ name, version }) => `${name}\0${version}`),
    (each) => hash.text(each.name).text(each.version),
  );
  hash.component("upstream").list([...inputs.upstream].sort(Buffer.compare), (each) => hash.bytes(each));
  // Order counts: a later pattern may take back an earlier one.
  hash.component("patterns").list(inputs.patterns, (pattern) => hash.text(pattern));
  if (inputs.env)
    hash.component("env").list(
      sorted([...inputs.env], ([name]) => name),
      ([name, value]) => hash.text(name).list(value === undefined ? [] : [value], (text) => hash.text(text)),
    );
  if (inputs.files)
    hash.component("files").list(
      sorted(inputs.files, ({ path }) => path),
      ({ path, mode, id }) => hash.text(path).text(mode).text(id),
    );
  return hash.digest();
}

function sorted<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => byCodeUnit(key(a), key(b)));
}
