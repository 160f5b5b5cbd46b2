import { execFileSync } from "node:child_process";
import {
  chmodSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openWorkTree, type WorkTree } from "../../../core/repo/work-tree.ts";
import { git, tempFolder, tempRepo, writeFiles } from "./temp-repo.ts";
import { committed as commitFiles, emptyBlob, quiet } from "./work-trees.ts";

describe.each([
  ["by hand", Number.POSITIVE_INFINITY, "now"],
  ["by git right after the index was written", 0, "now"],
  ["by git later", 0, "long ago"],
] as const)("the state of a tracked file, found %s,", (_, gitAbove, written) => {
  const committed = (files: Readonly<Record<string, string>>) => commitFiles(files, written);

  async function open(root: string): Promise<WorkTree> {
    const { value, diagnostics } = await openWorkTree(root, { environment: quiet, gitAbove });
    expect(diagnostics).toEqual([]);
    return value!;
  }

  async function list(root: string): Promise<string[]> {
    const tree = await open(root);
    expect(tree.doubts).toEqual([]);
    return tree.entries([]).map(({ mode, id, path }) => `${mode} ${id.slice(0, 8)} ${path}`);
  }

  /** What a commit of everything that is tracked would hold. */
  function wouldCommit(root: string): string[] {
    git(root, "commit", "-qam", "all", "--allow-empty");
    const lines = git(root, "ls-tree", "-r", "-z", "HEAD").split("\0").slice(0, -1);
    return lines.map((line) => line.replace(/^(\d+) \w+ (.{8}).*\t/s, "$1 $2 "));
  }

  it("is that of the index where nothing has changed", async () => {
    const root = committed({ "b/c": "2", a: "1" });
    expect(await list(root)).toEqual(["100644 56a6051c a", "100644 d8263ee9 b/c"]);
  });

  it("is the same after it was only touched", async () => {
    const root = committed({ a: "1" });
    utimesSync(join(root, "a"), 1, 1);
    expect(await list(root)).toEqual(["100644 56a6051c a"]);
  });

  it("is its content, which a commit does not change", async () => {
    const root = committed({ a: "1", b: "1" });
    writeFiles(root, { a: "2" });
    const dirty = await list(root);
    expect(dirty).toEqual(["100644 d8263ee9 a", "100644 56a6051c b"]);
    expect(wouldCommit(root)).toEqual(dirty);
    expect(await list(root)).toEqual(dirty);
  });

  // Git tells times by seconds: it cannot see this in the second in which the index was written, and says so.
  it.skipIf(written === "long ago")(
    "is its content when size and times are those of the file before",
    async () => {
      const root = committed({ a: "1" });
      const { atime, mtime } = statSync(join(root, "a"));
      writeFiles(root, { a: "2" });
      utimesSync(join(root, "a"), atime, mtime);
      expect(await list(root)).toEqual(["100644 d8263ee9 a"]);
    },
  );

  it("is seen when it is written right after the index", async () => {
    for (let round = 0; round < 5; round++) {
      const root = tempRepo({ a: "1" });
      writeFiles(root, { a: "2" });
      expect(await list(root)).toEqual(["100644 d8263ee9 a"]);
    }
  });

  it("has its executable bit", async () => {
    const root = committed({ a: "1", b: "1" });
    chmodSync(join(root, "a"), 0o755);
    const dirty = await list(root);
    expect(dirty).toEqual(["100755 56a6051c a", "100644 56a6051c b"]);
    expect(wouldCommit(root)).toEqual(dirty);
    chmodSync(join(root, "a"), 0o644);
    expect(await list(root)).toEqual(["100644 56a6051c a", "100644 56a6051c b"]);
  });

  it("has the index's executable bit where core.fileMode is false", async () => {
    const root = committed({ a: "1", b: "1" });
    git(root, "update-index", "--chmod=+x", "b");
    git(root, "config", "core.fileMode", "false");
    chmodSync(join(root, "a"), 0o755);
    writeFiles(root, { b: "2" });
    expect(await list(root)).toEqual(["100644 56a6051c a", "100755 d8263ee9 b"]);
  });

  it("is a link's target, though the content behind both is equal", async () => {
    const root = committed({ a: "same", b: "same" });
    symlinkSync("a", join(root, "link"));
    git(root, "add", "link");
    expect((await list(root))[2]).toBe("120000 2e65efe2 link");
    unlinkSync(join(root, "link"));
    symlinkSync("b", join(root, "link"));
    const dirty = await list(root);
    expect(dirty[2]).toBe("120000 63d8dbd4 link");
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("is a link's target where core.symlinks is false and a file stands for the link", async () => {
    const root = committed({ a: "1" });
    symlinkSync("a", join(root, "link"));
    git(root, "add", "link");
    git(root, "config", "core.symlinks", "false");
    unlinkSync(join(root, "link"));
    writeFiles(root, { link: "a" });
    expect((await list(root))[1]).toBe("120000 2e65efe2 link");
    writeFiles(root, { link: "b" });
    const dirty = await list(root);
    expect(dirty[1]).toBe("120000 63d8dbd4 link");
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("is a file where a link was, and a link where a file was", async () => {
    const root = committed({ a: "1", b: "a" });
    symlinkSync("a", join(root, "link"));
    git(root, "add", "link");
    for (const name of ["b", "link"]) unlinkSync(join(root, name));
    symlinkSync("a", join(root, "b"));
    writeFiles(root, { link: "a" });
    const dirty = await list(root);
    expect(dirty).toEqual(["100644 56a6051c a", "120000 2e65efe2 b", "100644 2e65efe2 link"]);
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("is absence after it was deleted, with its folder or without", async () => {
    const root = committed({ a: "1", "b/c": "2", "b/d": "3", "e/f": "4" });
    rmSync(join(root, "b/c"));
    rmSync(join(root, "e"), { recursive: true });
    const dirty = await list(root);
    expect(dirty).toEqual(["100644 56a6051c a", "100644 e440e5c8 b/d"]);
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("is absence where a folder stands in its place, or a file in its folder's", async () => {
    const root = committed({ a: "1", "b/c": "2" });
    rmSync(join(root, "a"));
    rmSync(join(root, "b"), { recursive: true });
    writeFiles(root, { "a/new": "x", b: "y" });
    const dirty = await list(root);
    expect(dirty).toEqual([]);
    git(root, "add", "-u");
    expect(await list(root)).toEqual(dirty);
  });

  it("is absence behind a folder that has become a link", async () => {
    const root = committed({ "a/x": "1" });
    renameSync(join(root, "a"), join(root, "b"));
    symlinkSync("b", join(root, "a"));
    expect(await list(root)).toEqual([]);
  });

  it("is what git's filters make of it: line ends and encodings", async () => {
    const root = committed({
      ".gitattributes": "*.txt text\n*.u16 text working-tree-encoding=UTF-16LE\n",
      "a.txt": "1\n2\n",
    });
    writeFiles(root, { "a.txt": "1\r\n2\r\n" });
    writeFileSync(join(root, "b.u16"), Buffer.from("one\n", "utf16le"));
    git(root, "add", "b.u16");
    const clean = (await list(root)).slice(1);
    expect(clean).toEqual(["100644 1191247b a.txt", "100644 5626abf0 b.u16"]);
    writeFiles(root, { "a.txt": "1\r\n3\r\n" });
    writeFileSync(join(root, "b.u16"), Buffer.from("two\n", "utf16le"));
    const dirty = await list(root);
    expect(dirty.slice(1)).toEqual(["100644 2b2f2e1b a.txt", "100644 f719efd4 b.u16"]);
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("keeps the line ends that were recorded before a filter was there", async () => {
    const root = committed({ "a.txt": "1\r\n2\r\n", "b.txt": "1\n" });
    writeFiles(root, { ".gitattributes": "* text=auto\n" });
    git(root, "add", ".gitattributes");
    writeFiles(root, { "a.txt": "1\r\n3\r\n", "b.txt": "3\r\n" });
    const dirty = await list(root);
    expect(wouldCommit(root)).toEqual(dirty);
    expect(git(root, "ls-files", "--eol", "a.txt")).toMatch(/^i\/crlf/);
    expect(git(root, "ls-files", "--eol", "b.txt")).toMatch(/^i\/lf/);
  });

  it("is an LFS pointer as it is, and what a filter makes of the file behind it", async () => {
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    const root = committed({ ".gitattributes": "*.bin filter=lfs\n", "a.bin": pointer });
    const clean = await list(root);
    git(root, "config", "filter.lfs.clean", `printf '${pointer.replaceAll("\n", "\\n")}'`);
    writeFiles(root, { "a.bin": "the large file" });
    expect(await list(root)).toEqual(clean);
  });

  it("is in doubt when a filter that git must apply fails", async () => {
    const root = committed({ ".gitattributes": "*.bin filter=x\n", "a.bin": "1", b: "1", "c.bin": "1" });
    git(root, "config", "filter.x.clean", "false");
    git(root, "config", "filter.x.required", "true");
    writeFiles(root, { "a.bin": "2", b: "2", "c.bin": "2" });
    const tree = await open(root);
    expect(tree.doubts.map(({ path }) => path)).toEqual(["a.bin", "c.bin"]);
    expect(tree.doubts[0]!.reason).toMatch(/^cannot be read by git \(.*a\.bin/);
    expect(tree.entries(["b"])[0]!.id).toMatch(/^d8263ee9/);
  });

  it("counts though git was told to assume that it is unchanged", async () => {
    const root = committed({ a: "1", b: "1", c: "1" });
    git(root, "update-index", "--assume-unchanged", "a", "b", "c");
    writeFiles(root, { a: "2" });
    rmSync(join(root, "b"));
    expect(await list(root)).toEqual(["100644 d8263ee9 a", "100644 56a6051c c"]);
  });

  it("is that of the index where a sparse checkout keeps it off the disk", async () => {
    const root = committed({ "a/1": "1", "b/2": "2", "b/c/3": "3", top: "4" });
    const whole = await list(root);
    git(root, "sparse-checkout", "set", "--cone", "a");
    expect(await list(root)).toEqual(whole);
    git(root, "sparse-checkout", "reapply", "--sparse-index");
    expect(await list(root)).toEqual(whole);
  });

  it("counts though git was told to skip it, if it is there", async () => {
    const root = committed({ a: "1", b: "1" });
    git(root, "update-index", "--skip-worktree", "a");
    writeFiles(root, { a: "2" });
    expect(await list(root)).toEqual(["100644 d8263ee9 a", "100644 56a6051c b"]);
  });

  it("is its content when git was only told that it will be added", async () => {
    const root = committed({ a: "1" });
    writeFiles(root, { new: "2", empty: "" });
    git(root, "add", "--intent-to-add", "new", "empty");
    const dirty = await list(root);
    expect(dirty).toEqual(["100644 56a6051c a", `100644 ${emptyBlob} empty`, "100644 d8263ee9 new"]);
    expect(wouldCommit(root)).toEqual(dirty);
  });

  it("is in doubt in a conflict", async () => {
    const root = committed({ a: "1", b: "1" });
    git(root, "checkout", "-qb", "other");
    writeFiles(root, { a: "2" });
    git(root, "commit", "-qam", "2");
    git(root, "checkout", "-q", "main");
    writeFiles(root, { a: "3" });
    git(root, "commit", "-qam", "3");
    expect(() => git(root, "merge", "-q", "other")).toThrow();
    const tree = await open(root);
    expect(tree.doubts).toEqual([{ path: "a", reason: "is in conflict" }]);
    expect(tree.entries([]).map(({ path }) => path)).toEqual(["a", "b"]);
    expect(tree.digests([["a"], ["b"], []]).map(({ doubts }) => doubts.length)).toEqual([1, 0, 1]);
  });

  it("is the commit that is checked out in a submodule, and in doubt when that has changes", async () => {
    const inner = committed({ x: "1" });
    const root = committed({ a: "1" });
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    git(root, "commit", "-qm", "sub");
    const sub = join(root, "sub");
    const first = git(inner, "rev-parse", "HEAD").slice(0, 8);
    expect(await list(root)).toContain(`160000 ${first} sub`);
    writeFiles(sub, { untracked: "" });
    expect(await list(root)).toContain(`160000 ${first} sub`);
    writeFiles(sub, { x: "2" });
    const reason = "is a submodule with changes that are not committed";
    expect((await open(root)).doubts).toEqual([{ path: "sub", reason }]);
    git(sub, "commit", "-qam", "2");
    const dirty = await list(root);
    expect(dirty).toContain(`160000 ${git(sub, "rev-parse", "HEAD").slice(0, 8)} sub`);
    expect(wouldCommit(root)).toEqual(dirty);
    writeFiles(sub, { x: "3" });
    expect((await open(root)).doubts).toEqual([{ path: "sub", reason }]);
  });

  it("is the commit of the index where a submodule is not checked out", async () => {
    const inner = committed({ x: "1" });
    const outer = committed({ a: "1" });
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    git(outer, "commit", "-qm", "sub");
    const root = join(tempFolder(), "clone");
    git(outer, "clone", "-q", outer, root);
    expect(await list(root)).toContain(`160000 ${git(inner, "rev-parse", "HEAD").slice(0, 8)} sub`);
  });

  it("is known by any name: not UTF-8, with line ends, quotes, cases and normal forms", async () => {
    const names = [
      "\u00e9",
      "e\u0301",
      "Case",
      "case",
      "a\nb",
      "a\rb",
      "q\"u\\o'te",
      " sp ace ",
      "[g]*?",
      "-n",
      "\x01\x7f",
    ];
    const root = tempRepo(Object.fromEntries(names.map((name, index) => [name, `${index}`])));
    for (const byte of [0xff, 0xfe]) writeFileSync(latin1(root, byte), `${byte}`);
    git(root, "add", "-A");
    git(root, "commit", "-qm", "all");
    const clean = await list(root);
    expect(clean).toHaveLength(names.length + 2);
    expect(new Set(clean).size).toBe(names.length + 2);
    for (const name of names) writeFileSync(join(root, name), `${name}, changed`);
    for (const byte of [0xff, 0xfe]) writeFileSync(latin1(root, byte), `${byte}, changed`);
    writeFiles(root, { ".gitattributes": "* text=auto\n" });
    git(root, "add", ".gitattributes");
    const dirty = await list(root);
    expect(dirty.map((line) => line.replace(/\p{Cs}/gu, "\ufffd"))).toEqual(wouldCommit(root));
    expect(await list(root)).toEqual(dirty);
  });

  it("is in doubt when it cannot be read", async () => {
    const root = committed({ a: "1", "b/c": "1", d: "1" });
    const self = process.geteuid!();
    for (const path of [root, join(root, "b")]) chmodSync(path, 0o755);
    writeFiles(root, { a: "2" });
    chmodSync(join(root, "a"), 0);
    chmodSync(join(root, "b"), 0);
    try {
      if (self === 0) process.seteuid!(65534);
      const environment = {
        ...quiet,
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: "safe.directory",
        GIT_CONFIG_VALUE_0: "*",
      };
      const { value } = await openWorkTree(root, { environment, gitAbove });
      expect(value!.doubts).toEqual([
        { path: "a", reason: "cannot be read" },
        { path: "b/c", reason: "cannot be looked at (EACCES)" },
      ]);
    } finally {
      if (self === 0) process.seteuid!(0);
      chmodSync(join(root, "b"), 0o755);
    }
  });

  it("is in doubt when something else stands in its place", async () => {
    const root = committed({ a: "1" });
    rmSync(join(root, "a"));
    execFileSync("mkfifo", [join(root, "a")]);
    expect((await open(root)).doubts).toHaveLength(1);
  });
});

function latin1(root: string, byte: number): Buffer {
  return Buffer.concat([Buffer.from(`${root}/x`), Buffer.from([byte])]);
}
