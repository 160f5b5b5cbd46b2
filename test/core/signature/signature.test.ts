import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ComponentName,
  type Components,
  componentNames,
  definitionComponent,
  envComponent,
  filesComponent,
  upstreamComponent,
  versionsComponent,
} from "../../../core/signature/components.ts";
import { signatureOf } from "../../../core/signature/signature.ts";

const hex = (text: string) => Buffer.from(text, "utf8").toString("hex");
const digest = (digit: number) => Buffer.alloc(32, digit).toString("hex");

const components = Object.fromEntries(
  componentNames.map((name, index) => [name, digest(index)]),
) as Components;

describe("a work signature", () => {
  it("is 64 hex digits and always the same", () => {
    expect(signatureOf(components)).toMatch(/^[0-9a-f]{64}$/);
    expect(signatureOf({ ...components })).toBe(signatureOf(components));
  });

  it.each([...componentNames])("changes with the component %s", (name: ComponentName) => {
    expect(signatureOf({ ...components, [name]: digest(99) })).not.toBe(signatureOf(components));
  });

  it("is only made of digests", () => {
    for (const other of ["", "ab", digest(1).slice(1), `${digest(1)}00`, "z".repeat(64)])
      expect(() => signatureOf({ ...components, env: other })).toThrow("bug: the component");
    expect(signatureOf(components)).toMatch(/^[0-9a-f]{64}$/);
  });

  it("tells which component is which", () => {
    const swapped = { ...components, files: components.inputs, inputs: components.files };
    expect(signatureOf(swapped)).not.toBe(signatureOf(components));
  });
});

describe("the component of files", () => {
  const found = (digit: number, count = 1) => ({
    digest: new Uint8Array(32).fill(digit),
    count,
  });

  it("is of the chosen files, whatever the job is", () => {
    expect(filesComponent("a", found(1))).toBe(filesComponent("b", found(1)));
    expect(filesComponent("a", found(1))).not.toBe(filesComponent("a", found(2)));
  });

  it("equals no other job's where nothing is chosen", () => {
    expect(filesComponent("a", found(1, 0))).not.toBe(filesComponent("b", found(1, 0)));
    expect(filesComponent("a", found(1, 0))).not.toBe(filesComponent("a", found(1)));
  });

  it("tells nobody looked from nobody asked and from nothing there", () => {
    const all = [
      filesComponent("a", undefined),
      filesComponent("a", "none asked"),
      filesComponent("a", found(0, 0)),
    ];
    expect(new Set(all).size).toBe(3);
  });
});

describe("the component of variables", () => {
  const of = (entries: readonly (readonly [string, string | undefined])[]) => envComponent(new Map(entries));

  it("does not depend on their order", () => {
    expect(
      of([
        ["A", "1"],
        ["B", "2"],
      ]),
    ).toBe(
      of([
        ["B", "2"],
        ["A", "1"],
      ]),
    );
  });

  it.each<[string, readonly (readonly [string, string | undefined])[]]>([
    ["another value", [["RAILS_ENV", "production"]]],
    ["an empty value", [["RAILS_ENV", ""]]],
    ["a variable that is not set", [["RAILS_ENV", undefined]]],
    ["another name", [["RACK_ENV", "test"]]],
    ["no variable", []],
  ])("changes with %s", (_, entries) => {
    expect(of(entries)).not.toBe(of([["RAILS_ENV", "test"]]));
  });

  it("tells nobody looked from no variable", () => {
    expect(envComponent(undefined)).not.toBe(of([]));
  });
});

describe("the component of the definition", () => {
  const of = (definition: string, values: string, files: string[], inputs: string[] = []) =>
    definitionComponent(hex(definition), hex(values), { files, inputs });
  const usual = of("steps", "ruby=3.3", ["app/**", "!app/docs/**"]);

  it.each<[string, string]>([
    ["the job", of("other steps", "ruby=3.3", ["app/**", "!app/docs/**"])],
    ["the values", of("steps", "ruby=3.2", ["app/**", "!app/docs/**"])],
    ["the order of patterns", of("steps", "ruby=3.3", ["!app/docs/**", "app/**"])],
    ["what the patterns are for", of("steps", "ruby=3.3", [], ["app/**", "!app/docs/**"])],
  ])("changes with %s", (_, other) => {
    expect(other).not.toBe(usual);
  });

  it("tells apart what would read the same when joined", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        expect(of("", "", a) === of("", "", b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
    expect(of("", "", ["ab", "c"])).not.toBe(of("", "", ["a", "bc"]));
  });
});

describe("the components of versions and upstream", () => {
  const ruby = { name: "ruby", version: "3.3.0" };
  const plugin = { name: "lang/ruby", version: "1.3.0 sha256:aa" };

  it("do not depend on order", () => {
    expect(versionsComponent([ruby, plugin])).toBe(versionsComponent([plugin, ruby]));
    expect(upstreamComponent([digest(1), digest(2)])).toBe(upstreamComponent([digest(2), digest(1)]));
  });

  it("change with each of their parts", () => {
    expect(versionsComponent([ruby])).not.toBe(versionsComponent([{ ...ruby, version: "3.3.1" }]));
    expect(versionsComponent([ruby])).not.toBe(versionsComponent([ruby, plugin]));
    expect(upstreamComponent([digest(1)])).not.toBe(upstreamComponent([digest(1), digest(1)]));
  });
});
