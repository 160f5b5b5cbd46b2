import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { definePlugin, type Plugin } from "../../../sdk/index.ts";
import { conformance, testConformance } from "../../../sdk/testing/index.ts";
import { temporaryFolder } from "../../core/host/fixtures.ts";

const manifest = `[module]
name = "acme/x"
version = "1.0.0"
capabilities = ["lang:x", "package:x"]
hooks = ["detect", "generate"]
reads = ["**/x.toml"]
lists = ["spec/**"]
outputs = [".ci/*.yml"]
`;

const good = {
  name: "acme/x",
  version: "1.0.0",
  capabilities: ["package:x", "lang:x"],
  detect: ({ files }) => ({ signals: files.map((file) => file.path) }),
  generate: () => ({ fragments: [{ path: ".ci/x.yml", content: "a: 1\n" }] }),
} satisfies Plugin as Plugin;

const files = [{ path: "b/x.toml" }, { path: "x.toml" }, { path: "spec/a_spec.rb", listedOnly: true }];
const samples = [{ hook: "detect", request: { files } }] as const;
const failuresOf = (change: Partial<Plugin>, text = manifest) =>
  conformance(definePlugin({ ...good, ...change }), text, samples);

describe("the conformance suite", () => {
  it("finds nothing wrong with a good plugin, by the manifest's text or path", async () => {
    expect(await failuresOf({})).toEqual([]);
    const path = join(temporaryFolder(), "module.toml");
    writeFileSync(path, manifest);
    expect(await failuresOf({}, path)).toEqual([]);
  });

  it("compares the handshake with the manifest", async () => {
    expect(await failuresOf({ version: "1.0.1", capabilities: ["lang:x"], plan: () => ({}) })).toEqual([
      'acme/x says in the handshake what module.toml says: version is "1.0.1" in the plugin and "1.0.0" in module.toml.',
      'acme/x says in the handshake what module.toml says: capabilities is "lang:x" in the plugin and "lang:x, package:x" in module.toml.',
      'acme/x says in the handshake what module.toml says: hooks is "detect, generate, plan" in the plugin and "detect, generate" in module.toml.',
    ]);
  });

  it("asks each declared hook", async () => {
    const failures = await failuresOf({
      generate() {
        throw new Error("not today");
      },
    });
    expect(failures[0]).toBe("acme/x answers generate with an empty request: not today");
  });

  it("finds an answer that changes from call to call", async () => {
    let calls = 0;
    const failures = await failuresOf({ detect: () => ({ signals: [`call ${++calls}`] }) });
    expect(failures).toContain(
      "acme/x answers detect with the same bytes each time: answer 2 to the same request differs from the first.",
    );
  });

  it.each<[string, () => unknown, string]>([
    ["a file", () => readFileSync("package.json"), 'the hook used fs.readFileSync("package.json").'],
    ["the environment", () => process.env.SECRET_X, "the hook used process.env.SECRET_X."],
    ["all of the environment", () => Object.keys(process.env), "the hook used process.env as a whole."],
    ["the clock", () => Date.now(), "the hook used the clock (Date.now())."],
    ["the date", () => new Date(), "the hook used the clock (new Date())."],
    ["chance", () => Math.random(), "the hook used Math.random()."],
    ["identifiers", () => crypto.randomUUID(), "the hook used crypto.randomUUID()."],
    ["the network", () => fetch("http://127.0.0.1:9"), 'the hook used fetch("http://127.0.0.1:9").'],
    ["a process", () => spawnSync("true"), 'the hook used child_process.spawnSync("true").'],
    ["the machine", () => hostname(), "the hook used os.hostname()."],
    ["the current folder", () => process.cwd(), "the hook used process.cwd()."],
  ])("finds a hook that uses %s", async (_what, use, expected) => {
    const failures = await failuresOf({
      async detect() {
        await Promise.resolve();
        await use();
        return {};
      },
    });
    const found = failures.filter((failure) => failure.includes("touches nothing"));
    expect(found).toContain(`acme/x touches nothing but its request in detect: ${expected}`);
  });

  it("does not blame a hook for what others do at the time", async () => {
    const busy = setInterval(() => Date.now() + Math.random() + readFileSync("package.json").length, 0);
    const failures = await failuresOf({
      async detect() {
        await new Promise((resolve) => setTimeout(resolve, 30));
        return {};
      },
    });
    clearInterval(busy);
    expect(failures).toEqual([]);
  });

  it("lets a hook print", async () => {
    const loud = { error: console.error };
    const failures = await failuresOf({
      detect() {
        loud.error("looking at the files");
        return {};
      },
    });
    expect(failures).toEqual([]);
  });

  it("leaves everything as it was", async () => {
    const before = [Date, Math.random, readFileSync, process.env, fetch];
    await failuresOf({});
    expect(
      [Date, Math.random, readFileSync, process.env, fetch].map((now, index) => now === before[index]),
    ).toEqual([true, true, true, true, true]);
  });

  it("finds fragments outside the declared outputs", async () => {
    const failures = await failuresOf({
      generate: () => ({
        fragments: [{ path: ".ci/ok.yml" }, { path: ".ci/deep/x.yml" }, { path: "../.ci/x.yml" }],
      }),
    });
    expect(failures).toEqual([
      'acme/x writes in generate with an empty request only inside its outputs: the fragment ".ci/deep/x.yml" is outside the outputs of module.toml (.ci/*.yml).',
      'acme/x writes in generate with an empty request only inside its outputs: the fragment "../.ci/x.yml" is outside the outputs of module.toml (.ci/*.yml).',
    ]);
  });

  it("finds sample files that the core would never send", async () => {
    const request = { files: [{ path: "x.toml" }, { path: "secret.txt" }, { path: "spec/a.rb" }] };
    expect(await conformance(definePlugin(good), manifest, [{ hook: "detect", request }])).toEqual([
      "acme/x is shown in detect only files that it declares: the core would never send secret.txt: neither reads nor lists of module.toml match it.",
      "acme/x is shown in detect only files that it declares: the core would never send spec/a.rb: neither reads nor lists of module.toml match it.",
    ]);
  });

  it("finds what the core would not ask for", async () => {
    const text = `${manifest}[detect]\nfiles = ["**/x.toml"]\nwords = ["Magic"]\n`;
    const content = new TextEncoder().encode("some magic");
    const request = {
      files: [
        { path: "x.toml", content },
        { path: "spec/a", listedOnly: true },
      ],
    };
    const sample = [{ hook: "detect", request }] as const;
    const blind = { ...good, detect: () => ({ facts: [{ key: "x.root", value: "." }] }) };
    const seeing: Plugin["detect"] = ({ files }) => ({ signals: files.length > 1 ? ["x_detected"] : [] });
    expect(await conformance(definePlugin({ ...good, detect: seeing }), text, sample)).toEqual([]);
    expect(await conformance(definePlugin(blind), text, sample)).toEqual([
      'acme/x finds nothing in detect without what [detect] asks for: the fact "x.root" is found where [detect] of module.toml lets the core not ask.',
    ]);
    expect(await conformance(definePlugin(good), text, sample)).toEqual([
      'acme/x finds nothing in detect without what [detect] asks for: the signal "spec/a" is found where [detect] of module.toml lets the core not ask.',
    ]);
  });

  testConformance(test, definePlugin(good), manifest, samples);
});
