import { spawnSync } from "node:child_process";
import { CacheMode, CacheSave, runPlugin, UseKind } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";
import directory from "../../../../plugins/cache/directory/plugin.ts";
import gcs from "../../../../plugins/cache/gcs/plugin.ts";
import minio from "../../../../plugins/cache/minio/plugin.ts";
import s3 from "../../../../plugins/cache/s3/plugin.ts";
import { cacheUse, planned } from "./use.ts";

const inputs = { bucket: "acme-ci", region: "eu-central-1" };
const role = "arn:aws:iam::123456789012:role/ci";

const identity = "projects/123456789012/locations/global/workloadIdentityPools/ci/providers/github";

for (const [plugin, given] of [
  [s3, inputs],
  [minio, { bucket: "acme-ci", endpoint: "https://minio.example.com:9000" }],
  [gcs, { bucket: "acme-ci" }],
] as const)
  testConformance(it, plugin, `plugins/${plugin.name}/module.toml`, [
    { hook: "plan", request: { uses: [cacheUse(given, {}, CacheMode.SAVE, plugin.name)] } },
  ]);

describe("cache/s3 as a backend", () => {
  it("tells its script by variables what cig.toml says", async () => {
    const { env } = await planned(
      s3,
      cacheUse(
        { ...inputs, prefix: "ci/caches" },
        {
          name: "tools",
          paths: ["vendor/a tool", "~/.tool"],
          keyParts: [
            { kind: { case: "files", value: "{a,b}.lock" } },
            { kind: { case: "text", value: { parts: [{ kind: { case: "literal", value: "$(boom)" } }] } } },
          ],
          restoreKeys: [{ parts: [{ kind: { case: "literal", value: "v1-" } }] }],
        },
      ),
    );
    expect(env).toEqual({
      CIG_CACHE_NAME: "tools",
      CIG_CACHE_KEY: "$(boom)",
      CIG_CACHE_FILES: ":(glob)a.lock\n:(glob)b.lock",
      CIG_CACHE_PATHS: "vendor/a tool\n~/.tool",
      CIG_CACHE_BEGINNINGS: "v1-",
      CIG_CACHE_PULL_REQUEST: undefined,
      CIG_CACHE_BRANCH: undefined,
      CIG_CACHE_DEFAULT_BRANCH: "trunk",
      CIG_CACHE_BUCKET: "acme-ci",
      CIG_CACHE_REGION: "eu-central-1",
      CIG_CACHE_PREFIX: "ci/caches",
    });
  });

  it("has one script for all values", async () => {
    const { script } = await planned(s3, cacheUse(inputs));
    const other = await planned(
      s3,
      cacheUse({ bucket: "other", endpoint: "https://s3.example.com" }, { paths: ["x"] }),
    );
    expect(other.script).toBe(script);
  });

  it("saves after a failure only where the cache says always", async () => {
    const conditionOf = async (save: CacheSave) =>
      (await planned(s3, cacheUse(inputs, { save }, CacheMode.SAVE))).step!.condition?.kind.case;
    expect(await conditionOf(CacheSave.ALWAYS)).toBe("call");
    expect(await conditionOf(CacheSave.ON_SUCCESS)).toBeUndefined();
  });

  it.each([
    [
      "a bucket in capitals",
      { ...inputs, bucket: "ACME" },
      {},
      'S3203 The input "bucket" of cache/s3 is the name of a bucket',
    ],
    ["a bucket nowhere", { bucket: "acme-ci" }, {}, "S3203 The bucket has neither a region nor an endpoint"],
    ["an endpoint with a path", { ...inputs, endpoint: "https://a.example/b" }, {}, "S3203"],
    ["a prefix with a blank", { ...inputs, prefix: "my caches" }, {}, "S3203"],
    ["a role that is none", { ...inputs, role: "ci" }, {}, "S3203"],
    [
      "a tool that nobody has",
      { ...inputs, tool: "wget" },
      {},
      'S3203 The input "tool" of cache/s3 is one of "aws" and "curl"',
    ],
    [
      "a pattern among the paths",
      inputs,
      { paths: ["**/target"] },
      'S3201 S3 keeps whole folders and files, and takes no pattern such as "**/target".',
    ],
  ])("refuses %s", async (_, given, cache, message) => {
    const { told } = await planned(s3, cacheUse(given, cache));
    expect(told).toEqual([expect.stringContaining(message)]);
  });

  it("is no step", async () => {
    const use = { id: "test/steps/0", job: "test", kind: UseKind.STEP, name: "cache/s3" };
    const { diagnostics } = await runPlugin(s3, "plan", { uses: [use] });
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'cache/s3 keeps caches, and is no step, package or service of "test".',
    ]);
  });
});

describe("The other backends", () => {
  it("sign with a key of MinIO's own variables", async () => {
    const { script } = await planned(minio, cacheUse({ bucket: "acme-ci", endpoint: "http://minio:9000" }));
    expect(script).toContain("AWS_ACCESS_KEY_ID=$MINIO_ACCESS_KEY AWS_SECRET_ACCESS_KEY=$MINIO_SECRET_KEY");
    expect(script).toContain("The cache needs MINIO_ACCESS_KEY and MINIO_SECRET_KEY.");
  });

  it("give no credentials of Google's to another server", async () => {
    const own = await planned(gcs, cacheUse({ bucket: "acme-ci" }));
    const other = await planned(gcs, cacheUse({ bucket: "acme-ci", endpoint: "http://localhost:4443" }));
    expect(own.script).toContain("gcloud auth");
    expect(other.script).not.toMatch(/gcloud|metadata/);
  });

  it("refuse what is no provider of identities", async () => {
    const { told } = await planned(
      gcs,
      cacheUse({ bucket: "acme-ci", identity_provider: "github" }, {}, CacheMode.RESTORE, "cache/gcs"),
    );
    expect(told).toEqual([
      expect.stringContaining(
        'GCS203 The input "identity_provider" of cache/gcs is the full name of a provider',
      ),
    ]);
  });
});

describe.skipIf(spawnSync("shellcheck", ["--version"]).status !== 0)("Its scripts", () => {
  const ways = [
    [s3, inputs],
    [s3, { ...inputs, role }],
    [s3, { ...inputs, tool: "curl" }],
    [s3, { ...inputs, tool: "curl", role }],
    [minio, { bucket: "acme-ci", endpoint: "http://minio:9000" }],
    [directory, {}],
    [gcs, { bucket: "acme-ci" }],
    [gcs, { bucket: "acme-ci", identity_provider: identity }],
    [gcs, { bucket: "acme-ci", endpoint: "http://localhost:4443" }],
  ] as const;
  const halves = [
    { mode: CacheMode.RESTORE, save: CacheSave.ON_SUCCESS },
    { mode: CacheMode.SAVE, save: CacheSave.ON_SUCCESS },
    { mode: CacheMode.SAVE, save: CacheSave.TRUSTED_REFS },
  ];
  const all = ways.flatMap(([plugin, given]) =>
    halves.map((half) => ({ plugin, given, ...half, of: `${plugin.name} ${Object.keys(given)}` })),
  );
  it.each(all)("are such that shellcheck finds nothing: $of, half $mode, save $save", async (each) => {
    const { script } = await planned(each.plugin, cacheUse(each.given, { save: each.save }, each.mode));
    const judged = spawnSync("shellcheck", ["--shell=bash", "-"], { input: script, encoding: "utf8" });
    expect(judged.stdout).toBe("");
  });
});
