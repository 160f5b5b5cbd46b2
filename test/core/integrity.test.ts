import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "../../core/integrity.ts";
import { temporaryFolder } from "./host/fixtures.ts";

let folder: string;
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
};

beforeEach(() => {
  folder = temporaryFolder();
  write("module.toml", "[module]\n");
  write("src/main.js", "1\n");
});

describe("the digest of a folder", () => {
  it("is a SHA-256 that says so, the same for the same content anywhere", async () => {
    const first = await digestOf(folder);
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    folder = temporaryFolder();
    write("src/main.js", "1\n");
    write("module.toml", "[module]\n");
    expect(await digestOf(folder)).toBe(first);
  });

  it.each<[string, () => void]>([
    ["a changed byte", () => write("src/main.js", "2\n")],
    ["a new file", () => write("src/new.js", "")],
    ["a removed file", () => rmSync(join(folder, "src/main.js"))],
    ["a renamed file", () => renameSync(join(folder, "src/main.js"), join(folder, "src/other.js"))],
    ["the executable bit", () => chmodSync(join(folder, "src/main.js"), 0o755)],
    [
      "what a link leads to",
      () => {
        const outside = join(temporaryFolder(), "outside.js");
        writeFileSync(outside, "1");
        symlinkSync(outside, join(folder, "main.js"));
      },
    ],
    ["a link", () => symlinkSync("/etc/hosts", join(folder, "hosts"))],
    ["a link to a device that never ends", () => symlinkSync("/dev/zero", join(folder, "zero"))],
    ["the lock file of what is installed", () => write("node_modules/.package-lock.json", "{}")],
    [
      "a file moved to another folder",
      () => renameSync(join(folder, "src/main.js"), join(folder, "main.js")),
    ],
  ])("changes with %s", async (_what, change) => {
    const before = await digestOf(folder);
    change();
    expect(await digestOf(folder)).not.toBe(before);
  });

  it.each<[string, () => void]>([
    ["what is in node_modules", () => write("node_modules/x/index.js", "1")],
    ["what is in .git", () => write(".git/HEAD", "ref")],
    ["what cig remembers", () => write(".cig/cache/hooks/00", "x")],
    ["an empty folder", () => mkdirSync(join(folder, "empty"))],
    ["a pipe, which it does not wait for", () => execFileSync("mkfifo", [join(folder, "pipe")])],
  ])("does not change with %s", async (_what, change) => {
    const before = await digestOf(folder);
    change();
    expect(await digestOf(folder)).toBe(before);
  });

  it("cannot be fooled by content that looks like another file's header", async () => {
    write("a", "x");
    write("b", "y");
    const two = await digestOf(folder);
    rmSync(join(folder, "b"));
    write("a", "xfile 1 b 1\ny");
    expect(await digestOf(folder)).not.toBe(two);
  });
});
