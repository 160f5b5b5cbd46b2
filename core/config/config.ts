import type { Place, Result } from "../diagnostic/diagnostic.ts";
import type { CigToml } from "./schema.ts";
import type { Variable } from "./variables.ts";

export interface LoadOptions {
  /** Relative to the root. Default: "cig.toml". */
  readonly file?: string;
  /** `--profile` */
  readonly profile?: string;
  /** `--var NAME=VALUE` */
  readonly variables?: Readonly<Record<string, string>>;
  /** Where CIG_VAR_NAME is looked up. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** cig.toml, checked, with its profile laid over it and its templates merged into the jobs. */
export interface Config {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  /** The file's text, line ends as they are, without a byte order mark. */
  readonly source: string;
  readonly schema: CigToml;
  /** Sorted by name. */
  readonly variables: readonly Variable[];
  /**
   * Where a value stands in the file: of a table its header or key, of anything else the value itself; the
   * nearest existing ancestor for what is not written. `offset` points inside a text. What a template or a
   * profile gave is found there. The first call indexes the file (about 1 ms for 1,000 lines).
   */
  at(path: readonly (string | number)[], offset?: number, end?: number): Place | undefined;
}

export declare function loadConfig(root: string, options?: LoadOptions): Promise<Result<Config>>;
