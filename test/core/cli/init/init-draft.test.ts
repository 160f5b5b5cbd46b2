import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { describe, expect, it, onTestFinished } from "vitest";
import { composeDraft } from "../../../../core/cli/init/draft.ts";
import type { PluginSummary } from "../../../../core/cli/init/known.ts";
import { loadConfig } from "../../../../core/config/config.ts";
import { digestOf } from "../../../../core/output/digest.ts";
import { addHeader } from "../../../../core/output/header.ts";
import { FactSchema } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";

const fact = (key: string, value: string, plugin: string, file: string, line = 0) =>
  create(FactSchema, { key, value, plugin, confidence: 1, evidence: [{ file, line }] });

const plugins: PluginSummary[] = [
  { name: "db/postgres", capabilities: ["service:postgres"], outputs: [] },
  { name: "lang/node", capabilities: ["lang:node", "package:node"], outputs: [] },
  { name: "lang/ruby", capabilities: ["lang:ruby", "package:ruby"], outputs: [] },
  { name: "provider/circleci", capabilities: ["provider:circleci"], outputs: [".circleci/config.yml"] },
  {
    name: "provider/github",
    capabilities: ["provider:github"],
    outputs: [".github/workflows/*.yml", ".github/workflows/*.yaml", ".github/actions/**"],
  },
];

/** A folder called "shop" with these files. */
function folder(files: Record<string, string> = {}): string {
  const parent = mkdtempSync(join(tmpdir(), "cig-init-"));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(parent, "shop", path)), { recursive: true });
    writeFileSync(join(parent, "shop", path), content);
  }
  mkdirSync(join(parent, "shop"), { recursive: true });
  return join(parent, "shop");
}

const rails = [
  fact("framework.rails.version", "7.2.2", "lang/ruby", "Gemfile.lock", 6),
  fact("node.version", "22", "lang/node", ".nvmrc", 1),
  fact("ruby.version", "3.3.6", "lang/ruby", ".ruby-version", 1),
  fact("script.build", "yarn build", "lang/node", "package.json", 7),
  fact("script.lint", "bundle exec rubocop", "lang/ruby", "Gemfile", 9),
  fact("script.test", "yarn test", "lang/node", "package.json", 6),
  fact("script.test", "bundle exec rspec", "lang/ruby", "Gemfile", 10),
  fact("service.postgres.version", "16", "db/postgres", "compose.yml", 4),
];

