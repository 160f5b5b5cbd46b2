import { existsSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { CacheMode } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";
import directory from "../../../../plugins/cache/directory/plugin.ts";
import { openMachine } from "./machine.ts";
import { cacheUse, planned } from "./use.ts";

testConformance(it, directory, "plugins/cache/directory/module.toml", [
  { hook: "plan", request: { uses: [cacheUse({}, {}, CacheMode.SAVE, "cache/directory")] } },
]);

/** A job on the machine whose folder this is; `lock` decides the key. */
function job(folder: string, lock: string) {
  const machine = openMachine(directory, { inputs: { path: folder }, lock });
  return {
    ...machine,
    made: () => readFileSync(join(machine.folder, "vendor/a tool/made"), "utf8"),
    make: (content: string) => machine.write(join(machine.folder, "vendor/a tool/made"), content),
  };
}

describe("A cache in a folder of the machine", () => {
  it("is there for the next job, and the newest for another key", async () => {
    const folder = join(job("/nowhere", "x").home, "a folder");
    for (const content of ["one", "two"]) {
      const own = job(folder, content);
      own.make(content);
      expect((await own.run("save")).at(-1)).toMatch(/^Saved trusted\/tool-/);
      expect(await own.run("save")).toEqual([expect.stringMatching(/ is kept already\.$/)]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const [lock, content] of [
      ["one", "one"],
      ["three", "two"],
    ] as const) {
      const next = job(folder, lock);
      await next.run("restore");
      expect(next.made()).toBe(content);
    }
  });

  it("is removed when nobody has restored it for two weeks", async () => {
    const folder = join(job("/nowhere", "x").home, "caches");
    const saved = async (lock: string) => {
      const own = job(folder, lock);
      own.make(lock);
      return join(folder, (await own.run("save")).at(-1)!.replace("Saved ", ""));
    };
    const [idle, used] = [await saved("idle"), await saved("used")];
    const longAgo = new Date(Date.now() - 20 * 86_400_000);
    for (const file of [idle, used]) utimesSync(file, longAgo, longAgo);
    await job(folder, "used").run("restore");
    const latest = await saved("latest");
    expect([idle, used, latest].map((file) => existsSync(file))).toEqual([false, true, true]);
  });

  it("fails no job where the folder cannot be made", async () => {
    const own = job("/dev/null/caches", "x");
    expect((await own.run("restore")).at(-1)).toBe("The folder /dev/null/caches cannot be made.");
  });

  it.each([
    [
      { path: "caches" },
      'DIR203 The input "path" of cache/directory is an absolute path, or one below the home',
    ],
    [{ days: "0" }, 'DIR203 Caches are kept for a number of days from 1 to 9999, and "0" is none.'],
  ])("refuses %o", async (inputs, message) => {
    const { told } = await planned(directory, cacheUse(inputs, {}, CacheMode.SAVE, "cache/directory"));
    expect(told).toEqual([expect.stringContaining(message)]);
  });
});
