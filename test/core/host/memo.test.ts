import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openMemo, type Question } from "../../../core/host/memo.ts";
import { pruneEntries } from "../../../core/memo/prune.ts";
import { detectRequest, installFixture, temporaryFolder, testHost } from "./fixtures.ts";

const question: Question = {
  digest: "sha256:aa",
  hook: "plan",
  protocol: 1,
  request: Buffer.from("request"),
};
const answer = Buffer.from("the answer");

/** A memo with one answer, its root, and the file that holds it. */
async function filled() {
  const root = temporaryFolder();
  const memo = (await openMemo(root))!;
  memo.store(question, answer);
  const folder = join(root, ".cig/cache/hooks");
  return { root, memo, folder, file: join(folder, readdirSync(folder)[0]!) };
}

describe("the memo", () => {
  it("gives back what was stored, in a later run too", async () => {
    const { root, memo } = await filled();
    expect(memo.lookup(question)).toEqual(answer);
    expect((await openMemo(root))!.lookup(question)).toEqual(answer);
  });

  it.each([
    ["plugin", { digest: "sha256:bb" }],
    ["hook", { hook: "detect" }],
    ["protocol", { protocol: 2 }],
    ["request", { request: Buffer.from("requesT") }],
  ] as const)("knows nothing of another %s", async (_name, change) => {
    const { memo } = await filled();
    expect(memo.lookup({ ...question, ...change })).toBeUndefined();
  });

  it("remembers an empty answer", async () => {
    const memo = (await openMemo(temporaryFolder()))!;
    memo.store(question, new Uint8Array());
    expect(memo.lookup(question)).toEqual(Buffer.alloc(0));
  });

  it("takes a damaged entry for none, whatever byte is damaged", async () => {
    const { memo, file } = await filled();
    const good = readFileSync(file);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bad = Buffer.from(good);
        bad[at]! ^= change;
        writeFileSync(file, bad);
        return memo.lookup(question) === undefined;
      }),
    );
  });

  it("takes a cut entry for none, wherever it is cut", async () => {
    const { memo, file } = await filled();
    const good = readFileSync(file);
    for (let length = 0; length < good.length; length++) {
      writeFileSync(file, good.subarray(0, length));
      expect(memo.lookup(question)).toBeUndefined();
    }
  });

  it("takes another question's entry under this name for none", async () => {
    const { memo, folder, file } = await filled();
    const other = { ...question, hook: "detect" } as const;
    memo.store(other, Buffer.from("another answer"));
    const stranger = readdirSync(folder).find((name) => !file.endsWith(name))!;
    writeFileSync(file, readFileSync(join(folder, stranger)));
    expect(memo.lookup(question)).toBeUndefined();
  });

  it("keeps its folder out of git, and leaves an ignore file of others alone", async () => {
    const { root, memo } = await filled();
    expect(readFileSync(join(root, ".cig/.gitignore"), "utf8")).toBe("*\n");
    writeFileSync(join(root, ".cig/.gitignore"), "mine\n");
    rmSync(join(root, ".cig/cache"), { recursive: true });
    memo.store(question, answer);
    expect(readFileSync(join(root, ".cig/.gitignore"), "utf8")).toBe("mine\n");
  });

  it("works without a place to write to", async () => {
    const root = temporaryFolder();
    const memo = (await openMemo(root))!;
    writeFileSync(join(root, ".cig"), "in the way");
    memo.store(question, answer);
    expect(await openMemo(root)).toBeUndefined();
    expect(memo.lookup(question)).toBeUndefined();
  });

  it("does not follow a link out of the repository", async () => {
    const [root, outside] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(outside, join(root, ".cig"));
    expect(await openMemo(root)).toBeUndefined();
    const nested = temporaryFolder();
    mkdirSync(join(nested, ".cig"));
    symlinkSync(outside, join(nested, ".cig/cache"));
    expect(await openMemo(nested)).toBeUndefined();
  });

  it("leaves no temporary files", async () => {
    const { folder } = await filled();
    expect(readdirSync(folder).map((name) => /^[0-9a-f]{32}$/.test(name))).toEqual([true]);
  });
});

