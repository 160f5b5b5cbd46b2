import { create, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { highestCommon, judgeIntroduction } from "../../../../core/host/wire/handshake.ts";
import { parseManifest } from "../../../../core/manifest.ts";
import { HandshakeResponseSchema, Hook } from "../../../../proto/gen/cig/plugin/v1/plugin_pb.ts";

const { value: manifest } = parseManifest(
  '[module]\nname = "lang/ruby"\nversion = "1.3.0"\ncapabilities = ["package:ruby", "lang:ruby"]\nhooks = ["plan", "detect"]\n',
  "module.toml",
);
const good = {
  name: "lang/ruby",
  version: "1.3.0",
  protocols: [1],
  capabilities: ["lang:ruby", "package:ruby"],
  hooks: [Hook.DETECT, Hook.PLAN],
};
const judge = (answer: object) =>
  judgeIntroduction(
    toBinary(HandshakeResponseSchema, create(HandshakeResponseSchema, { ...good, ...answer })),
    manifest!,
  );

describe("the handshake", () => {
  it("agrees on the highest protocol that both speak", () => {
    expect(judge({})).toEqual({ kind: "agreed", protocol: 1 });
    expect(judge({ protocols: [1, 2, 3] })).toEqual({ kind: "agreed", protocol: 1 });
    expect(highestCommon([])).toBeUndefined();
  });

  it("takes lists in any order", () => {
    expect(judge({ capabilities: ["package:ruby", "lang:ruby"], hooks: [Hook.PLAN, Hook.DETECT] }).kind).toBe(
      "agreed",
    );
  });

  it("says which protocols were offered when none is common, before anything else", () => {
    expect(judge({ protocols: [2, 3], name: "other/name" })).toEqual({
      kind: "other-protocol",
      offered: [2, 3],
    });
  });

  it("lists every difference to the manifest", () => {
    const judged = judge({ version: "1.4.0", capabilities: ["lang:ruby"], hooks: [Hook.DETECT, 99 as Hook] });
    expect(judged).toEqual({
      kind: "not-as-manifest",
      differences: [
        'version "1.4.0", and module.toml says "1.3.0"',
        'capabilities "lang:ruby", and module.toml says "lang:ruby, package:ruby"',
        'hooks "99, detect", and module.toml says "detect, plan"',
      ],
    });
  });

  it("is invalid when it is no message", () => {
    expect(judgeIntroduction(Buffer.from([0x0a, 0xff]), manifest!).kind).toBe("invalid");
  });
});
