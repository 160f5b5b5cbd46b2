import { byCodeUnit } from "../compare.ts";
import type { OwnedFragment } from "./merge.ts";

/** Names of the plugins behind the fragments, sorted, each once. */
export function ownersOf(parts: readonly OwnedFragment[]): string[] {
  return [...new Set(parts.map(({ plugin }) => plugin))].sort(byCodeUnit);
}
