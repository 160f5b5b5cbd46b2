import { toBinary } from "@bufbuild/protobuf";
import { create, DetectResponseSchema, runPlugin } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import ruby from "../../../../plugins/lang/ruby/plugin.ts";
import { type Contents, filesOf, see } from "../../repository.ts";

const lock = `GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.18.1-x86_64-linux-gnu)
      racc (~> 1.4)
    rails (7.2.2.1)
      actionpack (= 7.2.2.1)
    railties (7.2.2.1)
    rspec-rails (7.1.0)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  rails (~> 7.2.2)
  rspec-rails

RUBY VERSION
   ruby 3.3.6p108

BUNDLED WITH
   2.5.22
`;

const rails: Contents = {
  Gemfile:
    'source "https://rubygems.org"\nruby file: ".ruby-version"\ngem "rails"\ngem "rspec-rails"\ngem "rubocop-rails"\n',
  "Gemfile.lock": lock,
  ".ruby-version": "ruby-3.3.6\n",
  ".rspec": null,
  ".rubocop.yml": null,
};

describe("a Rails application", () => {
  it("is seen with versions, lock file, framework and commands, each with its place", async () => {
    const seen = await see(ruby, rails);
    expect(seen.facts).toEqual({
      "bundler.version": "2.5.22",
      "framework.rails.version": "7.2.2.1",
      "ruby.lockfile": "Gemfile.lock",
      "ruby.root": ".",
      "ruby.source": ".ruby-version",
      "ruby.version": "3.3.6",
      "script.lint": "bundle exec rubocop",
      "script.test": "bundle exec rspec",
    });
    expect(seen.evidence).toEqual({
      "bundler.version": ["Gemfile.lock:22"],
      "framework.rails.version": ["Gemfile.lock:6"],
      "ruby.lockfile": ["Gemfile.lock"],
      "ruby.root": ["Gemfile"],
      "ruby.source": [".ruby-version:1"],
      "ruby.version": [".ruby-version:1", "Gemfile.lock:19"],
      "script.lint": ["Gemfile:5", ".rubocop.yml"],
      "script.test": ["Gemfile:4", ".rspec"],
    });
    expect(seen.signals).toEqual(["has_gemfile", "ruby_detected"]);
    expect(seen.remarks).toEqual([]);
  });

  it("gives the same bytes whatever the order of the files", async () => {
    const files = filesOf({ ...rails, "api/Gemfile": 'ruby "3.2.0"', ".tool-versions": "ruby 3.1.0" });
    const bytesOf = async (list: typeof files) =>
      toBinary(
        DetectResponseSchema,
        create(DetectResponseSchema, await runPlugin(ruby, "detect", { files: list })),
      );
    const expected = await bytesOf(files);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(files, { minLength: files.length }), async (shuffled) => {
        expect(await bytesOf(shuffled)).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe("the Ruby version", () => {
  it.each<[string, Contents, string | undefined, string[]]>([
    [".ruby-version", { ".ruby-version": "3.3.0\n" }, "3.3.0", [".ruby-version:1"]],
    [".ruby-version with a prefix", { ".ruby-version": "ruby-3.3.0" }, "3.3.0", [".ruby-version:1"]],
    [".ruby-version for JRuby", { ".ruby-version": "jruby-9.4.5.0" }, "jruby-9.4.5.0", [".ruby-version:1"]],
    [".tool-versions", { ".tool-versions": "nodejs 20\nruby 3.3.0" }, "3.3.0", [".tool-versions:2"]],
    ["mise.toml", { "mise.toml": '[tools]\nruby = "3.3"' }, "3.3", ["mise.toml:2"]],
    [".config/mise.toml", { ".config/mise.toml": '[tools]\nruby = "3.3"' }, "3.3", [".config/mise.toml:2"]],
    ["the Gemfile", { Gemfile: 'source "x"\nruby "3.3.0"' }, "3.3.0", ["Gemfile:2"]],
    [
      "the Gemfile for another engine",
      { Gemfile: 'ruby "3.1.4", engine: "jruby", engine_version: "9.4.5.0"' },
      "jruby-9.4.5.0",
      ["Gemfile:1"],
    ],
    [
      "the lock file, when nothing else speaks",
      { Gemfile: "", "Gemfile.lock": "RUBY VERSION\n   ruby 3.3.0p0\n" },
      "3.3.0",
      ["Gemfile.lock:2"],
    ],
    [
      "the lock file of JRuby",
      { Gemfile: "", "Gemfile.lock": "RUBY VERSION\n   ruby 3.1.4p0 (jruby 9.4.5.0)\n" },
      "jruby-9.4.5.0",
      ["Gemfile.lock:2"],
    ],
    [
      "a version file elsewhere",
      { "app/Gemfile": "", Gemfile: 'ruby file: "config/.ruby-version"', "config/.ruby-version": "3.3.0" },
      "3.3.0",
      ["config/.ruby-version:1"],
    ],
    ["a comment: nowhere", { Gemfile: '# ruby "3.3.0"' }, undefined, []],
    ["a computed value: nowhere", { Gemfile: 'ruby ENV["RUBY"]' }, undefined, []],
    ["the system: nowhere", { ".ruby-version": "system" }, undefined, []],
    ["a range: nowhere", { Gemfile: 'ruby "~> 3.2"' }, undefined, []],
    [
      "a folder of tests: nowhere",
      { "spec/dummy/.ruby-version": "3.3.0", "test/app/Gemfile": "" },
      undefined,
      [],
    ],
    ["a hidden folder: nowhere", { ".devcontainer/.ruby-version": "3.3.0" }, undefined, []],
    ["a template: nowhere", { "lib/site_template/Gemfile": 'ruby "3.3.0"' }, undefined, []],
  ])("comes from %s", async (_, contents, version, evidence) => {
    const seen = await see(ruby, contents);
    expect(seen.facts["ruby.version"]).toBe(version);
    expect(seen.evidence["ruby.version"] ?? []).toEqual(evidence);
    expect(seen.remarks).toEqual([]);
  });

  it("comes from the first file of the documented order, and the others are remarked", async () => {
    const contents = {
      ".ruby-version": "3.4.1",
      ".tool-versions": "ruby 3.3.0",
      "mise.toml": '[tools]\nruby = "3.2"',
      Gemfile: 'ruby "3.1.0"',
      "Gemfile.lock": "RUBY VERSION\n   ruby 3.0.0p0\n",
    };
    const seen = await see(ruby, contents);
    expect(seen.facts["ruby.version"]).toBe("3.4.1");
    expect(seen.facts["ruby.source"]).toBe(".ruby-version");
    expect(seen.remarks).toEqual([
      "WARNING RUBY102 .tool-versions:1",
      "WARNING RUBY102 mise.toml:2",
      "WARNING RUBY102 Gemfile:1",
      "WARNING RUBY102 Gemfile.lock:2",
    ]);
    expect(seen.messages[2]).toBe(
      '"Gemfile" says Ruby 3.1.0, but ".ruby-version" line 1 says 3.4.1, which wins. Bundler refuses any Ruby but the Gemfile\'s. Let both say the same. A Gemfile can follow the file: ruby file: ".ruby-version"',
    );
  });

  it("takes shorter forms for the same, and the Gemfile's digits where it has more", async () => {
    const seen = await see(ruby, { ".ruby-version": "3.3", Gemfile: 'ruby "3.3.6"', "Gemfile.lock": lock });
    expect(seen.facts["ruby.version"]).toBe("3.3.6");
    expect(seen.evidence["ruby.version"]).toEqual(["Gemfile:1", ".ruby-version:1", "Gemfile.lock:19"]);
    expect(seen.remarks).toEqual([]);
  });

  it("does not mind a lock file that is a patch release behind", async () => {
    const seen = await see(ruby, { ".ruby-version": "3.3.7", Gemfile: "", "Gemfile.lock": lock });
    expect(seen.facts["ruby.version"]).toBe("3.3.7");
    expect(seen.evidence["ruby.version"]).toEqual([".ruby-version:1"]);
    expect(seen.remarks).toEqual([]);
  });
});

describe("a range", () => {
  it("is a constraint, from the Gemfile before gemspecs", async () => {
    const seen = await see(ruby, {
      Gemfile: 'ruby ">= 3.1", "< 3.5"\ngemspec',
      "x.gemspec": 'Gem::Specification.new do |s|\n  s.required_ruby_version = ">= 3.0"\nend',
    });
    expect(seen.facts["ruby.version.constraint"]).toBe(">= 3.1, < 3.5");
    expect(seen.evidence["ruby.version.constraint"]).toEqual(["Gemfile:1"]);
    expect(seen.facts["ruby.version"]).toBeUndefined();
  });

  it.each([
    ['s.required_ruby_version = ">= 3.0"', ">= 3.0"],
    ["s.required_ruby_version = ['>= 3.0', '< 4']", ">= 3.0, < 4"],
    ['s.required_ruby_version = Gem::Requirement.new(">= 2.7".freeze)', ">= 2.7"],
    ["s.required_ruby_version = RUBIES.first", undefined],
    ['# s.required_ruby_version = ">= 3.0"', undefined],
  ])("is read from a gemspec's %s", async (line, value) => {
    const seen = await see(ruby, { "x.gemspec": `Gem::Specification.new do |s|\n  ${line}\nend` });
    expect(seen.facts["ruby.version.constraint"]).toBe(value);
    expect(seen.facts["ruby.root"]).toBe(".");
  });

  it("that leaves out the stated version is remarked", async () => {
    const seen = await see(ruby, { ".ruby-version": "3.1.0", Gemfile: 'ruby "~> 3.2"' });
    expect(seen.facts["ruby.version"]).toBe("3.1.0");
    expect(seen.remarks).toEqual(["WARNING RUBY103 Gemfile:1"]);
  });
});

describe("roots", () => {
  it("have keys of their own in a monorepo", async () => {
    const seen = await see(ruby, {
      Gemfile: 'gem "standard"',
      ".ruby-version": "3.4.1",
      "api/Gemfile": 'ruby "3.3.0"\ngem "rspec"',
      "api/Gemfile.lock": lock,
      "api/spec/models/user_spec.rb": null,
    });
    expect(seen.facts).toEqual({
      "bundler[api].version": "2.5.22",
      "ruby.root": ".",
      "ruby.source": ".ruby-version",
      "ruby.version": "3.4.1",
      "ruby[api].framework.rails.version": "7.2.2.1",
      "ruby[api].lockfile": "api/Gemfile.lock",
      "ruby[api].root": "api",
      "ruby[api].script.test": "bundle exec rspec",
      "ruby[api].source": "api/Gemfile",
      "ruby[api].version": "3.3.0",
      "script.lint": "bundle exec standardrb",
    });
  });

  it("are not the gemspecs of gems that share a Gemfile", async () => {
    const seen = await see(ruby, { Gemfile: "", "core/core.gemspec": "", "api/api.gemspec": "" });
    expect(seen.facts).toEqual({ "ruby.root": "." });
  });

  it("may use gems.rb and gems.locked", async () => {
    const seen = await see(ruby, { "gems.rb": 'ruby "3.3.0"', "gems.locked": "BUNDLED WITH\n   2.5.0\n" });
    expect(seen.facts).toMatchObject({
      "ruby.lockfile": "gems.locked",
      "ruby.version": "3.3.0",
      "bundler.version": "2.5.0",
    });
  });
});

describe("commands", () => {
  it.each<[string, Contents, Record<string, string>]>([
    ["RSpec", { Gemfile: 'gem "rspec"', "spec/a_spec.rb": null }, { "script.test": "bundle exec rspec" }],
    ["RSpec without a spec: none", { Gemfile: 'gem "rspec"' }, {}],
    ["specs without RSpec: none", { Gemfile: 'gem "rake"', "spec/a_spec.rb": null }, {}],
    [
      "Rails' own tests",
      { Gemfile: 'gem "rails"', "bin/rails": null, "test/models/a_test.rb": null },
      { "script.test": "bin/rails test" },
    ],
    [
      "a test task",
      {
        Gemfile: 'gem "rake"',
        Rakefile: 'require "rake/testtask"\nRake::TestTask.new(:test) do |t|\n  t.libs << "test"\nend',
      },
      { "script.test": "bundle exec rake test" },
    ],
    [
      "a test task without name",
      { Gemfile: "", Rakefile: "Rake::TestTask.new do |t|\nend" },
      { "script.test": "bundle exec rake test" },
    ],
    [
      "a task in a namespace: none",
      { Gemfile: "", Rakefile: "namespace :x do\n  task :test do\n  end\nend" },
      {},
    ],
    ["a commented-out task: none", { Gemfile: "", Rakefile: "# task :test" }, {}],
    [
      "a default task that tests: the test alone",
      { Gemfile: "", Rakefile: "load 'tasks/all.rake'\ntask default: %w[test rubocop]" },
      { "script.test": "bundle exec rake test" },
    ],
    [
      "a default task that tests by another name",
      { Gemfile: "", Rakefile: "task default: ['unit:test', 'tests:all']" },
      { "script.test": "bundle exec rake" },
    ],
    ["a default task that deploys: none", { Gemfile: "", Rakefile: "task default: [:deploy]" }, {}],
    [
      "RuboCop",
      { Gemfile: 'gem "rubocop", require: false', ".rubocop.yml": null },
      { "script.lint": "bundle exec rubocop" },
    ],
    ["RuboCop without configuration: none", { Gemfile: 'gem "rubocop"' }, {}],
    ["RuboCop's configuration alone: none", { Gemfile: "", ".rubocop.yml": null }, {}],
    [
      "Standard",
      { Gemfile: 'gem "standard"', ".rubocop.yml": null },
      { "script.lint": "bundle exec standardrb" },
    ],
    [
      "Sorbet",
      { Gemfile: 'gem "sorbet"', "sorbet/config": null },
      { "script.typecheck": "bundle exec srb tc" },
    ],
    ["Steep", { Gemfile: 'gem "steep"', Steepfile: null }, { "script.typecheck": "bundle exec steep check" }],
    [
      "a gem's build",
      { Gemfile: "gemspec", "x.gemspec": "", Rakefile: 'require "bundler/gem_tasks"' },
      { "script.build": "bundle exec rake build" },
    ],
    ["a gem without Gemfile", { "x.gemspec": "", Rakefile: "task :test" }, { "script.test": "rake test" }],
  ])("come from %s", async (_, contents, scripts) => {
    const { facts } = await see(ruby, contents);
    expect(Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("script.")))).toEqual(
      scripts,
    );
  });
});

describe("frameworks", () => {
  it("count when the application asks for them, not when another gem pulls them in", async () => {
    const text =
      "GEM\n  specs:\n    rails (8.0.1)\n    sinatra (4.1.1)\n\nDEPENDENCIES\n  sinatra (~> 4.1)\n";
    const seen = await see(ruby, { Gemfile: 'gem "sinatra"', "Gemfile.lock": text });
    expect(seen.facts["framework.sinatra.version"]).toBe("4.1.1");
    expect(seen.facts["framework.rails.version"]).toBeUndefined();
  });

  it("are not what a library is tested with", async () => {
    const seen = await see(ruby, { Gemfile: 'gemspec\ngem "rails"', "x.gemspec": "", "Gemfile.lock": lock });
    expect(seen.facts["framework.rails.version"]).toBeUndefined();
  });
});

describe("broken files", () => {
  it.each<[string, Contents, string[]]>([
    ["a binary Gemfile", { Gemfile: new Uint8Array([0, 159, 146, 150]) }, ["WARNING RUBY101 Gemfile"]],
    ["a Gemfile in UTF-16", { Gemfile: new Uint8Array([0xff, 0xfe, 0x67, 0]) }, ["WARNING RUBY101 Gemfile"]],
    ["a mise.toml that is no TOML", { "mise.toml": "[tools]\nruby = " }, ["WARNING RUBY101 mise.toml:2"]],
    [
      "an unresolved merge",
      { Gemfile: "", "Gemfile.lock": `GEM\n<<<<<<< HEAD\n${lock}` },
      ["WARNING RUBY101 Gemfile.lock:2"],
    ],
    ["a version that is none", { ".ruby-version": "newest" }, ["WARNING RUBY104 .ruby-version:1"]],
    ["a missing version file", { Gemfile: '\nruby file: ".ruby-version"' }, ["WARNING RUBY105 Gemfile:2"]],
    ["a version file outside", { Gemfile: 'ruby file: "../.ruby-version"' }, ["WARNING RUBY105 Gemfile:1"]],
  ])("are remarked: %s", async (_, contents, remarks) => {
    const seen = await see(ruby, contents);
    expect(seen.remarks).toEqual(remarks);
    expect(seen.facts["ruby.version"]).toBeUndefined();
  });

  it("never make it fail", async () => {
    const paths = [
      "Gemfile",
      "Gemfile.lock",
      ".ruby-version",
      ".tool-versions",
      "mise.toml",
      "x.gemspec",
      "Rakefile",
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 300 }), async (path, bytes) => {
        await see(ruby, { Gemfile: "", [path]: bytes });
      }),
      { numRuns: 200 },
    );
  });
});

