import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { toolFunctions } from "../../../../core/plan/skipping/functions.ts";
import { temporaryFolder } from "../../../temporary.ts";

const program = 'console.log("cig of cig.lock");\n';
const files = { "cig.cjs": program, "plugins/a b.cjs": "1;\n", "plugins/a/b.cjs": "2;\n" };

/** What cig.lock says of a package with these files: the lines that `sha256sum` prints, digested again. */
function digestOf(content: Readonly<Record<string, string>>): string {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const paths = Object.keys(content).sort();
  return sha256(paths.map((path) => `${sha256(content[path]!)}  ./${path}\n`).join(""));
}

/** A checkout whose cig.lock names the tool of `files`, with a package that `spoil` may have changed. */
function checkout(spoil: (dist: string) => void = () => {}): string {
  const folder = temporaryFolder();
  const dist = join(folder, "package/dist");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), content);
  }
  writeFileSync(join(dist, "digest"), "whatever it says itself\n");
  spoil(dist);
  execFileSync("tar", ["-czf", "cig.tgz", "package"], { cwd: folder });
  const tool = `[tool]\nversion = "0.2.0"\ndigest = "sha256:${digestOf(files)}"\n`;
  writeFileSync(join(folder, "cig.lock"), `version = 1\n\n${tool}`);
  return folder;
}

/** Gets the tool as a machine of CI does, and runs it. */
function get(folder: string): { code: number | null; said: string } {
  const temp = temporaryFolder();
  const done = spawnSync("bash", ["--norc", "-c", `${toolFunctions}\ncig_get && cig`], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, RUNNER_TEMP: temp, CIG_TOOL: "cig.tgz" },
  });
  const compiled = existsSync(join(temp, "cig-tool/package/dist/cig.cjs.1.cache"));
  return {
    code: done.status,
    said: done.stdout + done.stderr + (compiled ? "compiled code is there\n" : ""),
  };
}

const refused = { code: 1, said: "What cig.tgz gave is not the cig that cig.lock names.\n" };

describe("the tool that CI fetches", () => {
  it("runs when it is the one of cig.lock, whatever its files are called", () => {
    expect(get(checkout())).toEqual({ code: 0, said: "cig of cig.lock\n" });
  });

  it.each<[string, (dist: string) => void]>([
    ["with another file", (dist) => writeFileSync(join(dist, "plugins/a b.cjs"), "3;\n")],
    ["with one more", (dist) => writeFileSync(join(dist, "more.cjs"), "")],
    ["without one", (dist) => rmSync(join(dist, "plugins/a b.cjs"))],
    [
      "with a link in place of the program",
      (dist) => {
        rmSync(join(dist, "cig.cjs"));
        symlinkSync("plugins/a b.cjs", join(dist, "cig.cjs"));
      },
    ],
  ])("is not run %s", (_what, spoil) => {
    expect(get(checkout(spoil))).toEqual(refused);
  });

  it("brings no compiled code, which Node would run in place of what was compared", () => {
    const spoil = (dist: string) => writeFileSync(join(dist, "cig.cjs.1.cache"), "code");
    expect(get(checkout(spoil))).toEqual({ code: 0, said: "cig of cig.lock\n" });
  });
});
