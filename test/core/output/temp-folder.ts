import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { FileChange } from "../../../core/output/compare.ts";
import { compareFiles, type OutputFile } from "../../../core/output/compare.ts";
import { addHeader } from "../../../core/output/header.ts";

/** A folder with files that goes away with the test. */
export function tempFolder(files: Readonly<Record<string, string>> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "cig-test-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFiles(root, files);
  return root;
}

export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Every file below root with its content, sorted by path. */
export function readAll(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
  const files = paths.filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

/** Content as cig would write it. */
export function rendered(path: string, body: string, version = "0.2.0", source = "sha256:00"): string {
  return addHeader(path, body, { version, sourceDigest: source, sourceFile: "cig.toml" });
}

/** Files by path, all made by one plugin, as cig would write them. */
export function outputs(bodies: Readonly<Record<string, string>>): OutputFile[] {
  return Object.entries(bodies).map(([path, body]) => ({
    path,
    content: rendered(path, body),
    owners: ["provider/x"],
  }));
}

export function changesTo(root: string, bodies: Readonly<Record<string, string>>): FileChange[] {
  return compareFiles(root, outputs(bodies));
}
