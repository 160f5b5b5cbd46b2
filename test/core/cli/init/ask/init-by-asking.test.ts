import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseArguments } from "../../../../../core/cli/arguments.ts";
import { initByAsking } from "../../../../../core/cli/init/ask/init-by-asking.ts";
import type { Looked } from "../../../../../core/cli/init/look.ts";
import { readWishes } from "../../../../../core/cli/init/wishes/read.ts";
import { createReporter } from "../../../../../core/report/reporter.ts";
import { FactSchema } from "../../../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { keys, type Person, person } from "./person.ts";

const { enter, down, space, ctrlC } = keys;

const fact = (key: string, value: string, plugin: string, file: string) =>
  create(FactSchema, { key, value, plugin, confidence: 1, evidence: [{ file, line: 1 }] });

const plugins = [
  { name: "db/postgres", capabilities: ["service:postgres"], outputs: [] },
  { name: "db/redis", capabilities: ["service:redis"], outputs: [] },
  { name: "lang/node", capabilities: ["package:node"], outputs: [] },
  { name: "policy/security", capabilities: ["policy:security"], outputs: [] },
  { name: "provider/circleci", capabilities: ["provider:circleci"], outputs: [".circleci/config.yml"] },
  { name: "provider/github", capabilities: ["provider:github"], outputs: [".github/workflows/*.yml"] },
];

const facts = [
  fact("node.version", "22", "lang/node", ".nvmrc"),
  fact("script.lint", "npm run lint", "lang/node", "package.json"),
  fact("script.test", "npm test", "lang/node", "package.json"),
  fact("service.redis.version", "7", "db/redis", "compose.yml"),
];

