import { readFileSync } from "node:fs";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { InstalledPlugin } from "../../../core/source/installed-plugin.ts";
import { specFromEnvironment } from "../../../core/store/spec.ts";
import { type OpenStoreOptions, openStore, type Store } from "../../../core/store/store.ts";
import { eventually, installFixture, processesIn, temporaryFolder } from "../host/fixtures.ts";
import { markerOf, noon, signatureOf } from "./markers.ts";

let plugin: InstalledPlugin;
const open: Store[] = [];

beforeAll(async () => {
  plugin = await installFixture("odd-store");
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((store) => store.close()));
});

const grant = ["network:http://127.0.0.1:9", "environment:ODD_TOKEN"];

/** The fixture's store; `mode` says how it behaves. */
function oddStore(mode: string, changes: Partial<OpenStoreOptions> = {}): Store {
  const template = JSON.stringify(markerOf());
  const store = openStore({
    spec: {
      plugin: plugin.name,
      options: { mode, template, endpoint: "http://127.0.0.1:9" },
      timeout_ms: 8000,
    },
    scopes: { read: ["pr/12", "trusted"], write: "pr/12" },
    root: temporaryFolder(),
    table: { [plugin.name]: { version: "1", grant } },
    plugins: async () => ({ value: [plugin], diagnostics: [] }),
    environment: { PATH: "/usr/bin", ODD_TOKEN: "t", ODD_OTHER: "o", SECRET: "s" },
    now: () => noon,
    ...changes,
  });
  open.push(store);
  return store;
}

const key = { job: "test-ruby3.2", signature: signatureOf("a") };
const keyText = `test-ruby3.2/${signatureOf("a")}`;
async function lookedUp(store: Store) {
  return (await store.lookup([key])).get(keyText);
}

