import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { disagreements } from "../../../core/detect/disagreements.ts";
import { type Fact, FactSchema } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";

function fact(key: string, value: string, plugin: string, file: string, line: number): Fact {
  return create(FactSchema, { key, value, plugin, confidence: 1, evidence: [{ file, line }] });
}

describe("disagreements", () => {
  it("says who claims what, and where it stands", () => {
    const found = disagreements([
      fact("node.version", "20", "acme/volta", "package.json", 9),
      fact("node.version", "22", "lang/node", ".nvmrc", 1),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]!.code).toBe("CIG407");
    expect(found[0]!.level).toBe("warning");
    expect(found[0]!.message).toBe(
      'For "node.version", acme/volta says "20" (package.json:9); lang/node says "22" (.nvmrc:1). Jobs that use it may get either.',
    );
  });

  it("is silent when two plugins say the same", () => {
    expect(
      disagreements([
        fact("node.version", "22", "a/b", ".nvmrc", 1),
        fact("node.version", "22", "lang/node", ".nvmrc", 1),
      ]),
    ).toEqual([]);
  });

  it("lets several languages have a test command each", () => {
    expect(
      disagreements([
        fact("script.test", "npm test", "lang/node", "package.json", 3),
        fact("script.test", "bundle exec rspec", "lang/ruby", ".rspec", 1),
      ]),
    ).toEqual([]);
  });
});
