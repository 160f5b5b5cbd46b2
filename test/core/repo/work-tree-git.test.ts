import { execFileSync } from "node:child_process";
import { chmodSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { beginWorkTree, openWorkTree, type WorkTree } from "../../../core/repo/work-tree.ts";
import { git, tempFolder, writeFiles } from "./temp-repo.ts";
import { committed, quiet } from "./work-trees.ts";

/** An environment in which `git` is a script; what it hands on goes to the real one. */
function withGit(script: string): Record<string, string | undefined> {
  const folder = tempFolder();
  const real = execFileSync("which", ["git"]).toString().trim();
  writeFileSync(join(folder, "git"), `#!/bin/sh\n${script.replaceAll("$GIT", real)}\n`);
  chmodSync(join(folder, "git"), 0o755);
  return { ...quiet, PATH: `${folder}:${process.env.PATH}` };
}

async function open(root: string, environment: Record<string, string | undefined>): Promise<WorkTree> {
  const { value, diagnostics } = await openWorkTree(root, { environment, gitAbove: 0 });
  expect(diagnostics).toEqual([]);
  return value!;
}

const pathsOf = (tree: WorkTree) => tree.entries([]).map(({ path, id }) => `${id.slice(0, 8)} ${path}`);

describe("a work tree that git is asked about", () => {
  it("is looked at by hand where git fails", async () => {
    const root = committed({ a: "1", b: "1" }, "long ago");
    writeFiles(root, { a: "2" });
    const environment = withGit('case "$*" in *diff-files*) echo oops >&2; exit 3;; esac; exec $GIT "$@"');
    expect(pathsOf(await open(root, environment))).toEqual(["d8263ee9 a", "56a6051c b"]);
  });

  it("is looked at by hand where git passes over a file, and says so only by the way", async () => {
    const root = committed({ a: "1", b: "1" }, "long ago");
    writeFiles(root, { a: "2" });
    const environment = withGit('case "$*" in *diff-files*) echo "a: no" >&2; exit 0;; esac; exec $GIT "$@"');
    expect(pathsOf(await open(root, environment))).toEqual(["d8263ee9 a", "56a6051c b"]);
  });

  it("is asked about again when the index was written meanwhile", async () => {
    const root = committed({ a: "1" }, "long ago");
    writeFiles(root, { b: "2" });
    const add = `[ -e "${root}/.git/done" ] || { touch "${root}/.git/done"; $GIT add b; }`;
    const environment = withGit(`case "$*" in *diff-files*) ${add};; esac; exec $GIT "$@"`);
    expect(pathsOf(await open(root, environment))).toEqual(["56a6051c a", "d8263ee9 b"]);
  });

  it("is given up when the index never rests", async () => {
    const root = committed({ a: "1" }, "long ago");
    const environment = withGit(
      `case "$*" in *diff-files*) touch "${root}/.git/index";; esac; exec $GIT "$@"`,
    );
    const { value, diagnostics } = await openWorkTree(root, { environment, gitAbove: 0 });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: "CIG201", message: expect.stringContaining("keeps writing git's index") },
    ]);
  });

  it("is asked about where it is large, and all its files may have been touched", async () => {
    const names = Array.from({ length: 3_200 }, (_, index) => `d${index % 50}/${index}`);
    const root = committed(Object.fromEntries(names.map((name) => [name, name])));
    const before = (await openWorkTree(root, { environment: quiet })).value!;
    for (const name of names) utimesSync(join(root, name), 1_000_000_000, 1_000_000_000);
    writeFiles(root, { "d7/7": "changed" });
    const after = (await openWorkTree(root, { environment: quiet })).value!;
    const sets = [["**", "!d7/7"], ["d7/*"], ["d8/*"]];
    const isSame = after
      .digests(sets)
      .map(({ digest }, set) => Buffer.compare(before.digests(sets)[set]!.digest, digest) === 0);
    expect(isSame).toEqual([true, false, true]);
    expect(after.digests([[]])[0]!.count).toBe(3_200);
  });
});

describe("sets that are chosen before git has answered", () => {
  it("have the digests of what it finds", async () => {
    const root = committed({ a: "1", "b/c": "2", "b/d": "3", e: "4", f: "5" }, "long ago");
    git(root, "rm", "-q", "--cached", "f");
    writeFiles(root, { a: "changed" });
    chmodSync(join(root, "e"), 0o755);
    execFileSync("rm", [join(root, "b/d")]);
    const sets = [["a"], ["b/*"], ["b/c"], ["e"], [], ["b/d"]];
    for (const gitAbove of [0, 10]) {
      const begun = beginWorkTree(root, { environment: quiet, gitAbove });
      begun.choose(sets);
      const early = (await begun.opened).value!;
      const late = (await openWorkTree(root, { environment: quiet, gitAbove })).value!;
      expect(early.digests(sets)).toEqual(late.digests(sets));
      expect(early.digests(sets).map(({ count }) => count)).toEqual([1, 1, 1, 1, 3, 0]);
      expect(early.digests([["b/d"]])[0]!.unmatched).toEqual(["b/d"]);
    }
  });
});
