import { runStore, type StoreAccessInit, testConformance, testStoreConformance } from "cig/sdk/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import plugin from "../../../plugins/cache/gcs/plugin.ts";
import { accessOf } from "./access.ts";
import { startGcsServer } from "./gcs-server.ts";
import { type Fault, faults, nobodysUrl, type ObjectServer } from "./object-server.ts";

const signature = "a".repeat(64);
const key = { job: "lint", signature };

async function lookup(access: StoreAccessInit): Promise<string | number> {
  const { answers } = await runStore(plugin, "lookup", { access, keys: [key], scopes: ["trusted"] });
  return answers[0]!.problem || answers[0]!.markers.length;
}

async function record(access: StoreAccessInit): Promise<string> {
  const content = Buffer.from(JSON.stringify({ schema: "cig.marker/1", ...key, scope: "trusted" }));
  const { answers } = await runStore(plugin, "record", {
    access,
    markers: [{ key, scope: "trusted", content }],
  });
  return answers[0]!.problem;
}

let server: ObjectServer;
beforeAll(async () => {
  server = await startGcsServer();
});
afterAll(() => server.close());
const started: ObjectServer[] = [];
afterEach(() => Promise.all(started.splice(0).map((each) => each.close())));

describe("cache/gcs", () => {
  testConformance(it, plugin, "plugins/cache/gcs/module.toml", []);
  testStoreConformance(
    it,
    plugin,
    () => accessOf(server.url, { bucket: "markers", prefix: "shop" }),
    async () => accessOf(await nobodysUrl(), { bucket: "markers" }, { deadlineMs: 5000 }),
  );

  it("needs a bucket", async () => {
    expect(await lookup(accessOf(server.url, {}))).toBe(
      'The store has no bucket: name one with the option "bucket".',
    );
  });

  it("tells a bucket that is missing from a marker that is", async () => {
    const access = accessOf(server.url, { bucket: "elsewhere" });
    expect(await lookup(access)).toBe("The store answers 404 (Not Found).");
    expect(await record(access)).toBe("The store answers 404 (Not Found).");
  });

  it("sends nothing of the machine's credentials to an address that is not Google's", async () => {
    await lookup(accessOf(server.url, { bucket: "markers" }));
    expect(server.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  async function faulty(fault: Fault): Promise<StoreAccessInit> {
    const own = await startGcsServer(fault);
    started.push(own);
    return accessOf(own.url, { bucket: "markers" }, { deadlineMs: 2000 });
  }

  it.each([
    ["answers 403", /^The store answers 403 \(Forbidden/],
    ["answers 500", /^The store (?:answers 500 \(Internal Server Error\)|did not answer in time)\.$/],
    ["answers 200 with a page", /is not JSON/],
    ["hangs before it answers", /^The store did not answer in time\.$/],
    ["hangs in the middle", /^The store did not answer in time\.$/],
    [
      "cuts the answer short",
      /^The store (?:broke off in the middle of|did not answer in time|cannot be reached)/,
    ],
    ["sends without end", /^The store has an object larger than 256 KiB at/],
    ["hangs up", /^The store (?:cannot be reached \(|did not answer in time)/],
  ] as const)("of a server that %s says so, and keeps nothing", async (fault, problem) => {
    const access = await faulty(faults[fault]);
    expect(await lookup(access)).toMatch(problem);
    if (/403|500|hangs before|hangs up/.test(fault)) expect(await record(access)).not.toBe("");
  });
});
