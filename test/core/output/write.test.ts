import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareFiles } from "../../../core/output/compare.ts";
import { recover } from "../../../core/output/recover.ts";
import { write } from "../../../core/output/write/write.ts";
import { bundleWriter } from "./bundle-writer.ts";
import { changesTo, readAll, rendered, tempFolder, writeFiles } from "./temp-folder.ts";

const gently = { force: false };

describe("write", () => {
  it("makes, changes and removes files, and leaves no trace of how", async () => {
    const old = rendered(".github/old/x.yml", "x\n");
    const root = tempFolder({
      "a.yml": rendered("a.yml", "a: 1\n"),
      "same.yml": rendered("same.yml", "s\n"),
      ".github/old/x.yml": old,
    });
    const changes = compareFiles(
      root,
      [
        { path: "a.yml", content: rendered("a.yml", "a: 2\n"), owners: [] },
        { path: "deep/er/b.yml", content: rendered("b.yml", "b\n"), owners: [] },
        { path: "same.yml", content: rendered("same.yml", "s\n"), owners: [] },
      ],
      { paths: [".github/old/x.yml"], outputGlobs: [".github/**"] },
    );
    expect(await write(root, changes, gently)).toEqual({
      value: { written: ["a.yml", "deep/er/b.yml"], deleted: [".github/old/x.yml"] },
      diagnostics: [],
    });
    expect(readAll(root)).toEqual({
      "a.yml": rendered("a.yml", "a: 2\n"),
      "deep/er/b.yml": rendered("b.yml", "b\n"),
      "same.yml": rendered("same.yml", "s\n"),
    });
    expect(readdirSync(root).sort()).toEqual(["a.yml", "deep", "same.yml"]);
  });

  it("writes nothing where nothing changes", async () => {
    const root = tempFolder({ "a.yml": rendered("a.yml", "a\n") });
    expect(await write(root, changesTo(root, { "a.yml": "a\n" }), gently)).toEqual({
      value: { written: [], deleted: [] },
      diagnostics: [],
    });
    expect(readdirSync(root)).toEqual(["a.yml"]);
  });

  it("keeps the mode of a file", async () => {
    const root = tempFolder({ "a.sh": rendered("a.sh", "a\n"), "b.sh": rendered("b.sh", "b\n") });
    chmodSync(join(root, "a.sh"), 0o755);
    chmodSync(join(root, "b.sh"), 0o440);
    await write(root, changesTo(root, { "a.sh": "2\n", "b.sh": "2\n", "c.sh": "2\n" }), gently);
    const mode = (path: string) => (statSync(join(root, path)).mode & 0o777).toString(8);
    expect([mode("a.sh"), mode("b.sh"), mode("c.sh")]).toEqual(["755", "440", "644"]);
  });

  it("writes nothing at all when one file was edited by hand, unless forced", async () => {
    const files = { "a.yml": `${rendered("a.yml", "a: 1\n")}# mine\n`, "b.yml": "foreign\n" };
    const root = tempFolder(files);
    const changes = changesTo(root, { "a.yml": "a: 2\n", "b.yml": "b\n", "c.yml": "c\n" });
    const refused = await write(root, changes, gently);
    expect([refused.value, refused.diagnostics.map(({ code }) => code)]).toEqual([
      undefined,
      ["CIG602", "CIG605"],
    ]);
    expect(readAll(root)).toEqual(files);
    expect((await write(root, changes, { force: true })).value?.written).toEqual(["a.yml", "b.yml", "c.yml"]);
    expect(readAll(root)["a.yml"]).toBe(rendered("a.yml", "a: 2\n"));
  });

  it("never follows a link, even when forced", async () => {
    const outside = tempFolder();
    const root = tempFolder();
    symlinkSync(outside, join(root, "out"));
    const refused = await write(root, changesTo(root, { "out/x": "x\n", "a.yml": "a\n" }), { force: true });
    expect(refused.diagnostics.map(({ code }) => code)).toEqual(["CIG601"]);
    expect(readdirSync(outside)).toEqual([]);
    expect(readAll(root)).toEqual({});
  });

  it("does not follow a link that appears after the comparison, nor one in the place of .cig", async () => {
    const outside = tempFolder();
    const root = tempFolder();
    const changes = changesTo(root, { "out/x": "x\n" });
    symlinkSync(outside, join(root, "out"));
    expect((await write(root, changes, gently)).diagnostics.map(({ code }) => code)).toEqual(["CIG601"]);
    unlinkSync(join(root, "out"));
    symlinkSync(outside, join(root, ".cig"));
    const refused = await write(root, changes, gently);
    expect(refused.diagnostics[0]?.message).toBe(
      `The files could not be written, so none was changed: there is something in the way that is no folder at "${root}/.cig".`,
    );
    expect(readdirSync(outside)).toEqual([]);
  });

  it("refuses when a file changed after the comparison, but not when somebody wrote the same", async () => {
    const root = tempFolder({ "a.yml": rendered("a.yml", "a: 1\n"), "b.yml": rendered("b.yml", "b: 1\n") });
    const changes = changesTo(root, { "a.yml": "a: 2\n", "b.yml": "b: 2\n" });
    writeFiles(root, { "a.yml": "changed\n" });
    expect((await write(root, changes, gently)).diagnostics.map(({ message }) => message)).toEqual([
      '"a.yml" changed while cig was at work, so nothing was written.',
    ]);
    expect(readAll(root)["b.yml"]).toBe(rendered("b.yml", "b: 1\n"));
    writeFiles(root, { "a.yml": rendered("a.yml", "a: 2\n") });
    expect((await write(root, changes, gently)).value?.written).toEqual(["a.yml", "b.yml"]);
  });

  it("changes nothing when one of the files cannot be written", async () => {
    const files = { "a.yml": rendered("a.yml", "a: 1\n") };
    const root = tempFolder(files);
    const long = `new/${"x".repeat(300)}.yml`;
    const changes = changesTo(root, { "a.yml": "a: 2\n", "new/b.yml": "b\n" });
    const bad = {
      path: long,
      owners: [],
      change: "create",
      after: "x",
      edited: false,
      foreign: false,
    } as const;
    const refused = await write(root, [...changes, bad], gently);
    expect(refused.value).toBeUndefined();
    expect(refused.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        "CIG603",
        `The files could not be written, so none was changed: the name is too long for the file system at "${root}/${long}".`,
      ],
    ]);
    expect(readdirSync(root)).toEqual(["a.yml"]);
    expect(readAll(root)).toEqual(files);
  });

  it("takes over the lock of a process that is gone", async () => {
    const root = tempFolder({ ".cig/render.lock": JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }) });
    expect((await write(root, changesTo(root, { "a.yml": "a\n" }), gently)).value?.written).toEqual([
      "a.yml",
    ]);
    expect(existsSync(join(root, ".cig/render.lock"))).toBe(false);
  });

  it("waits for a living process only for so long, and names it", async () => {
    const root = tempFolder({ ".cig/render.lock": JSON.stringify({ pid: process.pid, host: hostname() }) });
    const refused = await write(root, changesTo(root, { "a.yml": "a\n" }), { force: false, patienceMs: 50 });
    expect(refused.diagnostics.map(({ code, message, hint }) => [code, message, hint])).toEqual([
      [
        "CIG603",
        `Another cig (process ${process.pid} on ${hostname()}) is writing files here and has not finished, so nothing was written.`,
        "Wait for it. If it is gone:\n  rm .cig/render.lock",
      ],
    ]);
    expect(existsSync(join(root, "a.yml"))).toBe(false);
  });

  it("lets several writers take turns", async () => {
    const root = tempFolder();
    const bodies = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`${index}.yml`, "x\n"]));
    const changes = changesTo(root, bodies);
    const all = await Promise.all(Array.from({ length: 8 }, () => write(root, changes, gently)));
    expect(all.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(Object.keys(readAll(root))).toHaveLength(10);
    expect(existsSync(join(root, ".cig/render.lock"))).toBe(false);
  });
});

