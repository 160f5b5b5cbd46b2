import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folderWith, load, loadOf, placeOf } from "../files.ts";

const step = 'steps = [{ run = "true" }]';

describe("include", () => {
  it("joins the tables of files by the order of their paths, each value at its own place", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `include = ["ci/*.toml"]\n[jobs.test]\n${step}\n[env]\nA = "1"`,
      "ci/b.toml": `[jobs.b]\n${step}\n[env]\nB = "2"`,
      "ci/a.toml": `version = "0.2"\n# first\n[jobs.a]\n${step}\n[services.db]\nimage = "db"\n`,
    });
    expect(told).toEqual([]);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["test", "a", "b"]);
    expect(config!.schema.env).toEqual({ A: "1", B: "2" });
    expect(placeOf(config!, ["jobs", "a"])).toBe("ci/a.toml:3:7");
    expect(placeOf(config!, ["jobs", "b", "steps", 0, "run"], 2)).toBe("ci/b.toml:2:21");
    expect(placeOf(config!, ["env", "B"])).toBe("ci/b.toml:4:5");
    expect(placeOf(config!, ["env", "A"])).toBe("cig.toml:6:5");
    expect(placeOf(config!, ["services", "db", "image"])).toBe("ci/a.toml:6:9");
    expect([...config!.others.keys()]).toEqual(["ci/a.toml", "ci/b.toml"]);
  });

  it("names both places where two files define the same, and goes on", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `include = ["ci/a.toml", "ci/b.toml"]\n[jobs.test]\n${step}\n[concurrency]\ngroup = "a"`,
      "ci/a.toml": `[jobs.test]\n${step}\n[env]\nA = "1"\n[concurrency]\ncancel_in_progress = true`,
      "ci/b.toml": `[env]\nA = "2"\n[jobs.b]\nneed = []`,
    });
    expect(config).toBeUndefined();
    expect(told).toEqual([
      'ci/a.toml:1:7 CIG117 "jobs.test" is defined here, and in cig.toml:3:7 too. | Remove one of the two, or give it another name.',
      'ci/a.toml:5:2 CIG117 "concurrency" is defined here, and in cig.toml:5:2 too. | Remove one of the two, or give it another name.',
      'ci/b.toml:2:1 CIG117 "env.A" is defined here, and in ci/a.toml:4:1 too. | Remove one of the two, or give it another name.',
      'ci/b.toml:4:1 CIG103 "jobs.b" has no key "need". | Did you mean "needs"?',
    ]);
  });

  it("puts outputs and waivers one behind the other, and joins profiles as it joins files", async () => {
    const { config, told } = await loadOf({
      "cig.toml": `include = ["ci/a.toml"]\n[[outputs]]\nprovider = "github"\npath = "a.yml"\n[profiles.x.variables]\nA = "1"\n[variables]\nA = ""\nB = ""`,
      "ci/a.toml": `[[outputs]]\nprovider = "github"\npath = "b.yml"\n[profiles.x.variables]\nB = "2"\n[profiles.x.jobs.test]\ntimeout = 3\n[jobs.test]\n${step}`,
    });
    expect(told).toEqual([]);
    expect(config!.schema.outputs!.map(({ path }) => path)).toEqual(["a.yml", "b.yml"]);
    expect(placeOf(config!, ["outputs", 1, "path"])).toBe("ci/a.toml:3:8");
    expect(Object.keys(config!.schema.profiles!.x!)).toEqual(["variables", "jobs"]);
    const { config: withProfile } = await loadOf(
      {
        "cig.toml": 'include = ["a.toml"]\n[variables]\nA = "0"',
        "a.toml": `[profiles.x.variables]\nA = "1"\n[jobs.test]\n${step}`,
      },
      { profile: "x" },
    );
    expect(withProfile!.variables.map(({ name, value, origin }) => [name, value, origin])).toEqual([
      ["A", "1", "profile"],
    ]);
    expect(placeOf(withProfile!, ["variables", "A"])).toBe("a.toml:2:5");
  });

  it("goes on in the files that are included, relative to each, and takes every file once", async () => {
    const { config, told } = await loadOf({
      "cig.toml": 'include = ["ci/a.toml", "ci/b.toml"]',
      "ci/a.toml": `include = ["deep/c.toml"]\n[jobs.a]\n${step}`,
      "ci/b.toml": `include = ["./deep/*.toml", "!deep/d.toml"]\n[jobs.b]\n${step}`,
      "ci/deep/c.toml": `[jobs.c]\n${step}`,
      "ci/deep/d.toml": `[jobs.d]\n${step}`,
    });
    expect(told).toEqual([]);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["a", "c", "b"]);
  });

  it("names a circle", async () => {
    const { told } = await loadOf({
      "cig.toml": 'include = ["a.toml"]',
      "a.toml": 'include = ["b.toml"]',
      "b.toml": 'env = {}\ninclude = [\n  "a.toml",\n]',
    });
    expect(told).toEqual([
      "b.toml:3:3 CIG116 These files include each other in a circle: a.toml → b.toml → a.toml. | Remove one of these includes.",
    ]);
    expect((await loadOf({ "cig.toml": 'include = ["cig.toml"]' })).told).toEqual([
      'cig.toml:2:12 CIG116 "cig.toml" includes itself. | Remove one of these includes.',
    ]);
  });

  it("does not mean the very file by a pattern that fits it", async () => {
    const { config, told } = await loadOf({
      "cig.toml": 'include = ["*.toml"]',
      "a.toml": `[jobs.a]\n${step}`,
    });
    expect(told).toEqual([]);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["a"]);
  });

  it("tells of a missing file, of a pattern without files, and of what lies outside, at its place", async () => {
    const { told } = await loadOf({
      "cig.toml": 'include = ["ci/x.toml", "none/*.toml", "../up.toml", "/etc/x.toml", "ci"]',
      "ci/y.toml": "",
    });
    expect(told).toEqual([
      'cig.toml:2:12 CIG115 "ci/x.toml" does not exist, so that it cannot be included. | Write the file, or remove it from include.',
      'cig.toml:2:25 CIG406 "none/*.toml" matches no file of the repository, so that nothing is included. | Correct it, or remove it.',
      'cig.toml:2:40 CIG115 "../up.toml" lies outside of the repository, so that it cannot be included. | Include files below the folder of cig.toml.',
      'cig.toml:2:54 CIG115 "/etc/x.toml" lies outside of the repository, so that it cannot be included. | Include files below the folder of cig.toml.',
      'cig.toml:2:69 CIG115 "ci" is a folder and not a file, so that it cannot be included.',
    ]);
  });

  it("warns only of a pattern that finds nothing", async () => {
    const { config, told } = await loadOf({ "cig.toml": `include = ["none/*.toml"]\n[jobs.a]\n${step}` });
    expect(told).toHaveLength(1);
    expect(Object.keys(config!.schema.jobs!)).toEqual(["a"]);
  });

  it("follows no link that leads out of the repository, and one that stays inside", async () => {
    const outside = folderWith({ "secret.toml": "[env]" });
    const folder = folderWith({
      "cig.toml": 'include = ["a.toml", "b.toml", "c.toml"]',
      "real.toml": `[jobs.x]\n${step}`,
    });
    symlinkSync(join(outside, "secret.toml"), join(folder, "a.toml"));
    symlinkSync("real.toml", join(folder, "b.toml"));
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git/c.toml"), "");
    symlinkSync(".git/c.toml", join(folder, "c.toml"));
    expect((await load(folder)).told).toEqual([
      'cig.toml:2:12 CIG115 "a.toml" is a symbolic link that leads out of the repository, so that it cannot be included.',
      'cig.toml:2:32 CIG115 "c.toml" lies in git\'s own folder, so that it cannot be included.',
    ]);
  });

  it("tells what is wrong in an included file there: syntax, version, keys, lost zeros", async () => {
    const { told } = await loadOf({
      "cig.toml": 'include = ["*.toml"]',
      "a.toml": "[jobs.a",
      "b.toml": 'version = "9"',
      "c.toml": `[jobs.c]\ntimeout = "x"\n${step}`,
      "d.toml": "[variables]\nP = 3.10",
      "e.toml": "[workflow.x]",
    });
    expect(told.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "a.toml:1:2 CIG102",
      "b.toml:1:11 CIG109",
      "c.toml:2:11 CIG104",
      "d.toml:2:5 CIG104",
      "e.toml:1:2 CIG103",
    ]);
  });
});
