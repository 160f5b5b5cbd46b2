import type { Ran, World } from "../execution/world.ts";

/**
 * How work is left out on one provider: an adapter plays its rendered files with real shells, and keeps markers as that
 * provider would. Everything that outlives a run lies below `world.store`.
 */
export interface Adapter {
  readonly provider: string;
  /** Path of the output. */
  readonly output: string;
  /** Lines of `[on]` beside `push` and `pull_request`, where a provider starts nothing else that they do not name. */
  readonly on?: string;
  /** Lines that say where jobs run, in `[project]`, in the job for failures, and as tables of their own. */
  readonly machines?: { readonly project: string; readonly alarm: string; readonly tables: string };
  /** Lines of `[skip]` that say where markers are kept, such as `store = "native"`; `store` is absolute. */
  skip(store: string): string;
  /** Runs the pipeline once, for the commit that the repository has checked out. The gate is among the jobs. */
  run(world: World): Ran;
  /** Every file that holds a marker, absolute. */
  markers(store: string): string[];
  /** From now on the store fails. */
  breakStore(store: string): void;
}
