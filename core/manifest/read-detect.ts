import type { DetectCondition, Manifest } from "../manifest.ts";
import type { TableReader } from "./table-reader.ts";

/** Reads `[detect]`. Its globs are those of `[module]`, because nothing else reaches the plugin. */
export function readDetect(
  top: TableReader,
  { hooks, reads, lists }: Pick<Manifest, "hooks" | "reads" | "lists">,
): { detect?: DetectCondition } {
  if (top.any("detect") === undefined) return {};
  if (!hooks.includes("detect"))
    top.mistake("detect", "[detect] says when the hook detect is asked, and the plugin has none.");
  const table = top.optionalTable("detect");
  const condition: DetectCondition = {
    files: table.list("files", oneOf([...reads, ...lists], "reads or lists")),
    words: table.list("words", word).map((one) => one.toLowerCase()),
    ...(table.any("words_in") !== undefined && { wordsIn: table.list("words_in", oneOf(reads, "reads")) }),
  };
  if (condition.files.length + condition.words.length === 0)
    top.mistake(
      "detect",
      "[detect] has neither files nor words, so the hook detect would never be asked.",
      "Say which files or words the plugin needs to find anything, or leave the table out.",
    );
  table.refuseOthers();
  return { detect: condition };
}

function oneOf(globs: readonly string[], where: string) {
  return { fits: (text: string) => globs.includes(text), form: `one of the globs of ${where}` };
}

const word = {
  fits: (text: string) => /^[\x20-\x7e]{2,}$/.test(text),
  form: "a word of two or more ASCII characters",
};
