import { idFor } from "cig/sdk/import";
import { type Definitions, readDefinitions } from "../reader/definitions.ts";
import { type Invocation, idOf, readInvocations } from "../reader/matrix.ts";
import { isRecord, listOf, type Raw, recordOf } from "../reader/raw.ts";
import { type Requires, readRequires } from "../reader/requires.ts";
import type { Source } from "./source.ts";

/** A workflow of a configuration. */
export interface PlacedWorkflow {
  readonly source: Source;
  readonly name: string;
  readonly value: Raw;
  readonly definitions: Definitions;
  readonly jobs: readonly PlacedJob[];
}

/** What becomes a job of cig.toml: an entry of a workflow, or one variant of it. */
export interface PlacedJob {
  /** As cig.toml is to call it, if no other workflow has a job of that id. */
  readonly wanted: string;
  /** What CircleCI shows. */
  readonly name: string;
  readonly invocation: Invocation;
  /** All variants, where they are to be one job with a matrix; else the one. */
  readonly variants: readonly Invocation[];
  /** The id that all variants of the entry would have together. */
  readonly base: string;
  /** What the entry says, before the values of its matrix are in their places. */
  readonly entry: Raw;
  /** Where the entry stands in the workflow's list. */
  readonly index: number;
  readonly requires: Requires;
}

/** More variants than anybody means to have; a file that asks for them is carried as it is. */
export const mostVariants = 512;

/** The workflows of a configuration. `keepsMatrix` says of an entry whether its variants may be one job. */
export function placeWorkflows(
  source: Source,
  keepsMatrix: (id: string, entry: Raw, key: string, definitions: Definitions) => boolean,
): PlacedWorkflow[] {
  const definitions = readDefinitions(source.value);
  return writtenWorkflows(source.value).map(([name, value]) => {
    const entries = listOf(value.jobs).map((entry) => readInvocations([entry]));
    const all = entries.flat();
    const requires = readRequires(all);
    const taken = new Set<string>();
    const ids = new Map(all.map((each) => [each, readerId(each, all, definitions, taken)]));
    const jobs = entries.flatMap((variants, index): PlacedJob[] => {
      const [first] = variants;
      if (!first) return [];
      const entry = givenIn(listOf(value.jobs)[index]);
      const base = idFor(first.alias);
      const isWhole =
        isRecord(entry.matrix) &&
        isRecord(definitions.jobs[first.key]) &&
        variants.length > 1 &&
        !all.some((each) => each.key === first.key && !variants.includes(each)) &&
        !namesVariants(all, variants) &&
        keepsMatrix(base, entry, first.key, definitions);
      const place = (wanted: string, invocation: Invocation, own: readonly Invocation[]): PlacedJob => ({
        wanted,
        name: invocation.name,
        base,
        entry,
        invocation,
        variants: own,
        index,
        requires: requires.get(invocation)!,
      });
      if (isWhole) return [place(base, first, variants)];
      return variants.map((each) => place(idFor(ids.get(each)!), each, [each]));
    });
    return { source, name, value, definitions, jobs };
  });
}

/** A file without workflows runs its job "build". */
export function writtenWorkflows(config: Raw): [string, Raw][] {
  const written = Object.entries(recordOf(config.workflows)).filter(
    (each): each is [string, Raw] => each[0] !== "version" && isRecord(each[1]),
  );
  if (written.length > 0) return written;
  return isRecord(recordOf(config.jobs).build) ? [["build", { jobs: ["build"] }]] : [];
}

/** What an entry of a workflow says besides its job's key. */
export function givenIn(entry: unknown): Raw {
  return isRecord(entry) ? recordOf(Object.values(entry)[0]) : {};
}

function readerId(
  invocation: Invocation,
  all: readonly Invocation[],
  definitions: Definitions,
  taken: Set<string>,
): string {
  const siblings = all.filter(({ key }) => key === invocation.key);
  return idOf(invocation, siblings, definitions, taken);
}

/** True where some job waits for one variant and not for all of them. */
function namesVariants(all: readonly Invocation[], variants: readonly Invocation[]): boolean {
  const names = new Set(variants.map(({ name }) => name));
  return all.some(({ given }) =>
    listOf(given.requires).some((entry) =>
      (isRecord(entry) ? Object.keys(entry) : [String(entry)]).some((name) => names.has(name)),
    ),
  );
}
