import type { Reason } from "./verdict.ts";
import type { Found, Lookup, MarkerFields } from "./work.ts";

/** Who asks, and when. */
export interface Trust {
  /** The scopes whose markers count, such as "trusted" and "pr/12". */
  readonly scopes: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Clocks of machines differ by minutes; by more, one of the two is wrong, and no date of it says anything. */
const mostAheadMs = 60 * 60 * 1000;

/**
 * What an answer of a store comes to. A marker counts when it is of exactly this work, of a trusted scope, and not too
 * old. Whatever it is otherwise, its work is done again: a store that lies costs time, never truth.
 */
export function accept(found: Found, wanted: Lookup, trust: Trust): Reason {
  if (found.kind === "none") return { kind: "no marker" };
  if (found.kind === "doubt") return { kind: "store", why: found.reason };
  const { marker } = found;
  const why = faultOf(marker, wanted, trust);
  if (why !== undefined) return { kind: "store", why };
  const { commit, run, at, scope } = marker;
  return { kind: "already passed", commit, run, at, scope };
}

function faultOf(marker: MarkerFields, wanted: Lookup, { scopes, now }: Trust): string | undefined {
  if (!isWellFormed(marker)) return "the marker is not one of ours, or broken";
  if (marker.schema !== "cig.marker/1") return `the marker has the form "${marker.schema}"`;
  if (marker.job !== wanted.id || marker.signature !== wanted.signature)
    return "the marker is of other work than was asked for";
  if (!scopes.includes(marker.scope)) return `the marker is of the scope "${marker.scope}"`;
  const at = Date.parse(marker.at);
  if (Number.isNaN(at)) return "the marker has no date";
  if (at > now + mostAheadMs) return `the marker is from the future (${marker.at})`;
  if (marker.expires === undefined) return undefined;
  const end = Date.parse(marker.expires);
  // Not a date is not a promise for ever.
  return end > now ? undefined : `the marker has expired (${marker.expires})`;
}

/** A store's answer has passed through other hands. */
function isWellFormed(marker: unknown): boolean {
  if (typeof marker !== "object" || marker === null) return false;
  const fields = marker as Record<string, unknown>;
  const given = ["schema", "job", "signature", "scope", "at"];
  // Outside of a repository there is no commit, and not every run has a name.
  const texts = ["commit", "run", ...(fields.expires === undefined ? [] : ["expires"])];
  return (
    [...given, ...texts].every((name) => typeof fields[name] === "string") &&
    given.every((name) => fields[name] !== "")
  );
}
