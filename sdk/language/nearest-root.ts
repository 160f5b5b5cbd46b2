import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type ScopedFacts, upwards } from "../scoped-facts.ts";

/**
 * The folder that a use is about: the nearest at or above its working directory that has a fact of that name; at the
 * top of a repository with exactly one such folder elsewhere, that one.
 */
export function nearestRoot(use: Use, facts: ScopedFacts, name: string): string | undefined {
  const roots = facts.directories(name);
  const folders = upwards(use.workingDirectory);
  const above = folders.find((directory) => roots.includes(directory));
  if (above !== undefined) return above;
  return folders.length === 1 && roots.length === 1 ? roots[0] : undefined;
}

/** The fact of that name in the first of the folders that has one. */
export function firstFact(
  facts: ScopedFacts,
  directories: readonly string[],
  name: string,
): string | undefined {
  for (const directory of directories) {
    const value = facts.find(directory, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
