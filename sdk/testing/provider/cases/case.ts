import type { JobTable } from "../../../table/table.ts";

/** What one feature of the language comes to, whatever the provider. */
export interface Case {
  /** As in `[support]`: "job.retry". */
  readonly feature: string;
  /**
   * A cig.toml that uses it and as little else as can be, without `version` and `[[outputs]]`. The provider is called
   * `acme-ci` in it.
   */
  readonly toml: string;
  /** The repository's files beside it, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The key that a refusal must point at: "jobs.test.retry", the keys of lists as numbers. */
  readonly at: string;
  /** What of the meaning cannot be found in the rendered files, a sentence each. */
  readonly expect: Expectation;
}

export type Expectation = (rendered: Rendered) => string[];

/** What a provider wrote. */
export interface Rendered {
  /** As its reader understands it. */
  readonly table: JobTable;
  /** All files, for what the table has no column for. */
  readonly text: string;
}

/** How the cases call the provider that is tried. */
export const anyProvider = "acme-ci";

/** How they call a building block of it, with its version. Providers that want another form are given one of theirs. */
export const anyNative = "acme/tool@1.2.3";
