import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rustScript } from "../../../../plugins/lang/rust/fallback-script.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cig-rust-"));
  mkdirSync(join(folder, ".cargo/bin"), { recursive: true });
  program("uname", 'case "$1" in -s) echo Linux ;; *) echo x86_64 ;; esac');
  program("rustc", 'echo "rustc $1"');
  program("sha256sum", 'cat "$2" >&2');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that notes how it was called and then does what the lines say. */
function program(name: string, ...lines: string[]) {
  const file = join(folder, name);
  writeFileSync(
    file,
    ["#!/bin/sh", `echo "${name.split("/").at(-1)} $*" >>"${folder}/calls"`, ...lines, ""].join("\n"),
  );
  chmodSync(file, 0o755);
}

const run = (env: Record<string, string>) =>
  execFileSync("/bin/sh", ["-c", rustScript], {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, GITHUB_PATH: join(folder, "path"), ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });

const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

describe.skipIf(process.platform === "win32")("the script for providers without a way of their own", () => {
  it("takes rustup where it is there, and installs what was asked for", () => {
    program("rustup");
    program("curl", "exit 22");
    const asked = {
      TOOLCHAIN_VERSION: "1.98",
      CIG_RUST_COMPONENTS: "clippy,rustfmt",
      CIG_RUST_TARGETS: "wasm32-wasip1",
    };
    expect(run(asked)).toBe("rustc +1.98\n");
    expect(calls().filter((call) => call.startsWith("rustup"))).toEqual([
      "rustup toolchain install 1.98 --profile minimal --no-self-update --component clippy,rustfmt --target wasm32-wasip1",
      "rustup default 1.98",
    ]);
    expect(readFileSync(join(folder, "path"), "utf8")).toBe(`${folder}/.cargo/bin\n`);
    expect(calls().some((call) => call.startsWith("curl"))).toBe(false);
  });

  it("fetches rustup where it is missing, and checks it", () => {
    const rustup = `printf '#!/bin/sh\\n' >"${folder}/.cargo/bin/rustup"; chmod +x "${folder}/.cargo/bin/rustup"`;
    program(
      "curl",
      'case "$*" in *.sha256) echo "abc rustup-init"; exit ;; esac',
      'while [ "$1" != -o ]; do shift; done',
      `printf '#!/bin/sh\\n%s\\n' '${rustup.replaceAll("'", "'\\''")}' >"$2"`,
    );
    expect(run({})).toBe("rustc +stable\n");
    expect(calls().find((call) => call.startsWith("curl"))).toContain(
      "/dist/x86_64-unknown-linux-gnu/rustup-init -o ",
    );
    expect(calls().some((call) => call.startsWith("sha256sum -c"))).toBe(true);
    expect(existsSync(join(folder, ".cargo/bin/rustup"))).toBe(true);
  });
});
