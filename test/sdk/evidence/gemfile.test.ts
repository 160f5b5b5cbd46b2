import { parseGemfile } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const namesForTests = (text: string) =>
  parseGemfile(text)
    .gems.filter(({ isForTests }) => isForTests)
    .map(({ name }) => name);

describe("gems of a Gemfile", () => {
  it.each([
    ["a plain call", 'gem "pg"', ["pg"]],
    ["single quotes and a version", "gem 'pg', '~> 1.5'", ["pg"]],
    ["parentheses", 'gem("pg", "~> 1.5")', ["pg"]],
    ["a group for tests", 'group :development, :test do\n  gem "pg"\nend', ["pg"]],
    ["a group for tests and production", 'gem "pg", groups: [:test, :production]', ["pg"]],
    ["a commented-out line", '# gem "pg"', []],
    ["a comment after another gem", 'gem "redis" # gem "pg"', ["redis"]],
    ["a block comment", '=begin\ngem "pg"\n=end\ngem "redis"', ["redis"]],
    ["what follows __END__", 'gem "redis"\n__END__\ngem "pg"', ["redis"]],
    ["a group for production alone", 'group :production do\n  gem "pg"\nend', []],
    ["the option for production alone", 'gem "pg", group: :production', []],
    ["the old form of that option", 'gem "pg", :group => :production', []],
    ["an optional group", 'group :postgres, optional: true do\n  gem "pg"\nend', []],
    ["a condition around it", 'if ENV["DB"] == "pg"\n  gem "pg"\nelse\n  gem "mysql2"\nend', []],
    ["a condition behind it", 'gem "pg" if ENV["DB"] == "pg"', []],
    ["a helper of one's own around it", 'if_true(ENV["DB"]) do\n  gem "pg"\nend', []],
    ["a case as a value", 'x = case ENV["DB"]\n  when "pg" then gem "pg"\nend\ngem "rake"', ["rake"]],
    ["the word if in a string", 'gem "pg", require: "use if needed"', ["pg"]],
    ["a gem after a closed condition", 'if true\n  gem "pg"\nend\ngem "rake"', ["rake"]],
    ["another platform", 'platforms :jruby do\n  gem "jdbc-postgres"\nend', []],
    ["a private source", 'source "https://gems.example" do\n  gem "pg"\nend', ["pg"]],
    ["a computed name", 'gem "pg-#{version}"', []],
    ["a here-document", 'raise <<~TEXT\n  gem "pg"\nTEXT\ngem "rake"', ["rake"]],
  ])("are read from %s", (_, text, names) => {
    expect(namesForTests(text)).toEqual(names);
  });

  it("are choices where a variable picks the database of that name", () => {
    const choices = (text: string) =>
      parseGemfile(text)
        .gems.filter(({ isChoice }) => isChoice)
        .map(({ name, isForTests }) => [name, isForTests]);
    const text = 'if_true(ENV["DATABASE_ADAPTER"].strip == "postgresql") do\n  gem "pg"\nend\n';
    expect(choices(text)).toEqual([["pg", false]]);
    expect(choices('if ENV["DB"] == "mysql"\n  gem "mysql2"\nend\n')).toEqual([["mysql2", false]]);
    expect(choices('if ENV["CI"] == "true"\n  gem "pg"\nend\n')).toEqual([]);
    expect(choices('if ENV["DB"] == "mysql"\n  gem "mysql2", group: :production\nend\n')).toEqual([]);
  });

  it("keep their lines, whatever ends them", () => {
    expect(parseGemfile('source "x"\r\n\r\ngem "pg"\r\n').gems).toEqual([
      { name: "pg", line: 3, isForTests: true },
    ]);
  });

  it("never fail and never take longer than their text deserves", () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => Array.isArray(parseGemfile(text).gems)));
    const start = performance.now();
    parseGemfile(`gem ${'"a", '.repeat(20_000)}`);
    parseGemfile(`ruby ${"[".repeat(50_000)}`);
    parseGemfile("do ".repeat(50_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("the Ruby of a Gemfile", () => {
  it.each([
    ['ruby "3.3.0"', { requirements: ["3.3.0"] }],
    ["ruby('~> 3.2')", { requirements: ["~> 3.2"] }],
    ['ruby ">= 3.1", "< 3.5"', { requirements: [">= 3.1", "< 3.5"] }],
    ['ruby [">= 3.1", "< 3.5"]', { requirements: [">= 3.1", "< 3.5"] }],
    ['ruby file: ".ruby-version"', { requirements: [], file: ".ruby-version" }],
    ['ruby File.read(".ruby-version").strip', { requirements: [], file: ".ruby-version" }],
    ['ruby File.read(File.join(__dir__, ".ruby-version"))', { requirements: [], file: ".ruby-version" }],
    [
      'ruby "3.1.4", engine: "jruby", engine_version: "9.4.5.0"',
      { requirements: ["3.1.4"], engine: "jruby", engineVersion: "9.4.5.0" },
    ],
    [
      'ruby "3.1.4", :engine => "jruby", :engine_version => "9.4.5.0"',
      { requirements: ["3.1.4"], engine: "jruby", engineVersion: "9.4.5.0" },
    ],
    ['ruby ENV.fetch("RUBY", "3.3.0")', { requirements: [] }],
    ['ruby ENV["RUBY"] || "3.3.0"', { requirements: [] }],
    ['ruby "#{major}.3"', { requirements: [] }],
  ])("is read from %s", (text, stated) => {
    expect(parseGemfile(text).rubies).toEqual([{ line: 1, ...stated }]);
  });

  it("is no fact under a condition", () => {
    expect(parseGemfile('ruby "3.3.0" unless ENV["CI"]').rubies).toEqual([]);
    expect(parseGemfile('if ENV["OLD"]\n  ruby "2.7.8"\nend').rubies).toEqual([]);
  });
});
