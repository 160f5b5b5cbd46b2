import semver from "semver";
import { comparableRange } from "./requirement.ts";

/** The day of the table below. */
export const releasesAsOf = "2026-08-22";

/**
 * Minor versions of Elixir, newest first, each with the Erlang/OTP versions that it supports, as Elixir's own pages of
 * that day say. A requirement that the repository states is resolved against these and nothing else.
 */
const releases: readonly (readonly [elixir: string, oldestOtp: number, newestOtp: number])[] = [
  ["1.20", 27, 29],
  ["1.19", 26, 28],
  ["1.18", 25, 27],
  ["1.17", 25, 27],
  ["1.16", 24, 26],
  ["1.15", 24, 26],
  ["1.14", 23, 25],
  ["1.13", 22, 24],
  ["1.12", 22, 24],
  ["1.11", 21, 23],
  ["1.10", 21, 22],
  ["1.9", 20, 22],
  ["1.8", 20, 22],
  ["1.7", 19, 22],
];

export const knownMinors: readonly string[] = releases.map(([elixir]) => elixir);

/**
 * The newest minor version that meets the requirement and, where that is stated, runs on the Erlang/OTP; undefined
 * when none does or the requirement cannot be read.
 */
export function newestWithin(requirement: string, otp?: string): string | undefined {
  const range = comparableRange(requirement);
  if (range === undefined) return undefined;
  const major = otp === undefined ? undefined : majorOf(otp);
  return releases.find(
    ([elixir, oldest, newest]) =>
      semver.intersects(`${elixir}.x`, range) &&
      (major === undefined || (oldest <= major && major <= newest)),
  )?.[0];
}

/** The newest Erlang/OTP that an Elixir supports; undefined for one that the table does not know. */
export function newestOtp(elixir: string): string | undefined {
  const minor = /^\d+\.\d+/.exec(elixir)?.[0];
  const release = releases.find(([known]) => known === minor);
  return release && String(release[2]);
}

function majorOf(otp: string): number {
  return Number(otp.split(".")[0]);
}