describe("a store behind a plugin", () => {
  it("finds what is exactly what was asked for, in a scope that is trusted", async () => {
    expect(await lookedUp(oddStore("good"))).toEqual({ kind: "found", marker: markerOf() });
  });

  it("finds it although another scope has something else there", async () => {
    expect(await lookedUp(oddStore("bad-then-good"))).toEqual({ kind: "found", marker: markerOf() });
  });

  it.each([
    ["another-job", 'The marker in "trusted" belongs to another job, "test-ruby3.2-2".'],
    ["another-signature", 'The marker in "trusted" belongs to another signature.'],
    ["another-scope-inside", 'The marker in "trusted" belongs to another scope, "pr/999".'],
    ["a-scope-not-asked-for", "The store answered with a marker of a scope that was not asked for."],
    ["another-schema", 'The marker in "trusted" is not of the form "cig.marker/1".'],
    ["truncated", 'The marker in "trusted" is not JSON: it is damaged or cut short.'],
    ["html", 'The marker in "trusted" is not JSON: it is damaged or cut short.'],
    ["empty", 'The marker in "trusted" is not JSON: it is damaged or cut short.'],
    ["huge", 'The marker in "trusted" is larger than 256 KiB.'],
    ["silent", "The store did not answer for this key."],
    ["problem", "The store answers 403 (Forbidden)."],
  ])("doubts what is %s", async (mode, reason) => {
    expect(await lookedUp(oddStore(mode))).toEqual({ kind: "doubt", reason });
  });

  it("doubts everything when the plugin crashes, and says so once as a warning", async () => {
    const store = oddStore("crashes");
    const found = await store.lookup([key, { ...key, job: "lint" }]);
    expect([...found.values()]).toEqual([
      {
        kind: "doubt",
        reason: "misbehaving/odd-store 1.0.0 ended with exit code 3 in lookup. It wrote nothing to stderr.",
      },
      {
        kind: "doubt",
        reason: "misbehaving/odd-store 1.0.0 ended with exit code 3 in lookup. It wrote nothing to stderr.",
      },
    ]);
    await store.lookup([key]);
    expect(store.diagnostics()).toMatchObject([
      { level: "warning", code: "CIG306", plugin: "misbehaving/odd-store" },
    ]);
  });

  it("doubts everything when the plugin throws; its words are safe to show", async () => {
    const found = await lookedUp(oddStore("throws"));
    expect(found).toEqual({
      kind: "doubt",
      reason: "misbehaving/odd-store 1.0.0 failed in lookup: the token has expired : :error::no",
    });
  });

  it("waits no longer than its deadline for one that hangs, and leaves no process behind", async () => {
    const spec = {
      plugin: plugin.name,
      options: { mode: "hangs", endpoint: "http://127.0.0.1:9" },
      timeout_ms: 1500,
    };
    const store = oddStore("", { spec });
    expect(await lookedUp(store)).toMatchObject({
      kind: "doubt",
      reason: expect.stringContaining("did not answer within 1.5 s"),
    });
    await store.close();
    expect(await eventually(() => processesIn(plugin.directory).length === 0)).toBe(true);
  });

  it("keeps what it records, and finds it afterwards under that key alone", async () => {
    const store = oddStore("keeps");
    expect(await lookedUp(store)).toEqual({ kind: "none" });
    const marker = markerOf({ scope: "pr/12" });
    expect(await store.record([marker])).toEqual(new Map([[keyText, { kind: "stored" }]]));
    expect(await lookedUp(store)).toEqual({ kind: "found", marker });
    const other = { job: "test-ruby3.2", signature: signatureOf("b") };
    expect([...(await store.lookup([other])).values()]).toEqual([{ kind: "none" }]);
  });

  it("records in the scope of the run alone", async () => {
    const recorded = await oddStore("keeps").record([markerOf({ scope: "trusted" })]);
    expect([...recorded.values()]).toEqual([
      { kind: "refused", reason: 'This run records in "pr/12" alone, and the marker is for "trusted".' },
    ]);
  });

  it("records nothing where the run has no scope, and nothing that has expired", async () => {
    const [none] = (await oddStore("keeps", { scopes: { read: [] } }).record([markerOf()])).values();
    expect(none).toEqual({
      kind: "refused",
      reason: "This run has no scope of its own, so it records nothing.",
    });
    const old = markerOf({ scope: "pr/12", expires: "2026-11-29T11:59:59Z" });
    const [expired] = (await oddStore("keeps").record([old])).values();
    expect(expired).toEqual({ kind: "refused", reason: "The marker has expired already." });
  });

  it("takes a record that is not confirmed for one that was not kept", async () => {
    const [result] = (await oddStore("silent").record([markerOf({ scope: "pr/12" })])).values();
    expect(result).toEqual({ kind: "refused", reason: "The store did not say whether it kept the marker." });
  });

  it("finds nothing of a time that has not come, or is over", async () => {
    const at = (now: string) => oddStore("good", { now: () => new Date(now) });
    expect(await lookedUp(at("2026-11-29T11:54:59Z"))).toEqual({
      kind: "doubt",
      reason:
        'The marker in "trusted" comes from the future (2026-11-29T12:00:00Z): a clock is wrong, here or where it was written.',
    });
    expect(await lookedUp(at("2026-11-29T11:55:01Z"))).toMatchObject({ kind: "found" });
    const template = JSON.stringify(markerOf({ expires: "2026-12-01T00:00:00Z" }));
    const options = { mode: "good", template, endpoint: "http://127.0.0.1:9" };
    const spec = { plugin: plugin.name, options };
    const later = (now: string) => oddStore("", { spec, now: () => new Date(now) });
    expect(await lookedUp(later("2026-11-30T23:59:59Z"))).toMatchObject({ kind: "found" });
    expect(await lookedUp(later("2026-12-01T00:00:00Z"))).toEqual({
      kind: "doubt",
      reason: 'The marker in "trusted" expired at 2026-12-01T00:00:00Z.',
    });
  });

  it("tells the plugin's problem when the latest marker is asked for", async () => {
    expect(await oddStore("keeps").latest("lint")).toEqual({
      kind: "doubt",
      reason: "The store keeps no order.",
    });
  });
});

