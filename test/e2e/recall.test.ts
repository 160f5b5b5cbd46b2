import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { cigFile, cigWith, type Done, freshFolder, goldenRepository, startCig } from "./cig.ts";
import { openRemembered, sayTwice } from "./remembered.ts";

const workflow = ".github/workflows/ci.yml";
const { warmRepository, renderedRepository } = openRemembered();

/** What `cig plan` says, and what it would say if it remembered nothing. */
function both(
  folder: string,
  environment: Record<string, string> = {},
  ...words: string[]
): { warm: Done; fresh: Done } {
  const warm = cigWith(environment, folder, "plan", ...words);
  return { warm, fresh: cigWith(environment, folder, "plan", "--memo", "off", ...words) };
}

function put(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function git(folder: string, ...args: string[]): void {
  execFileSync("git", args, { cwd: folder, stdio: "ignore" });
}

function isRepeated(folder: string, environment: Record<string, string> = {}, ...words: string[]): boolean {
  // A run that asks plugins, or finds their answers, opens the folder of answers; a repetition has no use for it.
  const hooks = join(folder, ".cig/cache/hooks");
  rmSync(hooks, { recursive: true, force: true });
  cigWith(environment, folder, "plan", ...words);
  return !existsSync(hooks);
}

describe("cig plan in a repository in which nothing has changed", () => {
  it("says again what it said, without asking anybody", () => {
    for (const remembered of [warmRepository, renderedRepository])
      expect(isRepeated(remembered())).toBe(true);
    const folder = warmRepository();
    const { warm, fresh } = both(folder);
    expect(warm).toEqual(fresh);
  });

  it("does so from a subfolder, too, and after a file was merely touched", () => {
    const folder = warmRepository();
    utimesSync(join(folder, "Gemfile"), 1, 1);
    expect(isRepeated(join(folder, "app"), {})).toBe(true);
    expect(existsSync(join(folder, "app/.cig"))).toBe(false);
  });

  it("repeats the exit code", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    sayTwice(folder, "--exit-code");
    const { warm, fresh } = both(folder, {}, "--exit-code");
    expect(warm.code).toBe(2);
    expect(warm).toEqual(fresh);
  });

  it("never repeats an error", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    appendFileSync(join(folder, "cig.toml"), '\n[jobs.x]\nneeds = ["nobody"]\nsteps = [{ run = "true" }]\n');
    const [first, second] = [cigWith({}, folder, "plan"), cigWith({}, folder, "plan")];
    expect(first.code).toBe(1);
    expect(second).toEqual(first);
    expect(isRepeated(folder)).toBe(false);
  });
});

