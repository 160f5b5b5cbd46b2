import { create, type DescFile, equals, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { file_cig_plugin_v1_diagnostic } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import { FactSchema, file_cig_plugin_v1_fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { file_cig_plugin_v1_import } from "../../proto/gen/cig/plugin/v1/import_pb.ts";
import { DetectResponseSchema, file_cig_plugin_v1_plugin } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { file_cig_plugin_v1_project } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { file_cig_plugin_v1_resource } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { file_cig_plugin_v1_store } from "../../proto/gen/cig/plugin/v1/store_pb.ts";
import { file_cig_plugin_v1_table } from "../../proto/gen/cig/plugin/v1/table_pb.ts";
import { file_cig_plugin_v1_value } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { outlineOf } from "../../proto/outline.ts";
import { outlinedFile } from "../../proto/outlined-file.ts";

/** Each after those that it imports. */
const files = [
  file_cig_plugin_v1_value,
  file_cig_plugin_v1_diagnostic,
  file_cig_plugin_v1_fact,
  file_cig_plugin_v1_resource,
  file_cig_plugin_v1_project,
  file_cig_plugin_v1_table,
  file_cig_plugin_v1_import,
  file_cig_plugin_v1_plugin,
  file_cig_plugin_v1_store,
];
const made = new Map<string, DescFile>();
for (const file of files) {
  const imports = file.dependencies.map(({ name }) => made.get(name)!);
  made.set(file.name, outlinedFile(JSON.stringify(outlineOf(file)), imports));
}

describe("a file made of its outline", () => {
  it.each(files.map((file) => [file.name, file] as const))(
    "%s has the library's descriptors",
    (name, file) => {
      expect(shown(made.get(name)!)).toEqual(shown(file));
    },
  );

  it("reads and writes what the library writes and reads", () => {
    const schema = made
      .get(file_cig_plugin_v1_plugin.name)!
      .messages.find(
        ({ typeName }) => typeName === DetectResponseSchema.typeName,
      )! as typeof DetectResponseSchema;
    const evidence = [{ file: "Gemfile", line: 3 }];
    const facts = [{ key: "ruby.version", value: "3.3", confidence: 0.7, evidence }];
    const message = create(DetectResponseSchema, { facts, signals: ["ruby_detected"] });
    const bytes = toBinary(DetectResponseSchema, message);
    expect(toBinary(schema, create(schema, { facts, signals: ["ruby_detected"] }))).toEqual(bytes);
    expect(equals(DetectResponseSchema, fromBinary(schema, bytes), message)).toBe(true);
  });

  it("refuses what the outline has no place for", () => {
    const proto = { ...file_cig_plugin_v1_fact.proto, options: {} };
    const withOptions = { ...file_cig_plugin_v1_fact, proto } as unknown as DescFile;
    expect(() => outlineOf(withOptions)).toThrow("cig/plugin/v1/fact has more than an outline");
    expect(FactSchema.file).toBe(file_cig_plugin_v1_fact);
  });
});

/** All of a descriptor, other types by name; of the descriptors that they were read from no more than the name. */
function shown(value: unknown, depth = 0): unknown {
  if (typeof value === "function") return typeof value();
  if (Array.isArray(value)) return value.map((each) => shown(each, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.flatMap(([key, each]) => {
      if (key === "toString") return [[key, String(value)]];
      if (key === "proto") return [[key, each.name]];
      if (owned.has(key)) return [[key, shown(each, depth + 1)]];
      // Objects that stand elsewhere too.
      return [[key, typeof each === "object" && each !== null ? named(each) : shown(each)]];
    }),
  );
}

const owned = new Set(
  "enums messages services nestedEnums nestedMessages fields values methods extensions nestedExtensions".split(
    " ",
  ),
);

function named(value: object): unknown {
  if (Array.isArray(value)) return value.map(named);
  if ("kind" in value) return `${(value as { kind: string }).kind} ${String(value)}`;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, String(each)]));
}
