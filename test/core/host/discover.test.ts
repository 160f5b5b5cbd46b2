import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { buildBundledIndex } from "../../../core/host/bundled-index.ts";
import { discover, type PluginTable } from "../../../core/host/discover.ts";
import { temporaryFolder } from "./fixtures.ts";

let root: string;
let bundledDirectory: string;

/** Writes a plugin folder; the manifest's lists are TOML lines. */
function place(folder: string, name: string, version: string, lists = ""): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "module.toml"),
    `[module]\nname = "${name}"\nversion = "${version}"\nhooks = ["plan"]\n${lists}`,
  );
  writeFileSync(join(folder, "main.js"), "");
  return folder;
}

async function find(table: PluginTable, searchPath?: string) {
  const options = {
    root,
    table,
    bundledDirectory,
    ...(searchPath !== undefined && { allowPath: true, searchPath }),
  };
  const { value = [], diagnostics } = await discover(options);
  return {
    plugins: value.map((plugin) => `${plugin.name} ${plugin.version} ${plugin.origin}`),
    problems: diagnostics.map(({ code, message, hint }) => `${code} ${message}${hint ? ` | ${hint}` : ""}`),
    value,
    diagnostics,
  };
}

beforeEach(() => {
  root = temporaryFolder();
  bundledDirectory = temporaryFolder();
  place(join(bundledDirectory, "lang/ruby"), "lang/ruby", "1.3.0");
  place(join(bundledDirectory, "lang/node"), "lang/node", "2.0.1");
});

describe("discovery", () => {
  it("finds the bundled plugins, sorted by name, from their folders or from the index alike", async () => {
    const scanned = await find({});
    expect(scanned.plugins).toEqual(["lang/node 2.0.1 bundled", "lang/ruby 1.3.0 bundled"]);
    writeFileSync(
      join(bundledDirectory, "bundled.json"),
      JSON.stringify(await buildBundledIndex(bundledDirectory)),
    );
    expect((await find({})).value).toEqual(scanned.value);
  });

  it("knows from the index what a provider supports", async () => {
    const support = `title = "Acme"\n[support]\n"job.needs" = "native"\n"step.retry" = { is = "refused", why = "cannot" }\n`;
    place(join(bundledDirectory, "provider/acme"), "provider/acme", "1.0.0", support);
    writeFileSync(
      join(bundledDirectory, "bundled.json"),
      JSON.stringify(await buildBundledIndex(bundledDirectory)),
    );
    const found = (await find({})).value!.find(({ name }) => name === "provider/acme");
    expect(found?.manifest.title).toBe("Acme");
    expect(found?.manifest.support).toEqual({
      "job.needs": "native",
      "step.retry": { is: "refused", why: "cannot" },
    });
  });

  it("leaves out a plugin whose manifest speaks no protocol of ours, without starting it", async () => {
    place(join(root, "p"), "acme/new", "1.0.0", "protocols = [7, 8]\n");
    const found = await find({ "acme/new": { path: "./p" } });
    expect(found.plugins).toHaveLength(2);
    expect(found.problems).toEqual([
      "CIG309 acme/new 1.0.0 speaks protocol 7, 8 by its module.toml, and this cig speaks 1. | " +
        "Update cig, or use a version of acme/new for protocol 1.",
    ]);
    expect(found.diagnostics[0]!.subject).toEqual(["plugins", "acme/new"]);
  });

  it("takes a damaged index for none", async () => {
    writeFileSync(join(bundledDirectory, "bundled.json"), '{"schema": 1, "plug');
    expect((await find({})).plugins).toHaveLength(2);
  });

  it("accepts a bundled plugin that fits the range, and refuses one that does not", async () => {
    expect((await find({ "lang/ruby": "~1.2", "lang/node": { version: "^2.0" } })).problems).toEqual([]);
    const { plugins, problems, diagnostics } = await find({ "lang/ruby": "~1.4" });
    expect(plugins).toEqual(["lang/node 2.0.1 bundled"]);
    expect(problems).toEqual([
      'CIG303 cig.toml asks for lang/ruby "~1.4", and 1.3.0 is shipped with this cig. | Change the range to one that 1.3.0 fits, such as "~1.3", or name another copy by { path = "…" }.',
    ]);
    expect(diagnostics[0]!.subject).toEqual(["plugins", "lang/ruby"]);
  });

  it("refuses what is not a range", async () => {
    expect((await find({ "lang/ruby": "latest!" })).problems).toEqual([
      'CIG303 "latest!" is not a range of versions, so it cannot be said whether lang/ruby fits. | Write a range such as "~1.2", "^2.0" or ">=1.1".',
    ]);
  });

  it("says what is not installed, with the nearest that is", async () => {
    expect((await find({ "lang/rubby": "^1.0" })).problems).toEqual([
      'CIG301 [plugins] names "lang/rubby", and no plugin of that name is installed. | Did you mean "lang/ruby"?',
    ]);
  });

  it("finds a plugin by its path, relative to the root, and starts it in its folder", async () => {
    place(join(root, "ci/x"), "acme/x", "0.1.0", 'command = ["./bin/x", "--stdio"]\n');
    const { plugins, problems, value } = await find({ "acme/x": { path: "./ci/x" } });
    expect(problems).toEqual([]);
    expect(plugins).toEqual(["acme/x 0.1.0 path", "lang/node 2.0.1 bundled", "lang/ruby 1.3.0 bundled"]);
    expect(value[0]).toMatchObject({
      directory: join(root, "ci/x"),
      command: [join(root, "ci/x/bin/x"), "--stdio"],
      digest: expect.stringMatching(/^sha256:/),
    });
  });

  it("lets a path replace the bundled plugin of its name", async () => {
    place(join(root, "ruby"), "lang/ruby", "9.0.0");
    expect((await find({ "lang/ruby": { path: "ruby", version: ">=9" } })).plugins).toEqual([
      "lang/node 2.0.1 bundled",
      "lang/ruby 9.0.0 path",
    ]);
  });

  it("does not fall back to the bundled plugin when the path is wrong", async () => {
    const { plugins, problems, diagnostics } = await find({ "lang/ruby": { path: "./nowhere" } });
    expect(plugins).toEqual(["lang/node 2.0.1 bundled"]);
    expect(problems[0]).toContain(
      "CIG301 There is no plugin in ./nowhere: the file module.toml is missing or cannot be read.",
    );
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]!.subject).toEqual(["plugins", "lang/ruby"]);
  });

  it("refuses a folder whose manifest has another name", async () => {
    place(join(root, "x"), "acme/y", "1.0.0");
    expect((await find({ "acme/x": { path: "x" } })).problems).toEqual([
      'CIG310 [plugins] expects "acme/x" in x, and the module.toml there says "acme/y". | Write "acme/y" = { path = "x" }, or correct the name in x/module.toml.',
    ]);
  });

  it("reports an invalid manifest at its place", async () => {
    place(join(root, "x"), "acme/x", "one");
    const { diagnostics } = await find({ "acme/x": { path: "x" } });
    expect(diagnostics).toMatchObject([
      { code: "CIG302", plugin: "acme/x", at: { file: "x/module.toml", line: 3 } },
    ]);
  });

  it("reports unmet requirements and conflicts", async () => {
    place(join(root, "x"), "acme/x", "1.0.0", 'requires = ["cache:*"]\nconflicts_with = ["lang/ruby"]\n');
    expect(
      (await find({ "acme/x": { path: "x" } })).problems.map((problem) => problem.split(". |")[0]),
    ).toEqual([
      'CIG314 acme/x 1.0.0 needs "cache:*", and no installed plugin has this capability',
      'CIG315 acme/x 1.0.0 cannot be used together with "lang/ruby", which lang/ruby 1.3.0 has',
    ]);
  });
});

