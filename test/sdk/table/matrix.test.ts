import { create } from "@bufbuild/protobuf";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandMatrix as ofCore } from "../../../core/graph/matrix.ts";
import { JobSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Value } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { expandMatrix } from "../../../sdk/table/reader/matrix.ts";
import { distinct, type Plain, variantId } from "../../../sdk/table/reader/variant-id.ts";

describe("variantId", () => {
  it.each<[Record<string, Plain>, string]>([
    [{}, "test"],
    [{ ruby: "3.2" }, "test-ruby3.2"],
    [{ os: "ubuntu-22.04", arch: "arm64" }, "test-ubuntu-22.04-arm64"],
    [{ image: { name: "alpine", tag: "3.20" } }, "test-alpine"],
    [{ fast: true }, "test-fasttrue"],
    [{ flags: "-O2 --x" }, "test-flagsO2---x"],
    [{ note: "" }, "test-note"],
  ])("of %j is %s", (values, id) => {
    expect(variantId("test", new Map(Object.entries(values)))).toBe(id);
  });

  it("counts those that are alike", () => {
    const taken = new Set<string>();
    expect(["a", "a", "a-2", "a"].map((id) => distinct(id, taken))).toEqual(["a", "a-2", "a-2-2", "a-3"]);
  });
});

describe("expandMatrix", () => {
  it("gives the variants and the ids that the core gives", () => {
    fc.assert(
      fc.property(matrices, ({ axes, include, exclude }) => {
        const { variants, diagnostics } = ofCore(
          create(JobSchema, {
            id: "test",
            matrix: {
              axes: Object.entries(axes).map(([name, values]) => ({ name, values: values.map(messageOf) })),
              include: include.map(combinationOf),
              exclude: exclude.map(combinationOf),
            },
          }),
        );
        fc.pre(!diagnostics.some(({ level }) => level === "error"));
        const taken = new Set<string>();
        const own = expandMatrix({
          axes: new Map(Object.entries(axes)),
          include: include.map((each) => new Map(Object.entries(each))),
          exclude: exclude.map((each) => new Map(Object.entries(each))),
        }).map(({ named, values }) => [distinct(variantId("test", named), taken), [...values.keys()].sort()]);
        expect(own.sort()).toEqual(
          variants.map(({ id, values }) => [id, values!.entries.map(({ key }) => key).sort()]).sort(),
        );
      }),
    );
  });
});

const scalar = fc.constantFrom<Plain>("3.2", "3.3", "ubuntu", "x y", 7, true, "true");
const some = fc.oneof(scalar, fc.record({ name: scalar, tag: scalar }) as fc.Arbitrary<Plain>);
const combination = fc.dictionary(fc.constantFrom("ruby", "os", "extra"), some, { minKeys: 1, maxKeys: 2 });
const matrices = fc.record({
  axes: fc.dictionary(fc.constantFrom("ruby", "os"), fc.uniqueArray(some, { minLength: 1, maxLength: 3 }), {
    minKeys: 1,
  }),
  include: fc.array(combination, { maxLength: 3 }),
  exclude: fc.array(combination, { maxLength: 2 }),
});

function combinationOf(entries: Readonly<Record<string, Plain>>) {
  return { entries: Object.entries(entries).map(([key, value]) => ({ key, value: messageOf(value) })) };
}

function messageOf(value: Plain): Value {
  return { kind: kindOf(value) } as Value;
}

function kindOf(value: Plain): unknown {
  if (typeof value === "string") return { case: "text", value };
  if (typeof value === "boolean") return { case: "boolean", value };
  if (typeof value === "number") return { case: "integer", value: BigInt(value) };
  const entries = Object.entries(value ?? {}).map(([key, each]) => ({
    key,
    value: messageOf(each as Plain),
  }));
  return { case: "table", value: { entries } };
}
