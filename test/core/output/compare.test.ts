import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareFiles, refusalsOf } from "../../../core/output/compare.ts";
import { changesTo, outputs, rendered, tempFolder } from "./temp-folder.ts";

const short = (changes: ReturnType<typeof changesTo>) =>
  changes.map(({ path, change, edited, foreign, problem }) => [
    path,
    change,
    ...(edited ? ["edited"] : []),
    ...(foreign ? ["foreign"] : []),
    ...(problem ? [problem.code] : []),
  ]);

describe("compareFiles", () => {
  it("tells new, changed and equal files, sorted by path", () => {
    const root = tempFolder({ "b.yml": rendered("b.yml", "b: 1\n"), "c.yml": rendered("c.yml", "c: 1\n") });
    const changes = changesTo(root, { "c.yml": "c: 2\n", "b.yml": "b: 1\n", "a.yml": "a: 1\n" });
    expect(short(changes)).toEqual([
      ["a.yml", "create"],
      ["b.yml", "same"],
      ["c.yml", "update"],
    ]);
    expect(changes[0]).toEqual({
      path: "a.yml",
      owners: ["provider/x"],
      change: "create",
      after: rendered("a.yml", "a: 1\n"),
      edited: false,
      foreign: false,
    });
    expect(changes[2]).toMatchObject({
      before: rendered("c.yml", "c: 1\n"),
      after: rendered("c.yml", "c: 2\n"),
    });
    expect(changes[2]!.base).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("leaves a file alone where only the version, the source or the line ends differ", () => {
    const old = rendered("a.yml", "a: 1\n", "0.1.0", "sha256:99").replaceAll("\n", "\r\n");
    const root = tempFolder({ "a.yml": old, "a.json": "{}\r\n" });
    const changes = changesTo(root, { "a.yml": "a: 1\n", "a.json": "{}\n" });
    expect(short(changes)).toEqual([
      ["a.json", "same"],
      ["a.yml", "same"],
    ]);
    expect(changes[1]!.after).toBe(old);
  });

  it("knows a file that was edited by hand", () => {
    const root = tempFolder({ "a.yml": `${rendered("a.yml", "a: 1\n")}# mine\n` });
    expect(short(changesTo(root, { "a.yml": "a: 2\n" }))).toEqual([["a.yml", "update", "edited"]]);
    // The edit is lost also where cig has nothing new to say.
    expect(short(changesTo(root, { "a.yml": "a: 1\n" }))).toEqual([["a.yml", "update", "edited"]]);
    // But not where cig.toml now says the same.
    expect(short(changesTo(root, { "a.yml": "a: 1\n# mine\n" }))).toEqual([["a.yml", "update"]]);
  });

  it("knows a file that cig did not write", () => {
    const root = tempFolder({ "a.yml": "a: 1\n", "b.json": "{}\n" });
    expect(short(changesTo(root, { "a.yml": "a: 2\n", "b.json": "[]\n" }))).toEqual([
      ["a.yml", "update", "foreign"],
      ["b.json", "update", "foreign"],
    ]);
    expect(short(changesTo(root, { "a.yml": "a: 1\n", "b.json": "{}\n" }))).toEqual([
      ["a.yml", "update"],
      ["b.json", "same"],
    ]);
  });

  it("says where nothing can be written", () => {
    const root = tempFolder();
    mkdirSync(join(root, "folder.yml"));
    symlinkSync("/tmp", join(root, "out"));
    const changes = changesTo(root, { "folder.yml": "", "out/x": "", "../y": "" });
    expect(short(changes)).toEqual([
      ["../y", "update", "CIG601"],
      ["folder.yml", "update", "CIG601"],
      ["out/x", "update", "CIG601"],
    ]);
    expect(refusalsOf(changes, { force: true })).toHaveLength(3);
  });

  it("leaves alone what is of another project inside this one", () => {
    const files = { "api/Jenkinsfile": rendered("x", "a\n"), "old/Jenkinsfile": rendered("x", "b\n") };
    const root = tempFolder(files);
    const changes = compareFiles(root, [], {
      paths: Object.keys(files),
      outputGlobs: ["**/Jenkinsfile"],
      isOfOthers: (path) => path.startsWith("api/"),
    });
    expect(short(changes)).toEqual([["old/Jenkinsfile", "delete"]]);
  });

  it("removes what nobody claims any more, and nothing else", () => {
    const other = rendered("x", "a\n").replace("from cig.toml", "from other/cig.toml");
    const files = {
      ".github/workflows/old.yml": rendered("x", "old: 1\n"),
      ".github/workflows/kept.yml": rendered("x", "kept: 1\n"),
      ".github/workflows/mine.yml": "mine: 1\n",
      ".github/workflows/edited.yml": `${rendered("x", "e: 1\n")}e: 2\n`,
      ".github/workflows/other.yml": other,
      "elsewhere/old.yml": rendered("x", "old: 1\n"),
    };
    const root = tempFolder(files);
    const changes = compareFiles(root, outputs({ ".github/workflows/kept.yml": "kept: 1\n" }), {
      paths: Object.keys(files).sort(),
      outputGlobs: [".github/workflows/*.yml"],
    });
    expect(short(changes)).toEqual([
      [".github/workflows/edited.yml", "same", "edited", "CIG602"],
      [".github/workflows/kept.yml", "same"],
      [".github/workflows/old.yml", "delete"],
    ]);
    expect(changes[2]!.after).toBeUndefined();
    expect(refusalsOf(changes, { force: false })).toEqual([
      {
        level: "warning",
        code: "CIG602",
        title: "File was edited by hand",
        message:
          'No output of cig.toml is ".github/workflows/edited.yml" any more. It was edited by hand since cig wrote it, so it was kept.',
        hint: "If nobody needs it:\n  rm .github/workflows/edited.yml",
      },
    ]);
  });
});

describe("refusalsOf", () => {
  it("keeps edited and foreign files unless forced", () => {
    const root = tempFolder({ "a.yml": `${rendered("a.yml", "a: 1\n")}# mine\n`, "b.yml": "b\n" });
    const changes = changesTo(root, { "a.yml": "a: 2\n", "b.yml": "b: 2\n", "c.yml": "" });
    expect(
      refusalsOf(changes, { force: false }).map(({ code, message, hint }) => [code, message, hint]),
    ).toEqual([
      [
        "CIG602",
        '"a.yml" was edited by hand since cig wrote it. Rendering would lose that edit, so it was kept.',
        "To bring the edit back into cig.toml and cig.lock: cig adopt\nOr make the same change in cig.toml (a provider table takes what cig has no word for).\nTo see the difference: cig plan --diff\nTo overwrite the edit: cig render --force",
      ],
      [
        "CIG605",
        '"b.yml" exists and was not written by cig, so it was kept.',
        "Choose another path in [[outputs]] of cig.toml, or move the file away.\nTo overwrite it: cig render --force",
      ],
    ]);
    expect(refusalsOf(changes, { force: true })).toEqual([]);
  });
});
