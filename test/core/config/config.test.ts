import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../../core/config/config.ts";
import { seedExample } from "./seed-example.ts";
import { told } from "./told.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cig config ä-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const load = async (content?: string | Uint8Array, file?: string) => {
  if (content !== undefined) writeFileSync(join(root, file ?? "cig.toml"), content);
  return loadConfig(root, { file });
};

const messages = async (content?: string | Uint8Array, file?: string) =>
  (await load(content, file)).diagnostics.map(
    ({ code, message, at }) => `${code} ${message}${at ? ` (${at.line})` : ""}`,
  );

describe("loadConfig", () => {
  it("reads the seed's example as written", async () => {
    const { value, diagnostics } = await load(seedExample);
    expect(diagnostics).toEqual([]);
    expect(value?.file).toBe("cig.toml");
    expect(value?.source).toBe(seedExample);
    expect(value?.schema.jobs?.test).toEqual({
      needs: ["setup"],
      matrix: { os: ["ubuntu-22.04"], ruby: ["3.2", "3.3"] },
      packages: ["ruby", "node"],
      steps: [{ run: "bundle exec rspec" }],
      skip_if: { paths_unmodified: ["app/**", "spec/**"], env: ["SKIP_TESTS"] },
    });
    expect(value?.schema.runners?.["linux-small"]).toEqual({
      github: { "runs-on": "ubuntu-latest" },
      circleci: { resource_class: "small" },
    });
    expect(value?.variables.map(({ name, value, origin }) => [name, value, origin])).toEqual([
      ["NODE_VERSION", "20", "cig.toml"],
      ["RUBY_VERSION", "3.3", "cig.toml"],
    ]);
  });

  it("reads the seed's other examples: tables over several lines, modules", async () => {
    const { value } = await load(`version = "0.2"
[jobs.test]
matrix = { ruby = ["3.2", "3.3"], arch = ["amd64", "arm64"] }
skip_if = {
  paths_unmodified = ["app/**", "spec/**"],
  env = ["SKIP_TESTS"],
  branch = ["dependabot/*"]
}
steps = [
  { uses = "lang/ruby@~1.2", with = { version = "3.3" } },
  { uses = "db/postgres@^2.0", with = { version = "15" } },
  { run = "bundle exec rspec" }
]
`);
    expect(value?.schema.jobs?.test?.skip_if).toEqual({
      paths_unmodified: ["app/**", "spec/**"],
      env: ["SKIP_TESTS"],
      branch: ["dependabot/*"],
    });
    expect(value?.schema.jobs?.test?.steps?.[0]).toEqual({
      uses: "lang/ruby@~1.2",
      with: { version: "3.3" },
    });
  });

  it("says how to make a missing file", async () => {
    const { diagnostics } = await load();
    expect(diagnostics).toEqual([
      {
        level: "error",
        code: "CIG101",
        title: "cig.toml is missing",
        message: 'There is no "cig.toml" here.',
        hint: "Write one from what this repository is:\n  cig init",
      },
    ]);
  });

  it("says that a folder, a missing parent and a forbidden file cannot be read", async () => {
    mkdirSync(join(root, "cig.toml"));
    expect(await messages()).toEqual(['CIG108 "cig.toml" is a folder and not a file.']);
    expect((await loadConfig(root, { file: "none/ci.toml" })).diagnostics[0]?.code).toBe("CIG101");
    writeFileSync(join(root, "shut.toml"), "");
    chmodSync(join(root, "shut.toml"), 0);
    if (process.getuid?.() !== 0)
      expect(await messages(undefined, "shut.toml")).toEqual([
        'CIG108 "shut.toml" cannot be read: this user may not read it.',
      ]);
  });

  it("needs a version in an empty file", async () => {
    expect(await messages("")).toEqual(['CIG105 The file needs the key "version". (1)']);
    expect(await messages("# nothing\r\n")).toEqual(['CIG105 The file needs the key "version". (1)']);
  });

  it("takes a byte order mark and Windows line ends", async () => {
    const { value, diagnostics } = await load(
      '\ufeffversion = "0.2"\r\n[jobs.a]\r\nsteps = [{ run = """\r\nx\r\n""" }]\r\n',
    );
    expect(diagnostics).toEqual([]);
    expect(value?.source.startsWith("version")).toBe(true);
    expect(value?.at(["jobs", "a"])).toEqual({
      file: "cig.toml",
      line: 2,
      column: 7,
      endColumn: 8,
      sourceLine: "[jobs.a]",
    });
  });

  it("refuses what is not text in UTF-8, naming the line", async () => {
    expect(await messages(Buffer.from([0x61, 0x0a, 0xff, 0xfe]))).toEqual([
      'CIG102 "cig.toml" holds bytes that are not UTF-8. (2)',
    ]);
    expect(await messages(Buffer.from([0xff, 0xfe, 0x61, 0]))).toEqual([
      'CIG102 "cig.toml" is saved as UTF-16, and TOML is UTF-8. (1)',
    ]);
    expect(await messages(Buffer.from("a = 1\nb\0"))).toEqual([
      'CIG102 "cig.toml" holds a zero byte, so that it is not text. (2)',
    ]);
  });

  it("refuses a file that no person wrote", async () => {
    const { diagnostics } = await load(Buffer.alloc(33 * 1024 * 1024, "#"));
    expect(diagnostics.map(({ code }) => code)).toEqual(["CIG108"]);
  });

  it("reads another file, with a path of either slash", async () => {
    mkdirSync(join(root, "ci"));
    const { value } = await load('version = "0.2"', "./ci/main.toml");
    expect(value?.file).toBe("ci/main.toml");
  });
});

