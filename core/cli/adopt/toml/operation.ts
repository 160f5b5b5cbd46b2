import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import type { Path } from "../compare-workflow.ts";

/** One change of the values of a cig.toml. */
export type Operation =
  /** A key gets a value, whether it has one or not; tables above it come into being. */
  | { readonly kind: "set"; readonly path: Path; readonly value: TomlValue }
  /** A key, or an item of a list, goes. */
  | { readonly kind: "remove"; readonly path: Path }
  /** A list gets an item before the one that the path's last index names, or at its end. */
  | { readonly kind: "insert"; readonly path: Path; readonly value: TomlValue };

/** What a table is after an operation; undefined where it has no place for it. Pure. */
export function applied(table: TomlTable, operation: Operation): TomlTable | undefined {
  const changed = inside(table, operation.path, operation);
  return changed as TomlTable | undefined;
}

function inside(value: TomlValue | undefined, path: Path, operation: Operation): TomlValue | undefined {
  const [key, ...inner] = path;
  if (Array.isArray(value)) return inList(value, Number(key), inner, operation);
  if (value !== undefined && typeof value !== "object") return undefined;
  const table = (value ?? {}) as TomlTable;
  const own = Object.hasOwn(table, key!) ? table[key!] : undefined;
  if (inner.length > 0) {
    const changed = own === undefined && operation.kind !== "set" ? undefined : inside(own, inner, operation);
    return changed === undefined ? undefined : { ...table, [key!]: changed };
  }
  if (operation.kind === "insert") return undefined;
  if (operation.kind === "set") return { ...table, [key!]: operation.value };
  if (own === undefined) return undefined;
  const { [key as string]: _, ...rest } = table;
  return rest;
}

function inList(
  list: readonly TomlValue[],
  index: number,
  inner: Path,
  operation: Operation,
): TomlValue | undefined {
  if (inner.length > 0) {
    const changed = index < list.length ? inside(list[index], inner, operation) : undefined;
    return changed === undefined ? undefined : list.with(index, changed);
  }
  if (operation.kind === "insert") return list.toSpliced(Math.min(index, list.length), 0, operation.value);
  if (index >= list.length) return undefined;
  return operation.kind === "set" ? list.with(index, operation.value) : list.toSpliced(index, 1);
}