describe("plugins on PATH", () => {
  let bin: string;

  beforeEach(() => {
    bin = temporaryFolder();
    const home = place(join(temporaryFolder(), "tool"), "acme/tool", "1.0.0");
    writeFileSync(join(home, "run"), "#!/bin/sh\n");
    chmodSync(join(home, "run"), 0o755);
    symlinkSync(join(home, "run"), join(bin, "cig-plugin-tool"));
    writeFileSync(join(bin, "unrelated"), "");
  });

  it("take part only when they are asked for", async () => {
    expect((await find({})).plugins).toHaveLength(2);
    const { plugins, value } = await find({}, bin);
    expect(plugins[0]).toBe("acme/tool 1.0.0 PATH");
    expect(value[0]!.command).toEqual([join(value[0]!.directory, "run")]);
  });

  it("are passed over in relative and missing folders", async () => {
    expect((await find({}, [".", "relative", "/does/not/exist", ""].join(delimiter))).plugins).toHaveLength(
      2,
    );
  });

  it("are hidden by one of the same name in an earlier folder", async () => {
    const earlier = temporaryFolder();
    const home = place(temporaryFolder(), "acme/first", "1.0.0");
    writeFileSync(join(home, "run"), "");
    symlinkSync(join(home, "run"), join(earlier, "cig-plugin-tool"));
    const { plugins } = await find({}, [earlier, bin].join(delimiter));
    expect(plugins.filter((plugin) => plugin.endsWith("PATH"))).toEqual(["acme/first 1.0.0 PATH"]);
  });

  it("may not quietly take the place of another plugin", async () => {
    const home = place(temporaryFolder(), "lang/ruby", "7.0.0");
    writeFileSync(join(home, "run"), "");
    symlinkSync(join(home, "run"), join(bin, "cig-plugin-ruby"));
    const { plugins, problems } = await find({}, bin);
    expect(plugins).toContain("lang/ruby 1.3.0 bundled");
    expect(problems[0]).toContain(
      `CIG405 The plugin "lang/ruby" is installed twice: shipped with cig and on PATH in ${home}.`,
    );
    expect((await find({ "lang/ruby": { path: home } }, bin)).problems).toEqual([]);
  });
});
