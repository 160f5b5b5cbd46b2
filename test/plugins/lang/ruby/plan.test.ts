import { create, reference, text, ValueSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import ruby from "../../../../plugins/lang/ruby/plugin.ts";
import {
  expansionsOf,
  factsOf,
  packageUse,
  planned,
  remarksOf,
  stepUse,
  table,
  toolchainOf,
  written,
} from "../../request.ts";

const facts = factsOf({
  "bundler.version": "2.5.22",
  "ruby.lockfile": "Gemfile.lock",
  "ruby.root": ". <- Gemfile",
  "ruby.version": "3.3.6",
});
const textInput = (name: string, value: string) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});

describe('packages = ["ruby"]', () => {
  it("becomes a Ruby, the cache of its gems and their install", async () => {
    const [expansion] = expansionsOf(await planned(ruby, { uses: [packageUse("ruby")], facts }));
    expect(expansion?.use).toBe("test/packages/ruby");
    const [setUp, cache, install] = expansion!.steps;
    expect(expansion!.steps).toHaveLength(3);
    const toolchain = toolchainOf(setUp);
    expect([toolchain.tool, written(toolchain.version)]).toEqual(["ruby", "3.3.6"]);
    expect(toolchain.native).toMatchObject([
      {
        provider: "github",
        uses: "ruby/setup-ruby",
        pin: "95ef2b042f9d7a56d8268cba8559e2842e2ad01b",
        version: "v1.321.0",
      },
    ]);
    expect(table(toolchain.native[0]!.with)).toEqual({ "ruby-version": "3.3.6" });
    expect(table(toolchain.fallbackEnv)).toEqual({ CIG_BUNDLER_VERSION: "2.5.22" });
    expect(cache?.kind).toMatchObject({ case: "cache", value: { id: "bundler" } });
    expect(install).toMatchObject({
      workingDirectory: "",
      kind: { case: "run", value: { script: "bundle install --jobs 4" } },
    });
    expect(table(expansion!.env)).toEqual({ BUNDLE_FROZEN: "true", BUNDLE_PATH: "vendor/bundle" });
    expect(expansion!.caches).toMatchObject([
      {
        id: "bundler",
        paths: ["vendor/bundle"],
        keyParts: [{ kind: { case: "files", value: "Gemfile.lock" } }, {}],
      },
    ]);
    const key = expansion!.caches[0]!.keyParts[1]!.kind;
    expect(key.case === "text" && written(key.value)).toBe("ruby:3.3.6");
    expect(expansion!.versions.map(({ tool, version }) => [tool, written(version)])).toEqual([
      ["bundler", "2.5.22"],
      ["ruby", "3.3.6"],
    ]);
  });

  it("takes the version from an input, then a matrix axis, then a fact", async () => {
    const version = async (more: object) => {
      const [expansion] = expansionsOf(await planned(ruby, { uses: [packageUse("ruby", more)], facts }));
      return written(toolchainOf(expansion!.steps[0]).version);
    };
    expect(await version({ inputs: [textInput("version", "3.2")], axes: ["ruby"] })).toBe("3.2");
    expect(await version({ axes: ["os", "ruby"] })).toBe("{{ matrix.ruby }}");
    expect(await version({ axes: ["ruby-version"] })).toBe("{{ matrix.ruby-version }}");
    expect(await version({ axes: ["os"] })).toBe("3.3.6");
    const named = {
      name: "version",
      value: { case: "text" as const, value: text(reference("matrix.tool.ruby")) },
    };
    expect(await version({ inputs: [named] })).toBe("{{ matrix.tool.ruby }}");
  });

  it("keys the cache by the matrix's version, too", async () => {
    const [expansion] = expansionsOf(
      await planned(ruby, { uses: [packageUse("ruby", { axes: ["ruby"] })], facts }),
    );
    const key = expansion!.caches[0]!.keyParts[1]!.kind;
    expect(key.case === "text" && written(key.value)).toBe("ruby:{{ matrix.ruby }}");
  });
});

describe("a version that nobody states", () => {
  const root = { "ruby.root": ". <- Gemfile", "ruby.lockfile": "Gemfile.lock" };

  it("is the default, and that is said", async () => {
    const response = await planned(ruby, { uses: [packageUse("ruby")], facts: factsOf(root) });
    expect(written(toolchainOf(expansionsOf(response)[0]!.steps[0]).version)).toBe("3.3");
    expect(remarksOf(response)).toEqual(["INFO RUBY201 jobs.test.packages"]);
    expect(response.diagnostics[0]!.message).toBe(
      "No file states a Ruby version, so jobs get Ruby 3.3, the default of lang/ruby.",
    );
  });

  it.each([
    [">= 3.1", "3.3"],
    ["~> 3.4", "3.4"],
    [">= 3.4.0", "3.4"],
    ["~> 3.2.1", "3.2"],
    ["< 3", "2.7"],
    ["~> 4.0", "4.0"],
    ["!= 3.3.0, >= 2", "3.3"],
    ["unheard of", "3.3"],
  ])("keeps within the range %j: %s", async (range, version) => {
    const given = factsOf({ ...root, "ruby.version.constraint": `${range} <- Gemfile` });
    const response = await planned(ruby, { uses: [packageUse("ruby")], facts: given });
    expect(written(toolchainOf(expansionsOf(response)[0]!.steps[0]).version)).toBe(version);
    expect(remarksOf(response)).toEqual(["INFO RUBY201 jobs.test.packages"]);
  });
});

