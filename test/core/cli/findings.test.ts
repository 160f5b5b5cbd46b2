import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { parseFactKey } from "../../../core/cli/fact-key.ts";
import { findingsOf, placeText } from "../../../core/cli/findings.ts";
import { FactSchema } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";

/** "what verb [in root] place" of each finding. */
function found(...facts: [key: string, value: string][]): string[] {
  const made = facts.map(([key, value]) =>
    create(FactSchema, { key, value, plugin: "p/q", evidence: [{ file: "f", line: 2 }] }),
  );
  return findingsOf(made).map(({ what, verb, root, evidence }) =>
    [what, verb, root, placeText(evidence[0]!)].filter(Boolean).join(" "),
  );
}

describe("findings", () => {
  it("name a tool's version, else its range, else that it is there", () => {
    expect(
      found(["ruby.version", "3.3.0"], ["ruby.version.constraint", "~> 3.3"], ["ruby.source", "x"]),
    ).toEqual(["Ruby 3.3.0 detected f:2"]);
    expect(found(["python.version.constraint", ">=3.11"])).toEqual(["Python >=3.11 required f:2"]);
    expect(found(["go.root", "."])).toEqual(["Go detected f:2"]);
  });

  it("name package managers with their version", () => {
    expect(
      found(
        ["node.version", "22"],
        ["node.package_manager", "pnpm"],
        ["node.package_manager_version", "9.1.0"],
      ),
    ).toEqual(["Node 22 detected f:2", "pnpm 9.1.0 detected f:2"]);
  });

  it("name services and frameworks as people write them", () => {
    expect(
      found(
        ["service.postgres.version", "15"],
        ["service.redis", "used"],
        ["framework.rails.version", "7.1"],
      ),
    ).toEqual(["Rails 7.1 detected f:2", "PostgreSQL 15 detected f:2", "Redis detected f:2"]);
  });

  it("say the folder, and leave out packages that state nothing of their own", () => {
    expect(
      found(
        ["node.version", "22"],
        ["node[web].version", "20"],
        ["node[api].root", "api"],
        ["ruby[old].root", "old"],
        ["ruby[old/part].root", "old/part"],
      ),
    ).toEqual(["Node 22 detected f:2", "Ruby detected old f:2", "Node 20 detected web f:2"]);
  });

  it("leave out a service that is only guessed", () => {
    const guess = create(FactSchema, { key: "service.redis", value: "used", confidence: 0.5 });
    expect(findingsOf([guess])).toEqual([]);
  });

  it("say of a framework, too, when only a range of it is known", () => {
    expect(found(["framework.django.version.constraint", ">=5.2"])).toEqual(["Django >=5.2 required f:2"]);
  });

  it("leave out scripts and other details", () => {
    expect(
      found(
        ["script.test", "x"],
        ["node[web].script.test", "y"],
        ["workspace.members", "a"],
        ["system.packages", "b"],
      ),
    ).toEqual([]);
  });
});

describe("a fact's key", () => {
  it.each([
    ["ruby.version", { tool: "ruby", root: "", field: "version" }],
    ["node[apps/web.v2].package_manager", { tool: "node", root: "apps/web.v2", field: "package_manager" }],
    ["script.test", { tool: "script", root: "", field: "test" }],
    ["ruby[api].script.test", { tool: "script", root: "api", field: "test" }],
    ["odd", { tool: "odd", root: "", field: "" }],
    ["", { tool: "", root: "", field: "" }],
  ])("%j is taken apart", (key, expected) => {
    expect(parseFactKey(key)).toEqual(expected);
  });
});