describe("the draft of cig.toml", () => {
  it("is what a careful colleague would have written", () => {
    const { text } = composeDraft({ root: folder(), facts: rails, plugins, paths: ["Gemfile", "docs/a.md"] });
    expect(
      text,
    ).toBe(`# What this project's CI does. Written by \`cig init\` from what it found here; from now on it is yours to edit.
# \`cig plan\` shows what it would render, \`cig render\` writes it.
version = "0.2"

[project]
name = "shop"
default_branch = "main"

# Found:
#   Rails 7.2.2    Gemfile.lock:6
#   Node 22        .nvmrc:1
#   Ruby 3.3.6     .ruby-version:1
#   PostgreSQL 16  compose.yml:4

[jobs.lint]
packages = ["ruby"]
timeout = "10m"
steps = [
  { run = "bundle exec rubocop" },  # Gemfile:9
]

[jobs.test]
packages = ["ruby"]
services = { postgres = "16" }  # postgres: compose.yml:4
timeout = "20m"
steps = [
  { run = "bundle exec rspec" },  # Gemfile:10
]

[jobs.test-node]
packages = ["node"]
timeout = "20m"
steps = [
  { run = "yarn test" },  # package.json:6
]

[jobs.build]
needs = ["test-node"]
packages = ["node"]
timeout = "20m"
steps = [
  { run = "yarn build" },  # package.json:7
]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`);
  });

  it("fills a database only where there is one", () => {
    const scripts = [
      fact("script.prepare.services", "npm run db:migrate", "lang/node", "package.json", 5),
      fact("script.test", "npm test", "lang/node", "package.json", 6),
    ];
    const steps = (...more: (typeof scripts)[number][]) =>
      composeDraft({ root: folder(), facts: [...scripts, ...more], plugins, paths: [] }).text.match(
        /run = .*"/g,
      );
    expect(steps()).toEqual(['run = "npm test"']);
    expect(steps(fact("service.postgres.version", "16", "db/postgres", "compose.yml", 4))).toEqual([
      'run = "npm run db:migrate"',
      'run = "npm test"',
    ]);
  });

  it("proposes a provider's usual file, and another where that is somebody's", () => {
    const usual: PluginSummary = {
      name: "provider/acme",
      capabilities: ["provider:acme"],
      outputs: [".acme/*.yml"],
      defaultOutput: ".acme/pipeline.yml",
    };
    const proposed = (...paths: string[]) =>
      composeDraft({ root: folder(), facts: rails, plugins: [usual], paths }).text.match(/^path = .*$/m)?.[0];
    expect(proposed()).toBe('path = ".acme/pipeline.yml"');
    expect(proposed(".acme/pipeline.yml")).toBe('path = ".acme/ci.yml"');
  });

  it("is valid, whatever plugins say", async () => {
    const wicked = [
      fact("script.test", 'a\n\'"""{{ x }} ${{ y }} \\ \x1b \ud83d', "lang/ruby", 'we"ird\n.rb', 1),
      fact("script[a b/ü].test", "x", "lang/node", "a b/ü/package.json", 1),
      fact("service.postgres.version", '1"6', "db/postgres", "compose.yml\n[jobs.evil]", 4),
      fact("ruby.version", "3\n[jobs.evil]", "lang/ruby", "x", 1),
    ];
    const root = folder({ "package.json": '{"name": "@me/a\\"b\\\\"}' });
    writeFileSync(join(root, "cig.toml"), composeDraft({ root, facts: wicked, plugins, paths: [] }).text);
    const { value, diagnostics } = await loadConfig(root);
    expect(diagnostics).toEqual([]);
    expect(Object.keys(value!.schema.jobs!)).toEqual(["test", "test-a-b"]);
    expect(value!.schema.project!.name).toBe('a"b\\');
    expect(value!.schema.jobs!["test-a-b"]!.working_directory).toBe("a b/ü");
  });

  it("names the folders of what was found in several", () => {
    const found = ["a", "b", "c", "d"].map((folder) =>
      fact(`docker[${folder}].root`, folder, "docker/build", `${folder}/Dockerfile`, 1),
    );
    const rubies = ["ruby", "ruby[x]"].map((tool) =>
      fact(`${tool}.version`, "3.3", "lang/ruby", "Gemfile", 1),
    );
    const { text } = composeDraft({ root: folder(), facts: [...found, ...rubies], plugins, paths: [] });
    expect(text).toContain(
      "# Found:\n#   Ruby 3.3, also in x        Gemfile:1\n#   Docker in a, b and 2 more  a/Dockerfile:1\n",
    );
  });

  it("shows how a job looks when there is none to write", () => {
    const { text, jobs } = composeDraft({ root: folder(), facts: [], plugins, paths: [] });
    expect(jobs).toEqual([]);
    expect(text).toContain('# [jobs.hello]\n# steps = [\n#   { run = "echo hello" },\n# ]\n');
    expect(text).not.toContain("[[outputs]]");
  });

  it("renders for each provider that is in use, beside files that are there", () => {
    const paths = [
      ".circleci/config.yml",
      ".github/actions/x/action.yml",
      ".github/workflows/ci.yml",
      ".github/workflows/release.yaml",
    ];
    const { text } = composeDraft({ root: folder(), facts: rails, plugins, paths });
    expect(
      text.slice(text.indexOf("# .circleci")),
    ).toBe(`# .circleci/config.yml was not written by cig. To let cig replace it, take the signs away and run
# \`cig render --force\`.
# [[outputs]]
# provider = "circleci"
# path = ".circleci/config.yml"

# The repository already has .github/workflows/ci.yml, .github/workflows/release.yaml.
# They are left alone; remove what this file makes superfluous.
[[outputs]]
provider = "github"
path = ".github/workflows/cig.yml"
`);
  });
});