describe("roots", () => {
  const many = factsOf({
    "bundler[api].version": "2.4.1",
    "ruby.root": ". <- Gemfile",
    "ruby.version": "3.4.1",
    "ruby[api].lockfile": "api/Gemfile.lock",
    "ruby[api].root": "api <- api/Gemfile",
    "ruby[api].version": "3.3.0",
    "ruby[web].root": "web <- web/Gemfile",
  });

  it.each([
    ["", "", "3.4.1", "vendor/bundle", ""],
    ["api", "api", "3.3.0", "api/vendor/bundle", ""],
    ["./api/", "api", "3.3.0", "api/vendor/bundle", ""],
    ["api/lib", "api", "3.3.0", "api/vendor/bundle", "api"],
    ["web", "web", "3.4.1", "web/vendor/bundle", ""],
    ["docs", "", "3.4.1", "vendor/bundle", "."],
  ])("are found for the working directory %j", async (workingDirectory, folder, version, path, ran) => {
    const [expansion] = expansionsOf(
      await planned(ruby, { uses: [packageUse("ruby", { workingDirectory })], facts: many }),
    );
    const toolchain = toolchainOf(expansion!.steps[0]);
    expect(table(toolchain.native[0]!.with)).toEqual({
      "ruby-version": version,
      ...(folder && { "working-directory": folder }),
    });
    expect(expansion!.caches[0]!.paths).toEqual([path]);
    expect(expansion!.steps[2]!.workingDirectory).toBe(ran);
  });

  it("is the only one there is, wherever the job works", async () => {
    const given = factsOf({
      "ruby[api].root": "api <- api/Gemfile",
      "ruby[api].lockfile": "api/Gemfile.lock",
    });
    const [expansion] = expansionsOf(await planned(ruby, { uses: [packageUse("ruby")], facts: given }));
    expect(expansion!.steps[2]!.workingDirectory).toBe("api");
  });
});

describe("what is installed", () => {
  it("is nothing without a Gemfile, and that is said", async () => {
    const all: Record<string, string>[] = [
      {},
      { "ruby.root": ". <- shop.gemspec" },
      { "ruby.version": "3.3.0" },
    ];
    for (const given of all) {
      const response = await planned(ruby, { uses: [packageUse("ruby")], facts: factsOf(given) });
      expect(expansionsOf(response)[0]!.steps).toHaveLength(1);
      expect(expansionsOf(response)[0]!.env).toEqual([]);
      expect(remarksOf(response)).toContain("INFO RUBY202 jobs.test.packages");
    }
  });

  it("is nothing with install = false", async () => {
    const input = {
      name: "install",
      value: {
        case: "other" as const,
        value: create(ValueSchema, { kind: { case: "boolean", value: false } }),
      },
    };
    const response = await planned(ruby, { uses: [packageUse("ruby", { inputs: [input] })], facts });
    expect(expansionsOf(response)[0]!.steps).toHaveLength(1);
    expect(remarksOf(response)).toEqual([]);
  });

  it("is not frozen without a lock file, and the Gemfile is the key", async () => {
    const given = factsOf({ "ruby.root": ". <- Gemfile", "ruby.version": "3.3.0" });
    const response = await planned(ruby, { uses: [packageUse("ruby")], facts: given });
    const [expansion] = expansionsOf(response);
    expect(table(expansion!.env)).toEqual({ BUNDLE_PATH: "vendor/bundle" });
    expect(expansion!.caches[0]!.keyParts.map(({ kind }) => kind.case === "files" && kind.value)).toEqual([
      "Gemfile",
      "*.gemspec",
      false,
    ]);
    expect(remarksOf(response)).toEqual(["INFO RUBY203 jobs.test.packages"]);
  });

  it("follows install_path and bundler_version", async () => {
    const inputs = [textInput("bundler_version", "2.6.3"), textInput("install_path", "/cache/gems")];
    const [expansion] = expansionsOf(await planned(ruby, { uses: [packageUse("ruby", { inputs })], facts }));
    const toolchain = toolchainOf(expansion!.steps[0]);
    expect(table(toolchain.native[0]!.with)).toEqual({ "ruby-version": "3.3.6", bundler: "2.6.3" });
    expect(table(toolchain.fallbackEnv)).toEqual({ CIG_BUNDLER_VERSION: "2.6.3" });
    expect(table(expansion!.env)).toEqual({ BUNDLE_FROZEN: "true", BUNDLE_PATH: "/cache/gems" });
    expect(expansion!.caches[0]!.paths).toEqual(["/cache/gems"]);
  });

  it("refuses an install_path that only the run knows", async () => {
    const inputs = [
      { name: "install_path", value: { case: "text" as const, value: text(reference("runner.temp")) } },
    ];
    expect(remarksOf(await planned(ruby, { uses: [packageUse("ruby", { inputs })], facts }))).toEqual([
      "ERROR RUBY204 jobs.test.packages",
    ]);
  });

  it("is installed where [caches.bundler] says that there are gems", async () => {
    const response = await planned(ruby, { uses: [packageUse("ruby")], configuredCaches: ["bundler"] });
    expect(expansionsOf(response)[0]!.steps).toHaveLength(3);
  });
});

describe("several uses", () => {
  it("are answered one by one, and what is said of all is said once", async () => {
    const uses = [
      packageUse("ruby"),
      packageUse("ruby", { id: "test/packages/ruby-2" }),
      stepUse("lang/ruby"),
    ];
    const response = await planned(ruby, {
      uses,
      facts: factsOf({ "ruby.root": ". <- Gemfile", "ruby.lockfile": "Gemfile.lock" }),
    });
    expect(expansionsOf(response).map(({ use }) => use)).toEqual([
      "test/packages/ruby",
      "test/packages/ruby-2",
      "test/steps/0",
    ]);
    expect(remarksOf(response)).toEqual(["INFO RUBY201 jobs.test.packages"]);
  });
});
