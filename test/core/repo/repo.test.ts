import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRepo, type RepoOptions } from "../../../core/repo/repo.ts";
import { git, tempFolder, tempRepo, writeFiles } from "./temp-repo.ts";

const quiet = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

async function pathsOf(root: string, options: RepoOptions = {}): Promise<readonly string[]> {
  const { value, diagnostics } = await openRepo(root, { environment: quiet, ...options });
  expect(diagnostics).toEqual([]);
  return value!.paths;
}

async function textOf(root: string, path: string): Promise<string | undefined> {
  const { value } = await openRepo(root, { environment: quiet });
  const bytes = await value!.read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString();
}

describe("the paths of a repository", () => {
  it("are tracked files and those neither tracked nor ignored, by code unit", async () => {
    const root = tempRepo({ b: "", "a/x": "", B: "", ".gitignore": "*.log\n", "\uffee": "", "😀": "" });
    writeFiles(root, { "new.txt": "", "x.log": "", "node_modules/p/index.js": "", ".cig/cache/1": "" });
    expect(await pathsOf(root)).toEqual([".gitignore", "B", "a/x", "b", "new.txt", "😀", "\uffee"]);
    expect(await pathsOf(root, { untracked: "skip" })).toEqual([
      ".gitignore",
      "B",
      "a/x",
      "b",
      "😀",
      "\uffee",
    ]);
  });

  it("are relative to a folder inside it and limited to it", async () => {
    const root = tempRepo({ "web/a": "", "web/src/b": "", "web2/c": "", d: "" });
    writeFiles(root, { "web/new": "", new: "" });
    expect(await pathsOf(join(root, "web"))).toEqual(["a", "new", "src/b"]);
  });

  it("do not change when root is reached by a symlink", async () => {
    const root = tempRepo({ a: "" });
    const link = join(tempFolder(), "link");
    symlinkSync(root, link);
    expect(await pathsOf(link)).toEqual(["a"]);
  });

  it("are empty for a fresh repository", async () => {
    const root = tempFolder();
    git(root, "init", "-q");
    expect(await pathsOf(root)).toEqual([]);
  });

  it("hold a file in conflict once", async () => {
    const root = tempRepo({ a: "1" });
    git(root, "commit", "-qm", "1");
    git(root, "checkout", "-qb", "other");
    writeFiles(root, { a: "2" });
    git(root, "commit", "-qam", "2");
    git(root, "checkout", "-q", "main");
    writeFiles(root, { a: "3" });
    git(root, "commit", "-qam", "3");
    expect(() => git(root, "merge", "-q", "other")).toThrow();
    expect(await pathsOf(root)).toEqual(["a"]);
  });

  it("leave out submodules and repositories inside", async () => {
    const inner = tempRepo({ x: "" });
    git(inner, "commit", "-qm", "x");
    const root = tempRepo({ a: "" });
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    mkdirSync(join(root, "nested"));
    git(join(root, "nested"), "init", "-q");
    writeFiles(root, { "nested/y": "" });
    expect(await pathsOf(root)).toEqual([".gitmodules", "a"]);
    expect(await pathsOf(join(root, "sub"))).toEqual(["x"]);
  });

  it("leave out files that a sparse checkout keeps off the disk", async () => {
    const root = tempRepo({ "a/1": "", "b/2": "", top: "" });
    git(root, "commit", "-qm", "1");
    git(root, "sparse-checkout", "set", "--cone", "a");
    expect(await pathsOf(root)).toEqual(["a/1", "top"]);
    git(root, "sparse-checkout", "reapply", "--sparse-index");
    expect(await pathsOf(root)).toEqual(["a/1", "top"]);
  });

  it("are read from a split index by git", async () => {
    const root = tempRepo({ a: "", "b/c": "" });
    git(root, "update-index", "--split-index");
    expect(await pathsOf(root)).toEqual(["a", "b/c"]);
  });

  it("are found in linked worktrees, and with SHA-256", async () => {
    const root = tempRepo({ a: "" }, "--object-format=sha256");
    git(root, "commit", "-qm", "a");
    const tree = join(tempFolder(), "tree");
    git(root, "worktree", "add", "-q", tree);
    writeFiles(tree, { b: "" });
    git(tree, "add", "b");
    expect(await pathsOf(tree)).toEqual(["a", "b"]);
    expect(await pathsOf(root)).toEqual(["a"]);
  });

  it("follow GIT_INDEX_FILE unless it is meant for another repository", async () => {
    const root = tempRepo({ a: "" });
    execFileSync("cp", [join(root, ".git/index"), join(root, ".git/other")]);
    writeFiles(root, { b: "" });
    git(root, "add", "b");
    const environment = { ...quiet, GIT_INDEX_FILE: ".git/other" };
    expect(await pathsOf(root, { environment, untracked: "skip" })).toEqual(["a"]);
    const foreign = { ...environment, GIT_DIR: "/elsewhere/.git" };
    expect(await pathsOf(root, { environment: foreign, untracked: "skip" })).toEqual(["a", "b"]);
  });

  it("survive names that are not UTF-8, which can be read", async () => {
    const root = tempRepo({ a: "" });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/x`), Buffer.from([0xff])]), "one");
    writeFileSync(Buffer.concat([Buffer.from(`${root}/x`), Buffer.from([0xfe])]), "two");
    expect(await pathsOf(root)).toEqual(["a", "x\udcfe", "x\udcff"]);
    git(root, "add", "-A");
    expect(await pathsOf(root)).toEqual(["a", "x\udcfe", "x\udcff"]);
    expect(await textOf(root, "x\udcff")).toBe("one");
    rmSync(join(root, ".git"), { recursive: true });
    expect(await pathsOf(root)).toEqual(["a", "x\udcfe", "x\udcff"]);
  });

  it("are the same without git as with it", async () => {
    const files = {
      ".gitignore": "*.log\n/out/\n",
      "a/.gitignore": "!keep.log\nsecret\n",
      "a/keep.log": "",
      "a/x": "",
      b: "",
    };
    const root = tempRepo(files);
    writeFiles(root, {
      "x.log": "",
      "out/y": "",
      "a/secret": "",
      "node_modules/p": "",
      ".cig/z": "",
      new: "",
    });
    symlinkSync("b", join(root, "link"));
    const expected = [".gitignore", "a/.gitignore", "a/keep.log", "a/x", "b", "link", "new"];
    expect(await pathsOf(root)).toEqual(expected);
    expect(await pathsOf(root, { environment: { PATH: "/nonexistent" } })).toEqual(expected);
    rmSync(join(root, ".git"), { recursive: true });
    expect(await pathsOf(root)).toEqual(expected);
  });

  it("are walked in a folder that the repository around it ignores", async () => {
    const root = tempRepo({ ".gitignore": "sample/\n" });
    writeFiles(root, { "sample/a": "", "sample/b/c": "" });
    expect(await pathsOf(join(root, "sample"))).toEqual(["a", "b/c"]);
  });

  it("do not lead a walk in a circle", async () => {
    const root = tempFolder();
    writeFiles(root, { "a/b": "" });
    symlinkSync("..", join(root, "a/up"));
    expect(await pathsOf(root)).toEqual(["a/b", "a/up"]);
  });
});

describe("a repository that cannot be read", () => {
  it("that is bare holds no files, and says so", async () => {
    const folder = tempFolder();
    execFileSync("git", ["init", "--quiet", "--bare", folder]);
    const { value, diagnostics } = await openRepo(folder);
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: "CIG201",
        message: `"${folder}" is a bare git repository: it holds commits, and no files to look at.`,
      },
    ]);
  });

  it("says that its index is damaged and how to mend it", async () => {
    const root = tempRepo({ a: "" });
    truncateSync(join(root, ".git/index"), 50);
    const { value, diagnostics } = await openRepo(root, { environment: quiet, untracked: "skip" });
    expect(value).toBeUndefined();
    expect(diagnostics).toEqual([
      {
        level: "error",
        code: "CIG201",
        title: "The repository cannot be read",
        message: `Git's index "${root}/.git/index" is damaged: its checksum does not fit its content. Without it nobody can tell which files belong to the repository.`,
        hint: `Let git write it anew (your files are kept):\n  rm "${root}/.git/index" && git reset`,
      },
    ]);
    const scanned = await openRepo(root, { environment: quiet });
    expect(scanned.diagnostics).toEqual(diagnostics);
  });

  it.runIf(process.getuid?.() === 0)("says plainly that git refuses a folder of another user", async () => {
    const root = tempRepo({ a: "" });
    chownSync(root, 12345, 12345);
    chownSync(join(root, ".git"), 12345, 12345);
    const { diagnostics } = await openRepo(root, { environment: quiet });
    expect(diagnostics.map(({ code, message, hint }) => ({ code, message, hint }))).toEqual([
      {
        code: "CIG201",
        message: `Git refuses to read "${root}", because the folder belongs to another user (dubious ownership).`,
        hint: `If you trust the repository, say so to git:\n  git config --global --add safe.directory ${root}`,
      },
    ]);
  });

  it("quotes git on anything else", async () => {
    const root = tempRepo({ a: "" });
    writeFileSync(join(root, ".git/config"), "[core\n");
    const { diagnostics } = await openRepo(root, { environment: quiet });
    expect(diagnostics[0]?.message).toBe(
      `Git could not list the files of "${root}". It said: fatal: bad config line 1 in file .git/config`,
    );
  });

  it("names a folder that does not exist", async () => {
    const { diagnostics } = await openRepo("/nonexistent/x");
    expect(diagnostics[0]?.message).toBe('The folder "/nonexistent/x" does not exist or is not a folder.');
  });
});

