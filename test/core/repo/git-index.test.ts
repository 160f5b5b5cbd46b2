import { chmodSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseIndex } from "../../../core/repo/git-index.ts";
import { git, tempRepo, writeFiles } from "./temp-repo.ts";

const files = {
  "a.txt": "1",
  "b/c.txt": "2",
  "b/cc.txt": "3",
  "b/é 😀.txt": "4",
  [`${"long/".repeat(60)}z`]: "5",
};

describe.each(["sha1", "sha256"] as const)("parseIndex with %s", (hash) => {
  it.each([2, 3, 4])("lists the same as git for version %i", (version) => {
    const root = tempRepo(files, `--object-format=${hash}`);
    symlinkSync("a.txt", join(root, "link"));
    chmodSync(join(root, "a.txt"), 0o755);
    writeFiles(root, { "later.txt": "6" });
    git(root, "add", "a.txt", "link");
    git(root, "add", "--intent-to-add", "later.txt");
    if (version !== 2) git(root, "update-index", "--skip-worktree", "b/c.txt");
    git(root, "update-index", "--index-version", String(version));

    const index = parseIndex(readFileSync(join(root, ".git/index")), hash);

    expect(index).toEqual({
      kind: "entries",
      entries: [
        { path: "a.txt", mode: 0o100755, stage: 0, skipWorktree: false },
        { path: "b/c.txt", mode: 0o100644, stage: 0, skipWorktree: version !== 2 },
        { path: "b/cc.txt", mode: 0o100644, stage: 0, skipWorktree: false },
        { path: "b/é 😀.txt", mode: 0o100644, stage: 0, skipWorktree: false },
        { path: "later.txt", mode: 0o100644, stage: 0, skipWorktree: false },
        { path: "link", mode: 0o120000, stage: 0, skipWorktree: false },
        { path: `${"long/".repeat(60)}z`, mode: 0o100644, stage: 0, skipWorktree: false },
      ],
    });
  });
});

describe("parseIndex", () => {
  const intact = () => readFileSync(join(tempRepo(files), ".git/index"));

  it("notices any damaged byte", () => {
    const bytes = intact();
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged[at] = damaged[at]! ^ 0x55;
      expect(parseIndex(damaged, "sha1").kind).not.toBe("entries");
    }
  });

  it("notices every cut, also where git writes no checksum", () => {
    const bytes = intact();
    for (let length = 0; length < bytes.length - 20; length++) {
      const cut = Buffer.concat([bytes.subarray(0, length), Buffer.alloc(20)]);
      const index = parseIndex(cut, "sha1");
      // Without its optional extension an index is whole.
      if (index.kind === "entries") expect(index.entries).toHaveLength(5);
    }
    expect(parseIndex(bytes.subarray(0, 100), "sha1")).toEqual({
      kind: "corrupt",
      reason: "its checksum does not fit its content",
    });
    expect(parseIndex(Buffer.alloc(0), "sha1")).toEqual({ kind: "corrupt", reason: "it is too short" });
  });

  it("takes an index without a checksum", () => {
    const bytes = intact();
    bytes.fill(0, bytes.length - 20);
    expect(parseIndex(bytes, "sha1").kind).toBe("entries");
  });

  it("leaves split and sparse indexes to git", () => {
    const root = tempRepo(files);
    git(root, "update-index", "--split-index");
    expect(parseIndex(readFileSync(join(root, ".git/index")), "sha1")).toEqual({
      kind: "unsupported",
      reason: 'extension "link"',
    });
  });
});
