import { byCodeUnit } from "../compare.ts";
import { CanonicalEncoder } from "./encoding.ts";

/** What a signature is made of, in the order in which it counts. docs/signatures.md says each byte. */
export const componentNames = ["files", "inputs", "env", "definition", "versions", "upstream"] as const;

export type ComponentName = (typeof componentNames)[number];

/** For each component its digest: 64 hex digits, as all digests here. */
export type Components = Readonly<Record<ComponentName, string>>;

/** Files that patterns choose: the digest of their records (see repo/work-tree.ts). */
export interface ChosenFiles {
  readonly digest: Uint8Array;
  readonly count: number;
}

/**
 * The component of files, `files` or `inputs`: content and mode decide the result. Where patterns choose no file at
 * all, the job's id stands in its place, so that it equals no other job's. Undefined: nobody has looked, as in a plan.
 */
export function filesComponent(job: string, files: ChosenFiles | "none asked" | undefined): string {
  const encoder = new CanonicalEncoder();
  if (files === undefined) return encoder.text("not looked at").digest();
  if (files === "none asked") return encoder.text("none asked").digest();
  if (files.count === 0) return encoder.text("no files").text(job).digest();
  return encoder.text("files").bytes(files.digest).digest();
}

/**
 * The component `env`: variables that the job says count, and the run's own values (`git.sha`) that it uses, by name.
 * Undefined is a variable that is not set, which differs from an empty one. Order does not matter.
 */
export function envComponent(env: ReadonlyMap<string, string | undefined> | undefined): string {
  const encoder = new CanonicalEncoder();
  if (env === undefined) return encoder.text("not looked at").digest();
  const sorted = [...env].sort(([a], [b]) => byCodeUnit(a, b));
  return encoder
    .text("env")
    .list(sorted, ([name, value]) =>
      encoder.text(name).list(value === undefined ? [] : [value], (text) => encoder.text(text)),
    )
    .digest();
}

/**
 * The component `definition`: the resolved job (`encodeDefinition`), the values of the variant (`encodeValues`), and
 * the patterns as written, in their order, because a later one may take back an earlier one.
 */
export function definitionComponent(
  definition: string,
  values: string,
  patterns: { readonly files: readonly string[]; readonly inputs: readonly string[] },
): string {
  const encoder = new CanonicalEncoder();
  return encoder
    .text("definition")
    .hex(definition)
    .hex(values)
    .list(patterns.files, (pattern) => encoder.text(pattern))
    .list(patterns.inputs, (pattern) => encoder.text(pattern))
    .digest();
}

/** A tool or plugin that shaped the job; a plugin's version has its digest behind it. */
export interface NamedVersion {
  readonly name: string;
  readonly version: string;
}

/** The component `versions`: a new ruby is new work. Order does not matter. */
export function versionsComponent(versions: readonly NamedVersion[]): string {
  const encoder = new CanonicalEncoder();
  const sorted = [...versions].sort((a, b) => byCodeUnit(a.name, b.name) || byCodeUnit(a.version, b.version));
  return encoder
    .text("versions")
    .list(sorted, ({ name, version }) => encoder.text(name).text(version))
    .digest();
}

/** The component `upstream`: signatures of all variants of all jobs that it waits for. Order does not matter. */
export function upstreamComponent(signatures: readonly string[]): string {
  const encoder = new CanonicalEncoder();
  return encoder
    .text("upstream")
    .list([...signatures].sort(byCodeUnit), (signature) => encoder.hex(signature))
    .digest();
}
