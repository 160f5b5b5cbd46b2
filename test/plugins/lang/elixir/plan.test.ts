import { type MessageInitShape, reference, text, type UseSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/elixir/pins.ts";
import plugin from "../../../../plugins/lang/elixir/plugin.ts";
import { expansionsOf, factsOf, packageUse, planned, remarksOf, toolchainOf } from "../../request.ts";
import { shown } from "../planned-steps.ts";

type Use = MessageInitShape<typeof UseSchema>;

async function plan(facts: Record<string, string>, uses: Use[] = [packageUse("elixir")]) {
  const response = await planned(plugin, { uses, facts: factsOf(facts) });
  return { expansions: expansionsOf(response).map(shown), remarks: remarksOf(response) };
}

const project = { "elixir.package_manager": "mix", "elixir.lockfile": "mix.lock" };
const input = (name: string, value: string | ReturnType<typeof reference>) => ({
  name,
  value: { case: "text" as const, value: text(value) },
});

describe('packages = ["elixir"]', () => {
  it("becomes toolchain, cache and dependencies, in this order", async () => {
    const facts = { ...project, "elixir.version": "1.17.2", "erlang.version": "27.0" };
    expect(await plan(facts)).toEqual({
      expansions: [
        {
          use: "test/packages/elixir",
          steps: [
            "erlef/setup-beam elixir-version=1.17.2 otp-version=27.0 version-type=strict",
            "cache mix",
            "run mix deps.get",
          ],
          caches: [
            {
              id: "mix",
              paths: ["deps", "_build"],
              key: ["elixir-1.17.2", "otp-27.0", "files mix.lock"],
            },
          ],
          versions: ["elixir 1.17.2", "erlang 27.0"],
        },
      ],
      remarks: [],
    });
  });

  it("resolves a requirement and finds the Erlang for it, and says so", async () => {
    const { expansions, remarks } = await plan({ ...project, "elixir.version.constraint": "~> 1.17.0" });
    expect(expansions[0]!.steps[0]).toBe("erlef/setup-beam elixir-version=1.17 otp-version=27");
    expect(remarks).toEqual(["INFO EX201 jobs.test.packages"]);
  });

  it("takes versions of inputs before the matrix before the facts", async () => {
    const facts = { ...project, "elixir.version": "1.17.2", "erlang.version": "27.0" };
    const versions = async (use: Use) =>
      (await plan(facts, [packageUse("elixir", use)])).expansions[0]!.versions;
    expect(
      await versions({ inputs: [input("version", "1.16"), input("otp_version", "26")], axes: ["otp"] }),
    ).toEqual(["elixir 1.16", "erlang 26"]);
    expect(await versions({ axes: ["elixir", "otp"] })).toEqual([
      "elixir {matrix.elixir}",
      "erlang {matrix.otp}",
    ]);
    expect(await versions({ inputs: [input("version", reference("matrix.e"))] })).toEqual([
      "elixir {matrix.e}",
      "erlang 27.0",
    ]);
  });

  it("refuses what is no version", async () => {
    const uses = [packageUse("elixir", { inputs: [input("version", "x;y"), input("otp_version", "$(id)")] })];
    expect((await plan(project, uses)).remarks).toEqual([
      "ERROR EX205 jobs.test.packages",
      "ERROR EX205 jobs.test.packages",
    ]);
  });

  it("works in the root that the working directory is in", async () => {
    const facts = {
      ...project,
      "elixir.version": "1.17.2",
      "elixir[api].package_manager": "mix",
      "elixir[api].version": "1.18.1",
    };
    const { expansions, remarks } = await plan(facts, [
      packageUse("elixir", { workingDirectory: "api/lib" }),
    ]);
    expect(expansions[0]).toMatchObject({
      steps: [
        "erlef/setup-beam elixir-version=1.18.1 otp-version=27",
        "cache mix-api",
        "run mix deps.get (in api)",
      ],
      caches: [{ paths: ["api/deps", "api/_build"], key: ["elixir-1.18.1", "otp-27", "files api/mix.exs"] }],
    });
    expect(remarks).toEqual(["INFO EX204 jobs.test.packages"]);
  });

  it("takes what an image brings with its script, on GitHub too", async () => {
    const response = await planned(plugin, {
      uses: [packageUse("elixir", { inContainer: true })],
      facts: factsOf({ "elixir.version": "1.17.2" }),
    });
    const toolchain = toolchainOf(expansionsOf(response)[0]!.steps[0]);
    expect(toolchain.native).toEqual([]);
    expect(toolchain.fallbackScript).toContain("builds.hex.pm");
  });

  it("pins every action to a whole commit", () => {
    for (const { pin } of Object.values(pins)) expect(pin).toMatch(/^[0-9a-f]{40}$/);
  });
});
