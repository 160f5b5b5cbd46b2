import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { openBundled, renderFolder } from "../in-process.ts";
import { outputPaths, outputToml } from "./case-run.ts";
import { pathsOf, seenIn, without } from "./removal.ts";

const bundled = await openBundled();
const source = fileURLToPath(new URL("../fixtures/rich-workspace/", import.meta.url));
const parts = ["cig.toml", "ci/deploy.toml", "packages/api/cig.toml"];

const files = Object.fromEntries(
  ["ci/deploy.toml", "packages/api/cig.toml", "packages/legacy/cig.toml"].map((path) => [path, "\n"]),
);

/** Keys of files that the others join: what is taken out of any of them is noticed, too. */
describe.each(bundled.providers.filter((provider) => provider in outputPaths))("%s", (provider) => {
  it.each(parts)("loses no key of %s in silence", async (part) => {
    const folder = mkdtempSync(join(tmpdir(), "cig-rich-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    cpSync(source, folder, { recursive: true });
    const root = `${readFileSync(join(folder, "cig.toml"), "utf8")}\n${outputToml(provider, outputPaths[provider]!)}`;
    writeFileSync(join(folder, "cig.toml"), root);
    const show = async () => seenIn(bundled, await renderFolder(bundled, folder, files), provider);
    const before = await show();
    expect(before.errors).toEqual([]);
    const whole = readFileSync(join(folder, part), "utf8");
    const lost: string[] = [];
    // A member may leave out its version, which is the root's then; the outputs are the harness's own.
    for (const path of pathsOf(whole).filter(([top]) => top !== "outputs" && top !== "version")) {
      writeFileSync(join(folder, part), without(whole, path));
      if ((await show()).text === before.text) lost.push(path.join("."));
    }
    expect(lost).toEqual([]);
  });
});
