import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder that goes away with the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "cig-test-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Runs git with nobody's settings. */
export function git(cwd: string, ...arguments_: string[]): string {
  const environment = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
  const identity = ["-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main"];
  return execFileSync("git", [...identity, ...arguments_], {
    cwd,
    env: environment,
    stdio: "pipe",
  }).toString();
}

/** A repository in which the files are tracked. */
export function tempRepo(files: Readonly<Record<string, string>>, ...initArguments: string[]): string {
  const root = tempFolder();
  git(root, "init", "-q", ...initArguments);
  writeFiles(root, files);
  git(root, "add", "-A");
  return root;
}
