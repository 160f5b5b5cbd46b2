import { spawnSync } from "node:child_process";
import { CacheMode, CacheSave, runPlugin, UseKind } from "cig/sdk";
import { testConformance } from "cig/sdk/testing";
import { describe, expect, it } from "vitest";
import s3 from "../../../plugins/cache/s3/plugin.ts";
import { cacheUse, planned } from "./backend-use.ts";

const inputs = { bucket: "acme-ci", region: "eu-central-1" };
const manifest = "plugins/cache/s3/module.toml";
const role = "arn:aws:iam::123456789012:role/ci";

testConformance(it, s3, manifest, [{ hook: "plan", request: { uses: [cacheUse(inputs)] } }]);

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

describe.skipIf(spawnSync("shellcheck", ["--version"]).status !== 0)("Its scripts", () => {
  const tools = [inputs, { ...inputs, role }, { ...inputs, tool: "curl" }, { ...inputs, tool: "curl", role }];
  const halves = [CacheMode.RESTORE, CacheMode.SAVE].flatMap((mode) =>
    [CacheSave.ON_SUCCESS, CacheSave.TRUSTED_REFS].map((save) => ({ mode, save })),
  );
  it.each(tools.flatMap((given) => halves.map((half) => ({ given, ...half }))))(
    "are such that shellcheck finds nothing: $given, half $mode, save $save",
    async ({ given, mode, save }) => {
      const { script } = await planned(s3, cacheUse(given, { save }, mode));
      const judged = spawnSync("shellcheck", ["--shell=bash", "-"], { input: script, encoding: "utf8" });
      expect(judged.stdout).toBe("");
    },
  );
});
