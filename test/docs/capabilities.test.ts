import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseManifest } from "../../core/manifest.ts";
import { capabilitiesPage } from "./capabilities.ts";
import { readDocument, root } from "./documents.ts";

const path = "docs/capabilities.md";
const columns = ["github", "circleci", "buildkite", "jenkins"];
const folder = join(root, "plugins/provider");
const manifests = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "module.toml")))
  .sort((a, b) => columns.indexOf(a) - columns.indexOf(b))
  .map((name) => parseManifest(readFileSync(join(folder, name, "module.toml"), "utf8"), name).value!);
const expected = capabilitiesPage(manifests);

/** To bring the page up to date: UPDATE_DOCS=1 npx vitest run test/docs/capabilities.test.ts */
if (process.env.UPDATE_DOCS === "1") writeFileSync(join(root, path), expected);

describe("docs/capabilities.md", () => {
  it("shows what the providers' manifests say", () => {
    expect(readDocument(path)).toBe(expected);
  });

  it("has a sign for each state, and says what several features share once", () => {
    const told = { is: "refused", why: "cannot", hint: "Do without." } as const;
    const page = capabilitiesPage([
      {
        ...manifests[0]!,
        title: "Hub",
        support: {
          "on.push": "native",
          "on.push.branches": { is: "native", how: "`branches`" },
          "on.push.tags": { is: "emulated", how: "asks in the script" },
          "on.push.paths": told,
          "on.push.paths_ignore": told,
          "on.pull_request": { ...told, level: "info" },
        },
      },
    ]);
    const section = page.slice(page.indexOf("## What starts"), page.indexOf("## Workflows"));
    expect(
      section
        .split("\n")
        .filter((line) => /^\||^\d/.test(line))
        .slice(0, 9),
    ).toEqual([
      "| feature | Hub |",
      "| --- | --- |",
      "| `on.push` | ✓ |",
      "| a filter of branches in `on.push`<br>`on.push.branches` | ✓ `branches` |",
      "| `branches_ignore` of `on.push`<br>`on.push.branches_ignore` | ✗ |",
      "| `on.tag`<br>`on.push.tags` | ~ 1 |",
      "| `paths` of `on.push`<br>`on.push.paths` | ✗ 2 |",
      "| `paths_ignore` of `on.push`<br>`on.push.paths_ignore` | ✗ 2 |",
      "| `on.pull_request` | – 2 |",
    ]);
    expect(section).toContain("\n1. Hub: asks in the script.\n2. Hub cannot. Do without.\n");
  });
});
