import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Reader } from "../../sdk/table/table.ts";

const plugins = fileURLToPath(new URL("../../plugins/provider", import.meta.url));

/** The reader that a provider brings: the export of reader/reader.ts that is called read…. */
export async function readerOf(provider: string): Promise<Reader | undefined> {
  const file = `${plugins}/${provider}/reader/reader.ts`;
  if (!existsSync(file)) return undefined;
  const found = Object.entries(await import(file)).find(([name]) => name.startsWith("read"));
  if (!found) throw new Error(`${provider}/reader/reader.ts exports nothing called read….`);
  return found[1] as Reader;
}
