import type { Manifest } from "../manifest.ts";

/** A plugin that can be started. */
export interface InstalledPlugin {
  /** "lang/ruby" */
  readonly name: string;
  readonly version: string;
  /** Shipped with cig, named by a path in cig.toml, or found on PATH. */
  readonly origin: "bundled" | "path" | "PATH";
  /** Absolute. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** "sha256:…" of the folder. */
  readonly digest: string;
  /** What starts it: program and arguments; the program is absolute, "node", or a name to be found on PATH. */
  readonly command: readonly string[];
  /** True when the command runs nothing of the folder: then the digest does not tell what answers. */
  readonly isForeign?: boolean;
  /** The program of the process that bundled plugins share, absolute. Absent: it always has its own process. */
  readonly sharedHost?: string;
}

/** True for a store of markers. */
export function isStore({ manifest }: Pick<InstalledPlugin, "manifest">): boolean {
  return manifest.capabilities.some((capability) => capability.startsWith("store:"));
}

/**
 * True for stores of markers and sources of pins: they can be granted more than their messages, so that each has a
 * process of its own, and nothing that it says of the world outside is remembered.
 */
export function reachesOutside({ manifest }: Pick<InstalledPlugin, "manifest">): boolean {
  return manifest.capabilities.some((capability) => /^(?:store|pins):/.test(capability));
}
