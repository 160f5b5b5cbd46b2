import { type Job, optionsFor, type Table } from "cig/sdk";
import type { Orbs } from "../steps/orbs.ts";

/**
 * A job of an orb, which the escape hatch of a job names: `orb-job = "circleci/node/test@7.1.0"`, or "node/test" where
 * the orb stands in the escape hatch as well.
 */
export interface OrbJob {
  /** What stands in a workflow for it: "node/test". */
  readonly key: (orbs: Orbs) => string;
  /** What the orb's job is given, and keys such as `context`. */
  readonly given: Table;
}

export function orbJobOf({ providerOptions }: Job): OrbJob | undefined {
  const options = optionsFor("circleci", providerOptions);
  const named = options.get("orb-job");
  if (typeof named !== "string") return undefined;
  const given: Table = new Map([...options].filter(([key]) => key !== "orb-job"));
  const [, orb, job, version] = /^([^/@]+\/[^/@]+)\/([^/@]+)@(.+)$/.exec(named) ?? [];
  if (orb === undefined) return { key: () => named, given };
  return { key: (orbs) => `${orbs.nameOf(orb, version!)}/${job}`, given };
}
