import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StoreAccessInit, testStoreConformance } from "cig/sdk/testing";
import { Client } from "minio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import gcs from "../../../plugins/cache/gcs/plugin.ts";
import minio from "../../../plugins/cache/minio/plugin.ts";
import s3 from "../../../plugins/cache/s3/plugin.ts";
import { runStore } from "../../../sdk/run-store.ts";
import { accessOf, withEnvironment } from "./access.ts";

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
const running: ChildProcess[] = [];
const undo: (() => void)[] = [];
const folders: string[] = [];

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
  await Promise.all(running.map(end));
  for (const restore of undo.reverse()) restore();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!programs.moto)("moto", () => {
  const url = started((port) => [programs.moto!, "--host", "127.0.0.1", "--port", port], makeBucket);
  testStoreConformance(it, s3, () => accessOf(url(), { bucket }), missingBucket(url));
  testStoreConformance(it, minio, () => accessOf(url(), { bucket, prefix: "minio" }), missingBucket(url));
});

describe.skipIf(!programs.minio)("MinIO", () => {
  const url = started(
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
  const url = started((port) => [
    ...[programs.gcpEmulator!, "start", "--host", "127.0.0.1", "--port", port],
    ...["--in-memory", "--default-bucket", bucket],
  ]);
  testStoreConformance(it, gcs, () => accessOf(url(), { bucket }));
});

describe.skipIf(!programs.fakeGcs)("fake-gcs-server", () => {
  const url = started(
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

/** Starts a program before the tests of a block; the function tells its address once they run. */
function started(
  command: (port: string) => string[],
  prepare: (url: string) => Promise<void> = async () => {},
  environment: Readonly<Record<string, string>> = {},
): () => string {
  let url = "";
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const [program = "", ...args] = command(String(port));
    const child = spawn(program, args, {
      stdio: "ignore",
      env: { PATH: process.env.PATH, HOME: temporaryFolder(), ...environment },
    });
    running.push(child);
    await untilAnswered(url, child);
    await prepare(url);
  }, 120_000);
  return () => url;
}

async function untilAnswered(url: string, child: ChildProcess): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(" ")} ended with ${child.exitCode}`);
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${child.spawnargs.join(" ")} does not answer`);
}

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

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-test-"));
  folders.push(folder);
  return folder;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