describe("nothing of Ruby", () => {
  it("gives no fact and no signal", async () => {
    expect(await see(ruby, {})).toMatchObject({ facts: {}, signals: [], remarks: [] });
    expect(await see(ruby, { ".tool-versions": "nodejs 20" })).toMatchObject({ facts: {}, signals: [] });
  });
});

describe("what the tests of a Rails application need first", () => {
  const application: Contents = { ...rails, "bin/rails": null, "config/database.yml": null };
  const prepareOf = async (contents: Contents) => {
    const { facts, evidence } = await see(ruby, contents);
    return [facts["script.prepare"], evidence["script.prepare"]];
  };

  it("is the test database of its schema", async () => {
    expect(await prepareOf({ ...application, "db/schema.rb": null })).toEqual([
      "bin/rails db:test:prepare",
      ["db/schema.rb"],
    ]);
    expect(await prepareOf({ ...rails, "db/structure.sql": null })).toEqual([
      "bundle exec rails db:test:prepare",
      ["db/structure.sql"],
    ]);
  });

  it("is a migrated database where no schema is kept", async () => {
    expect(await prepareOf(application)).toEqual([
      "bin/rails db:prepare RAILS_ENV=test",
      ["config/database.yml"],
    ]);
  });

  it("is nothing without a database, without tests, and for an engine", async () => {
    expect(await prepareOf(rails)).toEqual([undefined, undefined]);
    expect(await prepareOf({ Gemfile: 'gem "rails"', "db/schema.rb": null })).toEqual([undefined, undefined]);
    expect(
      await prepareOf({
        ...application,
        "db/schema.rb": null,
        "engine.gemspec": "Gem::Specification.new { |s| }",
      }),
    ).toEqual([undefined, undefined]);
  });

  it("are Node's packages too, where a gem bundles what package.json brings", async () => {
    const bundling = { ...rails, Gemfile: 'gem "rails"\ngem "rspec-rails"\ngem "jsbundling-rails"' };
    const seen = await see(ruby, { ...bundling, "package.json": null });
    expect(seen.facts["script.test.packages"]).toBe("node");
    expect(seen.evidence["script.test.packages"]).toEqual(["Gemfile:3"]);
    expect((await see(ruby, bundling)).facts["script.test.packages"]).toBeUndefined();
    expect((await see(ruby, { ...rails, "package.json": null })).facts["script.test.packages"]).toBe(
      undefined,
    );
  });
});

