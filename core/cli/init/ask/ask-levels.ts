import { parseLevel } from "../wishes/parse.ts";
import type { Prompts } from "./prompts.ts";

/** Levels of rules about security that differ from the rules' own. */
export async function askLevels(prompts: Prompts): Promise<ReadonlyMap<string, string>> {
  const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");
  const problem = (text: string) =>
    words(text)
      .map(parseLevel)
      .find((parsed) => typeof parsed === "string");
  const question = "Security rules of another level than their own? (Enter: none)";
  const text = await prompts.text(question, "SEC001=error SEC002=warning", problem);
  return new Map(words(text).map((word) => parseLevel(word) as readonly [string, string]));
}
