import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CacheSave } from "cig/sdk";
import { afterEach, describe, expect, it } from "vitest";
import gcs from "../../../../plugins/cache/gcs/plugin.ts";
import { type Fault, nobodysUrl, type ObjectServer } from "../object-server.ts";
import { startGoogleBucket } from "./google-bucket.ts";
import { type MachineOptions, openMachine } from "./machine.ts";

const token = "ya29.a-token";
const started: ObjectServer[] = [];
afterEach(() => Promise.all(started.splice(0).map((each) => each.close())));

async function startBucket(fault?: Fault) {
  const server = await startGoogleBucket(token, fault);
  started.push(server);
  const machine = (more: Partial<MachineOptions> = {}) =>
    openMachine(gcs, {
      inputs: { bucket: "acme-ci", endpoint: server.url, prefix: "ci/caches" },
      env: { GOOGLE_OAUTH_ACCESS_TOKEN: token },
      ...more,
    });
  /** A machine that has built what the cache keeps. */
  const built = (content: string, more: Partial<MachineOptions> = {}) => {
    const own = machine(more);
    own.write(join(own.folder, "vendor/a tool/made"), content);
    own.write(join(own.home, ".tool/made"), `${content} at home`);
    return own;
  };
  return { server, machine, built };
}

describe("A cache in a bucket of Google's", () => {
  it("comes back on another machine, in the work tree and at home", async () => {
    const { machine, built, server } = await startBucket();
    expect((await built("x").run("save")).at(-1)).toMatch(/^Saved ci\/caches\/trusted\/tool-/);
    const other = machine();
    expect((await other.run("restore")).at(-1)).toMatch(/^Restored ci\/caches\/trusted\/tool-/);
    expect(readFileSync(join(other.folder, "vendor/a tool/made"), "utf8")).toBe("x");
    expect(readFileSync(join(other.home, ".tool/made"), "utf8")).toBe("x at home");
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("is the newest of many pages where the key is new", async () => {
    const { machine, built } = await startBucket();
    for (const content of ["c", "a", "e", "b", "d"])
      await built(content, { lock: `${content}\n` }).run("save");
    const other = machine({ lock: "new\n" });
    await other.run("restore");
    expect(readFileSync(join(other.folder, "vendor/a tool/made"), "utf8")).toBe("d");
  });

  it("is not replaced once it is kept", async () => {
    const { built, machine } = await startBucket();
    await built("first").run("save");
    expect(await built("second").run("save")).toEqual([expect.stringMatching(/ is kept already\.$/)]);
    const other = machine();
    await other.run("restore");
    expect(readFileSync(join(other.folder, "vendor/a tool/made"), "utf8")).toBe("first");
  });

  it("keeps apart what branches and pull requests have saved", async () => {
    const { built, machine, server } = await startBucket();
    const pull = { CIG_CACHE_PULL_REQUEST: "7", CIG_CACHE_BRANCH: "trunk" };
    await built("pull").run("save", pull);
    await built("branch").run("save", { CIG_CACHE_BRANCH: "feature/x" });
    expect([...server.kept.keys()].map((name) => name.split("/").slice(2, -1).join("/"))).toEqual([
      "pr/7",
      "branch/feature_x",
    ]);
    expect(await machine().run("restore")).toEqual([expect.stringMatching(/^There is no cache /)]);
    expect((await machine().run("restore", pull)).at(-1)).toMatch(/^Restored ci\/caches\/pr\/7\//);
  });

  it("is saved by the default branch alone where it says so", async () => {
    const { built } = await startBucket();
    const own = built("x", { save: CacheSave.TRUSTED_REFS });
    expect(await own.run("save", { CIG_CACHE_BRANCH: "other" })).toEqual([
      "Only the default branch saves this cache.",
    ]);
    expect((await own.run("save")).at(-1)).toMatch(/^Saved /);
  });

  it("is nothing where nothing was built", async () => {
    const { machine } = await startBucket();
    expect(await machine().run("save")).toEqual(["There is nothing to keep."]);
  });
});

describe("A bucket that fails", () => {
  it("fails no job when nobody answers, or the token is wrong", async () => {
    const { machine } = await startBucket();
    const nobody = machine({ inputs: { bucket: "acme-ci", endpoint: await nobodysUrl() } });
    expect(await nobody.run("restore")).toEqual([
      expect.stringMatching(/^The cache cannot be asked: .*connect/),
    ]);
    expect(await nobody.run("save")).toEqual([expect.stringMatching(/^The cache cannot be asked: /)]);
    const wrong = machine({ env: { GOOGLE_OAUTH_ACCESS_TOKEN: "another" } });
    expect(await wrong.run("restore")).toEqual([expect.stringMatching(/^The cache cannot be asked: .*401/)]);
  });

  it("is told where it lists what it does not give, and where it gives what is damaged", async () => {
    const { built, machine, server } = await startBucket();
    await built("x").run("save");
    const [name] = server.kept.keys();
    server.kept.set(name!, Buffer.from("no archive"));
    const other = machine();
    expect((await other.run("restore")).at(-1)).toMatch(/^The cache \S+ is damaged\.$/);
    const refusing = await startBucket(
      (request, response) => request.url!.includes("alt=media") && !!response.writeHead(403).end(),
    );
    await refusing.built("x").run("save");
    expect((await refusing.machine().run("restore")).at(-1)).toMatch(
      /^The cache \S+ could not be fetched\.$/,
    );
  });

  it("is told where it takes nothing", async () => {
    const { built } = await startBucket(
      (request, response) => request.method === "POST" && !!response.writeHead(403).end(),
    );
    expect((await built("x").run("save")).at(-1)).toBe("The cache could not be kept.");
  });

  it("is not asked where a machine has no git to tell the key with", async () => {
    const { machine, server } = await startBucket();
    const own = machine();
    expect((await own.run("restore", { GIT_DIR: "/nonexistent" })).at(-1)).toBe(
      "git cannot tell what the files of the key hold.",
    );
    expect(server.requests).toEqual([]);
  });
});
