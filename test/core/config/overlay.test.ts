import { describe, expect, it } from "vitest";
import { schemaOf, toldOf } from "./told.ts";

const line = (config: ReturnType<typeof schemaOf>, ...path: (string | number)[]) =>
  (config.at(path)?.line ?? 0) - 1;

describe("extends", () => {
  const source = `
[templates.base]
timeout = 10
env = { A = "base", B = "base" }
steps = [{ run = "base" }]
[templates.ruby]
extends = ["base"]
packages = ["ruby"]
env = { B = "ruby", C = "ruby" }
[jobs.test]
extends = ["ruby"]
env = { C = "own" }
steps = [{ run = "a" }, { run = "b" }]
`;

  it("merges tables key by key and replaces everything else, the job's own last", () => {
    expect(schemaOf(source).schema.jobs!.test).toEqual({
      extends: ["ruby"],
      timeout: 10,
      packages: ["ruby"],
      env: { A: "base", B: "ruby", C: "own" },
      steps: [{ run: "a" }, { run: "b" }],
    });
  });

  it("finds each value where it is written", () => {
    const config = schemaOf(source);
    expect(line(config, "jobs", "test", "timeout")).toBe(3);
    expect(line(config, "jobs", "test", "env", "A")).toBe(4);
    expect(line(config, "jobs", "test", "env", "B")).toBe(9);
    expect(line(config, "jobs", "test", "env", "C")).toBe(12);
    expect(line(config, "jobs", "test", "steps", 1, "run")).toBe(13);
    expect(line(config, "jobs", "test")).toBe(10);
  });

  it("takes a template that two others share once, before them", () => {
    const { schema } = schemaOf(`
[templates.a]
stage = "a"
[templates.b]
extends = ["a"]
stage = "b"
[templates.c]
extends = ["a"]
[jobs.x]
extends = ["b", "c"]
`);
    expect(schema.jobs!.x!.stage).toBe("b");
  });

  it("names an unknown template, and the nearest", () => {
    expect(toldOf('[templates.ruby]\n[jobs.x]\nextends = ["rubi"]\n[jobs.y]\nextends = ["zzz"]')).toEqual([
      '3:12 CIG113 There is no template "rubi". | Did you mean "ruby"?',
      '5:12 CIG113 There is no template "zzz". | Add [templates.zzz].',
    ]);
  });

  it("names the templates of a circle once", () => {
    expect(
      toldOf(
        '[templates.a]\nextends = ["b"]\n[templates.b]\nextends = ["c"]\n[templates.c]\nextends = ["a"]',
      ),
    ).toEqual([
      "2:11 CIG114 These templates extend each other in a circle: a → b → c → a. | Remove one of these extends.",
    ]);
    expect(toldOf('[templates.a]\nextends = ["a"]')).toEqual([
      "2:11 CIG114 These templates extend each other in a circle: a → a. | Remove one of these extends.",
    ]);
  });

  it("does not follow a chain that no person wrote", () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `[templates.t${index}]\nextends = ["t${index + 1}"]\n`,
    );
    expect(toldOf(`${lines.join("")}[templates.t20000]`)[0]).toContain(
      'More than 100 templates extend each other before "t101" is reached.',
    );
  });

  it("checks what the parts make together", () => {
    expect(
      toldOf(
        '[templates.a]\nservices = { db = { version = "1" } }\n[jobs.x]\nextends = ["a"]\nservices = { db = { image = "x" } }',
      ),
    ).toEqual([
      '2:21 CIG103 "jobs.x.services.db" has no key "version". | Known keys: image, ports, env, ready, options, credentials.',
    ]);
  });
});

describe("profiles", () => {
  const source = `
[variables]
LEVEL = "low"
[jobs.test]
timeout = 10
env = { A = "file" }
steps = [{ run = "x" }]
[services.db]
image = "postgres:16"
[profiles.nightly]
variables = { LEVEL = "high" }
on = { schedule = [{ cron = "0 3 * * *" }] }
services.db.options = ["--slow"]
[profiles.nightly.jobs.test]
timeout = 60
env.B = "night"
[profiles.nightly.jobs.extra]
steps = [{ run = "y" }]
`;

  it("leave the file alone unless they are chosen", () => {
    const { schema, variables } = schemaOf(source);
    expect(schema.jobs).toEqual({ test: { timeout: 10, env: { A: "file" }, steps: [{ run: "x" }] } });
    expect(variables[0]).toMatchObject({ name: "LEVEL", value: "low", origin: "cig.toml" });
  });

  it("are laid over the file", () => {
    const config = schemaOf(source, { profile: "nightly" });
    expect(config.profile).toBe("nightly");
    expect(config.schema.jobs).toEqual({
      test: { timeout: 60, env: { A: "file", B: "night" }, steps: [{ run: "x" }] },
      extra: { steps: [{ run: "y" }] },
    });
    expect(config.schema.services).toEqual({ db: { image: "postgres:16", options: ["--slow"] } });
    expect(config.schema.on).toEqual({ schedule: [{ cron: "0 3 * * *" }] });
    expect(config.variables[0]).toMatchObject({ name: "LEVEL", value: "high", origin: "profile" });
    expect(line(config, "jobs", "test", "timeout")).toBe(15);
    expect(line(config, "jobs", "test", "env", "A")).toBe(6);
    expect(line(config, "jobs", "extra", "steps", 0, "run")).toBe(18);
    expect(line(config, "on")).toBe(12);
  });

  it("change a job before its templates are merged", () => {
    const config = schemaOf(
      `
[templates.t]
env = { A = "template", B = "template" }
[jobs.x]
extends = ["t"]
[profiles.p.jobs.x.env]
A = "profile"
`,
      { profile: "p" },
    );
    expect(config.schema.jobs!.x!.env).toEqual({ A: "profile", B: "template" });
    expect(line(config, "jobs", "x", "env", "A")).toBe(7);
    expect(line(config, "jobs", "x", "env", "B")).toBe(3);
  });

  it("are checked although nobody chooses them", () => {
    expect(toldOf("[profiles.p.jobs.x]\ntimeot = 1")).toEqual([
      '2:1 CIG103 "profiles.p.jobs.x" has no key "timeot". | Did you mean "timeout"?',
    ]);
  });

  it("name the nearest for one that does not exist", () => {
    expect(toldOf("[profiles.nightly]", { profile: "nigtly" })).toEqual([
      '1:2 CIG110 There is no profile "nigtly". | Did you mean --profile nightly?',
    ]);
    expect(toldOf("", { profile: "x" })).toEqual(['0:1 CIG110 There is no profile "x". | Add [profiles.x].']);
    expect(toldOf("", { profile: "__proto__" })[0]).toContain("CIG110");
  });
});
