import { definePlugin, markerName, type Objects, objectStore } from "cig/sdk";
import { storeConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";

/** A store in memory whose objects are changed by `twist`. */
function storeWith(twist: (objects: Objects, kept: Map<string, Uint8Array>) => Partial<Objects>) {
  const kept = new Map<string, Uint8Array>();
  const objects: Objects = {
    read: (name) => kept.get(name),
    write: (name, content) => void kept.set(name, content),
  };
  return definePlugin({
    name: "acme/memory",
    version: "1.0.0",
    capabilities: ["store:memory"],
    store: objectStore(() => ({ ...objects, ...twist(objects, kept) })),
  });
}

const faultsOf = async (plugin: ReturnType<typeof storeWith>) => {
  const failures = await storeConformance(plugin, {});
  return [...new Set(failures.map((failure) => failure.replace(/^acme\/memory (.*?): .*$/, "$1")))];
};

describe("the conformance of stores", () => {
  it("has nothing against a store that keeps what it is told", async () => {
    expect(
      await storeConformance(
        storeWith(() => ({})),
        {},
      ),
    ).toEqual([]);
  });

  it("finds one that forgets", async () => {
    const failures = await faultsOf(storeWith(() => ({ write: () => {} })));
    expect(failures).toContain("gives back exactly the bytes that were recorded");
  });

  it("finds one that takes names for alike whose case differs", async () => {
    const twist = ({ read, write }: Objects): Objects => ({
      read: (name, signal) => read(name.slice(-30).toLowerCase(), signal),
      write: (name, ...rest) => write(name.slice(-30).toLowerCase(), ...rest),
    });
    expect(await faultsOf(storeWith(twist))).toContain(
      "finds a marker under its exact job and signature alone",
    );
  });

  it("finds one that adds to the bytes", async () => {
    const twist = ({ write }: Objects): Partial<Objects> => ({
      write: (name, content, ...rest) => write(name, Buffer.concat([content, Buffer.from("\n")]), ...rest),
    });
    expect(await faultsOf(storeWith(twist))).toContain("gives back exactly the bytes that were recorded");
  });

  it("finds one that keeps the first of two", async () => {
    const twist = ({ write }: Objects, kept: Map<string, Uint8Array>): Partial<Objects> => ({
      write: (name, ...rest) => void (kept.has(name) || write(name, ...rest)),
    });
    expect(await faultsOf(storeWith(twist))).toEqual([
      "keeps the later of two markers of one key",
      "tells the marker that was recorded last for a job, in each scope",
    ]);
  });

  it("finds one that believes every marker, and looks everywhere", async () => {
    const kept = new Map<string, Uint8Array>();
    const careless = definePlugin({
      name: "acme/memory",
      version: "1.0.0",
      capabilities: ["store:memory"],
      store: {
        lookup: async ({ keys }) => ({
          answers: keys.map((key) => ({
            key,
            markers: [...kept]
              .filter(([name]) => name.endsWith(markerName("trusted", key.job, key.signature)!.slice(7)))
              .map(([name, content]) => ({ scope: name.split("/")[0]!, content })),
          })),
        }),
        record: async ({ markers }) => {
          for (const { key, scope, content } of markers)
            kept.set(markerName(scope, key!.job, key!.signature)!, content);
          return { answers: markers.map(({ key, scope }) => ({ ...(key && { key }), scope })) };
        },
        latest: async () => ({}),
      },
    });
    expect(await faultsOf(careless)).toEqual([
      "looks in the scopes that it is asked for, in their order, and in no other",
      "tells the marker that was recorded last for a job, in each scope",
      "keeps no marker that says another key than the one it is to be kept under",
    ]);
  });

  it("finds one that throws instead of saying what is the matter", async () => {
    const throwing = definePlugin({
      name: "acme/memory",
      version: "1.0.0",
      capabilities: ["store:memory"],
      store: {
        lookup: () => Promise.reject(new Error("no network")),
        record: () => Promise.reject(new Error("no network")),
        latest: () => Promise.reject(new Error("no network")),
      },
    });
    expect(await storeConformance(throwing, {}, { broken: {} })).toContain(
      "acme/memory says for each key why it cannot tell, when it cannot be reached: no network",
    );
  });
});
