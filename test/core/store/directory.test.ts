import { spawnSync } from "node:child_process";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Marker, printMarker } from "../../../core/store/marker.ts";
import { keyOf } from "../../../core/store/result.ts";
import type { Scopes } from "../../../core/store/scope.ts";
import { openStore } from "../../../core/store/store.ts";
import { markerOf, noon, signatureOf } from "./markers.ts";

const base = realpathSync(mkdtempSync(join(tmpdir(), "cig-test-")));
let root: string;
let count = 0;

beforeEach(() => {
  root = join(base, String(count++));
  mkdirSync(root);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const everywhere: Scopes = { read: ["pr/12", "trusted"], write: "trusted" };

function directory(scopes: Scopes = everywhere, path = ".cig/markers") {
  return openStore({
    spec: { plugin: "cache/directory", options: { path } },
    scopes,
    root,
    table: {},
    plugins: () => Promise.reject(new Error("no plugin is needed")),
    environment: {},
    now: () => noon,
  });
}

const key = { job: "test-ruby3.2", signature: signatureOf("a") };
const lookedUp = async (store = directory()) => [...(await store.lookup([key])).values()][0];
const file = () => join(root, ".cig/markers/trusted/test-ruby3.2", `${signatureOf("a")}.json`);

describe("a folder of the repository as a store", () => {
  it("keeps a marker as a file under its scope, job and signature, and the latest beside it", async () => {
    const stored = await directory().record([markerOf()]);
    expect([...stored]).toEqual([[keyOf(key), { kind: "stored" }]]);
    expect(readFileSync(file(), "utf8")).toBe(printMarker(markerOf()));
    expect(readdirSync(dirname(file())).sort()).toEqual([`${signatureOf("a")}.json`, "latest.json"].sort());
    expect(await lookedUp()).toEqual({ kind: "found", marker: markerOf() });
  });

  it("has nothing before anything was recorded, and makes no folder for a question", async () => {
    expect(await lookedUp()).toEqual({ kind: "none" });
    expect(await directory().latest("lint")).toEqual({ kind: "none" });
    expect(readdirSync(root)).toEqual([]);
  });

  it("tells the latest marker of a job, whatever its signature", async () => {
    const store = directory();
    await store.record([markerOf({ at: "2026-11-29T11:00:00Z" })]);
    await store.record([markerOf({ signature: signatureOf("b"), at: "2026-11-29T11:30:00Z" })]);
    const latest = await store.latest("test-ruby3.2");
    expect(latest).toMatchObject({ kind: "found", marker: { signature: signatureOf("b") } });
    expect(await store.latest("test-ruby3")).toEqual({ kind: "none" });
  });

  it("keeps jobs and branches apart whose names are alike to a file system", async () => {
    const jobs = [
      "Test",
      "test",
      "te st",
      "te/st",
      "..",
      ".",
      "a.",
      "con",
      "nul.x",
      "é",
      "e\u0301",
      "~",
      "%2e",
      "x".repeat(300),
      `${"x".repeat(300)}y`,
    ];
    for (const write of ["branch/Main", "branch/main", "branch/a/b", "branch/a!2fb", "branch/.."]) {
      const store = directory({ read: [write], write });
      const markers = jobs.map((job) => markerOf({ job, scope: write }));
      expect([...(await store.record(markers)).values()].map(({ kind }) => kind)).toEqual(
        jobs.map(() => "stored"),
      );
      const found = await store.lookup(markers);
      expect([...found.values()]).toEqual(markers.map((marker) => ({ kind: "found", marker })));
    }
    const files = readdirSync(join(root, ".cig/markers"), { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => !/^[a-z0-9!._/-]+$/.test(name))).toEqual([]);
    const folded = files.map((name) => name.toLowerCase());
    expect(new Set(folded).size).toBe(5 * jobs.length * 3 + 5 + 1);
  });

  it.each([
    [
      "is cut short",
      (text: string) => text.slice(0, 100),
      'has a marker in "trusted" that is not JSON: it is damaged, cut short, or something else',
    ],
    [
      "is empty",
      () => "",
      'has a marker in "trusted" that is not JSON: it is damaged, cut short, or something else',
    ],
    [
      "belongs to another job",
      (text: string) => text.replace("test-ruby3.2", "test-ruby3.3"),
      'has a marker in "trusted" that belongs to another job',
    ],
    [
      "was recorded by another scope",
      (text: string) => text.replace('"trusted"', '"pr/12"'),
      'has a marker in "trusted" that belongs to another scope',
    ],
    [
      "is of another form",
      (text: string) => text.replace("marker/1", "marker/2"),
      'has a marker in "trusted" that does not say that it is a marker ("schema": "cig.marker/1")',
    ],
    [
      "is huge",
      (text: string) => text.padEnd(300 * 1024),
      `has a file larger than 256 KiB at trusted/test-ruby3.2/${signatureOf("a")}.json`,
    ],
  ])("doubts a file that %s", async (_, damage, what) => {
    await directory().record([markerOf()]);
    writeFileSync(file(), damage(printMarker(markerOf())));
    expect(await lookedUp()).toEqual({ kind: "doubt", reason: `The store ${what}.` });
  });

  it("doubts a file that says the right things in another form than cig's", async () => {
    await directory().record([markerOf()]);
    writeFileSync(file(), JSON.stringify(markerOf(), undefined, 2));
    expect(await lookedUp()).toEqual({
      kind: "doubt",
      reason: 'The marker in "trusted" is not written as cig writes it.',
    });
  });

  it("does not find a marker that was copied to another key", async () => {
    await directory().record([markerOf()]);
    const other = { job: key.job, signature: signatureOf("b") };
    linkSync(file(), file().replace(signatureOf("a"), signatureOf("b")));
    expect([...(await directory().lookup([other])).values()]).toEqual([
      { kind: "doubt", reason: 'The store has a marker in "trusted" that belongs to another signature.' },
    ]);
  });

  it.each([
    ["../elsewhere", 'does not use "../elsewhere", which leads out of the repository'],
    ["a/../../elsewhere", 'does not use "a/../../elsewhere", which leads out of the repository'],
    [".git/markers", 'does not use ".git/markers", which belongs to git'],
    [".GIT", 'does not use ".GIT", which belongs to git'],
    ["", 'has no folder: name one with the option "path"'],
  ])("is not %j", async (path, what) => {
    const store = directory(everywhere, path);
    expect(await lookedUp(store)).toEqual({ kind: "doubt", reason: `The store ${what}.` });
    expect([...(await store.record([markerOf()])).values()]).toEqual([
      { kind: "refused", reason: `The store ${what}.` },
    ]);
  });

  it.each([".cig", ".cig/markers", ".cig/markers/trusted", ".cig/markers/trusted/test-ruby3.2"])(
    "is neither read nor written through a link at %s",
    async (link) => {
      const outside = join(base, `outside-${count}`);
      mkdirSync(outside);
      mkdirSync(dirname(join(root, link)), { recursive: true });
      symlinkSync(outside, join(root, link));
      const reason = `The store does not follow ${link}, which is a link or no folder.`;
      expect(await lookedUp()).toEqual({ kind: "doubt", reason });
      expect([...(await directory().record([markerOf()])).values()]).toEqual([{ kind: "refused", reason }]);
      expect(readdirSync(outside)).toEqual([]);
    },
  );

  it("does not follow a link in the place of a file, and replaces it when it records", async () => {
    mkdirSync(dirname(file()), { recursive: true });
    const target = join(root, "target.json");
    writeFileSync(target, printMarker(markerOf()));
    symlinkSync(target, file());
    const reason = `The store does not follow the link trusted/test-ruby3.2/${signatureOf("a")}.json.`;
    expect(await lookedUp()).toEqual({ kind: "doubt", reason });
    await directory().record([markerOf({ files: 43 })]);
    expect(readFileSync(target, "utf8")).toBe(printMarker(markerOf()));
    expect(await lookedUp()).toMatchObject({ kind: "found", marker: { files: 43 } });
  });

  it.skipIf(process.platform === "win32")("does not wait for a pipe", async () => {
    mkdirSync(dirname(file()), { recursive: true });
    spawnSync("mkfifo", [file()]);
    expect(await lookedUp()).toEqual({
      kind: "doubt",
      reason: `The store has something else than a file at trusted/test-ruby3.2/${signatureOf("a")}.json.`,
    });
  });

  it("refuses to record where a file stands in the way, and leaves nothing half done", async () => {
    mkdirSync(join(root, ".cig/markers"), { recursive: true });
    writeFileSync(join(root, ".cig/markers/trusted"), "");
    expect([...(await directory().record([markerOf()])).values()]).toEqual([
      {
        kind: "refused",
        reason: "The store does not follow .cig/markers/trusted, which is a link or no folder.",
      },
    ]);
    expect(readdirSync(join(root, ".cig/markers"))).toEqual(["trusted"]);
  });

  it("shows readers whole markers only, however many write at once", async () => {
    const markers = Array.from({ length: 20 }, (_, index) =>
      markerOf({ files: index, run: "x".repeat(100 * index) }),
    );
    await directory().record([markers[0]!]);
    const seen: unknown[] = [];
    await Promise.all(
      markers.map(async (marker) => {
        await directory().record([marker]);
        seen.push((await lookedUp())!.kind);
      }),
    );
    expect(seen).toEqual(markers.map(() => "found"));
    expect(readdirSync(dirname(file())).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("never finds a marker of a scope that is not trusted, of another job or another signature", async () => {
    const scope = fc.constantFrom("trusted", "pr/1", "pr/12", "branch/a", "branch/A", "branch/a/b");
    const job = fc.constantFrom("test", "test-1", "Test", "test/1");
    const signature = fc.constantFrom("a", "b", "c").map(signatureOf);
    const recorded = fc.record({ scope, job, signature, files: fc.nat() });
    const asked = fc.record({ job, signature });
    await fc.assert(
      fc.asyncProperty(
        fc.array(recorded, { maxLength: 12 }),
        fc.array(asked, { maxLength: 8 }),
        fc.uniqueArray(scope, { maxLength: 3 }),
        async (records, keys, read) => {
          const path = `store-${count++}`;
          const kept = new Map<string, Marker>();
          for (const changes of records) {
            const marker = markerOf(changes);
            await directory({ read: [], write: marker.scope }, path).record([marker]);
            kept.set(`${marker.scope} ${keyOf(marker)}`, marker);
          }
          const found = await directory({ read }, path).lookup(keys);
          for (const key of keys) {
            const trusted = read.map((one) => kept.get(`${one} ${keyOf(key)}`)).find(Boolean);
            const expected = trusted ? { kind: "found", marker: trusted } : { kind: "none" };
            expect(found.get(keyOf(key))).toEqual(expected);
          }
          expect(found.size).toBe(new Set(keys.map(keyOf)).size);
        },
      ),
      { numRuns: 60 },
    );
  });
});