/** Each changes one thing of a repository whose plan is remembered. */
const changes: Record<string, (folder: string) => void> = {
  "a file that was read is edited": (folder) => appendFileSync(join(folder, "Gemfile.lock"), "\n  x\n"),
  "a file that was read is deleted": (folder) => rmSync(join(folder, "Gemfile.lock")),
  "a file that was read is renamed": (folder) =>
    renameSync(join(folder, "Gemfile.lock"), join(folder, "Gemfile.old")),
  "a file that was read becomes a folder": (folder) => {
    rmSync(join(folder, "package.json"));
    mkdirSync(join(folder, "package.json"));
  },
  "a file that was read becomes a pipe": (folder) => {
    rmSync(join(folder, "package.json"));
    execFileSync("mkfifo", [join(folder, "package.json")]);
  },
  "a file that was read becomes a link to the same content outside": (folder) => {
    const outside = freshFolder();
    renameSync(join(folder, "package.json"), join(outside, "package.json"));
    symlinkSync(join(outside, "package.json"), join(folder, "package.json"));
  },
  "a file that was read grows too large": (folder) =>
    appendFileSync(join(folder, "Gemfile.lock"), "#".repeat(1_100_000)),
  "line ends become CRLF": (folder) => {
    const file = join(folder, "package.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("\n", "\r\n"));
  },
  "a file that was not there appears": (folder) => put(folder, ".ruby-version", "3.1.4\n"),
  "a file that was not there appears and is ignored": (folder) => {
    put(folder, ".gitignore", ".ruby-version\n");
    put(folder, ".ruby-version", "3.1.4\n");
  },
  "a file is ignored from now on, by a tracked name": (folder) => put(folder, ".gitignore", "Gemfile\n"),
  "a file leaves git's index and is ignored": (folder) => {
    put(folder, ".git/info/exclude", "Gemfile.lock\n");
    git(folder, "rm", "--cached", "--quiet", "Gemfile.lock");
  },
  "an untracked file is added": (folder) => {
    put(folder, "Dockerfile", "FROM ruby:3.3\n");
    git(folder, "add", "Dockerfile");
  },
  "a file leaves git's index and the disk": (folder) => git(folder, "rm", "-f", "--quiet", "Gemfile.lock"),
  "git's configuration ignores a file": (folder) => {
    put(folder, "Dockerfile", "FROM ruby:3.3\n");
    both(folder);
    put(folder, ".git/ignored", "Dockerfile\n");
    git(folder, "config", "core.excludesFile", join(folder, ".git/ignored"));
  },
  "git's own folder is gone": (folder) => {
    put(folder, ".gitignore", "Dockerfile\n");
    put(folder, "Dockerfile", "FROM ruby:3.3\n");
    rmSync(join(folder, ".git"), { recursive: true });
  },
  "a folder becomes a repository of its own": (folder) => {
    put(folder, "inner/Dockerfile", "FROM ruby:3.3\n");
    both(folder);
    git(join(folder, "inner"), "init", "--quiet");
  },
  "git's index is damaged": (folder) => writeFileSync(join(folder, ".git/index"), "no index"),
  "cig.toml is edited": (folder) =>
    appendFileSync(join(folder, "cig.toml"), '\n[jobs.extra]\nsteps = [{ run = "true" }]\n'),
  "cig.toml is edited to something wrong": (folder) => appendFileSync(join(folder, "cig.toml"), "\n[[[\n"),
  "cig.toml is deleted": (folder) => rmSync(join(folder, "cig.toml")),
  "cig.toml becomes a pipe": (folder) => {
    rmSync(join(folder, "cig.toml"));
    execFileSync("mkfifo", [join(folder, "cig.toml")]);
  },
  "an output appears": (folder) => put(folder, workflow, "on: push\njobs: {}\n"),
  "an output appears as a folder": (folder) => mkdirSync(join(folder, workflow), { recursive: true }),
  "the folder of outputs becomes a file": (folder) => put(folder, ".github", "no folder\n"),
};

describe("cig plan says nothing stale when", () => {
  it.each(Object.entries(changes))("%s", (_title, change) => {
    const folder = warmRepository();
    change(folder);
    const { warm, fresh } = both(folder);
    expect(warm).toEqual(fresh);
  });

  it("a render was killed: that is put right first", () => {
    const folder = warmRepository();
    put(folder, ".cig/render-1-x.prepared", "{}");
    expect(cigWith({}, folder, "plan").stderr).toContain("CIG603");
    expect(existsSync(join(folder, ".cig/render-1-x.prepared"))).toBe(false);
  });
});

const outputChanges: Record<string, (folder: string) => void> = {
  "edited by hand": (folder) => appendFileSync(join(folder, workflow), "# mine\n"),
  deleted: (folder) => rmSync(join(folder, workflow)),
  "written by somebody else": (folder) => put(folder, workflow, "on: push\njobs: {}\n"),
  "a link to the same content": (folder) => {
    const outside = freshFolder();
    renameSync(join(folder, workflow), join(outside, "ci.yml"));
    symlinkSync(join(outside, "ci.yml"), join(folder, workflow));
  },
  "in a folder that is a link": (folder) => {
    const outside = freshFolder();
    renameSync(join(folder, ".github"), join(outside, "github"));
    symlinkSync(join(outside, "github"), join(folder, ".github"));
  },
};

describe("cig plan says nothing stale when an output, once rendered, is", () => {
  it.each(Object.entries(outputChanges))("%s", (_title, change) => {
    const folder = renderedRepository();
    expect(both(folder).warm.stdout).toContain("Changes: none");
    change(folder);
    const { warm, fresh } = both(folder);
    expect(warm).toEqual(fresh);
  });

  it("forgotten, and another file of its folder takes its header", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    put(folder, ".github/workflows/other.yml", "on: push\njobs: {}\n");
    cigWith({}, folder, "render");
    both(folder);
    writeFileSync(join(folder, ".github/workflows/other.yml"), readFileSync(join(folder, workflow)));
    const { warm, fresh } = both(folder);
    expect(warm.stdout).toContain("1 workflow removed");
    expect(warm).toEqual(fresh);
  });
});

