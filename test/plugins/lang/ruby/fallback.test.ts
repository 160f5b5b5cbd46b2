import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fallbackScript } from "../../../../plugins/lang/ruby/fallback.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cig-ruby-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that notes how it was called and then does what the lines say. */
function program(name: string, ...lines: string[]) {
  const file = join(folder, name);
  writeFileSync(file, ["#!/bin/sh", `echo "${name} $*" >>"${folder}/calls"`, ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
}

function run(env: Record<string, string>) {
  return execFileSync("/bin/sh", ["-c", fallbackScript], {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const calls = () =>
  existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];

describe.skipIf(process.platform === "win32")("the script for providers without a way of their own", () => {
  it("takes a Ruby that is there and fits", () => {
    program("ruby", 'case "$1" in -e) echo 3.3.6 ;; *) echo "ruby 3.3.6" ;; esac');
    program("curl", "exit 22");
    expect(run({ TOOLCHAIN_VERSION: "3.3" })).toContain("ruby 3.3.6");
    expect(calls().some((call) => call.startsWith("curl"))).toBe(false);
  });

  it("does not take 3.30 for 3.3, and fails when nothing can be fetched", () => {
    program("ruby", "echo 3.30.1");
    program("curl", "exit 22");
    expect(() => run({ TOOLCHAIN_VERSION: "3.3" })).toThrow();
    expect(calls().some((call) => call.startsWith("curl"))).toBe(true);
  });

  it("builds what is missing with ruby-build at one commit and puts it on the PATH of later steps", () => {
    program("ruby", "echo 1.8.7");
    program("curl", 'while [ "$1" != "-o" ]; do shift; done', ': >"$2"');
    program(
      "tar",
      'while [ "$1" != "-C" ]; do shift; done',
      'mkdir -p "$2/bin"',
      `cat >"$2/bin/ruby-build" <<'BUILD'`,
      'if [ "$1" = --resolve ]; then echo 3.3.11; exit; fi',
      'mkdir -p "$2/bin"',
      'printf \'#!/bin/sh\\necho "ruby %s"\\n\' "$1" >"$2/bin/ruby"',
      'chmod +x "$2/bin/ruby"',
      "BUILD",
    );
    for (const name of ["apt-get", "env", "sudo", "ln", "apk"]) program(name);
    const later = join(folder, "later");
    const output = run({ TOOLCHAIN_VERSION: "3.3", GITHUB_PATH: later, BASH_ENV: `${later}.sh` });
    expect(output.trim()).toBe("ruby 3.3.11");
    const bin = join(folder, ".cig/rubies/3.3.11/bin");
    expect(readFileSync(later, "utf8")).toBe(`${bin}\n`);
    expect(readFileSync(`${later}.sh`, "utf8")).toBe(`export PATH="${bin}:$PATH"\n`);
    expect(calls().find((call) => call.startsWith("curl"))).toMatch(
      /rbenv\/ruby-build\/tar\.gz\/[0-9a-f]{40} -o /,
    );
  });

  it("installs the wanted Bundler when it is missing", () => {
    program("ruby", 'case "$1" in -e) echo 3.3.6 ;; *) echo "ruby 3.3.6" ;; esac');
    program("gem", '[ "$1" = install ]');
    run({ TOOLCHAIN_VERSION: "3.3.6", CIG_BUNDLER_VERSION: "2.5.22" });
    expect(calls()).toContain("gem install bundler --version 2.5.22 --no-document");
  });

  it("says so when neither a Ruby nor a version is there", () => {
    expect(() => run({ PATH: folder })).toThrow(/No Ruby is installed/);
  });
});
