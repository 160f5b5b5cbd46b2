import type { VersionMeaning } from "cig/sdk";
import semver from "semver";

/**
 * Reads what stands for an SDK: "8.0.404", "8.0.4xx", "8.0", "8", "8.0.x", ">=8.0". SDKs are numbered from 100 in each
 * line, so that "8.0.4", which is a runtime, is none.
 */
export function readVersion(text: string): VersionMeaning {
  const value = text.trim().replace(/^prefix:/, "");
  if (/^\d{1,2}\.\d\.[1-9](\d\d(-[\w.-]+)?|xx)$/.test(value)) return { kind: "version", value };
  const line = /^(\d{1,2})(?:\.(\d))?(?:\.[x*])?$/.exec(value);
  if (line) return { kind: "version", value: `${line[1]}.${line[2] ?? lastOfMajor[line[1]!] ?? "0"}` };
  if (value === "" || /^(system|latest|lts|sts)$/i.test(value) || /^(ref|path):/.test(value))
    return { kind: "none" };
  return /^[<>]/.test(value) && semver.validRange(value) !== null
    ? { kind: "constraint", value }
    : { kind: "invalid" };
}

/** Before .NET 5 a major version had several lines. */
const lastOfMajor: Readonly<Record<string, string>> = { "1": "1", "2": "2", "3": "1" };

/** Whether one SDK can be meant by both: "8.0" and "8.0.404", "8.0.4xx" and "8.0.404". */
export function agree(a: string, b: string): boolean {
  return semver.intersects(rangeOf(a), rangeOf(b), { includePrerelease: true });
}

/** False only when it is certain that no SDK of the version meets the constraint. */
export function satisfies(version: string, constraint: string): boolean {
  if (semver.validRange(constraint) === null) return true;
  return semver.intersects(rangeOf(version), constraint, { includePrerelease: true });
}

/** A version as a range of semver. */
function rangeOf(version: string): string {
  const band = /^(\d+\.\d+)\.(\d)xx$/.exec(version);
  if (band) return `>=${band[1]}.${band[2]}00 <${band[1]}.${Number(band[2]) + 1}00`;
  return /^\d+\.\d+$/.test(version) ? `${version}.x` : version;
}

/** "8.0" of "8.0.404" and of "8.0". */
export function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}

/** What a `rollForward` of global.json makes of its version. */
export interface RolledForward {
  /** The SDK that is taken where it is there; absent where the policy always takes the newest. */
  readonly version?: string;
  /** The SDKs that are taken, where they are more than patches of the version. */
  readonly range?: string;
}

/** Reads `sdk.version` with `sdk.rollForward` in lower case. Undefined: no SDK has that number. */
export function rollForward(version: string, policy: string | undefined): RolledForward | undefined {
  const parsed = /^(\d{1,2})\.(\d)\.(\d{1,3})(-[\w.-]+)?$/.exec(version);
  if (!parsed) return undefined;
  const [, major, minor, patch] = parsed;
  const isNumbered = patch!.length === 3 && !patch!.startsWith("0");
  const exact = isNumbered ? { version } : {};
  switch (policy) {
    case "latestfeature":
      return { range: `>=${version} <${major}.${Number(minor) + 1}.0` };
    case "latestminor":
      return { range: `>=${version} <${Number(major) + 1}.0.0` };
    case "latestmajor":
      return { range: `>=${version}` };
    case "feature":
      return { ...exact, range: `>=${version} <${major}.${Number(minor) + 1}.0` };
    case "minor":
      return { ...exact, range: `>=${version} <${Number(major) + 1}.0.0` };
    case "major":
      return { ...exact, range: `>=${version}` };
    default:
      return isNumbered ? exact : undefined;
  }
}

/** The line that a range begins with: of ">=8.0.100 <9.0.0" it is "8.0". Undefined: it has no beginning. */
export function firstLine(range: string): string | undefined {
  if (semver.validRange(range) === null) return undefined;
  const least = semver.minVersion(range);
  if (!least || least.major < 1) return undefined;
  return `${least.major}.${least.minor}`;
}
