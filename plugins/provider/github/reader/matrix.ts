import {
  type Combination,
  distinct,
  type Expanded,
  expandMatrix,
  isTable,
  type Plain,
  scalarText,
  variantId,
} from "cig/sdk/table";
import { evaluate } from "./expression/evaluate.ts";
import { conditionNode } from "./expression/text.ts";
import { type Table, Unknown } from "./expression/value.ts";
import { isRecord, listOf, type Raw, recordOf } from "./raw.ts";

/** One run of a job. */
export interface ReadVariant extends Expanded {
  readonly id: string;
  /** Values of the axes as texts, in their order. */
  readonly words: readonly string[];
}

/** The variants of a job; an axis that only numbers the copies of the job is left out and counted. */
export interface ReadMatrix {
  readonly variants: readonly ReadVariant[];
  readonly parallelism: number;
}

/** Reads `strategy.matrix`. One that the run computes is one variant without values. */
export function readMatrix(job: string, definition: Raw, taken: Set<string>, known: Table = {}): ReadMatrix {
  const literal = (value: unknown) => literalIn(value, known);
  const matrix = recordOf(literal(recordOf(definition.strategy).matrix));
  const shard = shardAxis(definition);
  const axes = Object.entries(matrix).flatMap(([name, value]): [string, readonly Plain[]][] => {
    if (name === "include" || name === "exclude" || name === shard) return [];
    const values = literal(value);
    return Array.isArray(values) ? [[name, values as Plain[]]] : [];
  });
  const include = combinations(literal(matrix.include));
  const copies = shard === undefined ? [] : listOf(literal(matrix[shard]));
  const parallelism = Math.max(1, copies.length);
  if (axes.length === 0 && include.length === 0) {
    const none: Combination = new Map();
    return { variants: [{ id: distinct(job, taken), values: none, named: none, words: [] }], parallelism };
  }
  if (include.some((each) => each.has(variantAxis))) return listed(job, include, shard);
  const expanded = expandMatrix({
    axes: new Map(axes),
    include,
    exclude: combinations(literal(matrix.exclude)),
  });
  const variants = expanded.map(
    (each): ReadVariant => ({
      ...each,
      id: distinct(variantId(job, each.named), taken),
      words: axes.map(([name]) => scalarText(each.values.get(name)) ?? ""),
    }),
  );
  return { variants, parallelism };
}

/** The axis that says which variant an entry is, where entries may be left out. */
const variantAxis = "cig-variant";

/**
 * Entries that name their variants: one for each, or for each copy of one. A job that launches machines has the entries
 * of the job that it does it for.
 */
function listed(job: string, include: readonly Combination[], shard: string | undefined): ReadMatrix {
  const variants = new Map<string, ReadVariant>();
  for (const entry of include) {
    const named = scalarText(entry.get(variantAxis)) ?? "";
    const values = new Map([...entry].filter(([name]) => name !== variantAxis && name !== shard));
    const words = [...values.values()].map((value) => scalarText(value) ?? "");
    const id = named.startsWith(job) ? named : variantId(job, values);
    variants.set(id, { id, values, named: values, words });
  }
  return { variants: [...variants.values()], parallelism: Math.max(1, include.length / variants.size) };
}

/** The axis that numbers copies: the one that CIG_SHARD_INDEX is. */
export function shardAxis(definition: Raw): string | undefined {
  const environments = [definition, ...listOf(definition.steps).filter(isRecord)].map(({ env }) =>
    recordOf(env),
  );
  const index = environments.map(({ CIG_SHARD_INDEX }) => CIG_SHARD_INDEX).find((each) => each !== undefined);
  return /^\$\{\{ matrix\.([\w-]+) \}\}$/.exec(String(index ?? ""))?.[1];
}

/** A value that an expression gives without the run: `fromJSON('[1, 2]')`. */
function literalIn(value: unknown, names: Table): unknown {
  if (typeof value !== "string" || !value.includes("${{")) return value;
  const node = conditionNode(value);
  const result = node ? evaluate(node, { names }) : undefined;
  return result instanceof Unknown ? undefined : result;
}

function combinations(value: unknown): Combination[] {
  return listOf(value)
    .filter((each): each is Raw => isTable(each as Plain))
    .map((each) => new Map(Object.entries(each) as [string, Plain][]));
}