describe("an output", () => {
  it("keeps the name of the file that cig wrote itself", () => {
    const path = ".github/workflows/ci.yml";
    const info = { version: "0.2.0", sourceDigest: digestOf(Buffer.from("x")), sourceFile: "cig.toml" };
    const root = folder({ [path]: addHeader(path, "name: CI\n", info) });
    const { text } = composeDraft({ root, facts: rails, plugins, paths: [path] });
    expect(text.endsWith('\n\n[[outputs]]\nprovider = "github"\npath = ".github/workflows/ci.yml"\n')).toBe(
      true,
    );
  });

  it("is one of GitHub where the only provider in use reads a single file, which somebody wrote", () => {
    const { text } = composeDraft({ root: folder(), facts: rails, plugins, paths: [".circleci/config.yml"] });
    expect(text).toContain('\n# path = ".circleci/config.yml"\n\n[[outputs]]\nprovider = "github"\n');
  });
});

describe("a provider in use", () => {
  const jenkins: PluginSummary = {
    name: "provider/jenkins",
    capabilities: ["provider:jenkins"],
    outputs: ["Jenkinsfile", "**/Jenkinsfile*", "**/*.groovy"],
    imports: ["Jenkinsfile", "**/Jenkinsfile"],
  };
  const outputs = (...paths: string[]) =>
    composeDraft({ root: folder(), facts: rails, plugins: [...plugins, jenkins], paths }).text.match(
      /^(?:# )?path = .*$/gm,
    );

  it("is not one that could own a file that the repository has for another reason", () => {
    expect(outputs("src/main/App.groovy")).toEqual(['path = ".github/workflows/ci.yml"']);
  });

  it("is not one whose file lies among fixtures", () => {
    expect(outputs("test/fixtures/Jenkinsfile")).toEqual(['path = ".github/workflows/ci.yml"']);
  });

  it("shows by a file that it would read", () => {
    expect(outputs("deploy/Jenkinsfile")).toEqual(['path = "Jenkinsfile"']);
  });
});

describe("the project's name and branch", () => {
  const head = (files: Record<string, string>) => {
    const git = { ".git/HEAD": "ref: refs/heads/topic\n", ".git/config": "", ...files };
    return composeDraft({ root: folder(git), facts: [], plugins, paths: [] })
      .text.split("\n")
      .slice(4, 7);
  };

  it("come from the package and the remote's default branch", () => {
    expect(
      head({
        "package.json": '{"name": "@acme/web"}',
        ".git/refs/remotes/origin/HEAD": "ref: refs/remotes/origin/trunk\n",
      }),
    ).toEqual(["[project]", 'name = "web"', 'default_branch = "trunk"']);
  });

  it("come from the remote's address, and from master where there is one", () => {
    expect(
      head({
        ".git/config": '[remote "origin"]\n\turl = git@example.com:acme/invoices.git\n',
        ".git/packed-refs": "0123 refs/heads/master\n",
      }),
    ).toEqual(["[project]", 'name = "invoices"', 'default_branch = "master"']);
  });

  it("come from pyproject.toml, and from the branch that is checked out", () => {
    expect(head({ "pyproject.toml": '[build-system]\n[project]\nname = "ledger"\n' })).toEqual([
      "[project]",
      'name = "ledger"',
      'default_branch = "topic"',
    ]);
  });

  it("are the folder's name where nothing else says one", () => {
    expect(head({ "package.json": "not json" })[1]).toBe('name = "shop"');
  });
});