describe("in a process of its own", () => {
  let writer: string;
  beforeAll(() => {
    writer = bundleWriter();
  });
  afterAll(() => rmSync(dirname(writer), { recursive: true, force: true }));
  const paths = ["out/1/a.yml", "out/1/b.yml", "out/2/a.yml", "Jenkinsfile.yml"];
  const state = (version: string) =>
    Object.fromEntries(paths.map((path) => [path, rendered(path, `v: ${version}\n`)]));
  const removed = "out/removed.yml";
  const prepare = () => {
    const root = tempFolder({ ...state("old"), [removed]: rendered(removed, "gone\n") });
    const fresh = { ...state("new"), "out/new/a.yml": rendered("a.yml", "new\n") };
    return { root, old: readAll(root), fresh, list: listOf(fresh) };
  };

  it.each([
    ["renders killed before any step leave all old or all new files, without another command", false],
    [
      "renders killed before any step come to all old or all new files by the next command without the helper",
      true,
    ],
  ])("%s", { timeout: 300_000 }, async (_, noHelper) => {
    const { root, old, fresh, list } = prepare();
    const outcomes: string[] = [];
    for (let step = 1; ; step++) {
      reset(root, old, fresh);
      const environment = { ...process.env, KILL_AT: String(step), ...(noHelper && { NO_HELPER: "1" }) };
      const child = spawnSync(process.execPath, [writer, root, list, removed], { env: environment });
      if (child.signal === null) {
        expect(child.stdout.toString()).toBe("begin\nend\n");
        expect(readAll(root)).toEqual(fresh);
        break;
      }
      if (noHelper) expect(recover(root)).toEqual([]);
      outcomes.push(await settle(root, old, fresh));
      // The next command finds nothing to do, and the next render is not in anybody's way.
      expect(recover(root)).toEqual([]);
      expect((await render(root, fresh, removed)).diagnostics).toEqual([]);
      expect(readAll(root)).toEqual(fresh);
    }
    // There is one moment, and no way back behind it.
    expect(outcomes).toEqual([...outcomes].sort((a, b) => (a === b ? 0 : a === "old" ? -1 : 1)));
    expect(outcomes).toContain("old");
    expect(outcomes).toContain("new");
  });

  it("a step that fails leaves all old or all new files, and nothing beside them", {
    timeout: 300_000,
  }, async () => {
    const { root, old, fresh, list } = prepare();
    for (let step = 1; ; step++) {
      reset(root, old, fresh);
      const environment = { ...process.env, FAIL_AT: String(step) };
      const child = spawnSync(process.execPath, [writer, root, list, removed], { env: environment });
      const said = child.stdout.toString();
      if (!said.includes("failed")) break;
      expect(child.stderr.toString()).toBe("");
      const outcome = JSON.stringify(visible(root)) === JSON.stringify(old) ? "old" : "new";
      expect(visible(root)).toEqual(outcome === "old" ? old : fresh);
      if (said.includes("none was changed")) expect(outcome).toBe("old");
      else expect(outcome).toBe("new");
    }
  });

  it("renders killed at any time leave all old or all new files", { timeout: 300_000 }, async () => {
    const { root, old, fresh, list } = prepare();
    for (let round = 0; round < 30; round++) {
      reset(root, old, fresh);
      const child = spawn(process.execPath, [writer, root, list, removed], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const gone = new Promise((done) => child.on("exit", done));
      await new Promise((done) => child.stdout.once("data", done));
      await pause(round);
      child.kill("SIGKILL");
      await gone;
      const outcome = await settle(root, old, fresh);
      expect(recover(root)).toEqual([]);
      expect(visible(root)).toEqual(outcome === "old" ? old : fresh);
    }
  });

  it.runIf(process.getuid?.() === 0)("changes nothing in a folder without permission", () => {
    const root = tempFolder({ "a/x.yml": rendered("a/x.yml", "1\n"), "b/y.yml": rendered("b/y.yml", "1\n") });
    execFileSync("chown", ["-R", "12345", root]);
    chmodSync(join(root, "b"), 0o555);
    const before = readAll(root);
    const wanted = { "a/x.yml": rendered("a/x.yml", "2\n"), "b/y.yml": rendered("b/y.yml", "2\n") };
    const output = runWriter(writer, root, wanted, "12345");
    expect(output).toContain(
      "CIG603: The files could not be written, so none was changed: this user has no permission at ",
    );
    expect(readAll(root)).toEqual(before);
  });

  it.runIf(canMount())("changes nothing when the disk is full", () => {
    const root = tempFolder();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=200k", "none", root]);
    try {
      writeFiles(root, { "a.yml": rendered("a.yml", "1\n") });
      const before = readAll(root);
      const wanted = { "a.yml": rendered("a.yml", "2\n"), "b.yml": rendered("b.yml", "x".repeat(400_000)) };
      const output = runWriter(writer, root, wanted);
      expect(output).toContain(
        "CIG603: The files could not be written, so none was changed: the disk is full",
      );
      expect(readAll(root)).toEqual(before);
    } finally {
      execFileSync("umount", [root]);
    }
  });
});

function render(root: string, files: Record<string, string>, orphan: string) {
  const wanted = Object.entries(files).map(([path, content]) => ({ path, content, owners: [] }));
  return write(root, compareFiles(root, wanted, { paths: [orphan], outputGlobs: ["**"] }), gently);
}

function reset(root: string, old: Record<string, string>, fresh: Record<string, string>): void {
  execFileSync("rm", ["-rf", join(root, ".cig")]);
  for (const path of Object.keys(fresh)) if (!(path in old)) rmSync(join(root, path), { force: true });
  writeFiles(root, old);
}

/** Which of the two the folder comes to, before any other command of cig has run. */
async function settle(root: string, old: object, fresh: object): Promise<"old" | "new"> {
  for (let tries = 0; tries < 500; tries++) {
    const files = stateNow(root);
    if (files === JSON.stringify(old)) return "old";
    if (
      files === JSON.stringify(Object.fromEntries(Object.entries(fresh).sort(([a], [b]) => (a < b ? -1 : 1))))
    )
      return "new";
    await pause(10);
  }
  throw new Error(`neither old nor new: ${Object.keys(visible(root)).join(", ")}`);
}

/** Undefined while the helper moves files under our eyes. */
function stateNow(root: string): string | undefined {
  try {
    return JSON.stringify(visible(root));
  } catch {
    return undefined;
  }
}

/** The outputs and what lies beside them. */
function visible(root: string): Record<string, string> {
  return Object.fromEntries(Object.entries(readAll(root)).filter(([path]) => !path.startsWith(".cig/")));
}

function runWriter(writer: string, root: string, files: Record<string, string>, uid = ""): string {
  return execFileSync(process.execPath, [writer, root, listOf(files), "", uid]).toString();
}

function listOf(files: Record<string, string>): string {
  const list = join(tempFolder(), "files.json");
  writeFileSync(list, JSON.stringify(files));
  chmodSync(dirname(list), 0o755);
  return list;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    mkdirSync("/tmp/cig-test-mount", { recursive: true });
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", "/tmp/cig-test-mount"], {
      stdio: "ignore",
    });
    execFileSync("umount", ["/tmp/cig-test-mount"]);
    return true;
  } catch {
    return false;
  }
}
