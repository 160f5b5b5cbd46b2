import type { InstalledPlugin } from "../host/host.ts";
import { indexGlobs } from "../repo/glob-index.ts";
import { splitGlob } from "../repo/glob-pattern.ts";
import { decoyReason } from "./decoys.ts";

/** A path that some plugin wants to hear of. */
export interface Candidate {
  readonly path: string;
  /** True where the globs of a manifest choose it: the last that matches decides. */
  isChosenBy(globs: readonly string[]): boolean;
}

/**
 * The paths that some plugin wants to hear of and that can be evidence: neither decoys nor ignored. Each is held against
 * the globs of all plugins once, and what that says of a plugin's globs is found out once for all paths of its kind.
 */
export function evidenceFor(
  manifests: readonly Pick<InstalledPlugin["manifest"], "reads" | "lists">[],
  paths: readonly string[],
  isIgnored: (path: string) => boolean,
): Candidate[] {
  const globs = [...new Set(manifests.flatMap(({ reads, lists }) => [...reads, ...lists]))].map(splitGlob);
  const bodies = [...new Set(globs.map(({ body }) => body))];
  const wanted = new Set(globs.flatMap(({ negated, body }) => (negated ? [] : bodies.indexOf(body))));
  const match = indexGlobs(bodies);
  const kinds = new Map<string, Candidate["isChosenBy"]>();
  return paths.flatMap((path) => {
    const matching = match(path);
    if (!matching.some((index) => wanted.has(index)) || decoyReason(path) !== undefined || isIgnored(path))
      return [];
    const key = [...matching].sort((a, b) => a - b).join();
    const isChosenBy = kinds.get(key) ?? chooser(new Set(matching.map((index) => bodies[index]!)));
    kinds.set(key, isChosenBy);
    return [{ path, isChosenBy }];
  });
}

/** `bodies` are the patterns that match, without what stands in front of them. */
function chooser(bodies: ReadonlySet<string>): Candidate["isChosenBy"] {
  const known = new Map<readonly string[], boolean>();
  return (globs) => {
    const before = known.get(globs);
    if (before !== undefined) return before;
    const last = globs.map(splitGlob).findLast(({ body }) => bodies.has(body));
    const isChosen = last !== undefined && !last.negated;
    known.set(globs, isChosen);
    return isChosen;
  };
}
