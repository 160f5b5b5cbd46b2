import { readFileSync } from "node:fs";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { readGithub } from "../../../plugins/provider/github/reader/reader.ts";
import { JobTableSchema } from "../../../proto/gen/cig/plugin/v1/table_pb.ts";
import { tableFromMessage } from "../../../sdk/table/message/from-message.ts";
import { tableToMessage } from "../../../sdk/table/message/to-message.ts";
import type { JobTable } from "../../../sdk/table/table.ts";

function travelled(table: JobTable): JobTable {
  const bytes = toBinary(JobTableSchema, create(JobTableSchema, tableToMessage(table)));
  return tableFromMessage(fromBinary(JobTableSchema, bytes));
}

const job: JobTable["workflows"][number]["jobs"][number] = {
  id: "test",
  needs: ["build"],
  needsAny: [],
  runsOn: ["push to main", "release"],
  runsAfter: "failure",
  os: "linux",
  arch: "amd64",
  machine: "large",
  image: "node:22",
  services: [
    {
      name: "db",
      image: "postgres",
      ports: ["5432"],
      env: { A: "b" },
      waitsUntilReady: true,
      ready: "pg_isready",
    },
  ],
  secrets: ["TOKEN"],
  timeoutMinutes: 5,
  continueOnError: true,
  permissions: ["contents: read"],
  concurrency: "",
  cancels: [],
  environment: "production",
  environmentUrl: "",
  approval: true,
  retries: 1,
  parallelism: 2,
  maxParallel: 3,
  failFast: true,
  oidc: true,
  isSkippable: false,
  steps: [
    {
      kind: "run",
      script: "make",
      env: { CI: "1" },
      workingDirectory: "app",
      shell: "bash",
      runsOn: ["push to main"],
      runsAfter: "always",
      isGuarded: true,
      timeoutMinutes: 1,
      continueOnError: true,
      background: true,
      retries: 2,
      extras: { system: "github", entries: { id: "x" } },
    },
    {
      kind: "checkout",
      ref: "main",
      depth: 0,
      submodules: true,
      lfs: true,
      runsOn: [],
      runsAfter: "success",
    },
    { kind: "toolchain", tool: "node", version: "22" },
    { kind: "cache", paths: ["~/.npm"], mode: "restore", key: ["files a"], restoreKeys: [] },
    { kind: "cache", paths: ["x"], mode: "save" },
    { kind: "upload", name: "site", paths: ["dist"], retentionDays: 0, ifMissing: "error" },
    { kind: "upload", name: "site", paths: ["dist"] },
    { kind: "download", name: "site", path: "" },
    { kind: "native", uses: "actions/stale" },
    { kind: "report", report: "junit", paths: ["a.xml"] },
    { kind: "approve" },
  ],
  outputs: { tag: "{{ steps.tag.outputs.tag }}" },
  extras: { system: "github", entries: { name: "Test" } },
};

describe("a table on the wire", () => {
  it("arrives as it was, with what is absent absent", () => {
    const table: JobTable = {
      workflows: [
        { name: "CI", startsOn: ["tag v1.2.3"], schedules: ["0 3 * * 1 UTC"], inputs: ["a"], jobs: [job] },
        {
          name: "Empty",
          startsOn: [],
          schedules: [],
          inputs: [],
          paths: ["push docs/**"],
          concurrency: "",
          cancels: ["pull request"],
          gate: "",
          jobs: [],
          extras: { system: "github", entries: {} },
        },
      ],
    };
    expect(travelled(table)).toEqual(table);
  });

  it("of a rendered workflow is what its reader read", () => {
    const path = "golden/four-providers/expected/.github/workflows/ci.yml";
    const table = readGithub(new Map([["ci.yml", readFileSync(path, "utf8")]]));
    expect(travelled(table)).toEqual(JSON.parse(JSON.stringify(table)));
  });

  it("has no number where a file has none", () => {
    const odd = { ...job, timeoutMinutes: Number.NaN, maxParallel: -1, retries: 1.5 };
    const [row] = travelled({
      workflows: [{ name: "", startsOn: [], schedules: [], inputs: [], jobs: [odd] }],
    }).workflows[0]!.jobs;
    expect(row).toMatchObject({ timeoutMinutes: 0, maxParallel: 0, retries: 2 });
  });
});
