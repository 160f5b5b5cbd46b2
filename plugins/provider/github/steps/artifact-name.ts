import type { Artifact, Download, Job, Text, Variant } from "cig/sdk";
import { member } from "../expression/operand.ts";
import { places } from "../expression/place.ts";
import { characters, compileEither } from "../expression/text.ts";
import { isShared, shardAxis } from "../job/shard.ts";
import { axesOf, wordOn } from "../job/variant.ts";
import type { Scope } from "../scope.ts";

/**
 * The name of an upload. GitHub refuses two artifacts of one name in a run: in a job with a matrix the values of
 * the axes tell the variants apart, or, where they do not or are not legal in a name, the variant's number.
 */
export function artifactName(artifact: Artifact, job: Job, scope: Scope): string {
  const name = compileEither(artifact.name, artifact.nameText, places.step, scope) ?? "";
  const dash = dashOf(artifact.name, scope);
  if (axesIn(artifact.nameText).length === 0) return isRepeated(job) ? name + dash + suffixOf(job) : name;
  return isShared(job) && !namesShard(artifact.nameText) ? name + dash + copyOf(job) : name;
}

/** How a download finds an upload: by its name, or by a pattern for those of all variants. */
export function downloadName(
  download: Download,
  job: Job,
  scope: Scope,
): { readonly name?: string; readonly pattern?: string } {
  const from = scope.output.jobs.find(({ id }) => id === download.job);
  const axes = axesIn(download.nameText);
  if (axes.some((axis) => !axesOf(job).includes(axis)))
    return { pattern: patternOf(download.nameText!, scope) };
  const name = compileEither(download.name, download.nameText, places.step, scope) ?? "";
  const isOne = axes.length > 0 && (!from || !isShared(from) || namesShard(download.nameText));
  if (!from || !isRepeated(from) || isOne) return { name };
  const escaped = download.nameText ? name : characters(globbed(download.name), scope);
  return { pattern: `${escaped}${dashOf(download.name, scope)}*` };
}

/** True when GitHub makes several jobs of it, each with its own artifacts. */
function isRepeated(job: Job): boolean {
  const { matrix } = job;
  return isShared(job) || (matrix !== undefined && (matrix.axes.length > 0 || matrix.include.length > 0));
}

function copyOf(job: Job): string {
  return `\${{ ${member("matrix", shardAxis(job))} }}`;
}

function namesShard(text: Text | undefined): boolean {
  return (text?.parts ?? []).some(({ kind }) => kind.case === "reference" && kind.value.path[0] === "shard");
}

/** "coverage-*" must not find "coverage-html" too. */
function dashOf(name: string, scope: Scope): string {
  return scope.artifacts.some((other) => other.startsWith(`${name}-`)) ? "--" : "-";
}

function suffixOf(job: Job): string {
  const axes = job.matrix?.axes.map(({ name }) => name) ?? [];
  const copy = isShared(job) ? [copyOf(job)] : [];
  if (axes.length === 0 && !job.matrix?.include.length) return copy.join("");
  return tellApart(job.variants, axes)
    ? [...axes.map((axis) => `\${{ ${member("matrix", axis)} }}`), ...copy].join("-")
    : "${{ strategy.job-index }}";
}

/** True when every variant has values of its own on the axes, all legal in a name. */
function tellApart(variants: readonly Variant[], axes: readonly string[]): boolean {
  const names = variants.map((variant) => axes.map((axis) => wordOn(variant, axis)));
  return (
    axes.length > 0 &&
    names.length > 0 &&
    names.flat().every((word) => word !== undefined && /^[\w.@+ ()-]+$/.test(word)) &&
    new Set(names.map((words) => words.join("-").toLowerCase())).size === names.length
  );
}

function axesIn(text: Text | undefined): string[] {
  return (text?.parts ?? []).flatMap(({ kind }) =>
    kind.case === "reference" && kind.value.path[0] === "matrix" ? (kind.value.path[1] ?? []) : [],
  );
}

function patternOf(text: Text, scope: Scope): string {
  return text.parts
    .map(({ kind }) => (kind.case === "literal" ? characters(globbed(kind.value), scope) : "*"))
    .join("");
}

function globbed(characters: string): string {
  return characters.replace(/[[\]{}()!+@]/g, "[$&]");
}
