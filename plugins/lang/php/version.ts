import { isSameLine, type VersionMeaning } from "cig/sdk";
import semver from "semver";
import { comparableRange } from "./constraint.ts";

/** Reads the text of .php-version, .tool-versions, mise.toml, `config.platform.php` or an input. */
export function readVersion(text: string): VersionMeaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^(php[-@]?|v)(?=\d)/i, "");
  if (/^\d+\.\d+(\.\d+)?((alpha|beta|RC)\d+)?$/.test(value)) return { kind: "version", value };
  if (/^\d+\.\d+\.[x*]$/.test(value)) return { kind: "version", value: value.slice(0, -2) };
  // Setup actions read 8 as 8.0; whoever writes it means any 8.
  if (/^\d+(\.[x*])?$/.test(value)) return { kind: "constraint", value: `${value.split(".")[0]}.*` };
  if (value === "" || value === "system" || value === "latest" || /^(ref|path|sub-[^:]*):/.test(value))
    return { kind: "none" };
  return readConstraint(value);
}

/** Reads `require.php` of a composer.json: always a range, even where it names a release. */
export function readConstraint(text: string): VersionMeaning {
  const value = text.trim();
  if (value === "" || value === "*") return { kind: "none" };
  return comparableRange(value) === undefined ? { kind: "invalid" } : { kind: "constraint", value };
}

/** "8.3" for "8.3.10": installers of PHP know release lines and take the newest release of one. */
export function lineOf(version: string): string {
  return /^\d+\.\d+/.exec(version)?.[0] ?? version;
}

/** Whether one release can be meant by both, where the patch of a platform is no more than a floor. */
export function agree(a: string, b: string): boolean {
  return isSameLine(a, b) || lineOf(a) === lineOf(b);
}

/** False only when it is certain that no release of the version's line meets the constraint. */
export function satisfies(version: string, constraint: string): boolean {
  const range = comparableRange(constraint);
  if (range === undefined || !/^\d+\.\d+(\.\d+)?$/.test(version)) return true;
  return semver.intersects(`${lineOf(version)}.x`, range);
}
