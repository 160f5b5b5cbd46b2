import type { MergedFile, OwnedFragment } from "./merge.ts";
import { ownersOf } from "./owners.ts";

/** The fragments one after the other, in the given order, each ending its last line. */
export function append(path: string, parts: readonly OwnedFragment[]): MergedFile {
  const content = parts.map(({ fragment }) => endLine(fragment.content)).join("");
  return { path, content, owners: ownersOf(parts) };
}

function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
