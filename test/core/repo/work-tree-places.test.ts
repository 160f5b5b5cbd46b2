import { execFileSync } from "node:child_process";
import { chownSync, cpSync, rmSync, symlinkSync, truncateSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  openCommit,
  openWorkTree,
  type WorkTree,
  type WorkTreeOptions,
} from "../../../core/repo/work-tree.ts";
import { git, tempFolder, tempRepo, writeFiles } from "./temp-repo.ts";
import { committed, quiet } from "./work-trees.ts";

async function open(root: string, options: Partial<WorkTreeOptions> = {}): Promise<WorkTree> {
  const { value, diagnostics } = await openWorkTree(root, { environment: quiet, ...options });
  expect(diagnostics).toEqual([]);
  return value!;
}

async function list(root: string, options: Partial<WorkTreeOptions> = {}): Promise<string[]> {
  const tree = await open(root, options);
  expect(tree.doubts).toEqual([]);
  return tree.entries([]).map(({ mode, id, path }) => `${mode} ${id.slice(0, 8)} ${path}`);
}

const one = "100644 56a6051c";
const two = "100644 d8263ee9";

describe("the files of a work tree", () => {
  it("are relative to the folder, and limited to it", async () => {
    const root = committed({ "web/a": "1", "web/b/c": "2", "web-2/a": "1", webb: "1" });
    writeFiles(root, { "web/a": "2" });
    for (const gitAbove of [0, 10])
      expect(await list(join(root, "web"), { gitAbove })).toEqual([`${two} a`, `${two} b/c`]);
  });

  it("never hold what lies in .cig, not even when it is tracked", async () => {
    const root = committed({ ".cig/cache/x": "1", ".cigar": "1", "a/.cig/y": "1", ".cig-2": "1" });
    writeFiles(root, { ".cig/cache/x": "2" });
    for (const gitAbove of [0, 10])
      expect(await list(root, { gitAbove })).toEqual([`${one} .cig-2`, `${one} .cigar`, `${one} a/.cig/y`]);
  });

  it("are tracked ones; others only when they are asked for", async () => {
    const root = committed({ ".gitignore": "*.log\n", ".gitattributes": "*.txt text\n", b: "1" });
    writeFiles(root, { a: "1", "c.txt": "x\r\n", "x.log": "1", ".cig/y": "1" });
    const tracked = ["100644 6bd63ffc .gitattributes", "100644 397b4a76 .gitignore", `${one} b`];
    expect(await list(root)).toEqual(tracked);
    const all = await list(root, { untracked: "count" });
    git(root, "add", "-A");
    expect(all).toEqual([...tracked.slice(0, 2), `${one} a`, `${one} b`, "100644 587be6b4 c.txt"]);
    expect(await list(root)).toEqual(all);
  });

  it("are the same in linked worktrees, whose index is their own", async () => {
    const root = committed({ a: "1" });
    const tree = join(tempFolder(), "tree");
    git(root, "worktree", "add", "-q", tree);
    writeFiles(tree, { b: "2" });
    git(tree, "add", "b");
    for (const gitAbove of [0, 10]) expect(await list(tree, { gitAbove })).toEqual([`${one} a`, `${two} b`]);
    expect((await open(tree)).commit).toBe(git(root, "rev-parse", "HEAD").trim());
  });

  it("are those of the index that a hook of git names", async () => {
    const root = committed({ a: "1", "sub/x": "1" });
    cpSync(join(root, ".git/index"), join(root, ".git/other"));
    writeFiles(root, { b: "2" });
    git(root, "add", "b");
    const environment = { ...quiet, GIT_DIR: ".git", GIT_INDEX_FILE: ".git/other" };
    for (const gitAbove of [0, 10]) {
      expect(await list(root, { environment, gitAbove })).toEqual([`${one} a`, `${one} sub/x`]);
      expect(await list(join(root, "sub"), { environment, gitAbove })).toEqual([`${one} x`]);
      const foreign = { ...environment, GIT_DIR: "/elsewhere/.git" };
      expect(await list(root, { environment: foreign, gitAbove })).toHaveLength(3);
    }
  });

  it("are known without a git to be started, except where only git knows its filters", async () => {
    const root = committed({ a: "1", b: "1", c: "1" });
    writeFiles(root, { b: "2" });
    utimesSync(join(root, "c"), 1, 1);
    const environment = { PATH: "/nonexistent" };
    for (const gitAbove of [0, 10]) {
      const tree = await open(root, { environment, gitAbove });
      expect(tree.entries([]).map(({ path }) => path)).toEqual(["a", "b", "c"]);
      const reason = "has changed, and git is not there to apply its filters";
      expect(tree.doubts).toEqual([{ path: "b", reason }]);
    }
  });

  it("are all files of a folder without git, as git would name them", async () => {
    const files = { ".gitignore": "*.log\n", "a-b": "1", "a/b": "1", ab: "2" };
    const root = tempRepo(files);
    symlinkSync("ab", join(root, "link"));
    execFileSync("chmod", ["+x", join(root, "ab")]);
    git(root, "add", "-A");
    const expected = await open(root);
    rmSync(join(root, ".git"), { recursive: true });
    writeFiles(root, { "x.log": "1", ".cig/x": "1", "node_modules/x": "1" });
    const tree = await open(root);
    expect(tree.entries([])).toEqual(expected.entries([]));
    expect(tree.digests([[], ["a*"]])).toEqual(expected.digests([[], ["a*"]]));
    expect(tree.commit).toBeUndefined();
    expect(tree.entries([]).map(({ path }) => path)).toEqual([".gitignore", "a-b", "a/b", "ab", "link"]);
  });

  it("are all files of a folder that the repository around it ignores", async () => {
    const root = committed({ ".gitignore": "sample/\n" });
    writeFiles(root, { "sample/a": "1" });
    expect(await list(join(root, "sample"))).toEqual([`${one} a`]);
  });

  it("are none in a fresh repository", async () => {
    const root = tempFolder();
    git(root, "init", "-q");
    const tree = await open(root);
    expect(tree.entries([])).toEqual([]);
    expect(tree.commit).toBeUndefined();
  });

  it("are found with the commit, wherever git keeps its name", async () => {
    const root = committed({ a: "1" });
    const commit = git(root, "rev-parse", "HEAD").trim();
    expect((await open(root)).commit).toBe(commit);
    git(root, "pack-refs", "--all");
    expect((await open(root)).commit).toBe(commit);
    git(root, "checkout", "-q", "--detach");
    expect((await open(root)).commit).toBe(commit);
  });
});