describe("reading", () => {
  it("gives the bytes of a file, and of a link that stays inside", async () => {
    const root = tempRepo({ "a/b.txt": "text", empty: "" });
    symlinkSync("a/b.txt", join(root, "link"));
    expect(await textOf(root, "a/b.txt")).toBe("text");
    expect(await textOf(root, "link")).toBe("text");
    expect(await textOf(root, "empty")).toBe("");
  });

  it("gives nothing for what is missing, special, or outside", async () => {
    const outside = tempFolder();
    writeFiles(outside, { secret: "s" });
    const root = tempRepo({ gone: "", "real/x": "" });
    unlinkSync(join(root, "gone"));
    symlinkSync(join(outside, "secret"), join(root, "link"));
    symlinkSync(outside, join(root, "folder"));
    symlinkSync(".git/config", join(root, "config"));
    symlinkSync("loop", join(root, "loop"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const paths = [
      "gone",
      "real",
      "link",
      "folder/secret",
      "config",
      "loop",
      "pipe",
      "../x",
      "/etc/passwd",
      ".git/HEAD",
      "a\0b",
      "",
    ];
    for (const path of paths) expect(await textOf(root, path)).toBeUndefined();
  });

  it.runIf(process.getuid?.() !== 0)("gives nothing for an unreadable file", async () => {
    const root = tempRepo({ a: "" });
    chmodSync(join(root, "a"), 0);
    expect(await textOf(root, "a")).toBeUndefined();
  });

  it("leaves out files above 1 MiB and says so once", async () => {
    const root = tempRepo({ exact: "x".repeat(1024 * 1024), large: "x".repeat(1024 * 1024 + 1) });
    const repo = (await openRepo(root, { environment: quiet })).value!;
    expect((await repo.read("exact"))?.length).toBe(1024 * 1024);
    expect(await repo.read("large")).toBeUndefined();
    expect(await repo.read("large")).toBeUndefined();
    expect(repo.diagnostics).toEqual([
      {
        level: "warning",
        code: "CIG202",
        title: "A file is too large to be read by plugins",
        message:
          '"large" has 1.0 MiB. Files above 1 MiB are not handed to plugins, so nothing in it is detected.',
        hint: "State in cig.toml what should have been found in it.",
      },
    ]);
  });
});
