import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** A cig.toml that a document shows as a whole file. */
export interface Example {
  /** "docs/language.md:17", the line of the fence. */
  readonly title: string;
  readonly source: string;
  /** True: it must also plan and render without errors or warnings. */
  readonly isPlanned: boolean;
}

/** The text of a document. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** README.md and the pages directly in docs/, decisions left out. */
export function documents(): string[] {
  const pages = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...pages.sort().map((name) => `docs/${name}`)];
}

/** Every block that begins with "```toml whole", of all documents. */
export function examples(): Example[] {
  return documents().flatMap((path) => {
    const lines = readDocument(path).split("\n");
    return lines.flatMap((line, index) => {
      const mark = /^```toml whole( plan)?$/.exec(line);
      if (!mark) return [];
      const end = lines.indexOf("```", index);
      const source = `${lines.slice(index + 1, end).join("\n")}\n`;
      return [{ title: `${path}:${index + 1}`, source, isPlanned: mark[1] !== undefined }];
    });
  });
}
