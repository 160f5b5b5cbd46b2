import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discover } from "../../core/host/discover.ts";
import { keyOf } from "../../core/store/result.ts";
import { type OpenStoreOptions, openStore, type Store } from "../../core/store/store.ts";
import { markerOf, noon } from "../core/store/markers.ts";
import { startGcsServer } from "../plugins/cache/gcs-server.ts";
import { nobodysUrl, startObjectServer } from "../plugins/cache/object-server.ts";
import { startS3Server } from "../plugins/cache/s3-server.ts";

const bundledDirectory = fileURLToPath(new URL("../../dist/plugins", import.meta.url));
const root = realpathSync(mkdtempSync(join(tmpdir(), "cig-test-")));
const servers: { close(): Promise<void> }[] = [];
const urls = { http: "", s3: "", gcs: "" };

beforeAll(async () => {
  const [http, s3, gcs] = await Promise.all([startObjectServer(), startS3Server(), startGcsServer()]);
  servers.push(http, s3, gcs);
  Object.assign(urls, { http: http.url, s3: s3.url, gcs: gcs.url });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(root, { recursive: true, force: true });
});

const keys = {
  AWS_ACCESS_KEY_ID: "S3RVER",
  AWS_SECRET_ACCESS_KEY: "S3RVER",
  MINIO_ACCESS_KEY: "S3RVER",
  MINIO_SECRET_KEY: "S3RVER",
};
const stores: readonly [plugin: string, options: () => Record<string, string>, variables: string][] = [
  ["cache/directory", () => ({ path: join(root, "disk") }), ""],
  ["cache/http", () => ({ url: `${urls.http}/ci` }), "environment:CIG_STORE_*"],
  ["cache/s3", () => ({ endpoint: urls.s3, bucket: "markers" }), "environment:AWS_*"],
  ["cache/minio", () => ({ endpoint: urls.s3, bucket: "markers", prefix: "minio" }), "environment:MINIO_*"],
  ["cache/gcs", () => ({ endpoint: urls.gcs, bucket: "markers" }), "environment:GOOGLE_*"],
];

/** A store as a run in CI opens it, with the plugins that are shipped. */
function open(
  plugin: string,
  options: Record<string, string>,
  more: Partial<OpenStoreOptions> & { grant?: string[] },
): Store {
  const { grant = [], ...rest } = more;
  const table = { [plugin]: { version: "~1.0", grant } };
  return openStore({
    spec: { plugin, options, timeout_ms: 30_000 },
    scopes: { read: ["pr/12", "trusted"], write: "pr/12" },
    root,
    table,
    plugins: () => discover({ root, table, bundledDirectory }),
    environment: { ...keys, AWS_EC2_METADATA_DISABLED: "true" },
    now: () => noon,
    ...rest,
  });
}

const marker = markerOf({ scope: "pr/12" });

describe.each(stores)("%s as it is shipped", (plugin, options, variables) => {
  const grants = () => {
    const address = options().url ?? options().endpoint;
    return address === undefined ? [] : [`network:${new URL(address).origin}`, variables];
  };

  it("keeps a marker for the next run, in its scope", async () => {
    const first = open(plugin, options(), { grant: grants() });
    expect((await first.lookup([marker])).get(keyOf(marker))).toEqual({ kind: "none" });
    expect(await first.record([marker])).toEqual(new Map([[keyOf(marker), { kind: "stored" }]]));
    expect(first.diagnostics()).toEqual([]);
    await first.close();

    const next = open(plugin, options(), { grant: grants() });
    expect((await next.lookup([marker])).get(keyOf(marker))).toEqual({ kind: "found", marker });
    expect(await next.latest(marker.job)).toEqual({ kind: "found", marker });
    await next.close();

    const other = open(plugin, options(), { grant: grants(), scopes: { read: ["trusted"] } });
    expect((await other.lookup([marker])).get(keyOf(marker))).toEqual({ kind: "none" });
    await other.close();
  });

  it.skipIf(variables === "")("is not started without a grant", async () => {
    const store = open(plugin, options(), {});
    expect((await store.lookup([marker])).get(keyOf(marker))).toMatchObject({ kind: "doubt" });
    expect(store.diagnostics()).toMatchObject([{ code: "CIG318", level: "warning", plugin }]);
    expect(store.diagnostics()[0]!.hint).toContain(
      `"${plugin}" = { version = "~1.0", grant = [${grants()
        .map((one) => `"${one}"`)
        .join(", ")}] }`,
    );
    await store.close();
  });

  it.skipIf(variables === "")("is a doubt when nobody listens", async () => {
    const url = await nobodysUrl();
    const name = options().url === undefined ? "endpoint" : "url";
    const store = open(plugin, { ...options(), [name]: url }, { grant: [`network:${url}`, variables] });
    const found = (await store.lookup([marker])).get(keyOf(marker));
    expect(found).toMatchObject({
      kind: "doubt",
      reason: expect.stringMatching(/^The store (?:cannot be reached \(ECONNREFUSED\)|did not answer)/),
    });
    expect([...(await store.record([marker])).values()]).toMatchObject([{ kind: "refused" }]);
    await store.close();
  });
});

it("no store is in the process that bundled plugins share", () => {
  const index = JSON.parse(readFileSync(join(bundledDirectory, "bundled.json"), "utf8"));
  const shared = readFileSync(join(bundledDirectory, "shared-host.cjs"), "utf8");
  const bundle = /shared-host\.\w+\.cjs/.exec(shared)![0];
  const code = readFileSync(join(bundledDirectory, bundle), "latin1");
  const names = Object.keys(index.plugins).filter((name) => name.startsWith("cache/"));
  expect(names).toEqual(["cache/directory", "cache/gcs", "cache/http", "cache/minio", "cache/s3"]);
  expect(names.filter((name) => code.includes(`"${name}"`))).toEqual([]);
  expect(code).toContain('"lang/ruby"');
});
