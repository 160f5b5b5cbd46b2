import { describe, expect, it } from "vitest";
import { openBundled, renderToml } from "../../../in-process.ts";

const bundled = await openBundled();

async function rendered(toml: string): Promise<string> {
  const { byProvider, diagnostics } = await renderToml(bundled, `version = "0.2"\n${toml}`);
  const files = byProvider.get("github")?.files;
  if (!files) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return [...files.values()].join("---\n");
}

describe("what the escape hatch takes out of a workflow", () => {
  it("is whole keys, and keys of on, permissions and defaults", async () => {
    const text = await rendered(`
[provider.github]
permissions = { contents = false, issues = "read" }
concurrency = false
on = { pull_request = false, issues = { types = ["opened"] } }

[jobs.test]
steps = [{ run = "make | tee log" }]
provider.github = { timeout-minutes = false, defaults = { run = { shell = false } } }
`);
    expect(text).toBe(`name: CI

on:
  push:
    branches: [main]
  merge_group:
  issues:
    types: [opened]

permissions:
  issues: read

jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: Check out
        uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
      - run: make | tee log
`);
  });

  it("is no false of GitHub's own", async () => {
    const text = await rendered(`
[jobs.test]
steps = [{ run = "make" }]
provider.github = { continue-on-error = false, if = false, strategy = { fail-fast = false } }
`);
    expect(text).toContain("    if: false\n");
    expect(text).toContain("    continue-on-error: false\n");
    expect(text).toContain("      fail-fast: false\n");
  });
});

describe("a job that GitHub is to know by another id", () => {
  it("is called so by itself and by all that wait for it", async () => {
    const text = await rendered(`
[jobs.release-build]
steps = [{ id = "v", run = "make", outputs = ["tag"] }]
outputs = { tag = "{{ steps.v.outputs.tag }}" }
provider.github = { id = "build" }

[jobs.ship]
needs = ["release-build"]
env = { TAG = "{{ jobs.release-build.outputs.tag }}" }
steps = [{ run = "ship" }]
`);
    expect(text).toContain("\n  build:\n");
    expect(text).toContain("    needs: build\n");
    expect(text).toContain("      TAG: ${{ needs.build.outputs.tag }}\n");
    expect(text).not.toContain("release-build");
    expect(text).not.toContain("id: build");
  });
});
