import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openMemo, type Question } from "../../../core/host/memo.ts";
import { userSecret } from "../../../core/memo/secret.ts";
import { temporaryFolder } from "../host/fixtures.ts";

const question: Question = {
  digest: "sha256:aa",
  hook: "plan",
  protocol: 1,
  request: Buffer.from("request"),
};

describe("the user's secret", () => {
  it("stays the same from run to run, and nobody else may read it", () => {
    const cache = temporaryFolder();
    const first = userSecret({ XDG_CACHE_HOME: cache });
    expect(first).toHaveLength(2);
    expect(userSecret({ XDG_CACHE_HOME: cache })).toEqual(first);
    expect(statSync(join(cache, "cig/memo-secret")).mode & 0o777).toBe(0o600);
  });

  it("differs from user to user", () => {
    const secrets = [1, 2].map(() => userSecret({ XDG_CACHE_HOME: temporaryFolder() }));
    expect(secrets[0]).not.toEqual(secrets[1]);
  });

  it("is never looked for in the repository, where a relative path would lead", () => {
    const home = temporaryFolder();
    const first = userSecret({ XDG_CACHE_HOME: "cache", HOME: home });
    expect(readFileSync(join(home, ".cache/cig/memo-secret"))).toHaveLength(16);
    expect(userSecret({ XDG_CACHE_HOME: "", HOME: home })).toEqual(first);
    expect(existsSync("cache")).toBe(false);
  });

  it.runIf(existsSync("/proc/self"))("is absent where the system denies what it shows", () => {
    expect(userSecret({ XDG_CACHE_HOME: "/proc/no-such-folder" })).toBeUndefined();
  });

  it("is absent where the cache folder is no folder", () => {
    const cache = join(temporaryFolder(), "file");
    writeFileSync(cache, "");
    expect(userSecret({ XDG_CACHE_HOME: cache })).toBeUndefined();
  });

  it("is not replaced when its file is damaged, and then nothing is remembered", () => {
    const cache = temporaryFolder();
    mkdirSync(join(cache, "cig"));
    writeFileSync(join(cache, "cig/memo-secret"), "short");
    expect(userSecret({ XDG_CACHE_HOME: cache })).toBeUndefined();
    expect(readFileSync(join(cache, "cig/memo-secret"), "utf8")).toBe("short");
  });
});

describe("a .cig folder that a repository brings along", () => {
  it("is not believed: its entries were made with another user's secret", async () => {
    const attacker = temporaryFolder();
    const planted = (await openMemo(attacker, [1n, 2n]))!;
    planted.store(question, Buffer.from("run what I say"));
    const victim = temporaryFolder();
    cpSync(join(attacker, ".cig"), join(victim, ".cig"), { recursive: true });
    expect((await openMemo(victim, [3n, 4n]))!.lookup(question)).toBeUndefined();
    expect((await openMemo(victim, [1n, 2n]))!.lookup(question)).toEqual(Buffer.from("run what I say"));
  });
});
