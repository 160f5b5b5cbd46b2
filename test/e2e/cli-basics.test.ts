import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cig, nodePackage, oneJob, put, repository } from "./cli.ts";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const program = fileURLToPath(new URL("../../dist/cig.cjs", import.meta.url));

describe("the version", () => {
  it.each([["--version"], ["version"], ["plan", "--version"]])("is what %s %s shows", (...argv) => {
    expect(cig(repository({}), argv)).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  it("has a machine form", () => {
    const { out } = cig(repository({}), ["version", "--json"]);
    expect(JSON.parse(out)).toMatchObject({ schema: "cig.version/1", version, protocols: [1] });
  });
});

describe("help", () => {
  it("is on stdout and no error", () => {
    for (const argv of [
      [],
      ["--help"],
      ["help"],
      ["plan", "--help"],
      ["help", "plugin", "new"],
      ["plugin"],
    ]) {
      const { code, out, err } = cig(repository({}), argv);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("Usage: cig");
    }
  });
});

describe("a mistake on the command line", () => {
  it("is an error on stderr with the nearest right word", () => {
    expect(cig(repository({}), ["pln"])).toEqual({
      code: 1,
      out: "",
      err: 'error[CIG701]: Unknown command\n  = There is no command "pln".\n  = hint: Did you mean `cig plan`?\n\n1 error\n',
    });
  });

  it("is one JSON document where JSON was asked for", () => {
    const { code, out, err } = cig(repository({}), ["plan", "--profil", "--json"]);
    expect([code, err]).toEqual([1, ""]);
    expect(JSON.parse(out)).toEqual({
      schema: "cig.error/1",
      diagnostics: [
        {
          level: "error",
          code: "CIG702",
          title: "Unknown option",
          message: "There is no option --profil.",
          hint: "Did you mean --profile?",
        },
      ],
    });
  });
});

describe("the place where cig works", () => {
  it("is that of the nearest cig.toml upwards", () => {
    const folder = repository({ ...oneJob, "a/b/c.txt": "" });
    expect(cig(join(folder, "a/b"), ["plan", "--summary"]).out).toContain("+ 1 job");
    expect(cig(folder, ["-C", "a", "plan", "--summary"]).out).toContain("+ 1 job");
  });

  it("never lies above the git repository", () => {
    const folder = repository(oneJob);
    mkdirSync(join(folder, "inner"));
    execFileSync("git", ["init", "--quiet"], { cwd: join(folder, "inner") });
    expect(cig(join(folder, "inner"), ["plan"]).err).toContain("error[CIG101]");
  });

  it("is refused when it is not there", () => {
    const { code, err } = cig(repository({}), ["-C", "nowhere", "plan"]);
    expect(code).toBe(1);
    expect(err).toContain('The folder "nowhere" does not exist.');
  });

  it("may have been deleted under the shell", () => {
    const folder = repository(oneJob);
    mkdirSync(join(folder, "gone"));
    const script = `cd gone && rmdir ../gone && "$0" "$1" plan; echo "code $?"; "$0" "$1" -C "$2" plan --summary`;
    const done = spawnSync("sh", ["-c", script, process.execPath, program, folder], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(done.stdout).toMatch(/^code 1\nChanges:/);
    expect(done.stderr).toContain("The current folder was deleted");
  });

  it("may hold cig.toml under another name", () => {
    const folder = repository({ "ci/other.toml": oneJob["cig.toml"] });
    expect(cig(folder, ["plan", "--config", "ci/other.toml", "--summary"]).out).toContain("+ 1 job");
    expect(cig(folder, ["plan", "--config", "ci/none.toml"]).err).toContain("ci/none.toml");
  });
});

describe("what is printed", () => {
  it("may be cut off by its reader", () => {
    const folder = repository({ ...nodePackage, ...oneJob });
    const script = `set -o pipefail; "$0" "$1" plan --json | head -c 10; echo " code $?"`;
    const done = spawnSync("bash", ["-c", script, process.execPath, program], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(done.stdout).toMatch(/ code 0\n$/);
    expect(done.stderr).toBe("");
  });

  it("has no colour in a pipe, and some when forced", () => {
    const folder = repository(oneJob);
    expect(cig(folder, ["plan"]).out).not.toContain("\x1b");
    expect(cig(folder, ["plan"], { FORCE_COLOR: "1" }).out).toContain("\x1b[32m");
    expect(cig(folder, ["plan", "--color", "--json"]).out).not.toContain("\x1b");
    expect(cig(folder, ["plan"], { FORCE_COLOR: "1", NO_COLOR: "1" }).out).not.toContain("\x1b");
  });

  it("points at the line of cig.toml", () => {
    const folder = repository({ "cig.toml": 'version = "0.2"\n[jobs.test]\nstepps = []\n' });
    expect(cig(folder, ["validate"]).err).toMatch(
      /^error\[CIG103\]: Unknown key\n --> cig\.toml:3:1\n {2}\|\n3 \| stepps = \[\]\n {2}\| \^{6}\n/,
    );
  });

  it("is folded and annotated on GitHub Actions", () => {
    const folder = repository({ "cig.toml": 'version = "0.2"\n[jobs.test]\nstepps = []\n' });
    const page = join(folder, "page.md");
    put(folder, { "page.md": "" });
    const environment = {
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: folder,
      GITHUB_STEP_SUMMARY: page,
      CI: "true",
    };
    const { err } = cig(folder, ["plan"], environment);
    expect(err).toContain("::error file=cig.toml,line=3,col=1,title=CIG103%3A Unknown key::");
    expect(err).toMatch(/^::group::cig\n[\s\S]*\n::endgroup::\n/);
    expect(readFileSync(page, "utf8")).toContain("CIG103: Unknown key (cig.toml:3)");
  });
});

describe("a trace", () => {
  it("has the spans of all stages", () => {
    const folder = repository(oneJob);
    expect(cig(folder, ["plan", "--trace", "trace.json"]).code).toBe(0);
    const { traceEvents } = JSON.parse(readFileSync(join(folder, "trace.json"), "utf8"));
    const stages = traceEvents
      .filter(({ cat }: { cat: string }) => cat === "stage")
      .map(({ name }: { name: string }) => name);
    expect(stages).toEqual(expect.arrayContaining(["repo", "config", "detect", "plan", "generate"]));
  });

  it("that cannot be written is an error", () => {
    const folder = repository(oneJob);
    rmSync(join(folder, "none"), { force: true });
    const { code, err } = cig(folder, ["plan", "--trace", "none/trace.json"]);
    expect(code).toBe(1);
    expect(err).toContain("error[CIG603]");
  });
});

describe("completion", () => {
  it("of bash offers commands and options", () => {
    const { out } = cig(repository({}), ["completion", "bash"]);
    const ask = (...words: string[]) => {
      const script = `${out}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _cig; echo "\${COMPREPLY[@]}"`;
      return spawnSync("bash", ["-c", script, "bash", ...words], { encoding: "utf8" }).stdout.trim();
    };
    expect(ask("cig", "pl")).toBe("plan plugin");
    expect(ask("cig", "plugin", "n")).toBe("new");
    expect(ask("cig", "-C", "plan", "re")).toBe("render");
    expect(ask("cig", "graph", "--format", "m")).toBe("mermaid");
    expect(ask("cig", "completion", "")).toContain("zsh");
  });
});
