import type { Expansion } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Graph } from "../../graph/graph.ts";
import type { Caches } from "../caches.ts";
import type { Context } from "../context.ts";
import type { Artifacts } from "./artifacts.ts";

/** What all jobs are completed with. */
export interface Completion {
  readonly context: Context;
  readonly graph: Graph;
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Of `needs_any`. */
  readonly needsAny: ReadonlyMap<string, readonly string[]>;
  /** Jobs that keep files for those behind them, in the order in which they run. */
  readonly persisting: readonly string[];
  readonly artifacts: Artifacts;
  readonly caches: Caches;
  readonly expansions: ReadonlyMap<string, Expansion>;
  /** Names of `[env]`. */
  readonly workflowEnv: ReadonlySet<string>;
}
