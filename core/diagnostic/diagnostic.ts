/** How much a diagnostic matters: an error makes the command exit 1. */
export type Level = "error" | "warning" | "info";

/** A place in a file: lines and columns count from 1, columns in UTF-16 code units. */
export interface Place {
  /** Relative to the repository's root, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** First column after the marked text; absent marks one character. */
  readonly endColumn?: number;
  /** The text of that line, for display. */
  readonly sourceLine?: string;
}

/** A remark that a person can act on. What only we can fix is thrown as `Error("bug: …")` instead. */
export interface Diagnostic {
  readonly level: Level;
  /** Stable: "CIG203", or a plugin's own such as "SEC001". */
  readonly code: string;
  /** The same words each time this code appears. */
  readonly title: string;
  /** What is wrong here and why it matters, in whole sentences. */
  readonly message: string;
  /** What to do: the exact command or edit. */
  readonly hint?: string;
  readonly at?: Place;
  /** Key path in cig.toml, to be turned into `at` by `Config.at`. */
  readonly subject?: readonly string[];
  /** Name of the plugin that made the remark. */
  readonly plugin?: string;
}

/** A value with what is to be said about it; absent when an error made it impossible. */
export interface Result<T> {
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/** True when at least one diagnostic is an error. */
export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.level === "error");
}
