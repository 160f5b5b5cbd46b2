import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hashFiles } from "../../../core/repo/work-tree/hash-files.ts";
import { git, tempFolder, tempRepo } from "./temp-repo.ts";

describe("hashFiles", () => {
  it.each(["sha1", "sha256"] as const)("names files of any size as git does with %s", async (hash) => {
    const root = tempRepo({}, `--object-format=${hash}`);
    // Around the first size of the buffer, and beyond it.
    const sizes = [0, 1, 1_000, 262_079, 262_080, 262_081, 262_144, 1_048_512, 3_000_000];
    for (const size of sizes) writeFileSync(join(root, `${size}`), Buffer.alloc(size, `${size}`));
    const expected = git(root, "hash-object", "--no-filters", ...sizes.map(String))
      .trim()
      .split("\n");
    for (const isChecked of [true, false]) {
      const ids = await hashFiles(
        root,
        hash,
        sizes.map((size) => Buffer.from(`${size}`)),
        isChecked,
      );
      expect(ids.map((id) => id!.toString("hex"))).toEqual(expected);
    }
  });

  it("takes no links, folders, pipes and missing files for files", async () => {
    const root = tempFolder();
    writeFileSync(join(root, "file"), "1");
    symlinkSync("file", join(root, "link"));
    mkdirSync(join(root, "folder"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const names = ["link", "folder", "pipe", "missing", "file/x", "file"];
    const ids = await hashFiles(
      root,
      "sha1",
      names.map((name) => Buffer.from(name)),
      true,
    );
    expect(ids.map((id) => id?.toString("hex").slice(0, 8))).toEqual([
      ...new Array(5).fill(undefined),
      "56a6051c",
    ]);
  });

  it("shares many files with other threads, and keeps their order", async () => {
    const root = tempFolder();
    const names = Array.from({ length: 3_100 }, (_, index) => `${index}`);
    for (const name of names) writeFileSync(join(root, name), name);
    const all = await hashFiles(
      root,
      "sha1",
      names.map((name) => Buffer.from(name)),
      true,
    );
    for (const index of [0, 1, 63, 64, 1_000, 3_099]) {
      const [alone] = await hashFiles(root, "sha1", [Buffer.from(`${index}`)], true);
      expect(all[index]).toEqual(alone);
    }
    expect(new Set(all.map((id) => id!.toString("hex"))).size).toBe(3_100);
  });
});
