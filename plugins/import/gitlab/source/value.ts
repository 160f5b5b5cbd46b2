/** A value of YAML, with references that are still to be followed. Maps are tables without a prototype. */
export type Raw = string | number | boolean | null | readonly Raw[] | RawTable | Reference;
export interface RawTable {
  readonly [key: string]: Raw;
}

/** `!reference [.job, script, 0]` */
export class Reference {
  constructor(readonly path: readonly string[]) {}
}

/** Where something stands. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Where the keys of a table stand: known of tables that a file has, and of those that are made of them. */
const places = new WeakMap<object, ReadonlyMap<string, Place>>();

/** A table of these entries, which remembers where each of them stands. */
export function tableOf(entries: readonly (readonly [string, Raw, Place | undefined])[]): RawTable {
  const table = Object.create(null) as Record<string, Raw>;
  const known = new Map<string, Place>();
  for (const [key, value, place] of entries) {
    table[key] = value;
    if (place) known.set(key, place);
  }
  places.set(table, known);
  return table;
}

export function placeOf(table: RawTable, key: string): Place | undefined {
  return places.get(table)?.get(key);
}

/** The entries of a table in its order. */
export function entriesOf(table: RawTable): [string, Raw, Place | undefined][] {
  return Object.keys(table).map((key) => [key, table[key]!, placeOf(table, key)]);
}

export function isTable(value: Raw | undefined): value is RawTable {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Reference)
  );
}

export function isList(value: Raw | undefined): value is readonly Raw[] {
  return Array.isArray(value);
}

/** A scalar as GitLab makes text of it; undefined for nothing, lists and tables. */
export function textIn(value: Raw | undefined): string | undefined {
  return value === null || value === undefined || typeof value === "object" ? undefined : String(value);
}

/** One or several texts; what is none is left out. */
export function textsIn(value: Raw | undefined): string[] {
  if (isList(value)) return value.flatMap(textsIn);
  const text = textIn(value);
  return text === undefined ? [] : [text];
}

export function tableIn(value: Raw | undefined): RawTable {
  return isTable(value) ? value : nothing;
}

const nothing: RawTable = tableOf([]);