it("starts the tests of a gem by its own program where nothing else does", async () => {
  const gem: Contents = {
    Gemfile: "gemspec",
    "x.gemspec": "Gem::Specification.new { |s| }",
    "bin/test": null,
    "test/cli_test.rb": null,
  };
  const seen = await see(ruby, gem);
  expect(seen.facts["script.test"]).toBe("bin/test");
  expect(seen.evidence["script.test"]).toEqual(["bin/test", "test/cli_test.rb"]);
});

it("only guesses that a program tests the gem where it wants to be told what to test", async () => {
  const of = async (program: string) => {
    const gem = { Gemfile: "gemspec", "x.gemspec": "Gem::Specification.new { |s| }", "bin/test": program };
    return (await see(ruby, gem)).confidence["script.test"];
  };
  expect(await of("#!/bin/sh\n# usage: bin/test [--workdir DIR] ECOSYSTEM [COMMAND...]\n")).toBe(0.5);
  expect(await of('#!/bin/sh\necho "Usage: $0 <suite>"\n')).toBe(0.5);
  expect(await of("#!/bin/sh\n# Usage: bin/test [file...]\nexec rake\n")).toBe(0.8);
});

it("runs RSpec also where only another gem asks for it", async () => {
  const seen = await see(ruby, {
    Gemfile: 'gem "ammeter"',
    "Gemfile.lock":
      "GEM\n  specs:\n    ammeter (1.1.7)\n      rspec-rails\n    rspec-core (3.13.2)\n\nDEPENDENCIES\n  ammeter\n",
    ".rspec": null,
    Rakefile: "task default: [:spec]",
  });
  expect(seen.facts["script.test"]).toBe("bundle exec rspec");
  expect(seen.evidence["script.test"]).toEqual(["Gemfile.lock:5", ".rspec"]);
});
