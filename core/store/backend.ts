import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Told } from "./judge.ts";
import type { MarkerKey } from "./result.ts";

/** A marker on its way into a store. */
export interface NewMarker {
  readonly key: MarkerKey;
  readonly scope: string;
  readonly content: Uint8Array;
  /** 0: it counts for ever. */
  readonly expiresInSeconds: number;
}

/** An answer, or why there is none: a sentence, and for the first time also a diagnostic. */
export type Answered<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string; readonly diagnostic?: Diagnostic };

/** What really keeps markers: a plugin's process, or a folder. Its answers are not believed yet. Never rejects. */
export interface Backend {
  lookup(
    keys: readonly MarkerKey[],
    scopes: readonly string[],
    deadlineMs: number,
  ): Promise<Answered<readonly (Told & { readonly key: MarkerKey })[]>>;
  /** For each marker the problem, "" for one that is kept; in the order of the markers. */
  record(markers: readonly NewMarker[], deadlineMs: number): Promise<Answered<readonly string[]>>;
  latest(job: string, scopes: readonly string[], deadlineMs: number): Promise<Answered<Told>>;
  close(): Promise<void>;
}
