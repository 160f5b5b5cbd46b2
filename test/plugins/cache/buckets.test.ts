import type { Plugin } from "cig/sdk";
import { runStore, type StoreAccessInit, testConformance, testStoreConformance } from "cig/sdk/testing";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import minio from "../../../plugins/cache/minio/plugin.ts";
import s3 from "../../../plugins/cache/s3/plugin.ts";
import { accessOf, withEnvironment } from "./access.ts";
import { type Fault, faults, nobodysUrl, startObjectServer } from "./object-server.ts";
import { type S3Server, startS3Server } from "./s3-server.ts";

const signature = "a".repeat(64);
const key = { job: "lint", signature };

async function lookup(plugin: Plugin, access: StoreAccessInit): Promise<string | number> {
  const { answers } = await runStore(plugin, "lookup", { access, keys: [key], scopes: ["trusted"] });
  return answers[0]!.problem || answers[0]!.markers.length;
}

async function record(plugin: Plugin, access: StoreAccessInit): Promise<string> {
  const content = Buffer.from(JSON.stringify({ schema: "cig.marker/1", ...key, scope: "trusted" }));
  const { answers } = await runStore(plugin, "record", {
    access,
    markers: [{ key, scope: "trusted", content }],
  });
  return answers[0]!.problem;
}

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());

const variables = {
  "cache/s3": ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
  "cache/minio": ["MINIO_ACCESS_KEY", "MINIO_SECRET_KEY"],
} as const;

describe.each([
  ["cache/s3", s3],
  ["cache/minio", minio],
] as const)("%s", (name, plugin) => {
  const [idName, secretName] = variables[name];
  const undo: (() => void)[] = [];
  const use = (id: string, secret: string) =>
    void undo.push(withEnvironment({ [idName]: id, [secretName]: secret }));
  beforeAll(() => {
    use(server.accessKey, server.secretKey);
    // Neither asks the network of the machine, nor reads what its user has.
    undo.push(
      withEnvironment({
        AWS_EC2_METADATA_DISABLED: "true",
        AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
        AWS_CONFIG_FILE: "/nonexistent",
      }),
    );
    return () => {
      for (const restore of undo.splice(0).reverse()) restore();
    };
  });
  const started: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(started.splice(0).map((each) => each.close())));

  testConformance(it, plugin, `plugins/${name}/module.toml`, []);
  testStoreConformance(
    it,
    plugin,
    () => accessOf(server.url, { bucket: server.bucket, prefix: "shop/ci" }),
    async () => accessOf(await nobodysUrl(), { bucket: server.bucket }),
  );

  it("needs a bucket", async () => {
    expect(await lookup(plugin, accessOf(server.url, {}))).toBe(
      'The store has no bucket: name one with the option "bucket".',
    );
  });

  it("tells a bucket that is missing from a marker that is", async () => {
    const problem = "The store answers 404 (NoSuchBucket).";
    expect(await lookup(plugin, accessOf(server.url, { bucket: "elsewhere" }))).toBe(problem);
    expect(await record(plugin, accessOf(server.url, { bucket: "elsewhere" }))).toBe(problem);
  });

  it("tells credentials that are wrong", async () => {
    const restore = withEnvironment({ [idName]: "SOMEBODY", [secretName]: "wrong" });
    const access = accessOf(server.url, { bucket: server.bucket });
    expect(await lookup(plugin, access)).toBe("The store answers 403 (InvalidAccessKeyId).");
    restore();
  });

  async function faulty(fault: Fault): Promise<StoreAccessInit> {
    const own = await startObjectServer(fault);
    started.push(own);
    return accessOf(own.url, { bucket: "markers" }, { deadlineMs: 2000 });
  }

  it.each([
    ["answers 403", /403|without saying which/],
    ["answers 500", /500/],
    ["answers 200 with a page", /is not JSON/],
    ["hangs before it answers", /^The store did not answer in time\.$/],
    ["hangs in the middle", /^The store did not answer in time\.$/],
    ["cuts the answer short", /^The store broke off in the middle of/],
    ["sends without end", /^The store has an object larger than 256 KiB at/],
    ["hangs up", /^The store cannot be reached \(/],
  ] as const)("of a server that %s says so, and keeps nothing", async (fault, problem) => {
    const access = await faulty(faults[fault]);
    expect(await lookup(plugin, access)).toMatch(problem);
    if (/403|500|hangs before|hangs up/.test(fault)) expect(await record(plugin, access)).not.toBe("");
  });
});

it("cache/s3 says what to grant when it finds no credentials", async () => {
  const restore = withEnvironment({
    HOME: "/nonexistent",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
    AWS_CONFIG_FILE: "/nonexistent",
  });
  expect(await lookup(s3, accessOf(server.url, { bucket: server.bucket }))).toBe(
    "The store has no credentials: grant the plugin the variables that hold them, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
  );
  restore();
});
