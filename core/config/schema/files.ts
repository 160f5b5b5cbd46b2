import * as z from "zod/mini";
import { distinct, word } from "./names.ts";
import { key, list, requiredKey, table } from "./strict.ts";

/** `include`: more files of the same language. */
export const include = list(
  'a list of files, such as ["ci/*.toml"]',
  word('a file, or a pattern such as "ci/*.toml"'),
).check(distinct("file", (each: string) => each));

/** `[workspace]`: folders with a cig.toml of their own. */
export const workspace = table('a table such as { members = ["packages/*"] }', {
  members: requiredKey(
    list(
      'a list of folders, such as ["packages/*"]',
      word('a folder, or a pattern such as "packages/*"'),
    ).check(
      z.minLength(1, "a list of at least one folder"),
      distinct("member", (each: string) => each),
    ),
    "Folders whose cig.toml adds jobs.",
  ),
  exclude: key(
    list('a list of folders, such as ["packages/legacy"]', word("a folder, or a pattern of folders")),
    "Folders that are no members.",
  ),
});