describe("a work tree that cannot be read", () => {
  it.runIf(process.getuid?.() === 0)("belongs to another user, and says how to trust it", async () => {
    const root = committed({ a: "1" });
    for (const path of [root, join(root, ".git")]) chownSync(path, 12345, 12345);
    const { value, diagnostics } = await openWorkTree(root, { environment: quiet });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: "CIG201",
        message: `Git refuses to read "${root}", because the folder belongs to another user (dubious ownership).`,
        hint: `If you trust the repository, say so to git:\n  git config --global --add safe.directory ${root}`,
      },
    ]);
    const trust = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: root };
    expect(await list(root, { environment: { ...quiet, ...trust } })).toEqual([`${one} a`]);
  });

  it("has a damaged index", async () => {
    const root = committed({ a: "1" });
    truncateSync(join(root, ".git/index"), 50);
    const { diagnostics } = await openWorkTree(root, { environment: quiet });
    expect(diagnostics).toMatchObject([
      { code: "CIG201", message: expect.stringContaining(`Git's index "${root}/.git/index" is damaged`) },
    ]);
  });

  it("does not exist, or is bare", async () => {
    const missing = await openWorkTree("/nonexistent/folder", { environment: quiet });
    expect(missing.diagnostics).toMatchObject([{ code: "CIG201" }]);
    const bare = tempFolder();
    git(bare, "init", "-q", "--bare");
    const { diagnostics } = await openWorkTree(bare, { environment: quiet });
    expect(diagnostics[0]!.message).toBe(
      `"${bare}" is a bare git repository: it holds commits, and no files to look at.`,
    );
  });
});

describe("openCommit", () => {
  const openRef = async (root: string, ref: string) => {
    const { value, diagnostics } = await openCommit(root, ref, { environment: quiet });
    expect(diagnostics).toEqual([]);
    return value!;
  };

  it("gives the files of a commit the digests that they had in the work tree", async () => {
    const root = committed({ a: "1", "b/c": "2", "b-d": "1", "b.e": "1", ".cig/x": "1" });
    symlinkSync("a", join(root, "link"));
    git(root, "add", "link");
    git(root, "commit", "-qm", "link");
    const sets = [[], ["b/**"], ["*", "!a"]];
    const before = (await open(root)).digests(sets);
    const below = (await open(join(root, "b"))).digests(sets);
    writeFiles(root, { a: "2" });
    git(root, "commit", "-qam", "2");
    const commit = await openRef(root, "HEAD~1");
    expect(commit.commit).toBe(git(root, "rev-parse", "HEAD~1").trim());
    expect(commit.digests(sets)).toEqual(before);
    expect((await openRef(join(root, "b"), "HEAD~1")).digests(sets)).toEqual(below);
  });

  it("reads files as the commit holds them", async () => {
    const root = committed({ "web/cig.toml": "old", "web/ü": "1" });
    writeFiles(root, { "web/cig.toml": "new" });
    const commit = await openRef(join(root, "web"), "main");
    expect(Buffer.from((await commit.read("cig.toml"))!).toString()).toBe("old");
    expect(Buffer.from((await commit.read("ü"))!).toString()).toBe("1");
    expect(await commit.read("nothing")).toBeUndefined();
    expect(await commit.read("")).toBeUndefined();
  });

  it.each(["nothing", "--all", "HEAD~9", "main:a"])("says that there is no commit %j", async (ref) => {
    const { diagnostics } = await openCommit(committed({ a: "1" }), ref, { environment: quiet });
    expect(diagnostics).toMatchObject([
      { code: "CIG201", message: expect.stringContaining(`Git knows no commit "${ref}"`) },
    ]);
  });
});
