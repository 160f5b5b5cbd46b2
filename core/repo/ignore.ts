import { compileRules } from "./glob.ts";

/** Says of a path below the folder of a `.gitignore`: ignored, taken back by a `!` line, or not mentioned. */
export type IgnoreRules = (path: string, isFolder: boolean) => boolean | undefined;

/** Reads a `.gitignore` (gitignore(5)) for when git itself cannot be asked. Lines that make no sense are skipped. */
export function parseIgnore(source: string): IgnoreRules {
  const lines = source
    .split(/\r?\n/)
    .map(toRule)
    .filter((rule) => rule !== undefined);
  const ofFolders = compileRules(lines.map((rule) => rule.glob));
  const ofFiles = compileRules(lines.filter((rule) => !rule.foldersOnly).map((rule) => rule.glob));
  return (path, isFolder) => (isFolder ? ofFolders : ofFiles)(path);
}

function toRule(line: string): { glob: string; foldersOnly: boolean } | undefined {
  const text = line.replace(/(?<!\\) +$/, "");
  if (text === "" || text.startsWith("#")) return undefined;
  const bang = text.startsWith("!") ? "!" : "";
  const body = text.slice(bang.length);
  const foldersOnly = body.endsWith("/");
  const path = foldersOnly ? body.slice(0, -1) : body;
  const isAnchored = path.includes("/");
  // Braces and commas mean nothing special in a .gitignore.
  const glob = path.replace(/^\//, "").replace(/[{},]/g, "\\$&").replace(/^!/, "\\!");
  return { glob: `${bang}${isAnchored ? "" : "**/"}${glob}`, foldersOnly };
}
