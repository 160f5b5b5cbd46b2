import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cig, cigFile, cigWith, freshFolder, repository } from "./cig.ts";

const oneJob = { "cig.toml": 'version = "0.2"\n\n[jobs.test]\nsteps = [{ run = "true" }]\n' };

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}

/** What stands where a folder or file of cig's should be; the second part is what cig says of it. */
const obstacles: Record<string, [put: (folder: string) => void, code: string]> = {
  ".github is a link that leads outside": [
    (folder) => symlinkSync(freshFolder(), join(folder, ".github")),
    "CIG601",
  ],
  ".github is a file": [(folder) => writeFileSync(join(folder, ".github"), ""), "CIG601"],
  "the workflow is a folder": [
    (folder) => mkdirSync(join(folder, ".github/workflows/ci.yml"), { recursive: true }),
    "CIG601",
  ],
  "the workflow is a pipe": [
    (folder) => {
      mkdirSync(join(folder, ".github/workflows"), { recursive: true });
      execFileSync("mkfifo", [join(folder, ".github/workflows/ci.yml")]);
    },
    "CIG601",
  ],
  ".cig is a file": [(folder) => writeFileSync(join(folder, ".cig"), ""), "CIG603"],
  ".cig is a link": [(folder) => symlinkSync(freshFolder(), join(folder, ".cig")), "CIG603"],
  "cig.toml is a pipe": [
    (folder) => {
      rmSync(join(folder, "cig.toml"));
      execFileSync("mkfifo", [join(folder, "cig.toml")]);
    },
    "CIG108",
  ],
  "cig.toml is a device": [
    (folder) => {
      rmSync(join(folder, "cig.toml"));
      symlinkSync("/dev/zero", join(folder, "cig.toml"));
    },
    "CIG108",
  ],
  "git's index is damaged": [(folder) => writeFileSync(join(folder, ".git/index"), "DIRC"), "CIG201"],
};

describe("cig render ends with an error that says what to do, and writes nothing, when", () => {
  it.each(Object.entries(obstacles))("%s", (_title, [put, code]) => {
    const folder = repository(oneJob);
    put(folder);
    const done = cig(folder, "render", "--force");
    expect(done.code).toBe(1);
    expect(done.stderr).toContain(`error[${code}]`);
    const isAboutConfig = code === "CIG108";
    expect(done.stderr.includes("hint:")).toBe(!isAboutConfig);
    expect(done.stdout).toBe("");
  });
});

describe("cig plan", () => {
  it.runIf(existsSync("/proc/self"))("plans where the user has no place for a cache", () => {
    const folder = repository(oneJob);
    for (const home of ["", "relative", "/proc/none", "/dev/null"]) {
      const done = cigWith({ HOME: home, XDG_CACHE_HOME: home }, folder, "plan", "--quiet");
      expect({ home, ...done }).toEqual({ home, code: 0, stdout: "", stderr: "" });
    }
    expect(readdirSync(folder).sort()).toEqual([".cig", ".git", "cig.toml"]);
  });

  it("says which variable is wrong where there is no room for temporary files", () => {
    const done = cigWith({ TMPDIR: "/nonexistent" }, repository(oneJob), "plan", "--isolate");
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("TMPDIR");
    expect(done.stderr).not.toContain("fault of cig");
  });

  it.runIf(existsSync("/dev/full"))("does not call a full disk behind its output a bug", () => {
    const folder = repository(oneJob);
    const done = spawnSync("/bin/sh", ["-c", `"$0" "$1" plan > /dev/full`, process.execPath, cigFile], {
      cwd: folder,
      encoding: "utf8",
    });
    expect([done.status, firstLine(done.stderr)]).toEqual([
      1,
      "error[CIG709]: The result could not be written",
    ]);
  });

  it("lists a folder of plugins with pipes and devices in it without waiting for them", () => {
    const folder = repository({ "p/a.txt": "" });
    expect(cig(folder, "plugin", "new", "acme/x", "--dir", "x").code).toBe(0);
    execFileSync("mkfifo", [join(folder, "x/pipe")]);
    symlinkSync("/dev/zero", join(folder, "x/zero"));
    symlinkSync("circle", join(folder, "x/circle"));
    writeFileSync(
      join(folder, "cig.toml"),
      `${oneJob["cig.toml"]}\n[plugins]\n"acme/x" = { path = "./x" }\n`,
    );
    expect(cig(folder, "plan", "--quiet").code).toBe(0);
  });

  it("shows under --verbose what a plugin of one's own prints, with its name", () => {
    const folder = repository({ ".x-version": "1.0.0\n" });
    cig(folder, "plugin", "new", "acme/x", "--dir", "x");
    const plugin = join(folder, "x/plugin.js");
    writeFileSync(plugin, `console.log("::error::I am \\x1b[31mhere");\n${readFileSync(plugin, "utf8")}`);
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund"], {
      cwd: join(folder, "x"),
      env: { PATH: process.env.PATH, HOME: folder },
      stdio: "ignore",
    });
    writeFileSync(
      join(folder, "cig.toml"),
      `${oneJob["cig.toml"]}\n[plugins]\n"acme/x" = { path = "./x" }\n`,
    );
    expect(cig(folder, "plan", "--verbose", "--memo", "off").stderr).toContain(
      "  acme/x | : :error::I am here\n",
    );
  });
});
