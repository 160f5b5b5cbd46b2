import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, goldenRepository } from "./cig.ts";

interface PluginRecord {
  readonly name: string;
  readonly started: boolean;
  readonly memo: string;
}

function plugins(folder: string, ...args: string[]): PluginRecord[] {
  const done = cig(folder, "plan", "--json", ...args);
  expect(done.stderr).not.toContain("error");
  return JSON.parse(done.stdout).plugins;
}

function withoutTiming(text: string): unknown {
  const { timing: _timing, plugins: _plugins, ...rest } = JSON.parse(text);
  return rest;
}

describe("a second plan", () => {
  it("starts no plugin process on an unchanged repository, and says so", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const first = plugins(folder);
    expect(first.some((plugin) => plugin.started)).toBe(true);
    expect(first.map((plugin) => plugin.memo)).not.toContain("hit");
    const second = plugins(folder);
    expect(second.map((plugin) => plugin.name)).toEqual(first.map((plugin) => plugin.name));
    expect(second.map(({ started, memo }) => ({ started, memo }))).toEqual(
      second.map(() => ({ started: false, memo: "hit" })),
    );
  });

  it("says the same as the first", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const [first, second] = [cig(folder, "plan", "--json"), cig(folder, "plan", "--json")];
    expect(withoutTiming(second.stdout)).toEqual(withoutTiming(first.stdout));
  });

  it("asks again when one byte of a file has changed that the plugin reads", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    plugins(folder);
    appendFileSync(join(folder, "Gemfile"), "\n");
    const ruby = plugins(folder).find(({ name }) => name === "lang/ruby")!;
    expect(ruby).toMatchObject({ started: true, memo: "miss" });
  });

  it("takes corrupt entries for misses, whatever is in them", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const before = cig(folder, "plan", "--json");
    const entries = join(folder, ".cig/cache/hooks");
    for (const [index, name] of readdirSync(entries).entries()) {
      const bytes = readFileSync(join(entries, name));
      const damaged = [
        bytes.subarray(0, bytes.length - 1),
        Buffer.alloc(0),
        Buffer.concat([bytes, Buffer.from("x")]),
      ];
      writeFileSync(join(entries, name), damaged[index % damaged.length]!);
    }
    const after = cig(folder, "plan", "--json");
    expect(withoutTiming(after.stdout)).toEqual(withoutTiming(before.stdout));
    expect(JSON.parse(after.stdout).plugins.map(({ memo }: PluginRecord) => memo)).not.toContain("hit");
  });

  it("remembers nothing when told so", () => {
    const folder = goldenRepository("node-npm");
    plugins(folder);
    expect(plugins(folder, "--memo", "off").map(({ memo }) => memo)).not.toContain("hit");
  });

  it("gives the same bytes with one process for all plugins and with one for each", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const shared = cig(folder, "plan", "--json", "--memo", "off");
    const isolated = cig(folder, "plan", "--json", "--memo", "off", "--isolate");
    expect(withoutTiming(isolated.stdout)).toEqual(withoutTiming(shared.stdout));
  });
});
