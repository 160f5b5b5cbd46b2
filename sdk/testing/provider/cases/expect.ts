import type { JobRow, Occasion, ScriptRow, StepRow } from "../../../table/table.ts";
import type { Expectation, Rendered } from "./case.ts";

/** A part of a row: only what is stated counts. Tables may have more, lists may not; a pattern fits a text. */
export type Part<T> = {
  readonly [Key in keyof T]?: T[Key] extends readonly unknown[]
    ? T[Key]
    : T[Key] extends object
      ? Part<T[Key]>
      : T[Key] | RegExp;
};

/** Everything must be found. */
export function all(...expectations: readonly Expectation[]): Expectation {
  return (rendered) => expectations.flatMap((expectation) => expectation(rendered));
}

/** The job, or a variant, exists and has these values. */
export function job(id: string, part: Part<JobRow> = {}): Expectation {
  return ({ table }) => {
    const rows = table.workflows.flatMap(({ jobs }) => jobs);
    const row = rows.find((each) => each.id === id);
    if (!row) return [`There is no job "${id}", but ${list(rows.map((each) => each.id))}.`];
    return faultsOf(row, part).map((fault) => `The job "${id}": ${fault}.`);
  };
}

/** Exactly these jobs and variants exist. */
export function jobs(...ids: readonly string[]): Expectation {
  return ({ table }) => {
    const found = table.workflows.flatMap(({ jobs }) => jobs.map(({ id }) => id)).sort();
    return sameText(found, [...ids].sort()) ? [] : [`The jobs are ${list(found)}, and not ${list(ids)}.`];
  };
}

/** The job has a step of this kind with these values. */
export function step<Kind extends StepRow["kind"]>(
  id: string,
  kind: Kind,
  part: Part<Extract<StepRow, { kind: Kind }>> = {},
): Expectation {
  return (rendered) => oneOf(rendered, id, (row) => row.kind === kind, part as object, `${kind} step`);
}

/** The job has a script of which `words` are part, with these values. */
export function script(id: string, words: string, part: Part<ScriptRow> = {}): Expectation {
  const isIt = (row: StepRow) => row.kind === "run" && row.script.includes(words);
  return (rendered) => oneOf(rendered, id, isIt, part as object, `script with "${words}"`);
}

/** Some workflow starts on all of these occasions, and none starts on one of those. */
export function starts(on: readonly Occasion[], never: readonly Occasion[] = []): Expectation {
  return ({ table }) => {
    const found = table.workflows.flatMap(({ startsOn }) => startsOn);
    return [
      ...on.filter((each) => !found.includes(each)).map((each) => `No workflow starts on ${each}.`),
      ...never.filter((each) => found.includes(each)).map((each) => `A workflow starts on ${each}.`),
    ];
  };
}

/** The job works on these occasions, and not on those. */
export function runs(id: string, on: readonly Occasion[], never: readonly Occasion[]): Expectation {
  return ({ table }) => {
    const row = table.workflows.flatMap(({ jobs }) => jobs).find((each) => each.id === id);
    if (!row) return [`There is no job "${id}".`];
    return [
      ...on.filter((each) => !row.runsOn.includes(each)).map((each) => `"${id}" does not run on ${each}.`),
      ...never.filter((each) => row.runsOn.includes(each)).map((each) => `"${id}" runs on ${each}.`),
    ];
  };
}

/** The files hold these words. For what the table has no column for. */
export function says(...words: readonly string[]): Expectation {
  return ({ text }) =>
    words.filter((each) => !text.includes(each)).map((each) => `The files do not say "${each}".`);
}

/** Nearest first: the step that has the fewest faults is the one that was meant. */
function oneOf(
  { table }: Rendered,
  id: string,
  isIt: (row: StepRow) => boolean,
  part: object,
  what: string,
): string[] {
  const row = table.workflows.flatMap(({ jobs }) => jobs).find((each) => each.id === id);
  if (!row) return [`There is no job "${id}".`];
  const candidates = row.steps.filter(isIt).map((each) => faultsOf(each, part));
  if (candidates.length === 0)
    return [`The job "${id}" has no ${what}, but ${list(row.steps.map(({ kind }) => kind))}.`];
  const [best] = candidates.sort((a, b) => a.length - b.length);
  return best!.map((fault) => `The ${what} of "${id}": ${fault}.`);
}

function faultsOf(found: unknown, wanted: unknown, path = ""): string[] {
  if (wanted instanceof RegExp)
    return typeof found === "string" && wanted.test(found)
      ? []
      : [`${path} is ${JSON.stringify(found)}, which does not fit ${wanted}`];
  if (typeof wanted === "object" && wanted !== null && !Array.isArray(wanted))
    return Object.entries(wanted).flatMap(([key, value]) =>
      faultsOf(
        (found as Record<string, unknown> | undefined)?.[key],
        value,
        path === "" ? key : `${path}.${key}`,
      ),
    );
  return JSON.stringify(found) === JSON.stringify(wanted)
    ? []
    : [`${path} is ${JSON.stringify(found)} and not ${JSON.stringify(wanted)}`];
}

function sameText(a: readonly string[], b: readonly string[]): boolean {
  return a.join("\n") === b.join("\n");
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "nothing" : items.join(", ");
}
