import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capabilityMatches, checkCapabilities } from "../../../core/host/capabilities.ts";
import type { InstalledPlugin } from "../../../core/host/host.ts";
import { parseManifest } from "../../../core/manifest.ts";

function plugin(name: string, version: string, lists: string): InstalledPlugin {
  const text = `[module]\nname = "${name}"\nversion = "${version}"\nhooks = ["plan"]\n${lists}`;
  const { value: manifest } = parseManifest(text, "module.toml");
  return {
    name,
    version,
    origin: "bundled",
    directory: "/x",
    digest: "sha256:0",
    command: [],
    manifest: manifest!,
  };
}

const codes = async (...plugins: InstalledPlugin[]) =>
  (await checkCapabilities(plugins)).map(({ code, message }) => `${code} ${message}`);

describe("a capability pattern", () => {
  it.each([
    ["cache:*", "cache:s3", true],
    ["cache:*", "cache:", true],
    ["cache:*", "lang:ruby", false],
    ["*", "lang:ruby", true],
    ["*:ruby", "lang:ruby", true],
    ["lang:r*b*", "lang:ruby", true],
    ["lang:r*z*", "lang:ruby", false],
    ["lang:ruby", "lang:ruby", true],
    ["lang:ruby", "lang:ruby2", false],
    ["a*a", "a", false],
    ["a*b*b", "ab", false],
  ])("%s against %s: %s", (pattern, capability, expected) => {
    expect(capabilityMatches(pattern, capability)).toBe(expected);
  });

  it("agrees with a regular expression", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", ":", "*"), maxLength: 8 });
    fc.assert(
      fc.property(word, word, (pattern, text) => {
        const capability = text.replaceAll("*", "c");
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(capability);
        return capabilityMatches(pattern, capability) === expected;
      }),
    );
  });
});

describe("requirements", () => {
  it("are met by another plugin's capability, wildcards included", async () => {
    const circle = plugin("provider/circleci", "1.0.0", 'requires = ["cache:*"]');
    const s3 = plugin("cache/s3", "1.0.0", 'capabilities = ["cache:s3"]');
    expect(await codes(circle, s3)).toEqual([]);
    expect(await codes(circle)).toEqual([
      'CIG314 provider/circleci 1.0.0 needs "cache:*", and no installed plugin has this capability.',
    ]);
  });

  it("are not met by the plugin itself", async () => {
    const selfish = plugin("cache/self", "1.0.0", 'capabilities = ["cache:x"]\nrequires = ["cache:*"]');
    expect(await codes(selfish)).toEqual([
      'CIG314 cache/self 1.0.0 needs "cache:*", and no installed plugin has this capability.',
    ]);
  });

  it("can name a plugin with a range", async () => {
    const rails = plugin("lang/rails", "2.0.0", 'requires = ["lang/ruby@~1.0"]');
    expect(await codes(rails, plugin("lang/ruby", "1.3.0", ""))).toEqual([]);
    expect(await codes(rails, plugin("lang/ruby", "2.0.0", ""))).toEqual([
      'CIG314 lang/rails 2.0.0 needs "lang/ruby@~1.0", and 2.0.0 is installed.',
    ]);
    expect(await codes(rails)).toEqual([
      'CIG314 lang/rails 2.0.0 needs "lang/ruby@~1.0", and that plugin is not installed.',
    ]);
  });
});

describe("conflicts", () => {
  it("name both plugins", async () => {
    const s3 = plugin("cache/s3", "1.0.0", 'capabilities = ["cache:s3"]\nconflicts_with = ["cache:gcs"]');
    const gcs = plugin("cache/gcs", "2.0.0", 'capabilities = ["cache:gcs"]');
    expect(await codes(s3, gcs)).toEqual([
      'CIG315 cache/s3 1.0.0 cannot be used together with "cache:gcs", which cache/gcs 2.0.0 has.',
    ]);
  });

  it("of providers are not judged here: they are about one output path", async () => {
    const github = plugin(
      "provider/github",
      "1.0.0",
      'capabilities = ["provider:github"]\nconflicts_with = ["provider:*"]',
    );
    const circle = plugin(
      "provider/circleci",
      "1.0.0",
      'capabilities = ["provider:circleci"]\nconflicts_with = ["provider:*"]',
    );
    expect(await codes(github, circle)).toEqual([]);
  });
});
