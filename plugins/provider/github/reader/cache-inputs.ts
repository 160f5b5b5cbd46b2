import { cacheKey } from "cig/sdk/table";
import { readText } from "./expression/text.ts";
import { linesOf, type Raw } from "./raw.ts";

/**
 * What decides about a cache beside the words of its key, which tell no more than whose it is: names and files, and those
 * of each key to fall back to. Values of a matrix stay names here, so that none is taken for a word.
 */
export function cacheInputs({ path: _, key, "restore-keys": restoreKeys, ...others }: Raw): Raw {
  const fallbacks = linesOf(restoreKeys).map((each) => decisiveIn(each) || "anything");
  return {
    ...others,
    key: decisiveIn(key),
    "restore-keys": [...new Set(fallbacks)].join(" | "),
  };
}

function decisiveIn(key: unknown): string {
  const files: string[] = [];
  const text = readText(key, {}).replace(/\{\{ github: hashFiles\((.*?)\) \}\}/gs, (_, list: string) => {
    files.push(...[...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, file]) => file!.replaceAll("''", "'")));
    return "";
  });
  return cacheKey(text, files)
    .filter((item) => !item.startsWith("text ") && !/^name github: runner\.(?:os|arch)$/.test(item))
    .join(", ");
}
