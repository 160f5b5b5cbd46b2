import { entriesOf, isTable, type Place, type Raw, type RawTable, tableOf } from "./value.ts";

/** The second over the first: tables key by key, everything else as a whole. Keys keep their first place. */
export function mergeTables(below: RawTable, above: RawTable): RawTable {
  const entries = new Map<string, [Raw, Place | undefined]>(
    entriesOf(below).map(([key, value, place]) => [key, [value, place]]),
  );
  for (const [key, value, place] of entriesOf(above)) {
    const old = entries.get(key)?.[0];
    entries.set(key, [isTable(old) && isTable(value) ? mergeTables(old, value) : value, place]);
  }
  return tableOf([...entries].map(([key, [value, place]]) => [key, value, place] as const));
}
