import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { byCodeUnit } from "../compare.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { encodePath } from "./path-bytes.ts";

/** Larger files are not handed to plugins. */
export const largestFileBytes = 1024 * 1024;

export interface Reader {
  read(path: string): Promise<Uint8Array | undefined>;
  diagnostics(): readonly Diagnostic[];
}

/** Reads files below `root` (absolute, symlinks resolved) and never leaves it, whatever links say. */
export function createReader(root: string): Reader {
  const tooLarge = new Map<string, Diagnostic>();
  return {
    // Synchronous inside: a handful of small files, for which a trip to the thread pool costs more than the read.
    read: async (path) => {
      const file = insideRoot(root, path);
      const bytes = file === undefined ? undefined : readRegular(file);
      if (typeof bytes !== "number") return bytes;
      tooLarge.set(path, describe(path, bytes));
      return undefined;
    },
    diagnostics: () => [...tooLarge].sort(([a], [b]) => byCodeUnit(a, b)).map(([, diagnostic]) => diagnostic),
  };
}

/** The file itself after all links, as bytes; undefined when it is missing or lies outside or in `.git`. */
function insideRoot(root: string, path: string): Buffer | undefined {
  if (path.includes("\0") || path.startsWith("/") || path.split("/").includes("..")) return undefined;
  const base = Buffer.from(root === "/" ? "/" : `${root}/`);
  const encoded = encodePath(path);
  const wanted = Buffer.concat([base, typeof encoded === "string" ? Buffer.from(encoded) : encoded]);
  try {
    const real = realpathSync.native(wanted, { encoding: "buffer" });
    if (!real.subarray(0, base.length).equals(base)) return undefined;
    return /^\.git(\/|$)/.test(real.toString("latin1", base.length)) ? undefined : real;
  } catch {
    return undefined;
  }
}

/** The bytes, or the size of a file that is too large; undefined for what is no readable regular file. */
function readRegular(file: Buffer): Uint8Array | number | undefined {
  let descriptor: number | undefined;
  try {
    // Without O_NONBLOCK a named pipe would wait for a writer for ever.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return undefined;
    return stat.size > largestFileBytes ? stat.size : readAll(descriptor, stat.size);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function readAll(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function describe(path: string, sizeBytes: number): Diagnostic {
  const size = (sizeBytes / (1024 * 1024)).toFixed(1);
  return diagnose(
    "CIG202",
    `"${path}" has ${size} MiB. Files above 1 MiB are not handed to plugins, so nothing in it is detected.`,
    { hint: "State in cig.toml what should have been found in it." },
  );
}