describe("cig plan does not take one question for another", () => {
  const questions: readonly { environment?: Record<string, string>; words: readonly string[] }[] = [
    { words: [] },
    { words: ["--full"] },
    { words: ["--summary"] },
    { words: ["--diff"] },
    { words: ["--color"] },
    { words: ["--quiet"] },
    { words: ["--provider", "github"] },
    { words: ["--provider", "circleci"] },
    { words: ["--var", "RUBY=3.1"] },
    { words: ["--profile", "nightly"] },
    { words: ["--config", "other.toml"] },
    { words: [], environment: { CIG_VAR_RUBY: "3.2" } },
    { words: [], environment: { GIT_INDEX_FILE: ".git/other-index" } },
    { words: [], environment: { NO_COLOR: "1" } },
  ];

  it("of words, environment and profile", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const source = readFileSync(join(folder, "cig.toml"), "utf8");
    const more =
      '\n[variables]\nRUBY = "3.3"\n\n[profiles.nightly.variables]\nRUBY = "3.0"\n\n[jobs.told]\nname = "Ruby {{ RUBY }}"\nsteps = [{ run = "true" }]\n';
    put(folder, "cig.toml", source + more);
    put(folder, "other.toml", 'version = "0.2"\n\n[jobs.other]\nsteps = [{ run = "true" }]\n');
    for (const { environment, words } of questions) cigWith(environment ?? {}, folder, "plan", ...words);
    for (const { environment, words } of questions) {
      const { warm, fresh } = both(folder, environment, ...words);
      expect({ environment, words, ...warm }).toEqual({ environment, words, ...fresh });
    }
  });

  it("of a folder that was moved: a project without a name is called like its folder", () => {
    const parent = freshFolder();
    const folder = goldenRepository("polyglot-ruby-node");
    for (let round = 0; round < 2; round++) cigWith({}, folder, "plan", "--full");
    renameSync(folder, join(parent, "elsewhere"));
    const { warm, fresh } = both(join(parent, "elsewhere"), {}, "--full");
    expect(warm).toEqual(fresh);
  });
});

describe("what other people's plugins have a part in", () => {
  it("is never repeated", () => {
    const folder = warmRepository();
    const made = spawnSync(process.execPath, [cigFile, "plugin", "new", "lang/mine"], { cwd: folder });
    expect(made.status).toBe(0);
    appendFileSync(join(folder, "cig.toml"), '\n[plugins]\n"lang/mine" = { path = "./plugins/lang/mine" }\n');
    for (let round = 0; round < 2; round++) cigWith({}, folder, "plan");
    expect(isRepeated(folder)).toBe(false);
  });
});

describe("a file that changes while cig plans", () => {
  it("is none of the grounds of what was said", async () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const version = join(folder, ".ruby-version");
    for (let round = 0; round < 8; round++) {
      writeFileSync(version, "3.1.4\n");
      rmSync(join(folder, ".cig"), { recursive: true, force: true });
      const plan = startCig(folder, "plan");
      const ended = new Promise((done) => plan.once("close", done));
      await new Promise((done) => setTimeout(done, 40 * (round + 1)));
      writeFileSync(version, "3.2.2\n");
      await ended;
      expect(cigWith({}, folder, "plan").stdout).toContain("3.2.2");
    }
  });
});

describe("a name that is not UTF-8", () => {
  it("is compared by its content like any other", () => {
    const folder = goldenRepository("polyglot-ruby-node");
    const inner = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x2f])]);
    mkdirSync(inner);
    const file = Buffer.concat([inner, Buffer.from("Gemfile.lock")]);
    writeFileSync(file, "GEM\n  specs:\n    rails (7.0.0)\n");
    for (let round = 0; round < 2; round++) cigWith({}, folder, "plan", "--full");
    writeFileSync(file, `GEM\n  specs:\n    rails (7.0.0)\n${"#".repeat(1_100_000)}`);
    const { warm, fresh } = both(folder, {}, "--full");
    expect(warm).toEqual(fresh);
  });
});

describe("where nothing can be kept", () => {
  it("cig plan works all the same", () => {
    const folder = warmRepository();
    const expected = cigWith({}, folder, "plan");
    for (const entry of readdirSync(join(folder, ".cig/cache/plans")))
      writeFileSync(join(folder, ".cig/cache/plans", entry), "damaged");
    expect(cigWith({}, folder, "plan")).toEqual(expected);
    rmSync(join(folder, ".cig"), { recursive: true });
    writeFileSync(join(folder, ".cig"), "");
    expect(cigWith({}, folder, "plan")).toEqual(expected);
    rmSync(join(folder, ".cig"));
    mkdirSync(join(folder, ".cig"));
    chmodSync(join(folder, ".cig"), 0o500);
    expect(cigWith({}, folder, "plan")).toEqual(expected);
  });
});
