import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CacheMode, type CacheSave, type Plugin } from "cig/sdk";
import { onTestFinished } from "vitest";
import { cacheUse, planned } from "./use.ts";

/** A machine with a work tree, whose jobs use one cache: "vendor/a tool" and "~/.tool", by the content of a.lock. */
export interface Machine {
  readonly folder: string;
  readonly home: string;
  write(path: string, content: string): void;
  /** Runs a half of the cache's use; what it said. Fails where it ends with another status than 0. */
  run(half: "restore" | "save", more?: Readonly<Record<string, string>>): Promise<string[]>;
}

export interface MachineOptions {
  readonly inputs: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly lock?: string;
  readonly save?: CacheSave;
}

/** Opens a machine that is gone when the test ends. Variables: those of the step, then `env`. */
export function openMachine(
  plugin: Plugin,
  { inputs, env = {}, lock = "one\n", save }: MachineOptions,
): Machine {
  const root = mkdtempSync(join(tmpdir(), "cig-machine-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [folder, home] = [join(root, "work"), join(root, "home")];
  for (const each of [folder, home]) mkdirSync(each);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  write(join(folder, "a.lock"), lock);
  spawnSync("git", ["init", "--quiet"], { cwd: folder });
  spawnSync("git", ["add", "a.lock"], { cwd: folder });
  return {
    folder,
    home,
    write,
    async run(half, more = {}) {
      const mode = half === "save" ? CacheMode.SAVE : CacheMode.RESTORE;
      const cache = {
        paths: ["vendor/a tool", "~/.tool"],
        keyParts: [{ kind: { case: "files" as const, value: "*.lock" } }],
        ...(save !== undefined && { save }),
      };
      const step = await planned(plugin, cacheUse(inputs, cache, mode, plugin.name));
      const own = Object.entries(step.env).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      return runScript(step.script, folder, {
        PATH: process.env.PATH!,
        HOME: home,
        TMPDIR: root,
        CIG_CACHE_BRANCH: "trunk",
        ...Object.fromEntries(own),
        ...env,
        ...more,
      });
    },
  };
}

/** Not waited for on the spot, as the server may be in this process. */
function runScript(script: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-eo", "pipefail", "-c", script], { cwd, env });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => said.push(bytes));
    child.on("close", (status) => {
      const text = Buffer.concat(said).toString();
      if (status === 0) resolve(text.split("\n").filter((line) => line !== ""));
      else reject(new Error(`The script ended with ${status}:\n${text}`));
    });
  });
}
