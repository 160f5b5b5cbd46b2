import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const program = fileURLToPath(new URL("../../dist/cig.cjs", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line. Nothing of the surroundings but PATH reaches it, unless given. */
export function cig(
  folder: string,
  argv: readonly string[],
  environment: Record<string, string> = {},
): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, ...environment },
  });
  return { code: status, out: stdout, err: stderr };
}

/** Starts the built command line and leaves it running. */
export function startCig(folder: string, argv: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
  });
}

/** A git repository with these files, all tracked; removed when the test ends. */
export function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-e2e-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  put(folder, files);
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  execFileSync("git", ["add", "--all"], { cwd: folder });
  return folder;
}

/** Writes files below the folder. */
export function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** A small package with tests. */
export const nodePackage = {
  ".nvmrc": "22.11.0\n",
  "package.json": '{\n  "name": "clock",\n  "scripts": { "lint": "eslint .", "test": "node --test" }\n}\n',
  "package-lock.json": '{ "name": "clock", "lockfileVersion": 3, "packages": {} }\n',
};

/** A repository with one job. */
export const oneJob = { "cig.toml": 'version = "0.2"\n\n[jobs.test]\nsteps = [{ run = "make test" }]\n' };
