import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runStore, testConformance, testStoreConformance } from "cig/sdk/testing";
import { afterAll, describe, expect, it } from "vitest";
import plugin from "../../../plugins/cache/directory/plugin.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "cig-test-")));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = (value: string) => ({ kind: { case: "text" as const, value } });
const access = (path: string, prefix?: string) => ({
  root,
  options: {
    entries: [
      { key: "path", value: text(path) },
      ...(prefix === undefined ? [] : [{ key: "prefix", value: text(prefix) }]),
    ],
  },
});

describe("cache/directory", () => {
  testConformance(it, plugin, "plugins/cache/directory/module.toml", []);
  testStoreConformance(
    it,
    plugin,
    () => access("markers"),
    () => access("../elsewhere"),
  );

  it("takes an absolute folder, and a prefix inside it", async () => {
    const signature = "a".repeat(64);
    const key = { job: "lint", signature };
    const content = JSON.stringify({ schema: "cig.marker/1", job: "lint", signature, scope: "pr/3" });
    const markers = [{ key, scope: "pr/3", content: Buffer.from(content) }];
    const there = access(join(root, "shared disk"), "team/shop");
    const { answers } = await runStore(plugin, "record", { access: there, markers });
    expect(answers.map(({ problem }) => problem)).toEqual([""]);
    const file = join(root, "shared disk/team/shop/pr/3/lint", `${signature}.json`);
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it.each(["../up", "a//b", "/a", ".hidden", "a\\b", "a b"])("refuses the prefix %j", async (prefix) => {
    const request = { access: access("markers", prefix), job: "lint", scopes: ["trusted"] };
    expect((await runStore(plugin, "latest", request)).problem).toBe(
      `The store does not use the prefix "${prefix}": write letters, digits, ".", "_" and "-" between slashes, such as "ci/markers".`,
    );
  });

  it("says what stands in the way", async () => {
    writeFileSync(join(root, "file"), "");
    const request = { access: access("file"), job: "lint", scopes: ["trusted"] };
    expect((await runStore(plugin, "latest", request)).problem).toBe(
      "The store does not follow file, which is a link or no folder.",
    );
  });
});
