import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readOption } from "../options.mjs";

/** Where trees and peers are kept between runs, outside of any tree that is measured. */
export function cacheFolder(argv) {
  const own = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cig-bench");
  return readOption(argv, "--cache") ?? own;
}

/**
 * Installs a package of npm into a folder of its own below `cache`, once; returns the folder, or why there is none.
 * Each has its own, so that one that cannot be had costs only its own rows.
 */
export function installPackage(cache, { package: name, version }) {
  const folder = join(cache, "peers", `${name.replaceAll("/", "+")}@${version}`);
  if (existsSync(folder)) return { folder };
  const staging = `${folder}.installing-${process.pid}`;
  mkdirSync(staging, { recursive: true });
  writeFileSync(join(staging, "package.json"), '{ "private": true }\n');
  const args = [
    "install",
    "--no-fund",
    "--no-audit",
    "--prefer-offline",
    "--save-exact",
    `${name}@${version}`,
  ];
  const done = spawnSync("npm", args, {
    cwd: staging,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (done.status === 0) {
    renameSync(staging, folder);
    return { folder };
  }
  rmSync(staging, { recursive: true, force: true });
  const said = `${done.stderr ?? ""}`.split("\n").find((line) => line.includes("npm error"));
  return { reason: `npm could not install it: ${said ?? done.error?.message ?? `exit ${done.status}`}` };
}
