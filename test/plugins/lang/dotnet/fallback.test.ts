import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dotnetScript } from "../../../../plugins/lang/dotnet/fallback.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cig-dotnet-"));
  mkdirSync(join(folder, "bin"));
  for (const name of ["apt-get", "sudo"]) program(name);
  // Whatever the machine of the tests has is out of sight.
  installed([], []);
  program("ldconfig", "echo libicuuc.so.74");
  program("uname", 'case "$1" in -m) echo x86_64 ;; *) echo Linux ;; esac');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that notes how it was called and then does what the lines say. */
function program(name: string, ...lines: string[]) {
  const file = join(folder, "bin", name);
  writeFileSync(file, ["#!/bin/sh", `echo "${name} $*" >>"${folder}/calls"`, ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
}

/** A machine, or an image, that has these SDKs and runtimes. */
function installed(sdks: readonly string[], runtimes: readonly string[]) {
  const lines = (names: readonly string[], before: string) =>
    names.length === 0 ? ":" : `printf '${before}%s [/usr/share]\\n' ${names.join(" ")}`;
  program(
    "dotnet",
    'case "$1" in',
    `  --list-sdks) ${lines(sdks, "")} ;;`,
    `  --list-runtimes) ${lines(runtimes, "Microsoft.NETCore.App ")} ;;`,
    "  *) echo the image ;;",
    "esac",
  );
}

/** The lists and archives of releases, served by curl. An archive holds its own name, and a dotnet that says it. */
function published(archives: Readonly<Record<string, readonly string[]>>, isHonest = true) {
  const cases = Object.entries(archives).flatMap(([line, names]) => {
    const files = names.map((name) => {
      const content = join(folder, `content-${name}`);
      mkdirSync(content);
      writeFileSync(join(content, name), "");
      if (name.startsWith("dotnet-sdk")) {
        writeFileSync(
          join(content, "dotnet"),
          `#!/bin/sh\\ncase "$1" in --version) echo ${name} ;; esac\\n`.replaceAll("\\n", "\n"),
        );
        chmodSync(join(content, "dotnet"), 0o755);
      }
      const archive = join(folder, name);
      spawnSync("tar", ["-czf", archive, "-C", content, "."]);
      const hash = createHash("sha512")
        .update(readFileSync(archive))
        .update(isHonest ? "" : "x")
        .digest("hex");
      return {
        name: name.replace(/-\d[^-]*-/, "-"),
        rid: "linux-x64",
        url: `https://x.example/${name}`,
        hash,
      };
    });
    writeFileSync(join(folder, `index-${line}`), JSON.stringify({ releases: [{ sdk: { files } }] }, null, 2));
    return [
      `*/release-metadata/${line}/releases.json*) cat "${folder}/index-${line}" >"$out" ;;`,
      ...names.map((name) => `*/${name}*) cat "${join(folder, name)}" >"$out" ;;`),
    ];
  });
  program(
    "curl",
    'out=$(printf "%s" "$*" | sed "s/.* -o //")',
    'case "$*" in',
    ...cases.map((line) => `  ${line}`),
    "  *) exit 22 ;;",
    "esac",
  );
}

function run(env: Record<string, string>) {
  return spawnSync("/bin/sh", ["-c", dotnetScript], {
    env: { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder, GITHUB_PATH: join(folder, "path"), ...env },
    encoding: "utf8",
  });
}

const archive = (name: string, version: string, machine = "linux-x64") =>
  `${name}-${version}-${machine}.tar.gz`;
const calls = (name: string) =>
  existsSync(join(folder, "calls"))
    ? readFileSync(join(folder, "calls"), "utf8")
        .split("\n")
        .filter((call) => call.startsWith(`${name} `))
    : [];

describe.skipIf(process.platform === "win32")("the script for providers without a way of their own", () => {
  it.each(["10.0", "10.0.x", "10", "10.0.1xx", "10.0.100", ""])(
    "takes the SDK of the image where %j is wanted",
    (wanted) => {
      installed(["8.0.404", "10.0.100"], ["8.0.11", "10.0.0"]);
      program("curl", "exit 1");
      expect(run({ TOOLCHAIN_VERSION: wanted, DOTNET_RUNTIMES: "8.0" })).toMatchObject({
        status: 0,
        stdout: "the image\n",
      });
      expect(calls("curl")).toEqual([]);
    },
  );

  it.each([
    ["10.0", "10.0.302"],
    ["10.0.1xx", "10.0.110"],
    ["10.0.109", "10.0.109"],
    ["10.0.100-rc.1", "10.0.100-rc.1"],
  ])("installs for %s the newest that fits, %s", (wanted, version) => {
    installed(["8.0.404", "10.1.100"], ["8.0.11"]);
    const versions = ["10.0.100-rc.1", "10.0.109", "10.0.302", "10.0.110", "10.0.20"];
    published({
      "10.0": [
        ...versions.map((each) => archive("dotnet-sdk", each)),
        archive("dotnet-sdk", "10.0.900", "linux-arm64"),
      ],
    });
    const { status, stdout } = run({ TOOLCHAIN_VERSION: wanted });
    expect(status).toBe(0);
    expect(stdout).toContain(archive("dotnet-sdk", version));
    expect(readFileSync(join(folder, "path"), "utf8")).toBe(`${folder}/.dotnet/tools\n${folder}/.dotnet\n`);
  });

  it("adds runtimes to the SDK that it installs, and to one that lacks nothing else", () => {
    const sdk = archive("dotnet-sdk", "10.0.100");
    const runtime = archive("aspnetcore-runtime", "8.0.11");
    published({ "10.0": [sdk], "8.0": [runtime, archive("aspnetcore-runtime-composite", "8.0.12")] });
    expect(run({ TOOLCHAIN_VERSION: "10.0", DOTNET_RUNTIMES: "8.0" }).status).toBe(0);
    expect(readdirSync(join(folder, ".dotnet")).sort()).toEqual([runtime, "dotnet", sdk]);
    installed(["10.0.100"], ["10.0.0"]);
    expect(run({ TOOLCHAIN_VERSION: "10.0", DOTNET_RUNTIMES: "8.0" }).status).toBe(0);
    expect(readdirSync(join(folder, "bin"))).toContain(runtime);
  });

  it("runs nothing that is not the published one, and says what does not exist", () => {
    published({ "10.0": [archive("dotnet-sdk", "10.0.100")] }, false);
    expect(run({ TOOLCHAIN_VERSION: "10.0" }).status).not.toBe(0);
    expect(existsSync(join(folder, ".dotnet/dotnet"))).toBe(false);
    const absent = run({ TOOLCHAIN_VERSION: "10.0.999" });
    expect(absent.status).toBe(1);
    expect(absent.stderr).toContain('No release of dotnet-sdk is "10.0.999".');
    expect(run({}).stderr).toContain("This machine has no .NET, and no version is stated.");
  });
});
