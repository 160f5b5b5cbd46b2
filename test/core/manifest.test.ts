import { describe, expect, it } from "vitest";
import { parseManifest } from "../../core/manifest.ts";

const seed = `# lang/ruby/module.toml
[module]
name = "lang/ruby"
version = "1.3.0"
protocols = [2, 1, 1]
description = "Ruby toolchain"
capabilities = ["step:setup", "cache:bundler", "detect:ruby"]
requires = ["cache:*"]
conflicts_with = ["lang/jruby@^1.0"]
hooks = ["plan", "detect"]
command = ["node", "main.js"]
reads = ["**/Gemfile", ".ruby-version"]
lists = ["spec/**/*_spec.rb"]
outputs = []

[inputs]
version = { type = "string", default = "3.3" }
bundler_version = { type = "string", optional = true, description = "Which bundler" }
jobs = { type = "number" }

[provides]
caches = ["bundler"]
commands = ["bundle", "gem", "rake"]

[meaning]
"jobs.*" = "job"
`;

/** The mistakes of a text as "line:column message (hint)". */
function mistakesIn(text: string): string[] {
  return parseManifest(text, "module.toml").diagnostics.map(
    ({ code, at, message, hint }) =>
      `${code} ${at!.line}:${at!.column} ${message}${hint ? ` (${hint})` : ""}`,
  );
}

const minimal = (rest: string) => `[module]\nname = "a/b"\nversion = "1.0.0"\nhooks = ["plan"]\n${rest}`;

/** A plugin that detects, with these lines in [detect]. */
const detecting = (lines: string) =>
  `[module]\nname = "a/b"\nversion = "1.0.0"\nhooks = ["detect"]\nreads = ["**/go.mod", ".tool-versions"]\nlists = ["*_test.go"]\n[detect]\n${lines}`;

