import { create, type MessageInitShape, reference, text, type UseSchema, ValueSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/dotnet/pins.ts";
import plugin from "../../../../plugins/lang/dotnet/plugin.ts";
import { expansionsOf, factsOf, packageUse, planned, remarksOf, table, toolchainOf } from "../../request.ts";
import { shown } from "../planned-steps.ts";

type Use = MessageInitShape<typeof UseSchema>;

async function plan(facts: Record<string, string>, uses: Use[] = [packageUse("dotnet")]) {
  const response = await planned(plugin, { uses, facts: factsOf(facts) });
  return {
    expansions: expansionsOf(response).map(shown),
    remarks: remarksOf(response),
    toolchains: expansionsOf(response).map(({ steps }) => toolchainOf(steps[0])),
  };
}

const shop = { "dotnet.package_manager": "nuget", "dotnet.solution": "Shop.slnx" };
const input = (name: string, value: string | ReturnType<typeof reference>) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});
const list = (name: string, ...items: readonly string[]) => ({
  name,
  value: {
    case: "other" as const,
    value: create(ValueSchema, {
      kind: {
        case: "list",
        value: { items: items.map((value) => create(ValueSchema, { kind: { case: "text", value } })) },
      },
    }),
  },
});

describe('packages = ["dotnet"]', () => {
  it("becomes SDK, cache and restore, in this order", async () => {
    const { expansions, remarks } = await plan({
      ...shop,
      "dotnet.version": "10.0.100",
      "dotnet.lockfile": "**/packages.lock.json",
      "dotnet.tools": ".config/dotnet-tools.json",
    });
    expect(expansions).toEqual([
      {
        use: "test/packages/dotnet",
        steps: [
          "actions/setup-dotnet dotnet-version=10.0.100",
          "cache nuget",
          "run dotnet restore Shop.slnx --locked-mode",
        ],
        caches: [
          {
            id: "nuget",
            paths: ["~/.nuget/packages"],
            key: ["files **/packages.lock.json", "files .config/dotnet-tools.json"],
          },
        ],
        versions: ["dotnet 10.0.100"],
      },
    ]);
    expect(remarks).toEqual([]);
  });

  it("is keyed by the projects where they are not locked, and restores what they allow", async () => {
    const { expansions } = await plan({ ...shop, "dotnet.version": "8.0" });
    expect(expansions[0]!.steps).toEqual([
      "actions/setup-dotnet dotnet-version=8.0.x",
      "cache nuget",
      "run dotnet restore Shop.slnx",
    ]);
    expect(expansions[0]!.caches[0]!.key).toEqual([
      "files **/*.*proj",
      "files **/Directory.*.props",
      "files **/Directory.*.targets",
    ]);
  });

  it("gets Paket first where packages come by it", async () => {
    const facts = {
      ...shop,
      "dotnet.version": "8.0",
      "dotnet.package_manager": "paket",
      "dotnet.lockfile": "paket.lock",
    };
    const { steps, caches } = (await plan(facts)).expansions[0]!;
    expect(steps.at(-1)).toBe("run dotnet tool restore && dotnet restore Shop.slnx");
    expect(caches[0]!.key).toEqual(["files paket.lock"]);
  });

  it("has the runtimes of the tests besides, as SDKs on GitHub", async () => {
    const facts = { ...shop, "dotnet.version": "10.0.100", "dotnet.test_runtimes": "10.0, 9.0, 8.0" };
    const { expansions, toolchains } = await plan(facts);
    expect(expansions[0]!.steps[0]).toBe("actions/setup-dotnet dotnet-version=10.0.100\n9.0.x\n8.0.x");
    expect(table(toolchains[0]!.fallbackEnv)).toEqual({ DOTNET_RUNTIMES: "9.0 8.0" });
  });

  it("takes the line with which a range begins, and says so", async () => {
    const { expansions, remarks } = await plan({ ...shop, "dotnet.version.constraint": ">=9.0.100 <10.0.0" });
    expect(expansions[0]!.versions).toEqual(["dotnet 9.0"]);
    expect(remarks).toEqual(["INFO DN203 jobs.test.packages"]);
  });

  it("says where nothing states a version", async () => {
    const { expansions, remarks } = await plan(shop);
    expect(expansions[0]!.steps[0]).toBe("script for dotnet");
    expect(remarks).toEqual(["INFO DN201 jobs.test.packages"]);
  });

  it("takes versions of inputs before the matrix before the facts", async () => {
    const facts = { ...shop, "dotnet.version": "10.0.100", "dotnet.test_runtimes": "10.0, 8.0" };
    const first = async (use: Use) =>
      (await plan(facts, [packageUse("dotnet", use)])).expansions[0]!.steps[0];
    expect(await first({ inputs: [input("version", "9.0.x")], axes: ["dotnet"] })).toBe(
      "actions/setup-dotnet dotnet-version=9.0.x\n8.0.x",
    );
    expect(await first({ inputs: [input("version", ">=8.0")] })).toBe(
      "actions/setup-dotnet dotnet-version=8.0.x",
    );
    expect(await first({ inputs: [input("version", "10.0.1xx"), list("runtimes", "9.0", "6")] })).toBe(
      "actions/setup-dotnet dotnet-version=10.0.1xx\n9.0.x\n6.0.x",
    );
    // The SDKs of other runtimes would take the place of the one that the matrix asks for.
    expect(await first({ axes: ["dotnet"] })).toBe("actions/setup-dotnet dotnet-version={matrix.dotnet}");
    expect(await first({ inputs: [input("version", reference("matrix.sdk"))] })).toBe(
      "actions/setup-dotnet dotnet-version={matrix.sdk}",
    );
  });

  it("refuses what is no version", async () => {
    const uses = [
      packageUse("dotnet", { inputs: [input("version", "$(id)"), list("runtimes", "8.0", "x;y")] }),
    ];
    expect((await plan(shop, uses)).remarks).toEqual([
      "ERROR DN205 jobs.test.packages",
      "ERROR DN205 jobs.test.packages",
    ]);
  });

  it("works in the root that the working directory is in", async () => {
    const facts = {
      ...shop,
      "dotnet.version": "10.0.100",
      "dotnet[api].package_manager": "nuget",
      "dotnet[api].solution": "api/The Api.sln",
      "dotnet[api].version": "8.0.404",
    };
    const { expansions } = await plan(facts, [packageUse("dotnet", { workingDirectory: "api/src" })]);
    expect(expansions[0]).toMatchObject({
      steps: [
        "actions/setup-dotnet dotnet-version=8.0.404",
        "cache nuget-api",
        "run dotnet restore 'The Api.sln' (in api)",
      ],
      caches: [
        {
          key: ["files api/**/*.*proj", "files api/**/Directory.*.props", "files api/**/Directory.*.targets"],
        },
      ],
    });
  });

  it("warns where only Windows runs the tests, unless the job may run there", async () => {
    const facts = { ...shop, "dotnet.version": "10.0.100", "dotnet.windows": "net48" };
    const remarks = async (use: Use) => (await plan(facts, [packageUse("dotnet", use)])).remarks;
    expect(await remarks({})).toEqual(["WARNING DN206 jobs.test.packages"]);
    expect(await remarks({ os: "windows" })).toEqual([]);
    expect(await remarks({ axes: ["os"] })).toEqual([]);
  });

  it("takes what an image brings with its script, on GitHub too", async () => {
    const uses = [packageUse("dotnet", { inContainer: true })];
    const { toolchains } = await plan({ "dotnet.version": "10.0.100" }, uses);
    expect(toolchains[0]!.native).toEqual([]);
    expect(toolchains[0]!.fallbackScript).toContain("dotnet --list-sdks");
  });

  it("pins every action to a whole commit", () => {
    for (const { pin } of Object.values(pins)) expect(pin).toMatch(/^[0-9a-f]{40}$/);
  });
});
