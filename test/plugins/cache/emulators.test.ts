import { type StoreAccessInit, testStoreConformance } from "cig/sdk/testing";
import { Client } from "minio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import gcs from "../../../plugins/cache/gcs/plugin.ts";
import minio from "../../../plugins/cache/minio/plugin.ts";
import s3 from "../../../plugins/cache/s3/plugin.ts";
import { runStore } from "../../../sdk/run-outside.ts";
import { accessOf, withEnvironment } from "./access.ts";
import { endServers, startedServer, temporaryFolder } from "./servers.ts";

/**
 * Servers of others, which `.ci/stores` installs and names by variables; npm test passes them over. Each is started on a
 * free port of loopback, and ended with the tests.
 */
const programs = {
  moto: process.env.CIG_MOTO,
  minio: process.env.CIG_MINIO,
  gcpEmulator: process.env.CIG_GCP_STORAGE_EMULATOR,
  fakeGcs: process.env.CIG_FAKE_GCS_SERVER,
};

const [id, secret] = ["marker-keeper", "a-long-enough-secret"] as const;
const bucket = "markers";
const undo: (() => void)[] = [];

beforeAll(() => {
  undo.push(
    withEnvironment({
      AWS_ACCESS_KEY_ID: id,
      AWS_SECRET_ACCESS_KEY: secret,
      MINIO_ACCESS_KEY: id,
      MINIO_SECRET_KEY: secret,
    }),
  );
});
afterAll(async () => {
  await endServers();
  for (const restore of undo.reverse()) restore();
});

describe.skipIf(!programs.moto)("moto", () => {
  const url = startedServer((port) => [programs.moto!, "--host", "127.0.0.1", "--port", port], makeBucket);
  testStoreConformance(it, s3, () => accessOf(url(), { bucket }), missingBucket(url));
  testStoreConformance(it, minio, () => accessOf(url(), { bucket, prefix: "minio" }), missingBucket(url));
});

describe.skipIf(!programs.minio)("MinIO", () => {
  const url = startedServer(
    (port) => [programs.minio!, "server", "--address", `127.0.0.1:${port}`, "--quiet", temporaryFolder()],
    makeBucket,
    { MINIO_ROOT_USER: id, MINIO_ROOT_PASSWORD: secret, MINIO_UPDATE: "off", MINIO_BROWSER: "off" },
  );
  testStoreConformance(it, s3, () => accessOf(url(), { bucket }), missingBucket(url));
  testStoreConformance(it, minio, () => accessOf(url(), { bucket, prefix: "minio" }), missingBucket(url));

  it.each([
    ["cache/s3", s3],
    ["cache/minio", minio],
  ] as const)("refuses what %s has signed with another secret", async (_, plugin) => {
    const restore = withEnvironment({ AWS_SECRET_ACCESS_KEY: "another", MINIO_SECRET_KEY: "another-secret" });
    const request = { access: accessOf(url(), { bucket }), job: "lint", scopes: ["trusted"] };
    expect((await runStore(plugin, "latest", request)).problem).toBe(
      "The store answers 403 (SignatureDoesNotMatch).",
    );
    restore();
  });
});

describe.skipIf(!programs.gcpEmulator)("gcp-storage-emulator", () => {
  const url = startedServer((port) => [
    ...[programs.gcpEmulator!, "start", "--host", "127.0.0.1", "--port", port],
    ...["--in-memory", "--default-bucket", bucket],
  ]);
  testStoreConformance(it, gcs, () => accessOf(url(), { bucket }));
});

describe.skipIf(!programs.fakeGcs)("fake-gcs-server", () => {
  const url = startedServer(
    (port) => [
      ...[programs.fakeGcs!, "-scheme", "http", "-host", "127.0.0.1", "-port", port, "-backend", "memory"],
      ...["-public-host", `127.0.0.1:${port}`],
    ],
    async (url) => {
      const headers = { "content-type": "application/json" };
      await fetch(`${url}/storage/v1/b`, { method: "POST", headers, body: JSON.stringify({ name: bucket }) });
    },
  );
  testStoreConformance(it, gcs, () => accessOf(url(), { bucket }));
});

async function makeBucket(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const client = new Client({
    endPoint: hostname,
    port: Number(port),
    useSSL: false,
    accessKey: id,
    secretKey: secret,
  });
  await client.makeBucket(bucket, "us-east-1");
}

function missingBucket(url: () => string): () => StoreAccessInit {
  return () => accessOf(url(), { bucket: "no-such-bucket" });
}
