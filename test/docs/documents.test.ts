import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, readDocument, root } from "./documents.ts";

describe("the documents", () => {
  it.each(documents())("%s links only to files that are there", (path) => {
    const links = [...readDocument(path).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
    const missing = links.filter((link) => !existsSync(join(root, dirname(path), link)));
    expect(missing).toEqual([]);
  });

  it("keep the README short", () => {
    expect(readDocument("README.md").split("\n").length).toBeLessThanOrEqual(151);
  });
});
