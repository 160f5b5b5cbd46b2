import { chmodSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flag, type Index, parseIndex } from "../../../core/repo/git-index.ts";
import { decodePath } from "../../../core/repo/path-bytes.ts";
import { git, tempRepo, writeFiles } from "./temp-repo.ts";

const files = {
  "a.txt": "1",
  "b/c.txt": "2",
  "b/cc.txt": "3",
  "b/é 😀.txt": "4",
  [`${"long/".repeat(60)}z`]: "5",
};

/** The table, an object an entry. */
function entriesOf(index: Index) {
  return Array.from({ length: index.count }, (_, entry) => ({
    path: decodePath(index.names, index.nameStart[entry], index.nameEnd[entry]),
    mode: index.modes[entry],
    id: index.ids.toString("hex", index.idStart[entry], index.idStart[entry]! + 4),
    flags: index.flags[entry],
  }));
}

describe.each([
  ["sha1", ["56a6051c", "d8263ee9", "e440e5c8", "bf0d87ab", "e69de29b", "8d14cbf9", "7813681f"]],
  ["sha256", ["36456d9b", "0e804515", "7b4fc2d4", "6de44975", "473a0f4c", "0efe9199", "e8f50705"]],
] as const)("parseIndex with %s", (hash, ids) => {
  it.each([2, 3, 4])("lists the same as git for version %i", (version) => {
    const root = tempRepo(files, `--object-format=${hash}`);
    symlinkSync("a.txt", join(root, "link"));
    chmodSync(join(root, "a.txt"), 0o755);
    writeFiles(root, { "later.txt": "6" });
    git(root, "add", "a.txt", "link");
    git(root, "add", "--intent-to-add", "later.txt");
    git(root, "update-index", "--assume-unchanged", "b/cc.txt");
    if (version !== 2) git(root, "update-index", "--skip-worktree", "b/c.txt");
    git(root, "update-index", "--index-version", String(version));

    const index = parseIndex(readFileSync(join(root, ".git/index")), hash);

    expect(index).toMatchObject({ kind: "entries", index: { hash, count: 7, hasStats: true } });
    expect(index.kind === "entries" && entriesOf(index.index)).toEqual([
      { path: "a.txt", mode: 0o100755, id: ids[0], flags: 0 },
      { path: "b/c.txt", mode: 0o100644, id: ids[1], flags: version === 2 ? 0 : flag.skipWorktree },
      { path: "b/cc.txt", mode: 0o100644, id: ids[2], flags: flag.assumeUnchanged },
      { path: "b/é 😀.txt", mode: 0o100644, id: ids[3], flags: 0 },
      { path: "later.txt", mode: 0o100644, id: ids[4], flags: flag.intentToAdd },
      { path: "link", mode: 0o120000, id: ids[5], flags: 0 },
      { path: `${"long/".repeat(60)}z`, mode: 0o100644, id: ids[6], flags: 0 },
    ]);
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
      if (index.kind === "entries") expect(index.index.count).toBe(5);
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
