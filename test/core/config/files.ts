import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type LoadOptions, loadConfig } from "../../../core/config/config.ts";

/** A folder with these files, removed when the test ends. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), path === "cig.toml" ? `version = "0.2"\n${content}` : content);
  }
  return folder;
}

/** Loads the cig.toml of a folder; what is told is "file:line:column code message | hint". */
export async function load(folder: string, options: LoadOptions = {}) {
  const { value, diagnostics } = await loadConfig(folder, options);
  const told = diagnostics.map(
    ({ at, code, message, hint }) =>
      `${at?.file}:${at?.line}:${at?.column} ${code} ${message}${hint === undefined ? "" : ` | ${hint}`}`,
  );
  return { config: value, told };
}

/** The same for files that are written first. */
export function loadOf(files: Readonly<Record<string, string>>, options: LoadOptions = {}) {
  return load(folderWith(files), options);
}

/** "file:line:column" of a value. */
export function placeOf(
  config: NonNullable<Awaited<ReturnType<typeof load>>["config"]>,
  path: readonly (string | number)[],
  offset?: number,
): string {
  const at = config.at(path, offset);
  return `${at?.file}:${at?.line}:${at?.column}`;
}
