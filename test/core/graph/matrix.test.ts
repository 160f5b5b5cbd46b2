import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMatrix } from "../../../core/graph/matrix.ts";
import { toEntries, toValue } from "../../../core/plan/value.ts";
import { type Matrix, MatrixSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";

type Plain = string | number | boolean | { [key: string]: Plain };
interface Given {
  readonly axes?: Record<string, Plain[]>;
  readonly include?: Record<string, Plain>[];
  readonly exclude?: Record<string, Plain>[];
}

function matrix({ axes = {}, include = [], exclude = [] }: Given): Matrix {
  return create(MatrixSchema, {
    axes: Object.entries(axes).map(([name, values]) => ({
      name,
      values: values.map((value) => toValue(value)),
    })),
    include: include.map((entries) => ({ entries: toEntries(entries) })),
    exclude: exclude.map((entries) => ({ entries: toEntries(entries) })),
  });
}

/** "id: axis=value axis=value" */
function expand(given: Given, job = "test"): string[] {
  return expandMatrix({ id: job, matrix: matrix(given) }).variants.map(
    ({ id, values }) =>
      `${id}: ${values!.entries.map(({ key, value }) => `${key}=${value!.kind.value}`).join(" ")}`,
  );
}
const ids = (given: Given) => expand(given).map((line) => line.split(": ")[0]);
const remarks = (given: Given) =>
  expandMatrix({ id: "test", matrix: matrix(given) }).diagnostics.map(({ code, level, subject }) => [
    code,
    level,
    subject!.join("."),
  ]);

describe("ids", () => {
  it("are those of the design", () => {
    expect(ids({ axes: { ruby: ["3.2", "3.3"], arch: ["amd64", "arm64"] } })).toEqual([
      "test-ruby3.2-amd64",
      "test-ruby3.2-arm64",
      "test-ruby3.3-amd64",
      "test-ruby3.3-arm64",
    ]);
    expect(ids({ axes: { os: ["ubuntu-22.04"], ruby: ["3.2"] } })).toEqual(["test-ubuntu-22.04-ruby3.2"]);
  });

  it("let words speak for themselves, and numbers and truth values not", () => {
    expect(ids({ axes: { ruby: ["jruby"], shard: [1], coverage: [true] } })).toEqual([
      "test-jruby-shard1-coveragetrue",
    ]);
  });

  it("call a table by its name, else by its values", () => {
    expect(
      ids({
        axes: {
          db: [
            { name: "pg", image: "postgres:16" },
            { image: "mysql:8", tls: true },
          ],
        },
      }),
    ).toEqual(["test-mysql-8-true", "test-pg"]);
  });

  it("hold only letters, digits, dots, dashes and underscores", () => {
    expect(ids({ axes: { flags: ["--enable foo/bar", "ü", "lts/*"] } })).toEqual([
      "test-flags",
      "test-flagsenable-foo-bar",
      "test-lts",
    ]);
  });

  it("get a number when they would be the same", () => {
    expect(ids({ axes: { path: ["a/b", "a b", "a.b"] } })).toEqual([
      "test-patha-b",
      "test-patha-b-2",
      "test-patha.b",
    ]);
  });

  it("never take an id that is taken", () => {
    const taken = new Set(["test-amd64"]);
    const { variants } = expandMatrix({ id: "test", matrix: matrix({ axes: { arch: ["amd64"] } }) }, taken);
    expect(variants[0]!.id).toBe("test-amd64-2");
  });
});

it("a job without a matrix is one variant of its own id", () => {
  expect(expandMatrix({ id: "test" }).variants.map(({ id }) => id)).toEqual(["test"]);
});

describe("include and exclude", () => {
  it("do what GitHub's own example says", () => {
    expect(
      expand({
        axes: { fruit: ["apple", "pear"], animal: ["cat", "dog"] },
        include: [
          { color: "green" },
          { color: "pink", animal: "cat" },
          { fruit: "apple", shape: "circle" },
          { fruit: "banana" },
          { fruit: "banana", animal: "cat" },
        ],
      }),
    ).toEqual([
      "test-apple-cat: fruit=apple animal=cat color=pink shape=circle",
      "test-apple-dog: fruit=apple animal=dog color=green shape=circle",
      "test-banana: fruit=banana",
      "test-banana-cat: fruit=banana animal=cat",
      "test-pear-cat: fruit=pear animal=cat color=pink",
      "test-pear-dog: fruit=pear animal=dog color=green",
    ]);
  });

  it("stand alone without axes", () => {
    expect(
      expand({
        include: [
          { site: "prod", dc: 1 },
          { site: "staging", dc: 2 },
        ],
      }),
    ).toEqual(["test-prod-dc1: site=prod dc=1", "test-staging-dc2: site=staging dc=2"]);
  });

  it("exclude by some axes, and include may bring one back", () => {
    expect(
      ids({
        axes: { os: ["linux", "windows"], node: [18, 20] },
        exclude: [{ os: "windows", node: 18 }],
        include: [{ os: "windows", node: 18, experimental: true }],
      }),
    ).toEqual([
      "test-linux-node18",
      "test-linux-node20",
      "test-windows-node18-experimentaltrue",
      "test-windows-node20",
    ]);
  });

  it("compare numbers and texts as text, and tables by the fields that are asked for", () => {
    expect(ids({ axes: { node: ["18", "20"] }, exclude: [{ node: 18 }] })).toEqual(["test-node20"]);
    expect(
      ids({
        axes: {
          db: [
            { name: "pg", major: 15 },
            { name: "pg16", major: 16 },
          ],
        },
        exclude: [{ db: { major: 15 } }],
      }),
    ).toEqual(["test-pg16"]);
  });
});

describe("remarks", () => {
  it.each<[string, Given, unknown]>([
    ["an empty axis", { axes: { ruby: [] } }, [["CIG404", "error", "jobs.test.matrix.ruby"]]],
    [
      "nothing left",
      { axes: { a: ["x"] }, exclude: [{ a: "x" }] },
      [["CIG404", "error", "jobs.test.matrix"]],
    ],
    [
      "an exclude of no axis",
      { axes: { ruby: ["3", "4"] }, exclude: [{ rubi: "3" }] },
      [["CIG404", "error", "jobs.test.matrix.exclude.0.rubi"]],
    ],
    [
      "an exclude of no value",
      { axes: { ruby: ["3", "4"] }, exclude: [{ ruby: "5" }] },
      [["CIG404", "warning", "jobs.test.matrix.exclude.0.ruby"]],
    ],
    ["a value twice", { axes: { ruby: ["3", 3] } }, [["CIG404", "warning", "jobs.test.matrix.ruby.1"]]],
    [
      "more than GitHub runs",
      { axes: { a: Array.from({ length: 20 }, (_, i) => i), b: Array.from({ length: 20 }, (_, i) => i) } },
      [["CIG404", "warning", "jobs.test.matrix"]],
    ],
  ])("%s", (_, given, expected) => {
    expect(remarks(given)).toEqual(expected);
  });

  it("an explosion is refused before it happens", () => {
    const values = Array.from({ length: 100 }, (_, index) => index);
    const { variants, diagnostics } = expandMatrix({
      id: "test",
      matrix: matrix({ axes: { a: values, b: values, c: values, d: values } }),
    });
    expect(variants).toEqual([]);
    expect(diagnostics[0]!.message).toBe(
      'The matrix of the job "test" has 100000000 combinations; at most 10000 are planned.',
    );
  });
});

it("ids are unique, sorted and legal, whatever the values are", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const axes = fc.dictionary(
    fc.constantFrom("os", "arch", "ruby", "a-b"),
    fc.array(value, { minLength: 1, maxLength: 4 }),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(
      axes,
      fc.array(fc.dictionary(fc.constantFrom("os", "ruby", "x"), value, { minKeys: 1 }), { maxLength: 3 }),
      (given, include) => {
        const { variants } = expandMatrix({ id: "test", matrix: matrix({ axes: given, include }) });
        const all = variants.map(({ id }) => id);
        expect(all).toEqual([...new Set(all)].sort());
        for (const id of all) expect(id).toMatch(/^[A-Za-z0-9._-]+$/);
      },
    ),
  );
});
