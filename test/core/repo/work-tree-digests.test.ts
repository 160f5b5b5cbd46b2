import { chmodSync, cpSync, renameSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Environment } from "../../../core/repo/git.ts";
import { type FilesDigest, openCommit, openWorkTree } from "../../../core/repo/work-tree.ts";
import { git, tempFolder, tempRepo, writeFiles } from "./temp-repo.ts";
import { committed, quiet } from "./work-trees.ts";

async function digestsOf(
  root: string,
  sets: readonly (readonly string[])[] = [[]],
  environment: Environment = quiet,
): Promise<FilesDigest[]> {
  const { value, diagnostics } = await openWorkTree(root, { environment });
  expect(diagnostics).toEqual([]);
  expect(value!.doubts).toEqual([]);
  return value!.digests(sets);
}

async function digestOf(root: string, environment: Environment = quiet): Promise<string> {
  return hex((await digestsOf(root, [[]], environment))[0]!);
}

function hex({ digest }: FilesDigest): string {
  return Buffer.from(digest).toString("hex");
}

/** What its documentation says of the digest of these three files, worked out by another program. */
describe("the digest of files", () => {
  it.each([
    ["sha1", "9c5cbf0979b589091c680cdbdc80b2bc5bb47635a0929b1b38219e4df2b4440a"],
    ["sha256", "cb31c34b78b00cc4767f738a567de7d5ca7cfaf86004ce5594418dfcb5a32d26"],
  ])("is the documented one with %s", async (hash, expected) => {
    const root = tempRepo({ "b/c": "2", a: "1" }, `--object-format=${hash}`);
    symlinkSync("a", join(root, "link"));
    chmodSync(join(root, "b/c"), 0o755);
    git(root, "add", "-A");
    const [all] = await digestsOf(root);
    expect(all).toEqual({ digest: Buffer.from(expected, "hex"), count: 3, doubts: [], unmatched: [] });
  });

  it("of no file is that of the line in front", async () => {
    const [none] = await digestsOf(committed({ a: "1" }), [["b"]]);
    expect(hex(none!)).toBe("b3c07f1b06fc11bdee3aab4ec5a6343af12bd4dfab424d2c125ca588cd390aa9");
    expect(none!.count).toBe(0);
  });

  it("is that of each set of patterns, which share nothing but the pass over the files", async () => {
    const root = committed({ "a/x.ts": "1", "a/y.md": "2", "b/x.ts": "3", top: "4" });
    const sets = [["a/**"], ["**/*.ts"], ["**", "!b/**", "!top"], [], ["a/**"], ["**", "!**/*.md", "!top"]];
    const [a, ts, allOfA, all, again, rest] = await digestsOf(root, sets);
    expect([a, ts, allOfA, all].map((each) => each!.count)).toEqual([2, 2, 2, 4]);
    expect(hex(allOfA!)).toBe(hex(a!));
    expect(hex(again!)).toBe(hex(a!));
    expect(hex(rest!)).toBe(hex(ts!));
    expect(new Set([a, ts, all].map((each) => hex(each!))).size).toBe(3);
  });

  it("names patterns that match nothing, but no exceptions", async () => {
    const root = committed({ "a/x": "1", gone: "2" });
    renameSync(join(root, "gone"), join(root, "untracked"));
    const sets = [["a/*", "b/*", "!c/*", "gone", "untracked", "["], [], ["a/x", "!a/*"]];
    const digests = await digestsOf(root, sets);
    expect(digests.map(({ unmatched }) => unmatched)).toEqual([["b/*", "gone", "untracked", "["], [], []]);
    expect(digests[2]!.count).toBe(0);
  });
});

