import { isDeepStrictEqual } from "node:util";
import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import type { Path } from "../compare-workflow.ts";
import { isTable } from "./alike.ts";

/** A key whose value differs between two tables. */
export interface KeyChange {
  /** Below the tables. */
  readonly path: readonly string[];
  readonly before?: TomlValue;
  /** Absent where the key is gone. */
  readonly after?: TomlValue;
}

/** The deepest keys in which two tables differ; lists are compared as a whole. */
export function tableChanges(before: TomlTable, after: TomlTable): KeyChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): KeyChange[] => {
    const [was, is] = [before[key], after[key]];
    if (isDeepStrictEqual(was, is)) return [];
    if (isTable(was) && isTable(is))
      return tableChanges(was, is).map((change) => ({ ...change, path: [key, ...change.path] }));
    return [
      { path: [key], ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) },
    ];
  });
}

/** What stands at a path. */
export function valueAt(table: TomlValue | undefined, path: Path): TomlValue | undefined {
  return path.reduce<TomlValue | undefined>((value, key) => {
    if (typeof value !== "object" || !Object.hasOwn(value, key)) return undefined;
    return (value as Readonly<Record<string | number, TomlValue>>)[key];
  }, table);
}
