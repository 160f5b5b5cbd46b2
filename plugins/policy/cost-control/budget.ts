import { isPlainTable, type Plain } from "cig/sdk";

/** `[policy.cost]` as written; the core has looked at its types. What is not said is absent. */
export interface Budget {
  /** By id of a job. */
  readonly minutes: Readonly<Record<string, number>>;
  /** USD a minute, or the name of another class, by class. */
  readonly prices: Readonly<Record<string, number | string>>;
  /** USD, of a credit of CircleCI. */
  readonly credit?: number;
  /** True: the repository is public, so that GitHub's usual machines cost nothing. */
  readonly isPublic: boolean;
  /** Of all machines of a run together. */
  readonly max_minutes?: number;
  /** USD of a run. */
  readonly max_cost?: number;
  /** Of a job, copies of `parallelism` included. */
  readonly max_variants?: number;
  readonly classes?: readonly string[];
}

/** Reads the table; what has another type than the core lets through counts as not said. */
export function readBudget(table: { readonly [key: string]: Plain }): Budget {
  const number = (key: string) => (typeof table[key] === "number" ? { [key]: table[key] } : {});
  const classes = typeof table.classes === "string" ? [table.classes] : table.classes;
  return {
    minutes: valuesOf(table.minutes, (value) => typeof value === "number") as Record<string, number>,
    prices: valuesOf(
      table.prices,
      (value) => typeof value === "number" || typeof value === "string",
    ) as Record<string, number | string>,
    isPublic: table.public === true,
    ...number("credit"),
    ...number("max_minutes"),
    ...number("max_cost"),
    ...number("max_variants"),
    ...(Array.isArray(classes) && { classes: classes.filter((one) => typeof one === "string") }),
  };
}

function valuesOf(value: Plain | undefined, isOne: (value: Plain) => boolean): object {
  if (!isPlainTable(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, each]) => isOne(each)));
}
