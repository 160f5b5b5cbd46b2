import type { RepositoryFile } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "./versions.ts";

/** A request's files by path. The order in which they came does not matter. */
export interface FileIndex {
  /** Sorted by code unit. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  /** The file as text without a byte order mark; undefined when absent or only listed. */
  text(path: string): string | undefined;
  /** The file as TOML, parsed once; undefined when absent or only listed. */
  toml(path: string): ParsedToml | undefined;
}

export type TomlTable = { readonly [key: string]: unknown };

export type ParsedToml =
  | { readonly table: TomlTable; readonly source: string }
  | { readonly error: string; readonly line: number };

/** Indexes the files. The TOML parser is loaded only when one of them is TOML. */
export async function indexFiles(files: readonly RepositoryFile[]): Promise<FileIndex> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const isToml = (file: RepositoryFile) => /(\.toml|(^|\/)Pipfile)$/.test(file.path) && !file.listedOnly;
  const parse = files.some(isToml) ? (await import("smol-toml")).parse : undefined;
  const parsed = new Map<string, ParsedToml>();
  const text = (path: string) => {
    const file = byPath.get(path);
    return file === undefined || file.listedOnly ? undefined : new TextDecoder().decode(file.content);
  };
  const toml = (path: string) => {
    const source = text(path);
    if (source === undefined || !parse) return undefined;
    const known = parsed.get(path) ?? parseToml(parse, source);
    parsed.set(path, known);
    return known;
  };
  return { paths: [...byPath.keys()].sort(byCodeUnit), has: (path) => byPath.has(path), text, toml };
}

/** The value at a path of keys, if every step of it is a table that has the key itself. */
export function valueAt(table: unknown, ...path: readonly string[]): unknown {
  let here = table;
  for (const key of path) here = isTable(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  return here;
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** `joinPath(".", "a")` is "a". */
export function joinPath(directory: string, name: string): string {
  return directory === "." ? name : `${directory}/${name}`;
}

/** The folder of a path; "." at the top. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? "." : path.slice(0, slash);
}

/** True when `path` lies in `directory`, at any depth, or is it. */
export function isInside(path: string, directory: string): boolean {
  return directory === "." || path === directory || path.startsWith(`${directory}/`);
}

function parseToml(parse: (source: string) => unknown, source: string): ParsedToml {
  try {
    return { table: parse(source) as TomlTable, source };
  } catch (error) {
    const { message, line } = error as { message: string; line?: number };
    return { error: message.split("\n")[0]!.replace(/^Invalid TOML document: /, ""), line: line ?? 0 };
  }
}
