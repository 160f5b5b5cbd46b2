import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { phpScript } from "../../../../plugins/lang/php/fallback.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cig-php-"));
  for (const name of ["unzip", "composer"]) program(name);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that notes how it was called and then does what the lines say. */
function program(name: string, ...lines: string[]) {
  const file = join(folder, name);
  writeFileSync(file, ["#!/bin/sh", `echo "${name} $*" >>"${folder}/calls"`, ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
}

function php(version: string, ...modules: string[]) {
  program(
    "php",
    'case "$1" in',
    `  -r) printf ${version} ;;`,
    `  -m) printf '%s\\n' ${modules.join(" ")}; cat "${folder}/loaded" 2>/dev/null || true ;;`,
    `  *) echo "PHP ${version}" ;;`,
    "esac",
  );
}

function run(env: Record<string, string>) {
  return spawnSync("/bin/sh", ["-c", phpScript], {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, ...env },
    encoding: "utf8",
  });
}

const calls = () =>
  existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];

describe.skipIf(process.platform === "win32")("the script for providers without a way of their own", () => {
  it("takes the PHP of the image where its line is the wanted one", () => {
    php("8.3", "curl", "gd");
    const { status, stdout } = run({ TOOLCHAIN_VERSION: "8.3", PHP_EXTENSIONS: "gd" });
    expect(status).toBe(0);
    expect(stdout).toContain("PHP 8.3");
    expect(calls().every((call) => /^(php|composer|unzip)/.test(call))).toBe(true);
  });

  it("adds an extension that an image of PHP lacks", () => {
    php("8.3", "curl");
    program("sudo", '"$@"');
    program("docker-php-ext-install", `echo "$1" >>"${folder}/loaded"`);
    expect(run({ TOOLCHAIN_VERSION: "8.3", PHP_EXTENSIONS: "gd" }).status).toBe(0);
    expect(calls()).toContain("docker-php-ext-install gd");
  });

  it("installs the wanted line from packages where another one is there", () => {
    php("8.30", "curl");
    program("sudo", '"$@"');
    program("env", 'while [ "${1#*=}" != "$1" ]; do shift; done', '"$@"');
    for (const name of ["apt-get", "add-apt-repository", "update-alternatives", "curl", "install", "brew"])
      program(name, name === "brew" ? "exit 1" : "");
    rmSync(join(folder, "brew"));
    const { status } = run({ TOOLCHAIN_VERSION: "8.3" });
    expect(status).toBe(0);
    expect(calls().some((call) => /apt-get install .*php8\.3-cli/.test(call))).toBe(true);
    expect(calls().some((call) => call.startsWith("update-alternatives --set php /usr/bin/php8.3"))).toBe(
      true,
    );
  });

  it("does not run an installer of Composer that is not the published one", () => {
    php("8.3", "curl");
    rmSync(join(folder, "composer"));
    program("curl", 'case "$*" in *installer.sig) echo abc ;; *) : ;; esac');
    const { status, stderr } = run({ TOOLCHAIN_VERSION: "8.3" });
    expect(status).toBe(1);
    expect(stderr).toContain("The installer of Composer is not the published one.");
  });
});