describe("what does not change a digest", () => {
  const files = {
    "a.x": "1",
    "a-b/c": "2",
    "a/b.txt": "x\n",
    "é/😀": "3",
    Z: "4",
    [`${"long/".repeat(60)}z`]: "5",
  };

  it("is the version of the index, or how it is split", async () => {
    const root = committed(files);
    const expected = await digestOf(root);
    for (const version of ["3", "4", "2"]) {
      git(root, "update-index", "--index-version", version);
      expect(await digestOf(root)).toBe(expected);
    }
    git(root, "update-index", "--split-index");
    expect(await digestOf(root)).toBe(expected);
  });

  it("is the depth of the clone, the place of the work tree, the locale, or the branch", async () => {
    const root = committed(files);
    writeFiles(root, { later: "6" });
    git(root, "add", "later");
    git(root, "commit", "-qm", "later");
    const expected = await digestOf(root);
    const shallow = join(tempFolder(), "deep/down/shallow");
    git(root, "clone", "-q", "--depth=1", `file://${root}`, shallow);
    expect(await digestOf(shallow)).toBe(expected);
    git(shallow, "checkout", "-qb", "other");
    expect(await digestOf(shallow)).toBe(expected);
    const tree = join(tempFolder(), "tree");
    git(root, "worktree", "add", "-q", "--detach", tree);
    expect(await digestOf(tree)).toBe(expected);
    for (const locale of ["tr_TR.UTF-8", "ja_JP.SJIS", "C"])
      expect(await digestOf(root, { ...quiet, LC_ALL: locale, LANG: locale })).toBe(expected);
    const moved = join(tempFolder(), "moved");
    cpSync(root, moved, { recursive: true });
    expect(await digestOf(moved)).toBe(expected);
  });

  it("is a commit, and what was committed is known by the commit's name", async () => {
    const contents = fc.dictionary(
      fc.constantFrom("a", "b/c", "b-c", "b.c", "B", "é", "x y"),
      fc.constantFrom("", "1", "2\r\n", "3\n"),
      { minKeys: 1 },
    );
    const root = committed({ base: "1", ".gitattributes": "* text=auto\n" });
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (changed, executable) => {
        for (const path of Object.keys(changed))
          if (path === "b/c") git(root, "rm", "-qrf", "--ignore-unmatch", "b");
        writeFiles(root, changed);
        chmodSync(join(root, "base"), executable ? 0o755 : 0o644);
        git(root, "add", "--intent-to-add", ".");
        const dirty = await digestOf(root);
        const byGit = await openWorkTree(root, { environment: quiet, gitAbove: 0 });
        expect(hex(byGit.value!.digests([[]])[0]!)).toBe(dirty);
        git(root, "add", "-A");
        expect(await digestOf(root)).toBe(dirty);
        git(root, "commit", "-qm", "all", "--allow-empty");
        expect(await digestOf(root)).toBe(dirty);
        const { value } = await openCommit(root, "HEAD", { environment: quiet });
        expect(hex(value!.digests([[]])[0]!)).toBe(dirty);
      }),
      { numRuns: 8 },
    );
  });

  it("is whatever happens to files that the set does not choose, and to times", async () => {
    const root = committed({ ...files, ".gitignore": "*.log\n" });
    const sets = [["a/**", "é/*"], ["Z"]];
    const before = await digestsOf(root, sets);
    writeFiles(root, { untracked: "x", "a/untracked": "x", "a/x.log": "x", a_: "x" });
    writeFiles(root, { "a-b/c": "changed" });
    for (const path of ["a/b.txt", "Z"]) utimesSync(join(root, path), 1, 1);
    expect(await digestsOf(root, sets)).toEqual(before);
  });
});

describe("what changes a digest", () => {
  const changes: Record<string, (root: string) => void> = {
    content: (root) => writeFiles(root, { "a/x": "2" }),
    "content of equal size": (root) => writeFiles(root, { "a/x": "9" }),
    "content that was emptied": (root) => writeFiles(root, { "a/x": "" }),
    "the executable bit": (root) => chmodSync(join(root, "a/x"), 0o755),
    "a name": (root) => git(root, "mv", "a/x", "a/z"),
    "the case of a name": (root) => git(root, "mv", "a/x", "a/X"),
    "the folder of a file": (root) => git(root, "mv", "a/x", "a/b/x"),
    "a deletion": (root) => git(root, "rm", "-q", "a/x"),
    "a new file": (root) => {
      writeFiles(root, { "a/n": "" });
      git(root, "add", "a/n");
    },
    "two contents that change places": (root) => writeFiles(root, { "a/x": "2", "a/y": "1" }),
    "a file that becomes a link to its like": (root) => {
      git(root, "rm", "-q", "a/x");
      symlinkSync("same", join(root, "a/x"));
      git(root, "add", "a/x");
    },
  };

  it.each(Object.entries(changes))("is %s, for the sets that choose it and no other", async (_, change) => {
    const root = committed({ "a/x": "1", "a/y": "2", "a/same": "1", "a/b/c": "3", other: "4" });
    const sets = [[], ["a/**"], ["other"]];
    const before = (await digestsOf(root, sets)).map(hex);
    change(root);
    const after = (await digestsOf(root, sets)).map(hex);
    expect(after.map((digest, set) => digest === before[set])).toEqual([false, false, true]);
  });
});
