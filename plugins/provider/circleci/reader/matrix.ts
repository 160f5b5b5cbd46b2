import { distinct, isTable, type Plain, scalarText, variantId } from "cig/sdk/table";
import type { Definitions } from "./definitions.ts";
import { substitute } from "./expression/text.ts";
import { isRecord, listOf, type Raw, recordOf, textsOf } from "./raw.ts";

/** One run of a job, with what its invocation says. */
export interface Invocation {
  /** What other jobs wait for, and people see. */
  readonly name: string;
  /** What stands for all variants in `requires`. */
  readonly alias: string;
  readonly key: string;
  /** Parameters, and keys such as `requires`. */
  readonly given: Raw;
  /** Values of the matrix by parameter; of one that is written out, those of its parameters. */
  readonly values: ReadonlyMap<string, Plain>;
}

/** The entries of a workflow's `jobs`, matrices expanded. */
export function readInvocations(jobs: unknown): Invocation[] {
  return listOf(jobs).flatMap((entry) => {
    if (typeof entry === "string")
      return [{ name: entry, alias: entry, key: entry, given: {}, values: new Map<string, Plain>() }];
    const [[key, value] = ["", {}]] = Object.entries(recordOf(entry));
    const given = recordOf(value);
    return given.matrix === undefined
      ? [
          {
            name: nameOf(given, key),
            alias: nameOf(given, key),
            key,
            given,
            values: new Map<string, Plain>(),
          },
        ]
      : expand(key, given);
  });
}

function expand(key: string, given: Raw): Invocation[] {
  const matrix = recordOf(given.matrix);
  const axes = Object.entries(recordOf(matrix.parameters));
  let all: Map<string, Plain>[] = [new Map()];
  for (const [name, values] of axes)
    all = all.flatMap((each) => listOf(values).map((value) => new Map(each).set(name, value as Plain)));
  const excluded = listOf(matrix.exclude).map(recordOf);
  const kept = all.filter(
    (values) =>
      !excluded.some((pattern) =>
        Object.entries(pattern).every(([name, value]) => scalarText(values.get(name)) === String(value)),
      ),
  );
  return kept.map((values) => {
    const own = recordOf(
      substitute(
        { ...given, matrix: undefined },
        new Map([...values].map(([name, value]) => [`matrix.${name}`, value])),
      ),
    );
    const usual = [key, ...[...values.values()].map((value) => scalarText(value) ?? "")].join("-");
    return {
      name: nameOf(own, usual),
      alias: matrix.alias === undefined ? key : String(matrix.alias),
      key,
      given: { ...own, ...Object.fromEntries(values) },
      values,
    };
  });
}

function nameOf({ name }: Raw, usual: string): string {
  return name === undefined ? usual : String(name);
}

/**
 * The id of a variant, as cig names it. Where the invocation has such a name it is that; where people see another one,
 * it is made of the parameters that the job's variants differ in. `renamed` are keys of jobs that have several names.
 */
export function idOf(
  invocation: Invocation,
  siblings: readonly Invocation[],
  { jobs, renamed }: Pick<Definitions, "jobs" | "renamed">,
  taken: Set<string>,
): string {
  const { name, key } = invocation;
  const isPlain = /^[\w.-]+$/.test(name);
  // A job of an orb is one of many of its name.
  if (!isRecord(jobs[key])) return distinct(name, taken);
  if (name === key || (siblings.length === 1 && invocation.values.size === 0)) {
    const isOwn = isPlain && (renamed.has(key) || isKeyOf(key, name));
    return distinct(isOwn ? name : key, taken);
  }
  if (isPlain) return distinct(name, taken);
  const shown = displayEnd(name, siblings);
  if (shown !== undefined && invocation.values.size === 0) return distinct(`${key}-${shown}`, taken);
  return distinct(variantId(key, axesOf(invocation, recordOf(jobs[key]))), taken);
}

/** True where the key is the name as a key can have it, or that with more behind it: `test-3-8` of `test-3.8`. */
function isKeyOf(key: string, name: string): boolean {
  const own = name.replace(/[^A-Za-z0-9_-]+/g, "-");
  return key === own || key === `job-${own}` || key.startsWith(`${own}-`);
}

/** What stands behind the words that all names of the variants begin with: "Tests ruby3.2" is ruby3.2. */
function displayEnd(name: string, siblings: readonly Invocation[]): string | undefined {
  const space = name.lastIndexOf(" ");
  const head = name.slice(0, space + 1);
  return space > 0 && siblings.every((each) => each.name.startsWith(head))
    ? name.slice(space + 1)
    : undefined;
}

/** The values of the job's parameters; `target-name` and `target-image` are fields of one axis that is a table. */
function axesOf({ given, values }: Invocation, job: Raw): ReadonlyMap<string, Plain> {
  if (values.size > 0) return values;
  const flat = Object.keys(recordOf(job.parameters)).flatMap((name): [string, Plain][] =>
    given[name] === undefined || name === "machine" ? [] : [[name, given[name] as Plain]],
  );
  const axes = new Map<string, Plain>();
  for (const [name, value] of flat) {
    const head = /^([a-z0-9_]+)-(.+)$/.exec(name);
    const belongs = head && flat.filter(([other]) => other.startsWith(`${head[1]}-`)).length > 1;
    if (!head || !belongs) axes.set(name, value);
    else {
      const before = axes.get(head[1]!);
      axes.set(head[1]!, { ...(isTable(before) ? before : {}), [head[2]!]: value });
    }
  }
  return axes;
}

/** Values by which names of artifacts are told apart. */
export function wordsOf({ values }: Invocation): string[] {
  return [...values.values()].map((value) => scalarText(value) ?? textsOf(value).join("-"));
}
