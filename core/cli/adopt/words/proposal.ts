import type { TomlValue } from "../../../../sdk/import/imported.ts";
import type { Pins } from "../../../pins.ts";
import type { Path } from "../compare-workflow.ts";
import type { Operation } from "../toml/operation.ts";

/** One thing that may be said in cig.toml, so that it renders to what somebody wrote. */
export interface Proposal {
  /** Ways to say it, the best one first. */
  readonly ways: readonly Way[];
}

export interface Way {
  readonly operations: readonly Operation[];
  /** What cig.lock holds for it. */
  readonly pins?: Pins;
  /** Where it stands then, and what. */
  readonly path: Path;
  readonly before?: TomlValue;
  /** Absent for what was taken away. */
  readonly after?: TomlValue;
  readonly to: "cig.toml" | "hatch";
}

/** A way that is one operation. */
export function oneWay(operation: Operation, before?: TomlValue): Way {
  const { path } = operation;
  return {
    operations: [operation],
    path,
    ...(before !== undefined && { before }),
    ...(operation.kind !== "remove" && { after: operation.value }),
    to: path.includes("provider") ? "hatch" : "cig.toml",
  };
}
