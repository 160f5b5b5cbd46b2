import { systemOf } from "./shell.ts";

/** The machine that tags of a runner ask for. */
export interface Machine {
  readonly os: "linux" | "macos" | "windows";
  readonly arch: "amd64" | "arm64";
  /** "" where system and processor say all. */
  readonly labels: readonly string[];
}

/** gitlab.com's own machines say no more than a system and a processor. */
const hosted = /^(?:saas|gitlab)-(?:linux|macos|windows)-/;

/** `written`: the tags before values of a matrix were put into them, which are labels in any case. */
export function machineOf(tags: readonly string[], written: readonly string[] = tags): Machine {
  const os = systemOf(tags);
  const words = tags.join(" ").toLowerCase();
  const isArm =
    /\barm(?:64)?\b|aarch64/.test(words) || (os === "macos" && !/\bintel\b|\blarge\b|\bx64\b/.test(words));
  return {
    os,
    arch: isArm ? "arm64" : "amd64",
    labels: written.every((tag) => hosted.test(tag)) ? [] : tags,
  };
}
