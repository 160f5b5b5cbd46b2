import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const goldenRoot = join(root, "golden");
export const isUpdating = process.env.UPDATE_GOLDEN === "1";

/** What a case must come to: the text of `cig plan`, and each written file by path. */
export interface Expected {
  readonly plan: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A fresh repository with the case's input, everything tracked; removed when the test ends. */
export function copyInput(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-golden-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(goldenRoot, name, "input"), folder, { recursive: true });
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  execFileSync("git", ["add", "--all", "--force"], { cwd: folder });
  return folder;
}

/** Runs the built command line. The text is stdout, then stderr behind a line of its own when there is any. */
export function cigIn(folder: string, ...args: string[]): { code: number; text: string } {
  const environment = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
  const done = spawnSync(process.execPath, [join(root, "dist/cig.cjs"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: environment,
  });
  const remarks = done.stderr === "" ? "" : `--- stderr\n${done.stderr}`;
  return { code: done.status ?? -1, text: `${done.stdout}${remarks}` };
}

/** Every file of the repository that the input did not have, or that differs from it. */
export function writtenFiles(folder: string, name: string): Record<string, string> {
  const input = join(goldenRoot, name, "input");
  const written = filesBelow(folder).filter((path) => !/^\.(git|cig)\//.test(path));
  const changed = written.filter(
    (path) => !existsSync(join(input, path)) || read(folder, path) !== read(input, path),
  );
  return Object.fromEntries(changed.map((path) => [path, steady(path, read(folder, path))]));
}

/**
 * cig.lock holds digests of cig itself and of its plugins, and what all of these read, which every change of the code
 * changes.
 */
function steady(path: string, content: string): string {
  if (path !== "cig.lock") return content;
  return content.replace(/\b[0-9a-f]{16,64}\b/g, "…").replace(/^reads = '.*'$/m, "reads = '…'");
}

export function expectedFiles(name: string): Expected {
  const folder = join(goldenRoot, name, "expected");
  const paths = existsSync(folder) ? filesBelow(folder) : [];
  return {
    plan: read(join(goldenRoot, name), "plan.txt"),
    files: Object.fromEntries(paths.map((path) => [path, read(folder, path)])),
  };
}

export function storeExpected(name: string, actual: Expected): void {
  const folder = join(goldenRoot, name, "expected");
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(actual.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  writeFileSync(join(goldenRoot, name, "plan.txt"), actual.plan);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), "utf8");
}
