import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlobs } from "../../../core/repo/glob.ts";
import { packFiles, setAbsent } from "../../../core/repo/work-tree/file-table.ts";
import { createChooser } from "../../../core/repo/work-tree/runs.ts";

const id = Buffer.alloc(20, 7);

/** A table of the paths, in the order of their bytes, without those that are gone. */
function tableOf(paths: readonly string[], isGone: (path: string) => boolean = () => false) {
  const sorted = [...new Set(paths)].sort((a, b) => Buffer.from(a).compare(Buffer.from(b)));
  const files = sorted.map((path) => ({ path: Buffer.from(path), mode: 0o100644, id }));
  const table = packFiles("sha1", files);
  for (const [file, path] of sorted.entries()) if (isGone(path)) setAbsent(table, file);
  return { table, sorted };
}

describe("createChooser", () => {
  it("tells the runs of files that each set chooses, and the patterns that match", () => {
    const paths = ["a", "a-b", "a/x", "a/y/z", "a0", "b/x", "c"];
    const { table } = tableOf(paths, (path) => path === "a/y/z" || path === "c");
    const sets = [["a/**"], ["b/**", "a", "./a0"], [], ["*", "!a"], ["c", "d/**", "a/y/**"], ["a/**", "a/x"]];
    const { runs, patterns } = createChooser(table, sets).choose();
    expect(runs).toEqual([[2, 3], [0, 1, 4, 6], [0, 3, 4, 6], [1, 2, 4, 5], [], [2, 3]]);
    expect([...patterns].sort()).toEqual(["*", "**", "a", "a/**", "a/x", "a0", "b/**"]);
  });

  it("tells which of some files each set chooses, whether they are there or not", () => {
    const { table } = tableOf(["a/x", "a/y", "b"], (path) => path === "a/y");
    expect(createChooser(table, [["a/**"], ["b"], ["**/y"], ["x"]]).among([1, 2])).toEqual([
      [1],
      [2],
      [1],
      [],
    ]);
  });

  it("agrees with the matcher of one set, whatever the sets and files", () => {
    const name = fc.constantFrom("a", "b", "a-", "a.b", "a0", "é", "Z");
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
    const pattern = fc
      .tuple(fc.constantFrom("", "", "", "./", "!"), path, fc.constantFrom("", "/**", "/*", "**", "/"))
      .map((parts) => parts.join(""));
    const sets = fc.array(fc.array(fc.oneof(pattern, fc.constantFrom("**", "**/a")), { maxLength: 3 }));
    const paths = fc.array(path, { maxLength: 25 });
    fc.assert(
      fc.property(sets, paths, fc.array(name), (globs, list, gone) => {
        const lost = new Set<string>(gone);
        const { table, sorted } = tableOf(list, (each) => lost.has(each.slice(-1)));
        const expected = globs.map((set) => {
          const matches = set.length === 0 ? () => true : compileGlobs(set);
          return sorted.flatMap((each, file) => (matches(each) ? [file] : []));
        });
        const chooser = createChooser(table, globs);
        expect(chooser.among(sorted.map((_, file) => file))).toEqual(expected);
        const chosen = chooser.choose().runs.map((runs) => {
          const files: number[] = [];
          for (let run = 0; run < runs.length; run += 2)
            for (let file = runs[run]!; file < runs[run + 1]!; file++) files.push(file);
          return files;
        });
        expect(chosen).toEqual(expected.map((files) => files.filter((file) => !table.absent[file])));
      }),
      { numRuns: 1_000 },
    );
  });
});
