/** What the hook `import` is given: the files of one CI system, and where they lie. */
export interface ImportSource {
  /** Text by path from the repository's root, of all files of the system: workflows, local actions, includes. */
  readonly files: ReadonlyMap<string, string>;
  /** "main" where nobody says another one. */
  readonly defaultBranch: string;
  /**
   * Jobs (ids as `Imported.config.jobs` names them) that have to be carried word by word: no toolchain, cache or
   * service is made native in them. The caller asks again with those whose rendering meant something else.
   */
  readonly literal: ReadonlySet<string>;
  /**
   * Of those, jobs that still meant something else: they have to be carried wholly in the escape hatch, where that makes
   * them equal. Absent: none.
   */
  readonly whole?: ReadonlySet<string>;
}

/** A value of cig.toml. Tables keep the order in which their keys are to be written. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | TomlTable;
export interface TomlTable {
  readonly [key: string]: TomlValue;
}

/** What came of an import. */
export interface Imported {
  /** The cig.toml that means the same, as a value: `version`, `project`, `on`, `jobs`, `outputs`, ... */
  readonly config: TomlTable;
  /** Comments that carry meaning, in the order of the files. */
  readonly comments: readonly ImportedComment[];
  /** What could not be carried, sorted by file and line. */
  readonly residue: readonly Residue[];
}

/** A comment of the original, and the value of `config` that it stands before. */
export interface ImportedComment {
  /** Keys and indexes from the top: ["jobs", "test", "steps", 2]; [] is the head of the file. */
  readonly path: readonly (string | number)[];
  /** Without the sign of a comment. */
  readonly lines: readonly string[];
}

/** One thing of the original that cig.toml does not say. */
export interface Residue {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The job that it belongs to, as cig.toml calls it; "" for none. */
  readonly job: string;
  /** What stands there, as a person would name it: "the key `strategy.fail-fast` with an expression". */
  readonly what: string;
  /** Why it is not carried, and what to do instead; ends with a full stop. */
  readonly why: string;
  /** "lost": nothing of it is rendered. "changed": it is rendered with another meaning. "hatch": it is kept in an escape hatch. */
  readonly kind: "lost" | "changed" | "hatch";
}

/** Turns the files of one CI system into cig.toml. A pure function; throws nothing that a file's text can cause. */
export type Importer = (source: ImportSource) => Imported | Promise<Imported>;
