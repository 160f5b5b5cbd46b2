import { describe, expect, it } from "vitest";
import plugin from "../../../../plugins/lang/elixir/plugin.ts";
import { see } from "../../repository.ts";

type Contents = Parameters<typeof see>[1];
const detect = (files: Contents) => see(plugin, files);

function mix({ project = "", deps = "", aliases = "" } = {}): string {
  return `defmodule Shop.MixProject do
  use Mix.Project

  def project do
    [app: :shop, elixir: "~> 1.15", ${project}deps: deps(), aliases: aliases()]
  end

  defp deps do
    [${deps}]
  end

  defp aliases do
    [${aliases}]
  end
end
`;
}

describe("the versions of Elixir and Erlang", () => {
  it("are those of .tool-versions, with mix.exs as the requirement", async () => {
    const { facts, evidence } = await detect({
      ".tool-versions": "elixir 1.17.2-otp-27\nerlang 27.0 # for all\n",
      "mix.exs": mix(),
    });
    expect(facts).toMatchObject({
      "elixir.version": "1.17.2",
      "elixir.version.constraint": "~> 1.15",
      "erlang.version": "27.0",
    });
    expect(evidence["erlang.version"]).toEqual([".tool-versions:2", ".tool-versions:1"]);
    expect(evidence["elixir.version.constraint"]).toEqual(["mix.exs:5"]);
  });

  it("come from the version of Elixir where it names an OTP and no file names Erlang", async () => {
    const { facts } = await detect({ ".elixir-version": "1.16.3-otp-26\n", "mix.exs": mix() });
    expect(facts).toMatchObject({ "elixir.version": "1.16.3", "erlang.version": "26" });
  });

  it("are told of where files contradict each other", async () => {
    const { remarks } = await detect({
      ".tool-versions": "elixir 1.14.5-otp-25\nerlang 26.1\n",
      "mise.toml": '[tools]\nelixir = "1.17"\n',
      "mix.exs": mix(),
    });
    expect(remarks).toEqual([
      "WARNING EX102 mise.toml:2",
      "WARNING EX102 mix.exs:5",
      "WARNING EX102 .tool-versions:1",
    ]);
  });

  it("may come from a Dockerfile, weakly, with the defaults of its arguments", async () => {
    const { facts, confidence } = await detect({
      Dockerfile:
        "ARG ELIXIR=1.17.2\nARG OTP=27.0.1\nFROM hexpm/elixir:${ELIXIR}-erlang-${OTP}-debian-x AS build\nFROM debian:x\n",
      "mix.exs": mix(),
    });
    expect(facts).toMatchObject({ "elixir.version": "1.17.2", "erlang.version": "27.0.1" });
    expect(confidence["elixir.version"]).toBe(0.6);
  });

  it("may stand in an attribute, and never in a comment or a text", async () => {
    const { facts } = await detect({
      "mix.exs": `# elixir: "~> 1.2"
@requirement "~> 1.18"
@doc "say elixir: # no"
def project do
  [elixir: @requirement]
end
`,
    });
    expect(facts["elixir.version.constraint"]).toBe("~> 1.18");
  });

  it("are absent where nobody states them, and a strange one is a remark", async () => {
    const { facts, remarks } = await detect({
      ".elixir-version": "newest\n",
      "mix.exs": "def project do\n  [app: :x]\nend\n",
    });
    expect(Object.keys(facts).filter((key) => key.includes("version"))).toEqual([]);
    expect(remarks).toEqual(["WARNING EX104 .elixir-version:1"]);
  });
});