describe("what a store may use", () => {
  it("is told the plugin; granted variables are all that it sees beyond what every plugin has", async () => {
    const seen = await lookedUp(oddStore("environment"));
    const names = (seen as { reason: string }).reason.replace(/^I see |\.$/g, "").split(" ");
    const usual = "CIG_PLUGIN HOME LANG LC_ALL PATH PYTHONDONTWRITEBYTECODE TEMP TMP TMPDIR TZ".split(" ");
    expect(names.filter((name) => !usual.includes(name))).toEqual(["ODD_TOKEN"]);
    expect(await lookedUp(oddStore("access"))).toEqual({
      kind: "doubt",
      reason: "http://127.0.0.1:9 environment:ODD_TOKEN network:http://127.0.0.1:9",
    });
  });

  it("is asked for before the plugin is started: without a grant nothing runs but the jobs", async () => {
    const store = oddStore("good", { table: {} });
    const reason =
      "misbehaving/odd-store 1.0.0 may not talk to http://127.0.0.1:9: cig.toml does not grant it. Until it does, the store is not asked, nothing is recorded, and every job runs.";
    expect(await lookedUp(store)).toEqual({ kind: "doubt", reason });
    expect(store.diagnostics()).toEqual([
      {
        level: "warning",
        code: "CIG318",
        title: "Plugin needs a grant",
        plugin: "misbehaving/odd-store",
        message: reason,
        hint: 'If it may, write in cig.toml:\n  [plugins]\n  "misbehaving/odd-store" = { version = "~1.0", grant = ["network:http://127.0.0.1:9", "environment:ODD_*"] }',
      },
    ]);
    expect(processesIn(plugin.directory)).toEqual([]);
  });

  it.each([
    ["network:http://127.0.0.1:10"],
    ["network:https://127.0.0.1:9"],
    ["network:http://*"],
    ["network:http://127.0.0.1"],
  ])("must be granted as it is, and %s is not it", async (other) => {
    const table = { [plugin.name]: { path: "./odd", grant: [other] } };
    const store = oddStore("good", { table });
    expect(await lookedUp(store)).toMatchObject({ kind: "doubt" });
    expect(store.diagnostics()[0]?.hint).toContain(
      `"misbehaving/odd-store" = { path = "./odd", grant = ["${other}", "network:http://127.0.0.1:9", "environment:ODD_*"] }`,
    );
  });

  it("is what the plugin asks for: another grant is not given, and told", async () => {
    const table = { [plugin.name]: { version: "1", grant: [...grant, "environment:SECRET"] } };
    const store = oddStore("environment", { table });
    expect(await lookedUp(store)).not.toMatchObject({ reason: expect.stringContaining("SECRET") });
    expect(store.diagnostics()).toMatchObject([
      {
        code: "CIG318",
        message: 'misbehaving/odd-store does not ask for "environment:SECRET", so it is not given.',
      },
    ]);
  });

  it.each([
    [{}, 'has no address: its options lack "region"'],
    [{ endpoint: "ftp://127.0.0.1" }, 'does not use its address, which is none: it begins with "https://"'],
    [
      { endpoint: "http://me:secret@127.0.0.1:9" },
      "does not use its address, which has a name or a password in it: grant a variable instead",
    ],
  ])("needs an address: %j", async (options, what) => {
    const store = oddStore("", { spec: { plugin: plugin.name, options: { mode: "good", ...options } } });
    expect(await lookedUp(store)).toEqual({
      kind: "doubt",
      reason: `The store misbehaving/odd-store ${what}.`,
    });
  });
});

describe("a store that is none", () => {
  it("is a doubt with the nearest that is installed", async () => {
    const store = oddStore("", { spec: { plugin: "misbehaving/old-store", options: {} } });
    expect(await lookedUp(store)).toEqual({
      kind: "doubt",
      reason:
        'The store "misbehaving/old-store" is not installed, so nothing is looked up, and every job runs.',
    });
    expect(store.diagnostics()).toMatchObject([
      { code: "CIG319", hint: 'Did you mean "misbehaving/odd-store"?' },
    ]);
  });

  it("is a doubt, too, when finding plugins fails", async () => {
    const store = oddStore("", { plugins: () => Promise.reject(new Error("no folder")) });
    expect(await lookedUp(store)).toEqual({
      kind: "doubt",
      reason: "The store misbehaving/odd-store could not be opened: no folder",
    });
  });
});

describe("CIG_STORE", () => {
  it("names a store as JSON", () => {
    const json = '{"plugin":"cache/s3","options":{"bucket":"ci"},"timeout_ms":5000}';
    expect(specFromEnvironment({ CIG_STORE: json })).toEqual({
      value: { plugin: "cache/s3", options: { bucket: "ci" }, timeout_ms: 5000 },
      diagnostics: [],
    });
    expect(specFromEnvironment({ CIG_STORE: '{"plugin":"cache/s3"}' }).value).toEqual({
      plugin: "cache/s3",
      options: {},
    });
    expect(specFromEnvironment({})).toEqual({ diagnostics: [] });
    expect(specFromEnvironment({ CIG_STORE: " " })).toEqual({ diagnostics: [] });
  });

  it.each([
    ["s3", "it is not a JSON table"],
    ["[]", "it is not a JSON table"],
    ['{"plugins":"cache/s3"}', 'it has an unknown key "plugins"'],
    ['{"plugin":"s3"}', '"plugin" is not the name of a plugin such as "cache/s3"'],
    ['{"plugin":"cache/s3","options":[]}', '"options" is not a table'],
    ['{"plugin":"cache/s3","timeout_ms":0}', '"timeout_ms" is not a number of milliseconds from 1 to 600000'],
    [
      '{"plugin":"cache/s3","grant":["AWS_*"]}',
      '"grant" is not a list such as ["network:https://s3.example.com", "environment:AWS_*"]',
    ],
  ])("that is %s names none", (json, what) => {
    const { value, diagnostics } = specFromEnvironment({ CIG_STORE: json });
    expect(value).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: "CIG319",
        message: `The variable CIG_STORE does not name a store: ${what}. No store is used, so every job runs.`,
      },
    ]);
  });
});

it("loads nothing of gRPC before a plugin is asked", () => {
  const source = readFileSync(new URL("../../../core/store/open-backend.ts", import.meta.url), "utf8");
  expect(source.match(/from "(\.\.\/host\/[^"]*|.*plugin-store[^"]*)"/g)).toEqual([
    'from "../host/discover.ts"',
  ]);
});