describe("pruning", () => {
  const entry = (folder: string, name: string, size: number, ageSeconds: number) => {
    writeFileSync(join(folder, name), Buffer.alloc(size));
    const then = Date.now() / 1000 - ageSeconds;
    utimesSync(join(folder, name), then, then);
  };

  it("removes the oldest beyond the limits, and never what this run used", () => {
    const folder = temporaryFolder();
    entry(folder, "new", 10, 10);
    entry(folder, "old", 10, 20);
    entry(folder, "older", 10, 30);
    entry(folder, "oldest-but-used", 10, 40);
    pruneEntries(folder, new Set(["oldest-but-used"]), { bytes: 25, entries: 10 });
    expect(readdirSync(folder).sort()).toEqual(["new", "old", "oldest-but-used"]);
    pruneEntries(folder, new Set(), { bytes: 1000, entries: 1 });
    expect(readdirSync(folder)).toEqual(["new"]);
  });

  it("removes what killed runs left behind, and not what a running one is writing", () => {
    const folder = temporaryFolder();
    entry(folder, "aa.123.tmp", 10, 7200);
    entry(folder, "bb.123.tmp", 10, 5);
    pruneEntries(folder, new Set());
    expect(readdirSync(folder)).toEqual(["bb.123.tmp"]);
  });
});

describe("a host that remembers", () => {
  it("starts no process for a question that was answered before", async () => {
    const plugin = await installFixture("well-behaved");
    const first = testHost([plugin], { memo: "on" });
    const asked = await first.host.call(plugin, "detect", detectRequest("a.txt"));
    await first.host.close();
    expect(asked).toMatchObject({ ok: true, memo: "miss" });
    expect(first.host.records()).toEqual([
      { name: "misbehaving/well-behaved", version: "1.0.0", started: true, memo: "miss" },
    ]);

    const second = testHost([plugin], { memo: "on", root: first.root });
    const remembered = await second.host.call(plugin, "detect", detectRequest("a.txt"));
    await second.host.close();
    expect(remembered.ok && [remembered.memo, remembered.response.signals]).toEqual(["hit", ["a.txt"]]);
    expect(second.host.records()).toEqual([
      { name: "misbehaving/well-behaved", version: "1.0.0", started: false, memo: "hit" },
    ]);
    expect(second.events.map((event) => event.kind)).toEqual(["plugin-answered"]);
  });

  it("asks again when one byte of the request or of the plugin has changed", async () => {
    const plugin = await installFixture("well-behaved");
    const { host, root } = testHost([plugin], { memo: "on" });
    await host.call(plugin, "detect", detectRequest("a.txt"));
    await host.close();
    const later = testHost([plugin], { memo: "on", root });
    const changed = { ...plugin, digest: "sha256:00" };
    expect(await later.host.call(plugin, "detect", detectRequest("b.txt"))).toMatchObject({ memo: "miss" });
    expect(await later.host.call(changed, "detect", detectRequest("a.txt"))).toMatchObject({ memo: "miss" });
    await later.host.close();
  });

  it("does not remember failures", async () => {
    const plugin = await installFixture("throws-in-hook");
    const { host, root } = testHost([plugin], { memo: "on" });
    await host.call(plugin, "detect", detectRequest("a.txt"));
    await host.close();
    expect(statSync(join(root, ".cig"), { throwIfNoEntry: false })).toBeUndefined();
  });

  it("finds out, when it verifies, that an answer is no longer the same", async () => {
    const plugin = await installFixture("well-behaved");
    const { host, root } = testHost([plugin], { memo: "on" });
    await host.call(plugin, "detect", detectRequest("a.txt"));
    await host.close();

    const agreeing = testHost([plugin], { memo: "verify", root });
    expect(await agreeing.host.call(plugin, "detect", detectRequest("a.txt"))).toMatchObject({
      ok: true,
      memo: "miss",
    });
    await agreeing.host.close();

    const liar = { ...(await installFixture("stays-behind")), digest: plugin.digest };
    const verifying = testHost([liar], { memo: "verify", root });
    const answered = await verifying.host.call(liar, "detect", detectRequest("a.txt"));
    await verifying.host.close();
    expect(!answered.ok && `${answered.diagnostic.code} ${answered.diagnostic.message}`).toBe(
      "CIG312 misbehaving/stays-behind 1.0.0 gave another answer to the same detect request than the one that is remembered; byte 1 is the first that differs. A hook must depend on its request alone.",
    );
  });
});