describe("tasks", () => {
  const scriptsOf = async (source: string, files: Contents = {}) => {
    const { facts } = await detect({ "mix.exs": source, ...files });
    return Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("script.")));
  };

  it("are tests, formatting, Credo and Dialyzer as the project has them", async () => {
    const deps =
      '{:credo, "~> 1.7", only: [:dev, :test], runtime: false}, {:dialyxir, "~> 1.4", only: :test}, # {:x, "1"}\n';
    expect(
      await scriptsOf(mix({ deps }), { ".formatter.exs": null, "test/shop_test.exs": null }),
    ).toMatchObject({
      "script.test": "mix test",
      "script.lint": "mix format --check-formatted && mix credo",
      "script.typecheck": "MIX_ENV=test mix dialyzer",
      "script.format_check": "mix format --check-formatted",
    });
  });

  it("are an alias by their name, unless it changes files or tests too", async () => {
    const lint = 'lint: ["format --check-formatted", "credo --strict"],';
    expect((await scriptsOf(mix({ aliases: `setup: ["deps.get"], ${lint}` })))["script.lint"]).toBe(
      "mix lint",
    );
    const check = 'check: ["format", "credo", "test"]';
    expect((await scriptsOf(mix({ aliases: check })))["script.lint"]).toBeUndefined();
  });

  it("have a build without warnings for sure only where mix.exs says so", async () => {
    const sure = async (source: string) => (await detect({ "mix.exs": source })).confidence["script.build"];
    expect(await sure(mix())).toBe(0.5);
    expect(await sure(mix({ project: "elixirc_options: [warnings_as_errors: true], " }))).toBe(0.8);
    expect(await sure(mix({ aliases: '"ci.build": ["compile --warnings-as-errors"]' }))).toBe(0.8);
  });

  it("name the alias that tests go through", async () => {
    const { evidence } = await detect({
      "mix.exs": mix({ aliases: 'test: ["ecto.create --quiet", "test"]' }),
      "test/test_helper.exs": null,
    });
    expect(evidence["script.test"]).toEqual(["mix.exs:13"]);
  });
});

describe("roots and frameworks", () => {
  it("take the applications of an umbrella as members of its root", async () => {
    const { facts } = await detect({
      "mix.exs": mix({ project: 'apps_path: "apps", ' }),
      "mix.lock": '%{\n  "phoenix": {:hex, :phoenix, "1.7.14", "c7"},\n}\n',
      "apps/web/mix.exs": mix({ deps: '{:phoenix, "~> 1.7"}' }),
      "apps/web/test/web_test.exs": null,
    });
    expect(facts["workspace.members"]).toBe("apps/*");
    expect(facts["elixir[apps/web].root"]).toBe("apps/web");
    expect(facts["elixir[apps/web].package_manager"]).toBeUndefined();
    expect(facts["elixir[apps/web].framework.phoenix.version.constraint"]).toBe("~> 1.7");
    expect(facts["script.test"]).toBe("mix test");
  });

  it("check an umbrella as a whole, with the tools of its applications", async () => {
    const { facts, evidence } = await detect({
      "mix.exs": mix({ project: 'apps_path: "apps", ' }),
      ".formatter.exs": null,
      "apps/data/mix.exs": mix({ deps: '{:dialyxir, "~> 1.4", only: [:dev, :test]}' }),
      "apps/web/mix.exs": mix({ deps: '{:credo, "~> 1.7", only: :test}' }),
    });
    expect(facts["script.lint"]).toBe("mix format --check-formatted && MIX_ENV=test mix credo");
    expect(facts["script.typecheck"]).toBe("mix dialyzer");
    expect(evidence["script.typecheck"]![0]).toMatch(/^apps\/data\/mix\.exs:\d+$/);
  });

  it("are folders with a lock file of their own, but neither examples nor fetched dependencies", async () => {
    const files = Object.fromEntries(
      ["api", "deps/plug", "example_app", "priv/x", "integration_test/pg"].flatMap((folder) => [
        [`${folder}/mix.exs`, mix()],
        [`${folder}/mix.lock`, "%{}"],
      ]),
    );
    const { facts } = await detect({ "mix.exs": mix(), ...files });
    expect(Object.keys(facts).filter((key) => key.endsWith(".root"))).toEqual([
      "elixir.root",
      "elixir[api].root",
    ]);
  });

  it("have the locked Phoenix, and none that is optional or for tests", async () => {
    const lock = { "mix.lock": '%{\n  "phoenix": {:hex, :phoenix, "1.7.14", "c7"},\n}\n' };
    const of = async (deps: string) =>
      (await detect({ "mix.exs": mix({ deps }), ...lock })).facts["framework.phoenix.version"];
    expect(await of('{:phoenix, "~> 1.7"}')).toBe("1.7.14");
    expect(await of('{:phoenix, "~> 1.7", optional: true}')).toBeUndefined();
    expect(await of('{:phoenix, "~> 1.7", only: :test}')).toBeUndefined();
  });

  it("are none in a repository of another language", async () => {
    const seen = await detect({ ".tool-versions": "erlang 27.0\n", Dockerfile: "FROM elixir:1.17\n" });
    expect(seen).toMatchObject({ facts: {}, signals: [], remarks: [] });
  });
});