/** `cig init` with these options, answered by somebody. */
async function init(
  someone: Person,
  {
    argv = [],
    found = facts,
    ...looked
  }: { argv?: string[]; found?: typeof facts } & Partial<Pick<Looked, "systems">> = {},
) {
  const root = mkdtempSync(join(tmpdir(), "cig-ask-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const parsed = parseArguments(["init", ...argv]);
  if (parsed.kind !== "run") throw new Error(`"${argv.join(" ")}" is refused`);
  const { stdin, terminal } = someone;
  const wishes = { environment: {}, json: false, quiet: false, verbose: false, trace: false };
  const reporter = createReporter({ terminal, ...wishes });
  const invocation = { arguments: parsed.arguments, environment: {}, terminal, reporter, stdin: () => stdin };
  const file = join(root, "cig.toml");
  const code = await initByAsking(invocation, {
    target: { root, file, shown: "cig.toml" },
    looked: { known: { root, facts: found, plugins, paths: [] }, systems: [], diagnostics: [], ...looked },
    wishes: readWishes(parsed.arguments),
  });
  return { code, text: existsSync(file) ? readFileSync(file, "utf8") : undefined };
}

const all: [string, string][] = [
  ["Which CI", enter],
  ["Which jobs?", enter],
  ["Versions of Node", enter],
  ["Which services", enter],
  ["Where do the jobs run?", enter],
  ["Leave out jobs", enter],
  ["Security rules", enter],
  ["Write this to cig.toml?", enter],
];
const until = (question: string, ...then: [string, string][]) => [
  ...all.slice(
    0,
    all.findIndex(([one]) => one === question),
  ),
  ...then,
];

describe("cig init at a terminal", () => {
  it("shows what was found and where, and writes the same as without questions to who only presses Enter", async () => {
    const someone = person(all);
    const { code, text } = await init(someone);
    expect(code).toBe(0);
    expect(someone.waiting()).toEqual([]);
    expect(someone.seen()).toMatch(/^Found:\n {2}Node 22 {2}\.nvmrc:1\n {2}Redis 7 {2}compose\.yml:1\n/);
    expect(someone.seen()).toContain("Wrote cig.toml with the jobs lint, test.\n");
    expect(text!.slice(text!.indexOf("[jobs.lint]"))).toBe(`[jobs.lint]
packages = ["node"]
timeout = "10m"
steps = [
  { run = "npm run lint" },  # package.json:1
]

[jobs.test]
packages = ["node"]
services = { redis = "7" }  # redis: compose.yml:1
timeout = "20m"
steps = [
  { run = "npm test" },  # package.json:1
]

[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
`);
  });

  it("writes what was answered", async () => {
    const someone = person([
      ["Which CI", `${space}${down}${space}${enter}`],
      ["Which jobs?", `${space}${enter}`],
      ["Versions of Node", `20, 22${enter}`],
      ["Which services", `${space}${down}${space}${enter}`],
      ["Where do the jobs run?", `${down}${enter}`],
      ["Leave out jobs", `y`],
      ["Security rules", `SEC001=error${enter}`],
      ["Write this to cig.toml?", enter],
    ]);
    const { code, text } = await init(someone);
    expect(code).toBe(0);
    expect(text).toContain('default_runner = "ubuntu-24.04"\n');
    expect(text!.slice(text!.indexOf("[jobs."))).toBe(`[jobs.test]
packages = ["node"]
matrix = { node = ["20", "22"] }
services = ["postgres"]
skip_if = {}  # left out where it passed on the same files
timeout = "20m"
steps = [
  { run = "npm test" },  # package.json:1
]

[policy]
levels = { SEC001 = "error" }

[[outputs]]
provider = "circleci"
path = ".circleci/config.yml"
`);
  });

  it("asks nothing that an option has said", async () => {
    const argv = "--provider github --job test --matrix node=22 --no-services --runner self-hosted --skip";
    const someone = person([["Write this", enter]]);
    const { code, text } = await init(someone, { argv: [...argv.split(" "), "--level", "SEC002=off"] });
    expect(code).toBe(0);
    expect(someone.seen()).not.toContain("?  ");
    expect(text).toContain('default_runner = "self-hosted"');
  });

  it("asks about no jobs where there is none", async () => {
    const someone = person([["Write this", enter]]);
    const { code, text } = await init(someone, { found: facts.slice(0, 1) });
    expect(code).toBe(0);
    expect(text).toContain("# [jobs.hello]");
    expect(someone.seen()).toContain("no script to lint, test or build was found");
    expect(someone.seen()).not.toContain("Which CI");
  });

  it("does not take a level that no rule can have", async () => {
    const someone = person([
      ...until("Security rules", ["Security rules", `SEC001=loud${enter}`]),
      ["A level is one of error", `${"\x7f".repeat(4)}off${enter}`],
      ["Write this", enter],
    ]);
    const { text } = await init(someone);
    expect(text).toContain('levels = { SEC001 = "off" }');
  });

  it("writes nothing where the preview is not what was wanted", async () => {
    const someone = person(until("Write this to cig.toml?", ["Write this", "n"]));
    expect(await init(someone)).toEqual({ code: 0, text: undefined });
    expect(someone.seen()).toMatch(/Nothing was written\.\n$/);
  });

  it.each(all)(
    "ends with 130, nothing written and the terminal as it was, on ctrl-C at %j",
    async (question) => {
      const someone = person(until(question, [question, ctrlC]));
      expect(await init(someone)).toEqual({ code: 130, text: undefined });
      expect(someone.seen()).toMatch(/Nothing was written\.\n$/);
      expect(someone.isRaw()).toBe(false);
      expect(someone.raw().lastIndexOf("\x1b[?25h")).toBeGreaterThan(someone.raw().lastIndexOf("\x1b[?25l"));
    },
  );

  it("takes escape for the same", async () => {
    expect(await init(person([["Which CI", keys.escape]]))).toEqual({ code: 130, text: undefined });
  });

  it("offers to import what is there, and to start anew", async () => {
    const systems = [
      { name: "github", title: "GitHub Actions", plugin: {} as never, paths: ["a.yml", "b.yml"] },
      { name: "gitlab", title: "GitLab CI", plugin: {} as never, paths: [".gitlab-ci.yml"] },
    ];
    const someone = person([["The repository has CI", `${down}${down}${enter}`], ...all]);
    const { code } = await init(someone, { systems });
    expect(code).toBe(0);
    expect(someone.seen()).toContain("import GitHub Actions (2 files)");
    expect(someone.seen()).toContain("import GitLab CI (1 file)");
    expect(someone.waiting()).toEqual([]);
  });

  it("paints nothing with NO_COLOR, and writes ASCII where the locale has nothing else", async () => {
    const someone = person(all, { NO_COLOR: "1", LANG: "C" });
    expect((await init(someone)).code).toBe(0);
    expect(someone.raw()).not.toMatch(/\x1b\[\d*(;\d+)*m/);
    expect(someone.seen()).toMatch(/^[\x00-\x7f]*$/);
  });

  it("stays within 80 columns", async () => {
    const someone = person(all);
    await init(someone);
    const shown = someone.seen().slice(0, someone.seen().indexOf("# What this project"));
    expect(Math.max(...shown.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
