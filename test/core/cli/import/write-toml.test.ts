import * as fc from "fast-check";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { writeToml } from "../../../../core/cli/import/toml/write-toml.ts";
import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";

describe("the cig.toml that an import writes", () => {
  it("has sections, a line for each step, and scripts between three quotes", () => {
    const config: TomlTable = {
      version: "0.2",
      project: { name: "shop" },
      on: { push: ["main"], pull_request: true },
      jobs: {
        test: {
          matrix: { node: ["20", "22"] },
          steps: [
            { native: { github: "actions/setup-node@v4" } },
            { run: "npm ci\nnpm test\n" },
            {
              name: "Lint",
              run: "npm run lint\nnpm run types\n",
              provider: { github: { shell: "zsh {0}" } },
            },
          ],
        },
      },
      outputs: [{ provider: "github", path: ".github/workflows/ci.yml" }],
    };
    expect(writeToml(config, [])).toBe(`version = "0.2"

[project]
name = "shop"

[on]
push = ["main"]
pull_request = true

[jobs.test]
matrix = { node = ["20", "22"] }
steps = [
  { native.github = "actions/setup-node@v4" },
  { run = '''
npm ci
npm test
''' },
  {
    name = "Lint",
    run = '''
npm run lint
npm run types
''',
    provider.github = { shell = "zsh {0}" },
  },
]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`);
  });

  it("has comments before what they are about", () => {
    const config: TomlTable = {
      version: "0.2",
      jobs: { test: { timeout: "5m", steps: [{ run: "make" }, { run: "make test" }] } },
    };
    const comments = [
      { path: [], lines: ["Imported."] },
      { path: ["jobs", "test"], lines: ["The tests.", "All of them."] },
      { path: ["jobs", "test", "timeout"], lines: ["They are quick."] },
      { path: ["jobs", "test", "steps", 1], lines: ["Last."] },
    ];
    expect(writeToml(config, comments)).toBe(`# Imported.

version = "0.2"

# The tests.
# All of them.
[jobs.test]
# They are quick.
timeout = "5m"
steps = [
  { run = "make" },
  # Last.
  { run = "make test" },
]
`);
  });

  it("is, parsed again, the value that it was written from", () => {
    fc.assert(
      fc.property(config, fc.array(comment), (value, comments) => {
        expect(parse(writeToml(value, comments))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("keeps the order of keys inside of sections and values", () => {
    const matrix = { zebra: ["1"], ape: ["2"], middle: ["x".repeat(200)] };
    const text = writeToml({ version: "0.2", jobs: { b: { matrix }, a: {} } }, []);
    const { jobs } = parse(text) as { jobs: { b: { matrix: object } } };
    expect(Object.keys(jobs)).toEqual(["b", "a"]);
    expect(Object.keys(jobs.b.matrix)).toEqual(["zebra", "ape", "middle"]);
  });
});

const hard = fc.constantFrom(
  "'''",
  '"""',
  "\\",
  "\r\n",
  "a\nb",
  "x'\n'",
  '\n"',
  "# no",
  "\u0000",
  "\u007f\n",
  "{{ x }}",
  "\t",
);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(hard).map((parts) => parts.join("")),
);
const key = fc.oneof(
  fc.constantFrom("native", "provider", "github", "jobs", "outputs", "steps", "run", "a b", ""),
  fc.string({ unit: "grapheme" }).filter((each) => each !== "__proto__"),
);
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Number.isInteger(each)),
);
const { table } = fc.letrec<{ table: TomlTable; value: TomlValue }>((tie) => ({
  table: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 3 }), tie("table")),
}));
const config: fc.Arbitrary<TomlTable> = table;
const comment = fc.record({
  path: fc.array(fc.oneof(key, fc.nat({ max: 2 })), { maxLength: 4 }),
  lines: fc.array(text, { maxLength: 2 }),
});
