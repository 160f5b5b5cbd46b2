import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { goScript } from "../../../../plugins/lang/go/fallback-script.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cig-go-"));
  program("uname", 'case "$1" in -s) echo Linux ;; *) echo x86_64 ;; esac');
  // What is fetched is a text that names its address; the index is a list of downloads.
  program(
    "curl",
    'for word; do case "$word" in https://dl*) printf %s "$word" >"${word##*/}" ;; esac; done',
    `case "$*" in *mode=json*) while [ "$1" != -o ]; do shift; done; cat "${folder}/index" >"$2" ;; esac`,
  );
  program("sha256sum", 'read -r sum name <"$2"', `echo "$sum $name" >>"${folder}/checked"`);
  program(
    "tar",
    'while [ "$1" != -C ]; do shift; done',
    'mkdir -p "$2/bin"',
    "printf '#!/bin/sh\\necho go here\\n' >\"$2/bin/go\"",
    'chmod +x "$2/bin/go"',
  );
  const file = (version: string, system: string) =>
    `   {\n    "filename": "go${version}.${system}",\n    "os": "x",\n    "version": "go${version}",\n    "sha256": "sum-${version}",\n   }`;
  const versions = ["1.28rc1", "1.27.4", "1.27.0", "1.26.11", "1.20"];
  writeFileSync(
    join(folder, "index"),
    versions
      .flatMap((version) => [file(version, "src.tar.gz"), file(version, "linux-amd64.tar.gz")])
      .join(",\n"),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, ...lines: string[]) {
  writeFileSync(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"));
  chmodSync(join(folder, name), 0o755);
}

function run(version: string) {
  return execFileSync("/bin/sh", ["-c", goScript], {
    env: {
      PATH: `${folder}:/usr/bin:/bin`,
      HOME: folder,
      TOOLCHAIN_VERSION: version,
      GITHUB_PATH: join(folder, "path"),
    },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe.skipIf(process.platform === "win32")("the script for providers without a way of their own", () => {
  it.each([
    ["1.27.0", "1.27.0"],
    ["1.27", "1.27.4"],
    ["go1.26", "1.26.11"],
    ["1.20", "1.20"],
    ["1.28rc1", "1.28rc1"],
    ["", "1.27.4"],
    ["stable", "1.27.4"],
  ])("takes for %j the release %s, and checks it", (wanted, release) => {
    expect(run(wanted)).toBe("go here\n");
    expect(readFileSync(join(folder, "checked"), "utf8")).toBe(
      `sum-${release} go${release}.linux-amd64.tar.gz\n`,
    );
    expect(readFileSync(join(folder, "path"), "utf8")).toBe(`${folder}/go/bin\n${folder}/.local/go/bin\n`);
  });

  it("fails where no release is meant", () => {
    expect(() => run("1.2")).toThrow(/No release of Go is "1.2"/);
  });
});