describe("a manifest", () => {
  it("is read in full, its lists in a fixed order", () => {
    expect(parseManifest(seed, "module.toml")).toEqual({
      diagnostics: [],
      value: {
        name: "lang/ruby",
        version: "1.3.0",
        protocols: [1, 2],
        description: "Ruby toolchain",
        capabilities: ["cache:bundler", "detect:ruby", "step:setup"],
        requires: ["cache:*"],
        conflictsWith: ["lang/jruby@^1.0"],
        hooks: ["detect", "plan"],
        command: ["node", "main.js"],
        reads: ["**/Gemfile", ".ruby-version"],
        lists: ["spec/**/*_spec.rb"],
        outputs: [],
        inputs: {
          version: { type: "string", optional: true, default: "3.3", description: "" },
          bundler_version: { type: "string", optional: true, description: "Which bundler" },
          jobs: { type: "number", optional: false, description: "" },
        },
        provides: { caches: ["bundler"], commands: ["bundle", "gem", "rake"] },
        meaning: { "jobs.*": "job" },
      },
    });
  });

  it("of a store says what may be granted and where the store is, and needs no hooks", () => {
    const store = [
      "[module]",
      'name = "cache/s3"',
      'version = "1.0.0"',
      'capabilities = ["store:s3"]',
      'capabilities_required = ["network:https://*", "environment:AWS_*"]',
      "[store]",
      'endpoints = ["{endpoint}", "https://s3.{region}.amazonaws.com"]',
    ];
    expect(parseManifest(store.join("\n"), "module.toml").value).toMatchObject({
      capabilities: ["store:s3"],
      grantable: ["environment:AWS_*", "network:https://*"],
      hooks: [],
      store: { endpoints: ["{endpoint}", "https://s3.{region}.amazonaws.com"] },
    });
  });

  it("needs a name, a version and hooks only", () => {
    expect(parseManifest(minimal(""), "module.toml").value).toMatchObject({
      name: "a/b",
      protocols: [1],
      reads: [],
    });
  });

  it.each([
    ["", ["CIG302 1:1 The table [module] is missing."]],
    [
      "[module]\n",
      [
        'CIG302 1:1 The key "name" of [module] is missing: it is a name of the form kind/name, such as "lang/ruby".',
        'CIG302 1:1 The key "version" of [module] is missing: it is a semantic version, such as "1.2.3".',
        'CIG302 1:1 The key "hooks" of [module] is missing: it lists at least one of detect, plan, generate, validate, preflight, import, read.',
      ],
    ],
    [
      minimal('capabilites = ["x:y"]\n'),
      ['CIG302 5:1 The key "capabilites" is unknown in [module]. (Did you mean "capabilities"?)'],
    ],
    [
      minimal("[input]\n"),
      ['CIG302 5:1 The key "input" is unknown in module.toml. (Did you mean "inputs"?)'],
    ],
    [
      minimal('reads = "Gemfile"\n'),
      ['CIG302 5:1 The key "reads" of [module] must be a list of strings, and is the string "Gemfile".'],
    ],
    [
      minimal("protocols = [0]\n"),
      [
        'CIG302 5:1 The key "protocols" of [module] must be a list of protocol numbers such as [1], and is a list of something else.',
      ],
    ],
    [
      minimal('[inputs]\nversion = { type = "strng" }\n'),
      [
        'CIG302 6:1 The key "type" of [inputs.version] must be one of string, bool, number, list, table. (Did you mean "string"?)',
      ],
    ],
    [
      minimal('[inputs.version]\ntype = "number"\ndefault = "3"\n'),
      ['CIG302 7:1 The default of the input "version" is not of its type, number.'],
    ],
    [
      minimal('outputs = ["../x"]\n'),
      ['CIG302 5:1 "../x" in "outputs" is not a glob relative to the repository, such as "**/Gemfile".'],
    ],
    [
      minimal('reads = ["/etc/passwd"]\n'),
      ['CIG302 5:1 "/etc/passwd" in "reads" is not a glob relative to the repository, such as "**/Gemfile".'],
    ],
    [
      minimal('capabilities_required = ["network:https://*"]\n'),
      [
        'CIG302 5:1 The plugin asks for "network:https://*", and has neither a store nor pins: cig grants hooks nothing beyond their messages. (Let the plugin get what it needs through `reads`, or use a version that needs no more.)',
      ],
    ],
    [
      minimal('capabilities = ["store:a"]\ncapabilities_required = ["network:https"]\n'),
      [
        'CIG302 6:1 "network:https" in "capabilities_required" is not something that can be granted, such as "network:https://*" or "environment:AWS_*".',
      ],
    ],
    [
      minimal('[store]\nendpoint = "https://a"\n'),
      ['CIG302 6:1 The key "endpoint" is unknown in [store]. (Did you mean "endpoints"?)'],
    ],
    [
      minimal('[detect]\nwords = ["ruby"]\n'),
      ["CIG302 5:1 [detect] says when the hook detect is asked, and the plugin has none."],
    ],
    [minimal("x = \n"), ["CIG302 5:5 module.toml is not valid TOML: invalid value."]],
  ])("says what is wrong with %j", (text, expected) => {
    expect(mistakesIn(text)).toEqual(expected);
  });

  it("says in [detect] where the plugin can find something", () => {
    const { value } = parseManifest(
      detecting('files = ["**/go.mod"]\nwords = ["Go"]\nwords_in = [".tool-versions"]\n'),
      "m",
    );
    expect(value?.detect).toEqual({ files: ["**/go.mod"], words: ["go"], wordsIn: [".tool-versions"] });
    expect(parseManifest(detecting('words = ["go"]\n'), "m").value?.detect).toEqual({
      files: [],
      words: ["go"],
    });
  });

  it.each([
    [
      detecting('files = ["**/go.work"]\nwords_in = ["*_test.go"]\nwords = ["ö", "g"]\n'),
      [
        'CIG302 8:1 "**/go.work" in "files" is not one of the globs of reads or lists.',
        'CIG302 10:1 "ö" in "words" is not a word of two or more ASCII characters.',
        'CIG302 10:1 "g" in "words" is not a word of two or more ASCII characters.',
        'CIG302 9:1 "*_test.go" in "words_in" is not one of the globs of reads.',
      ],
    ],
    [
      detecting(""),
      [
        "CIG302 7:1 [detect] has neither files nor words, so the hook detect would never be asked. (Say which files or words the plugin needs to find anything, or leave the table out.)",
      ],
    ],
    [
      detecting('word = ["go"]\nfiles = ["**/go.mod"]\n'),
      ['CIG302 8:1 The key "word" is unknown in [detect]. (Did you mean "words"?)'],
    ],
  ])("refuses %j", (text, expected) => {
    expect(mistakesIn(text)).toEqual(expected);
  });

  it("refuses names and versions that are not of their form", () => {
    expect(mistakesIn('[module]\nname = "Ruby"\nversion = "1.2"\nhooks = ["detekt"]\n')).toEqual([
      'CIG302 2:1 "Ruby" is not a name of the form kind/name, such as "lang/ruby".',
      'CIG302 3:1 "1.2" is not a semantic version, such as "1.2.3".',
      'CIG302 4:1 "detekt" in "hooks" is unknown: it can be detect, plan, generate, validate, preflight, import, read. (Did you mean "detect"?)',
    ]);
  });

  it("is not confused by names that objects have by nature", () => {
    const { value } = parseManifest(
      minimal('[inputs]\n__proto__ = { type = "string" }\ntoString = { type = "bool" }\n'),
      "m",
    );
    expect(Object.keys(value!.inputs)).toEqual(["__proto__", "toString"]);
  });

  it("says what a provider supports, by feature", () => {
    const text = minimal(`title = "Concourse"
[support]
"job.needs" = "native"
"job.parallelism" = { is = "native", how = "\`parallelism\`" }
"job.needs_any" = { is = "emulated", how = "waits for all", level = "info" }
"step.retry" = { is = "refused", why = "cannot repeat a single step", hint = "Write retry on the job.", level = "warning" }
"job.oidc" = { is = "refused", why = "gives no tokens" }
`);
    const { value, diagnostics } = parseManifest(text, "module.toml");
    expect(diagnostics).toEqual([]);
    expect(value?.title).toBe("Concourse");
    expect(value?.support).toEqual({
      "job.needs": "native",
      "job.parallelism": { is: "native", how: "`parallelism`" },
      "job.needs_any": { is: "emulated", how: "waits for all", level: "info" },
      "step.retry": {
        is: "refused",
        why: "cannot repeat a single step",
        hint: "Write retry on the job.",
        level: "warning",
      },
      "job.oidc": { is: "refused", why: "gives no tokens" },
    });
  });

  it("says where a provider's file usually lies", () => {
    const file = (value: string) =>
      `[module]\nname = "a/b"\nversion = "1.0.0"\nhooks = ["plan"]\ndefault_output = ${value}\n`;
    expect(parseManifest(file('".ci/acme.yml"'), "module.toml").value?.defaultOutput).toBe(".ci/acme.yml");
    expect(mistakesIn(file('".ci/*.yml"'))).toEqual([
      'CIG302 5:1 ".ci/*.yml" is not a path relative to the repository, such as ".ci/pipeline.yml".',
    ]);
  });

  it("names the table without which a policy is not asked", () => {
    const file = (value: string) =>
      `[module]\nname = "a/b"\nversion = "1.0.0"\nhooks = ["validate"]\npolicy = ${value}\n`;
    expect(parseManifest(file('"conventions"'), "module.toml").value?.policy).toBe("conventions");
    expect(mistakesIn(file('"policy.conventions"'))).toEqual([
      'CIG302 5:1 "policy.conventions" is not the name of a table in [policy], such as "conventions".',
    ]);
  });

  it("without [support] says nothing of it", () => {
    expect(parseManifest(minimal(""), "module.toml").value).not.toHaveProperty("support");
  });

  it("points at what is wrong in [support]", () => {
    const cases = [
      [
        '"job.needs" = "emulated"',
        '"emulated" alone does not say how "job.needs" is had; only "native" does.',
      ],
      ['"job.needs" = { why = "is slow" }', '"job.needs" of [support] does not say what it is.'],
      ['"job.needs" = 3', 'The key "job.needs" of [support] must be a table, and is 3.'],
      [
        '"job.needs" = { is = "nativ" }',
        'The key "is" of [support.job.needs] must be one of native, emulated, refused.',
      ],
      [
        '"job.needs" = { is = "refused" }',
        'The key "why" of [support.job.needs] is missing: it is the end of a sentence that begins with the title, without a full stop, such as "cannot repeat a single step".',
      ],
      [
        '"job.needs" = { is = "refused", why = "cannot wait." }',
        '"cannot wait." is not the end of a sentence that begins with the title, without a full stop, such as "cannot repeat a single step".',
      ],
      [
        '"job.needs" = { is = "emulated", how = "waits", level = "error" }',
        'The key "level" of [support.job.needs] must be one of info, warning.',
      ],
      [
        '"job.needs" = { is = "emulated", how = "waits", why = "so" }',
        'The key "why" is unknown in [support.job.needs].',
      ],
    ];
    for (const [line, message] of cases)
      expect(
        parseManifest(minimal(`[support]\n${line}\n`), "module.toml").diagnostics.map(
          ({ at, message }) => `${at?.line}: ${message}`,
        ),
      ).toEqual([`6: ${message}`]);
  });

  it("tells how to write the name of a feature", () => {
    const { diagnostics } = parseManifest(
      minimal('[support]\njob.retry.timeout = "native"\n'),
      "module.toml",
    );
    expect(diagnostics[0]?.hint).toBe('The name of a feature is one key in quotes: "job.retry" = "native".');
  });
});
