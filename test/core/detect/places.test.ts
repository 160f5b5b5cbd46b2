import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { weighPlaces } from "../../../core/detect/places.ts";
import { FactSchema } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";

/** "python packages/api" is a root of Python there; "rust: crates/*" is what the workspace at the top includes. */
function weigh(...lines: string[]) {
  const facts = lines.map((line) => {
    const [workspace, members] = line.split(": ");
    if (members !== undefined)
      return create(FactSchema, {
        key: "workspace.members",
        value: members,
        plugin: `lang/${workspace}`,
        confidence: 1,
      });
    const [tool, directory] = line.split(" ") as [string, string];
    const key = directory === "." ? `${tool}.root` : `${tool}[${directory}].root`;
    return create(FactSchema, { key, value: directory, plugin: `lang/${tool}`, confidence: 1 });
  });
  return weighPlaces(facts);
}

const numbered = (count: number, line: string) =>
  Array.from({ length: count }, (_, index) => `${line}/${index}`);

describe("weighPlaces", () => {
  it("takes several roots inside a package of another language for its material", () => {
    const { strays, asides } = weigh(
      "rust .",
      "python .",
      "rust: crates/checker",
      "rust crates/checker",
      ...numbered(3, "python crates/checker/cases"),
    );
    expect(strays).toEqual(["crates/checker/cases/0", "crates/checker/cases/1", "crates/checker/cases/2"]);
    expect(asides).toEqual([]);
  });

  it("leaves one or two inside a package of another language, as a frontend in its backend is", () => {
    expect(weigh("python backend", "node backend/web", "node backend/admin").strays).toEqual([]);
  });

  it("leaves what a workspace of the same language declares", () => {
    const inside = numbered(4, "node server/packages");
    expect(weigh("python .", "go server", "node: server/packages/*", ...inside).strays).toEqual([]);
  });

  it("leaves the modules of one language that stand below each other", () => {
    const modules = numbered(8, "go exporters/otlp/parts");
    expect(weigh("go .", "go exporters/otlp", ...modules)).toEqual({ strays: [], asides: [] });
  });

  it("doubts a crowd below a top of another language, but not in a folder that holds parts of a product", () => {
    const crowd = numbered(6, "python checks");
    expect(weigh("rust .", ...crowd).asides).toHaveLength(6);
    expect(weigh("rust .", ...crowd.slice(1)).asides).toEqual([]);
    expect(weigh("rust .", ...numbered(6, "python services")).asides).toEqual([]);
    expect(weigh("python .", ...crowd).asides).toEqual([]);
    expect(weigh(...crowd).asides).toEqual([]);
  });

  it("doubts a root among scripts and tools of a language that the top does not have", () => {
    expect(weigh("node .", "node scripts/release", "go tools/gen").asides).toEqual(["tools/gen"]);
    expect(weigh("go .", "node: scripts/*", "node scripts/release").asides).toEqual([]);
  });
});
