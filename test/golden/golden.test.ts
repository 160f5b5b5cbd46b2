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
  it("is planned and rendered as expected, and up to date right after that", () => {
    const repository = copyInput(name);
    const planned = cigIn(repository, "plan");
    const rendered = cigIn(repository, "render");
    const actual = { plan: planned.text, files: writtenFiles(repository, name) };
    if (isUpdating) storeExpected(name, actual);
    expect(actual.plan).toBe(expectedFiles(name).plan);
    expect(actual.files).toEqual(expectedFiles(name).files);
    // A case whose plan is refused is refused by render too, and writes nothing.
    expect(rendered.code).toBe(planned.code);
    if (rendered.code !== 0) return expect(actual.files).toEqual({});
    // Asked again, and not remembered: what is on disk is what every plugin says of the rendered repository.
    expect(cigIn(repository, "render", "--check", "--memo", "off").code).toBe(0);
  });
});
