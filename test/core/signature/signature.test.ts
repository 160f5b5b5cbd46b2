import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SignatureInputs, signature } from "../../../core/signature/signature.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const inputs: SignatureInputs = {
  definition: bytes("steps"),
  values: bytes("ruby=3.3"),
  env: new Map([["RAILS_ENV", "test"]]),
  versions: [
    { name: "ruby", version: "3.3.0" },
    { name: "lang/ruby", version: "1.3.0" },
  ],
  upstream: [bytes("one"), bytes("two")],
  patterns: ["app/**", "!app/docs/**"],
  files: [
    { path: "app/a.rb", mode: "100644", id: "aa" },
    { path: "app/b.rb", mode: "100755", id: "bb" },
  ],
};
const hex = (given: SignatureInputs) => Buffer.from(signature(given)).toString("hex");

describe("a work signature", () => {
  it("is 32 bytes and always the same", () => {
    expect(hex(inputs)).toMatch(/^[0-9a-f]{64}$/);
    expect(hex({ ...inputs })).toBe(hex(inputs));
  });

  it("does not depend on the order of versions, upstream, variables and files", () => {
    const shuffled = {
      ...inputs,
      versions: [...inputs.versions].reverse(),
      upstream: [...inputs.upstream].reverse(),
      files: [...inputs.files!].reverse(),
    };
    expect(hex(shuffled)).toBe(hex(inputs));
  });

  it.each<[string, Partial<SignatureInputs>]>([
    ["definition", { definition: bytes("other steps") }],
    ["values", { values: bytes("ruby=3.2") }],
    ["a variable's value", { env: new Map([["RAILS_ENV", "production"]]) }],
    ["a variable that is empty", { env: new Map([["RAILS_ENV", ""]]) }],
    ["a variable that is not set", { env: new Map([["RAILS_ENV", undefined]]) }],
    ["no look at variables", { env: new Map() }],
    ["a version", { versions: [{ name: "ruby", version: "3.3.1" }] }],
    ["upstream", { upstream: [bytes("one")] }],
    ["the order of patterns", { patterns: ["!app/docs/**", "app/**"] }],
    ["a file's content", { files: [{ path: "app/a.rb", mode: "100644", id: "ab" }, inputs.files![1]!] }],
    ["a file's mode", { files: [{ path: "app/a.rb", mode: "100755", id: "aa" }, inputs.files![1]!] }],
    ["no files", { files: [] }],
  ])("changes with %s", (_, change) => {
    expect(hex({ ...inputs, ...change })).not.toBe(hex(inputs));
  });

  it("tells apart what would read the same when joined", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(hex({ ...inputs, patterns: a }) === hex({ ...inputs, patterns: b })).toBe(same);
      }),
    );
    expect(hex({ ...inputs, patterns: ["ab", "c"] })).not.toBe(hex({ ...inputs, patterns: ["a", "bc"] }));
  });
});
