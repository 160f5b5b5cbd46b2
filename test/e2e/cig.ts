import { execFileSync, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The built command line, as users run it. */
export const cigFile = join(root, "dist/cig.cjs");

export interface Done {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `cig` in a folder and waits for its end. */
export function cig(folder: string, ...args: string[]): Done {
  return cigWith({}, folder, ...args);
}

/** The same with more variables in the environment. */
export function cigWith(environment: Record<string, string>, folder: string, ...args: string[]): Done {
  const done = spawnSync(process.execPath, [cigFile, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...plainEnvironment(), ...environment },
    maxBuffer: 1 << 28,
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** Starts `cig` in a folder and leaves it running. */
export function startCig(folder: string, ...args: string[]) {
  return spawn(process.execPath, [cigFile, ...args], {
    cwd: folder,
    env: plainEnvironment(),
    stdio: "ignore",
  });
}

/** An environment in which nothing tells cig that it is on a terminal or in CI. */
function plainEnvironment(): Record<string, string> {
  const { PATH = "", HOME = "", XDG_CACHE_HOME = "" } = process.env;
  return { PATH, HOME, XDG_CACHE_HOME };
}

/** A fresh folder, removed when the test ends. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-e2e-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A fresh git repository with these files, all tracked. */
export function repository(files: Record<string, string>, folder = freshFolder()): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  execFileSync("git", ["add", "--all", "--force"], { cwd: folder });
  return folder;
}

/** A fresh git repository with the input of a golden case. */
export function goldenRepository(name: string): string {
  const folder = freshFolder();
  cpSync(join(root, "golden", name, "input"), folder, { recursive: true });
  return repository({}, folder);
}
