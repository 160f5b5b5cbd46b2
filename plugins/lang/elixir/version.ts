import { isSameLine, type VersionMeaning } from "cig/sdk";
import semver from "semver";
import { comparableRange } from "./requirement.ts";

/** Reads the text of .elixir-version, .tool-versions, mise.toml or an input; an `-otp-27` at its end is left out. */
export function readVersion(text: string): VersionMeaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^(elixir-|v)(?=\d)/, "")
    .replace(/-otp-\d+$/, "");
  if (/^\d+\.\d+(\.\d+(-(rc|dev)[\w.]*)?)?$/.test(value)) return { kind: "version", value };
  if (/^\d+\.\d+\.[x*]$/.test(value)) return { kind: "version", value: value.slice(0, -2) };
  if (value === "" || /^(system|latest|main|master)$/.test(value) || /^(ref|path|sub-[^:]*):/.test(value))
    return { kind: "none" };
  return readRequirement(value);
}

/** Reads `elixir:` of a mix.exs. */
export function readRequirement(text: string): VersionMeaning {
  const value = text.trim();
  return comparableRange(value) === undefined ? { kind: "invalid" } : { kind: "constraint", value };
}

/** Reads what stands for Erlang: "27", "27.0.1", "OTP-27.0". */
export function readOtp(text: string): VersionMeaning {
  const value = text
    .trim()
    .replace(/^prefix:/, "")
    .replace(/^(OTP-|otp-|v)(?=\d)/, "");
  if (/^\d+(\.\d+){0,4}(-rc\d+)?$/.test(value)) return { kind: "version", value };
  if (/^\d+(\.\d+)*\.[x*]$/.test(value)) return { kind: "version", value: value.slice(0, -2) };
  if (value === "" || /^(system|latest|main|master)$/.test(value) || /^(ref|path|sub-[^:]*):/.test(value))
    return { kind: "none" };
  return { kind: "invalid" };
}

/** The Erlang/OTP in a version of Elixir that names it: "27" of "1.17.2-otp-27". */
export function otpIn(text: string): string | undefined {
  return /^v?\d[\w.]*-otp-(\d+)$/.exec(text.trim())?.[1];
}

export const agree = isSameLine;

/** False only when it is certain that no release of the version meets the requirement. */
export function satisfies(version: string, requirement: string): boolean {
  const range = comparableRange(requirement);
  if (range === undefined || !/^\d+\.\d+(\.\d+)?$/.test(version)) return true;
  return semver.intersects(version, range);
}
