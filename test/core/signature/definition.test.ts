import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { encodeDefinition } from "../../../core/signature/definition.ts";
import { type Job, JobSchema, ReportKind, ShardBy } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";

type Init = Exclude<MessageInitShape<typeof JobSchema>, Job>;

const script = (more: object = {}): Init => ({
  steps: [{ kind: { case: "run", value: { script: "x" } }, ...more }],
});
const report = (more: object = {}): Init => ({
  steps: [{ kind: { case: "report", value: { kind: ReportKind.JUNIT, paths: ["a.xml"], ...more } } }],
});
const digest = (init: Init) => {
  const job: Job = create(JobSchema, { id: "test", ...init });
  return encodeDefinition(job, [], new Map());
};

describe("the definition of a job", () => {
  it.each<[string, Init, Init]>([
    ["retry", script(), { ...script(), retry: { max: 1 } }],
    ["the exit statuses of retry", { retry: { max: 1 } }, { retry: { max: 1, exitStatuses: [137] } }],
    ["parallelism", script(), { ...script(), parallelism: 2 }],
    ["an approval", script(), { ...script(), approval: {} }],
    ["approvers", { approval: {} }, { approval: { approvers: ["ops"] } }],
    ["an identity token", script(), { ...script(), oidc: {} }],
    ["the variable of the token", { oidc: {} }, { oidc: { env: "TOKEN" } }],
    ["a step's retry", script(), script({ retry: { max: 2 } })],
    ["a step in the background", script(), script({ background: true })],
    ["declared outputs", script(), script({ outputs: ["version"] })],
    ["the files of a report", report(), report({ paths: ["b.xml"] })],
    ["the form of a report", report(), report({ format: "lcov" })],
    [
      "how files are shared",
      { steps: [{ kind: { case: "shard", value: { files: ["a"], by: ShardBy.NAME } } }] },
      { steps: [{ kind: { case: "shard", value: { files: ["a"], by: ShardBy.SIZE } } }] },
    ],
    [
      "a workspace",
      { steps: [{ kind: { case: "upload", value: { name: "a" } } }] },
      { steps: [{ kind: { case: "upload", value: { name: "a", workspace: true } } }] },
    ],
    [
      "credentials",
      { image: {} },
      { image: { credentials: { username: { parts: [{ kind: { case: "literal", value: "ci" } }] } } } },
    ],
  ])("changes with %s", (_, before, after) => {
    expect(digest(after)).not.toBe(digest(before));
  });

  it.each<[string, Init, Init]>([
    ["what a report is called", report(), report({ name: "Tests" })],
    ["the jobs that it waits for", script(), { ...script(), needs: ["a"], needsAny: ["b"] }],
    ["the command that a step comes from", script(), script({ call: { command: "setup", number: 1 } })],
    ["where a step stands in cig.toml", script(), script({ subject: ["jobs", "test", "steps", "3"] })],
  ])("stays the same with %s", (_, before, after) => {
    expect(digest(after)).toBe(digest(before));
  });
});
