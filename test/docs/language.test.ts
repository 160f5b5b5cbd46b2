import { describe, expect, it } from "vitest";
import { codes } from "../../core/diagnostic/codes.ts";
import { documents, readDocument } from "./documents.ts";

const language = readDocument("docs/language.md");
const schema = JSON.parse(readDocument("cig.schema.json")) as object;

describe("docs/language.md", () => {
  it("names every key of cig.schema.json as code", () => {
    const missing = [...keysOf(schema)].filter((key) => !isNamed(key));
    expect(missing).toEqual([]);
  });

  it("lists every key that is not understood yet among those that are not", () => {
    const section = language.slice(language.indexOf("## Not yet"));
    expect([...keysOf(schema, true)].filter((key) => !section.includes(`\`${key}\``))).toEqual([]);
  });

  it("as every other page names only codes that exist", () => {
    const named = documents().flatMap((path) => readDocument(path).match(/\bCIG\d{3}\b/g) ?? []);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((code) => !(code in codes))).toEqual([]);
  });

  it("links only to headings that it has", () => {
    const headings = [...language.matchAll(/^#+ (.+)$/gm)].map(([, title]) => slugOf(title!));
    const links = [...language.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !headings.includes(link))).toEqual([]);
  });
});

/** `key`, `[key]`, `[[key]]`, `[key.ID]` or `table.key` in code. */
function isNamed(key: string): boolean {
  const name = key.replace(/[-]/g, "\\-");
  return new RegExp(`\`(?:\\[*|[^\`\\n]*[.\\s])${name}(?:[.\\]:]|\\s|\`)`).test(language);
}

/** Names of all properties of a JSON Schema; `onlyLater`: of those that are described as not supported yet. */
function* keysOf(node: unknown, onlyLater = false): Iterable<string> {
  if (typeof node !== "object" || node === null) return;
  for (const [word, value] of Object.entries(node)) {
    if (word === "properties")
      for (const [key, { description = "" }] of Object.entries(
        value as Record<string, { description?: string }>,
      ))
        if (!onlyLater || description.startsWith("Not supported yet")) yield key;
    yield* keysOf(value, onlyLater);
  }
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .trim()
    .replaceAll(" ", "-");
}
