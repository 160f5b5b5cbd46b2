import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "cig/sdk";
import { Client } from "minio";
import { afterAll, describe, expect, it } from "vitest";
import gcs from "../../../../plugins/cache/gcs/plugin.ts";
import minio from "../../../../plugins/cache/minio/plugin.ts";
import s3 from "../../../../plugins/cache/s3/plugin.ts";
import { endServers, startedServer, temporaryFolder } from "../servers.ts";
import { openMachine } from "./machine.ts";

/**
 * The scripts before servers of others, which `.ci/stores` installs and names by variables, as it does Amazon's command;
 * npm test passes them over.
 */
const programs = {
  aws: process.env.CIG_AWS,
  moto: process.env.CIG_MOTO,
  minio: process.env.CIG_MINIO,
  gcpEmulator: process.env.CIG_GCP_STORAGE_EMULATOR,
  fakeGcs: process.env.CIG_FAKE_GCS_SERVER,
};

const [id, secret] = ["cache-keeper", "a-long/enough+secret"] as const;
const bucket = "acme-ci";
const keys = {
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  MINIO_ACCESS_KEY: id,
  MINIO_SECRET_KEY: secret,
};
const path = programs.aws ? `${join(programs.aws, "..")}:${process.env.PATH}` : process.env.PATH!;

afterAll(endServers);

describe.skipIf(!programs.moto || !programs.aws)("moto", () => {
  const url = startedServer((port) => [programs.moto!, "--host", "127.0.0.1", "--port", port], makeBucket);
  itKeepsCaches(s3, () => ({ bucket, endpoint: url(), prefix: "aws", tool: "aws" }));
  itKeepsCaches(s3, () => ({ bucket, endpoint: url(), prefix: "curl", tool: "curl" }));
});

describe.skipIf(!programs.minio)("MinIO", () => {
  const url = startedServer(
    (port) => [programs.minio!, "server", "--address", `127.0.0.1:${port}`, "--quiet", temporaryFolder()],
    makeBucket,
    { MINIO_ROOT_USER: id, MINIO_ROOT_PASSWORD: secret, MINIO_UPDATE: "off", MINIO_BROWSER: "off" },
  );
  itKeepsCaches(minio, () => ({ bucket, endpoint: url(), prefix: "curl" }));
  itKeepsCaches(s3, () => ({ bucket, endpoint: url(), prefix: "aws", tool: "aws" }));

  it("refuses what the script has signed with another secret", async () => {
    const inputs = { bucket, endpoint: url() };
    const { run } = openMachine(minio, { inputs, env: { ...keys, MINIO_SECRET_KEY: "another-secret" } });
    expect(await run("restore")).toEqual([expect.stringMatching(/^The cache cannot be asked: .*403/)]);
  });
});

describe.skipIf(!programs.gcpEmulator)("gcp-storage-emulator", () => {
  const url = startedServer((port) => [
    ...[programs.gcpEmulator!, "start", "--host", "127.0.0.1", "--port", port],
    ...["--in-memory", "--default-bucket", bucket],
  ]);
  itKeepsCaches(gcs, () => ({ bucket, endpoint: url() }));
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
  itKeepsCaches(gcs, () => ({ bucket, endpoint: url() }));
});

function itKeepsCaches(plugin: Plugin, inputsNow: () => Record<string, string>): void {
  it(`keeps what ${plugin.name} saves, tells the newest, and misses what nobody has saved`, async () => {
    const inputs = inputsNow();
    const open = (lock: string) => openMachine(plugin, { inputs, lock, env: { ...keys, PATH: path } });
    expect(await open("one\n").run("restore")).toEqual([expect.stringMatching(/^There is no cache /)]);
    for (const content of ["one", "two"]) {
      const builder = open(`${content}\n`);
      builder.write(join(builder.folder, "vendor/a tool/made"), content);
      builder.write(join(builder.home, ".tool/made"), content);
      expect((await builder.run("save")).at(-1)).toMatch(/^Saved /);
      expect((await builder.run("save")).at(-1)).toMatch(/ is kept already\.$/);
      // Servers tell the time of an object in whole seconds.
      await new Promise((resolve) => setTimeout(resolve, 1100));
    }
    for (const [lock, content] of [
      ["one\n", "one"],
      ["three\n", "two"],
    ] as const) {
      const machine = open(lock);
      expect((await machine.run("restore")).at(-1)).toMatch(/^Restored /);
      expect(readFileSync(join(machine.folder, "vendor/a tool/made"), "utf8")).toBe(content);
      expect(readFileSync(join(machine.home, ".tool/made"), "utf8")).toBe(content);
    }
  }, 300_000);
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
