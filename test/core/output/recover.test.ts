import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { digestOf } from "../../../core/output/digest.ts";
import { recover } from "../../../core/output/recover.ts";
import { readAll, tempFolder } from "./temp-folder.ts";

const gone = { pid: 2 ** 22 + 1, host: hostname() };
const alive = { pid: process.pid, host: hostname() };

function journal(owner: object, more: object = {}): string {
  const operations = [
    { path: "a.yml", temp: ".cig-1-0", base: digestOf("old a") },
    { path: "new/b.yml", temp: "new/.cig-1-1" },
    { path: "c.yml", base: digestOf("old c") },
  ];
  return JSON.stringify({ id: "1", owner, operations, folders: ["new"], ...more });
}

const halfDone = { "a.yml": "new a", "new/.cig-1-1": "new b", "c.yml": "old c" };

it("has nothing to do in most folders", () => {
  const root = tempFolder({ ".cig/cache/x": "" });
  expect(recover(root)).toEqual([]);
  expect(recover(tempFolder())).toEqual([]);
  expect(readdirSync(join(root, ".cig"))).toEqual(["cache"]);
});

it("finishes a committed write", () => {
  const root = tempFolder({ ...halfDone, ".cig/render-1.committed": journal(gone) });
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual({ "a.yml": "new a", "new/b.yml": "new b" });
});

it("takes back a prepared write", () => {
  const files = { "a.yml": "old a", ".cig-1-0": "new", "new/.cig-1-1": "ne", "c.yml": "old c" };
  const root = tempFolder({ ...files, ".cig/render-1.prepared": journal(gone) });
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual({ "a.yml": "old a", "c.yml": "old c" });
  expect(existsSync(join(root, "new"))).toBe(false);
});

it("leaves a write alone that is still going on", () => {
  const files = {
    ...halfDone,
    ".cig/render-1.committed": journal(alive),
    ".cig/render.lock": JSON.stringify(alive),
  };
  const root = tempFolder(files);
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual(files);
});

it("leaves files alone that a person changed meanwhile", () => {
  const files = {
    "a.yml": "mine",
    ".cig-1-0": "new a",
    "new/b.yml": "mine",
    "new/.cig-1-1": "new b",
    "c.yml": "mine",
  };
  const root = tempFolder({ ...files, ".cig/render-1.committed": journal(gone) });
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual({ "a.yml": "mine", "new/b.yml": "mine", "c.yml": "mine" });
});

it("does the same when called twice, or again after half of it", () => {
  const root = tempFolder({ ...halfDone, ".cig/render-1.committed": journal(gone) });
  recover(root);
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual({ "a.yml": "new a", "new/b.yml": "new b" });
});

it.each([
  ["no JSON", "{"],
  ["nothing in it", "{}"],
  ["paths that lead outside", journal(gone, { operations: [{ path: "../x", temp: "y" }] })],
  ["paths into .git", journal(gone, { operations: [{ path: ".git/config" }] })],
  ["operations that are none", journal(gone, { operations: [1] })],
])("does not follow a journal with %s", (_, text) => {
  const root = tempFolder({ "a.yml": "old a", ".git/config": "x", ".cig/render-1.committed": text });
  expect(recover(root).map(({ level, code, message }) => [level, code, message])).toEqual([
    [
      "warning",
      "CIG603",
      `"${root}/.cig/render-1.committed" was no record of a write that cig could follow, so it was removed.`,
    ],
  ]);
  expect(readAll(root)).toEqual({ "a.yml": "old a", ".git/config": "x" });
});

it("does not follow a journal through a link", () => {
  const outside = tempFolder({ "b.yml": "theirs" });
  const root = tempFolder({ ".cig/render-1.committed": journal(gone) });
  symlinkSync(outside, join(root, "new"));
  expect(recover(root).map(({ code }) => code)).toEqual(["CIG603"]);
  expect(readAll(outside)).toEqual({ "b.yml": "theirs" });
});

it("drops the lock of a process that is gone", () => {
  const root = tempFolder({ ".cig/render.lock": JSON.stringify(gone) });
  expect(recover(root)).toEqual([]);
  expect(readAll(root)).toEqual({});
});
