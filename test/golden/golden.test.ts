import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  cigIn,
  copyInput,
  expectedFiles,
  goldenRoot,
  isUpdating,
  storeExpected,
  writtenFiles,
} from "./golden.ts";

const cases = readdirSync(goldenRoot).sort();

/**
 * A golden case is a folder with `input/` (a repository), `expected/` (every file that `cig render` writes, at
 * its real path) and `plan.txt` (what `cig plan` prints). After a wanted change: UPDATE_GOLDEN=1 npm test, then
 * read the difference line by line.
 */
describe.each(cases)("golden case %s", (name) => {
  it("is planned and rendered as expected", () => {
    const repository = copyInput(name);
    const planned = cigIn(repository, "plan");
    const rendered = cigIn(repository, "render");
    const actual = { plan: planned.text, files: writtenFiles(repository, name) };
    if (isUpdating) storeExpected(name, actual);
    expect(actual.plan).toBe(expectedFiles(name).plan);
    expect(actual.files).toEqual(expectedFiles(name).files);
    // A case whose plan is refused is refused by render too, and writes nothing.
    expect(rendered.code).toBe(planned.code);
  });

  it("is up to date right after it was rendered", () => {
    const repository = copyInput(name);
    if (cigIn(repository, "render").code !== 0) return expect(writtenFiles(repository, name)).toEqual({});
    expect(cigIn(repository, "render", "--check").code).toBe(0);
  });
});
