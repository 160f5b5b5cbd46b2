import { definePlugin, objectStore } from "cig/sdk";
import { describe, expect, it } from "vitest";

const store = objectStore(() => ({ read: () => undefined, write: () => {} }));
const named = { name: "cache/memory", version: "1.0.0" };

describe("a plugin with a store", () => {
  it("needs no hook", () => {
    expect(definePlugin({ ...named, capabilities: ["store:memory"], store }).store).toBe(store);
  });

  it("says so in its capabilities, and the other way round", () => {
    expect(() => definePlugin({ ...named, capabilities: ["cache:memory"], store })).toThrow(
      'The plugin cache/memory has a store and no capability such as "store:s3".',
    );
    expect(() => definePlugin({ ...named, capabilities: ["store:memory"], plan: () => ({}) })).toThrow(
      'The plugin cache/memory has a capability "store:…" and no store: give it lookup, record and latest.',
    );
  });
});
