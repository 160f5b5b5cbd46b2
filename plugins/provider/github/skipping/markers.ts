import type { Job, Output } from "cig/sdk";
import { atom, call, member, type Operand, quoted } from "../expression/operand.ts";
import { isShared, shardAxis } from "../job/shard.ts";
import { keysOutput, markersOutput, outputOf, variantAxis } from "./verdict.ts";

/** Where markers lie in the work tree while they are fetched and kept. The path is part of what the cache knows them by. */
export const markersFolder = ".cig/markers";

/** The ids under which a job's successes are kept: one for each variant, or for each copy of one. */
export function markerIds({ variants, parallelism }: Job): string[] {
  return variants.flatMap(({ id }) =>
    parallelism > 1
      ? Array.from({ length: parallelism }, (_, index) => `${id}.${index}-of-${parallelism}`)
      : [id],
  );
}

/** The id of the marker that this run of the job earns, as the job itself knows it. */
export function ownMarkerId(job: Job): Operand {
  const variant = hasMatrix(job)
    ? atom(member("matrix", variantAxis))
    : quoted(job.variants[0]?.id ?? job.id);
  if (!isShared(job)) return variant;
  const format = quoted(`{0}.{1}-of-${job.parallelism}`);
  return call("format", format, variant, atom(member("matrix", shardAxis(job))));
}

export function hasMatrix({ matrix }: Job): boolean {
  return matrix !== undefined && (matrix.axes.length > 0 || matrix.include.length > 0);
}

/** The file of the marker that this run of the job earns. */
export function ownMarkerFile(job: Job): string {
  return `${markersFolder}/${inText(ownMarkerId(job))}.json`;
}

/** The line to record; null where nothing is to be recorded. */
export function ownMarker(job: Job, output: Output): Operand {
  return at(parsed(markersOutput, output), ownMarkerId(job));
}

/** The key under which the provider's cache keeps it: the very one that it was looked up by. */
export function ownKey(job: Job, output: Output): Operand {
  const id = ownMarkerId(job);
  const text = constant(id);
  return at(
    parsed(keysOutput, output),
    text === undefined ? call("format", quoted("key-{0}"), id) : quoted(`key-${text}`),
  );
}

/** A value between other characters. */
export function inText(operand: Operand): string {
  return constant(operand) ?? `\${{ ${operand.source} }}`;
}

function parsed(name: string, output: Output): string {
  return `fromJSON(${outputOf(name, output).source} || '{}')`;
}

function at(table: string, key: Operand): Operand {
  const text = constant(key);
  return atom(text === undefined ? `${table}[${key.source}]` : member(table, text));
}

function constant({ source }: Operand): string | undefined {
  return /^'(?:[^']|'')*'$/.test(source) ? source.slice(1, -1).replaceAll("''", "'") : undefined;
}
