import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../core/config/config.ts";
import type { TomlValue } from "../../core/config/schema.ts";
import type { InstalledPlugin } from "../../core/host/host.ts";
import { toTable } from "../../core/plan/value.ts";
import { validate } from "../../core/validate.ts";
import {
  ValidateResponseSchema as responseSchema,
  type ValidateRequest,
  type ValidateResponseSchema,
} from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { OutputSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";

type Response = MessageInitShape<typeof ValidateResponseSchema>;

const waiver = (more: object = {}) => ({
  rule: "SEC019",
  owner: "ops",
  reason: "vendor",
  expires: "2027-01-31",
  ...more,
});

/** What is said on a day, and the request that the only policy got. */
async function judge(waivers: object[], today: string, answer: Response = {}, origin = "bundled") {
  let asked: ValidateRequest | undefined;
  const policy = {
    name: "policy/security",
    origin,
    manifest: { hooks: ["validate"] },
  } as unknown as InstalledPlugin;
  const { diagnostics } = await validate(
    {
      plugins: [policy],
      call: async (_plugin, _hook, request) => {
        asked = request as ValidateRequest;
        return { ok: true, response: create(responseSchema, answer), memo: "off" } as never;
      },
    },
    [{ path: ".github/workflows/ci.yml", content: "jobs: {}\n", owners: [] } as never],
    [
      create(OutputSchema, {
        provider: "github",
        path: ".github/workflows/ci.yml",
        jobs: [{ id: "build" }],
        providerOptions: [{ provider: "github", options: toTable({ jobs: { extra: {} } }) }],
      }),
    ],
    toTable({ levels: { SEC001: "off" }, waivers: waivers as TomlValue[] }),
    today,
  );
  const list = asked!.policy!.entries.find(({ key }) => key === "waivers")!.value!.kind;
  return {
    diagnostics,
    said: diagnostics.map(({ code, level, subject }) => [code, level, subject?.join(".")]),
    left: list.case === "list" ? list.value.items.length : -1,
  };
}

describe("a waiver", () => {
  it("counts up to the day before the one in `expires`", async () => {
    expect((await judge([waiver()], "2027-01-30")).left).toBe(1);
    const { left, said, diagnostics } = await judge([waiver()], "2027-01-31");
    expect(left).toBe(0);
    expect(said).toEqual([["CIG415", "warning", "policy.waivers.0"]]);
    expect(diagnostics[0]).toMatchObject({
      title: "Waiver has expired",
      message: "The waiver of SEC019 expired on 2027-01-31, and the rule holds again.",
    });
    expect((await judge([waiver()], "2031-12-01")).left).toBe(0);
  });

  it("keeps its place in what policies say, whatever was taken out before it", async () => {
    const answer = {
      diagnostics: [{ level: 2, code: "SEC000", location: { subject: ["policy", "waivers", "0", "rule"] } }],
    };
    const { said } = await judge(
      [waiver({ expires: "2020-01-01" }), waiver({ rule: "SEC999" })],
      "2026-01-01",
      answer,
    );
    expect(said).toEqual([
      ["CIG415", "warning", "policy.waivers.0"],
      ["SEC000", "warning", "policy.waivers.1.rule"],
    ]);
  });

  it("for a job that does not exist is told, with the nearest", async () => {
    const { said, diagnostics } = await judge(
      [waiver({ job: "biuld" }), waiver({ job: "build" }), waiver({ job: "extra" })],
      "2026-01-01",
    );
    expect(said).toEqual([["CIG416", "warning", "policy.waivers.0.job"]]);
    expect(diagnostics[0]!.hint).toBe('Did you mean "build"?');
  });

  it("of a rule that no policy can have is told, unless somebody else's policy may have it", async () => {
    const strange = [waiver({ rule: "CIG406" })];
    expect((await judge(strange, "2026-01-01")).said).toEqual([
      ["CIG416", "warning", "policy.waivers.0.rule"],
    ]);
    expect((await judge(strange, "2026-01-01", {}, "path")).said).toEqual([]);
  });

  it("expires on a day of the calendar", () => {
    const source = (date: string) =>
      `version = "0.2"\n[policy]\nwaivers = [{ rule = "SEC019", owner = "o", reason = "r", expires = "${date}" }]\n[jobs.a]\n`;
    const told = (date: string) =>
      parseConfig("cig.toml", source(date)).diagnostics.map(({ code, message }) => `${code}: ${message}`);
    expect(told("2030-02-28")).toEqual([]);
    expect(told("2028-02-29")).toEqual([]);
    expect(told("2030-02-31")).toEqual(["CIG104: There is no day 2030-02-31 in the calendar."]);
    expect(told("2030-13-01")).toEqual(["CIG104: There is no day 2030-13-01 in the calendar."]);
    expect(told("tomorrow")).toHaveLength(1);
  });
});

describe("a policy's finding in a rendered file", () => {
  const location = { file: ".github/workflows/ci.yml", line: 31, column: 9 };

  it("is shown where cig.toml says what it is about", async () => {
    const subject = ["jobs", "build", "steps", "0"];
    const { diagnostics } = await judge([], "2026-01-01", {
      diagnostics: [{ code: "SEC019", message: "It is unsafe.", location: { ...location, subject } }],
    });
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: "SEC019",
        subject,
        message: "It is unsafe. See .github/workflows/ci.yml:31.",
      }),
    ]);
    expect(diagnostics[0]!.at).toBeUndefined();
  });

  it("stays there when nothing in cig.toml is its source", async () => {
    const { diagnostics } = await judge([], "2026-01-01", {
      diagnostics: [{ code: "SEC009", message: "It is unsafe.", location }],
    });
    expect(diagnostics[0]).toMatchObject({ at: location, message: "It is unsafe." });
  });
});

describe("a policy with a table of its own", () => {
  it.each([
    [{ conventions: { job_ids: "kebab-case" } }, ["own", "always"]],
    [{ levels: { CNV001: "off" } }, ["always"]],
    [undefined, ["always"]],
  ])("is asked where cig.toml has the table: %j", async (policy, names) => {
    const asked: string[] = [];
    const plugins = [
      { name: "own", origin: "bundled", manifest: { hooks: ["validate"], policy: "conventions" } },
      { name: "always", origin: "bundled", manifest: { hooks: ["validate"] } },
    ] as unknown as InstalledPlugin[];
    const call = async ({ name }: InstalledPlugin) => {
      asked.push(name);
      return { ok: true, response: create(responseSchema, {}), memo: "off" } as never;
    };
    const files = [{ path: ".github/workflows/ci.yml", content: "jobs: {}\n", owners: [] } as never];
    await validate({ plugins, call } as never, files, [], policy && toTable(policy as never), "2027-01-30");
    expect(asked).toEqual(names);
  });
});