describe("parseConfig", () => {
  it.each([
    ["a = yes", "1:5 CIG102 A value is missing here, or it is not one that TOML knows."],
    ['a = "x', "1:5 CIG102 This text has no closing quote."],
    ['a = "x\nb = 1', "1:7 CIG102 This text has no closing quote on its line, or holds a control character."],
    ["[a\nb = 1", "1:3 CIG102 A key holds letters, digits, - and _ only."],
    ["a = 1\r\n[b]\r\n[b]", "3:2 CIG102 This key or table is defined twice."],
    ["a = [1 2]", '1:8 CIG102 A "," is missing here, or the list or table is not closed.'],
    ["= 1", "1:1 CIG102 A key is missing here."],
    ['a = "\\q"', "1:7 CIG102 This escape does not exist."],
    ["a = 01", "1:5 CIG102 A number does not begin with 0."],
    [`a = ${"[".repeat(100_000)}`, "CIG102 This is nested too deeply."],
  ])("says in plain words why %s is not TOML", (source, expected) => {
    expect(told(source)).toHaveLength(1);
    expect(told(source)[0]).toContain(expected);
  });

  it("says where a key stands that is defined again", () => {
    expect(told("[jobs.a]\nenv = {}\n\n[jobs.b]\n[jobs.a]")).toEqual([
      "5:2 CIG102 This key or table is defined twice. | It stands in line 1 already. Join the two, or remove one.",
    ]);
    expect(told("[jobs.a]\nenv = {}\nif = true\nenv = {}")).toEqual([
      "4:1 CIG102 This key or table is defined twice. | It stands in line 2 already. Join the two, or remove one.",
    ]);
  });

  it("judges a file of another version by nothing else", () => {
    expect(told('version = "0.9"\nwrong = 1')).toEqual([
      '1:11 CIG109 This file is written in version "0.9" of the language, and this cig understands 0.2. | Write version = "0.2", or use a cig that knows "0.9".',
    ]);
    expect(told("version = 0.2")).toEqual([
      '1:11 CIG104 "version" must be "0.2", in quotes, but it is the number 0.2. | Write it in quotes: "0.2".',
    ]);
  });

  it("points at the value, the header, the nearest ancestor, and into a text", () => {
    const source = 'version = "0.2"\n[jobs.test]\nenv = { A = "x{{ git.sha }}" }\nsteps = [{ run = "x" }]\n';
    const { value } = parseConfig("cig.toml", source);
    const at = (path: (string | number)[], offset?: number) => {
      const place = value!.at(path, offset);
      return place && `${place.line}:${place.column}-${place.endColumn}`;
    };
    expect(at(["jobs", "test"])).toBe("2:7-11");
    expect(at(["jobs", "test", "env"])).toBe("3:1-4");
    expect(at(["jobs", "test", "env", "A"])).toBe("3:13-29");
    expect(at(["jobs", "test", "env", "A"], 4)).toBe("3:18-19");
    expect(at(["jobs", "test", "steps", 0, "run"])).toBe("4:18-21");
    expect(at(["jobs", "test", "steps", "0"])).toBe("4:10-23");
    expect(at(["jobs", "test", "timeout"])).toBe("2:7-11");
    expect(at(["caches", "x"])).toBe("1:1-2");
  });

  it("marks the first line of what spans several", () => {
    const { value } = parseConfig(
      "cig.toml",
      'version = "0.2"\n[jobs.test]\nsteps = [\n  { run = """a\nb""" },\n]\n',
    );
    expect(value!.at(["jobs", "test", "steps", 0, "run"])).toEqual({
      file: "cig.toml",
      line: 4,
      column: 11,
      endColumn: 15,
      sourceLine: '  { run = """a',
    });
  });

  it("reads ten thousand jobs", () => {
    const jobs = Array.from({ length: 10_000 }, (_, index) => `[jobs.j${index}]\nsteps = [{ run = "x" }]\n`);
    const { value } = parseConfig("cig.toml", `version = "0.2"\n${jobs.join("")}`);
    expect(Object.keys(value!.schema.jobs!)).toHaveLength(10_000);
    expect(value!.at(["jobs", "j9999"])?.line).toBe(20_000);
  });
});
