import type { TomlTable } from "../../../sdk/import/imported.ts";
import type { Host, InstalledPlugin } from "../../host/host.ts";
import { askImport } from "../../import/ask-import.ts";
import { bodyOf } from "../../output/header.ts";
import type { Both } from "./words/propose.ts";

/**
 * A file in cig's words, as it is rendered and as somebody edited it, each step by itself. Undefined where the importer
 * cannot say them.
 */
export async function askBoth(
  host: Pick<Host, "call">,
  plugin: InstalledPlugin,
  texts: { readonly file: string; readonly rendered: string; readonly edited: string },
  defaultBranch: string,
): Promise<Both | undefined> {
  const { file, rendered, edited } = texts;
  const say = async (text: string) => {
    const files = new Map([[file, bodyOf(text)]]);
    const question = { files, defaultBranch, literal: new Set<string>(), whole: new Set<string>() };
    const first = await askImport(host, plugin, question);
    const literal = new Set(Object.keys((first.value?.config.jobs ?? {}) as TomlTable));
    return (await askImport(host, plugin, { ...question, literal })).value?.config;
  };
  const [before, after] = await Promise.all([say(rendered), say(edited)]);
  return before && after && { file, before, after };
}
