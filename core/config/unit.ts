import type { ParsedFile } from "./parsed-file.ts";
import type { Positions } from "./positions.ts";
import type { TomlTable } from "./toml.ts";

/** Where the values of a unit stand, whichever of its files they are in. */
export type Places = Pick<Positions, "valueAt" | "keyAt" | "placeOf">;

/** A file of the language with those that it includes, as one: a repository's cig.toml, or that of a member. */
export interface Unit {
  /** The file that includes the others. */
  readonly main: ParsedFile;
  /** All tables joined. */
  readonly table: TomlTable;
  readonly places: Places;
}

/** A file that includes nothing. */
export function unitOf(main: ParsedFile & { readonly table: TomlTable }): Unit {
  return { main, table: main.table, places: main.positions };
}

/** True where other files are a part of the configuration. */
export function namesFiles({ table }: ParsedFile): boolean {
  return table !== undefined && ("include" in table || "workspace" in table);
}
