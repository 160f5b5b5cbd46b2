import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { decode } from "../source.ts";

/** A file beside cig.toml, or why it cannot be one. */
export type FileRead =
  | { readonly text: string; readonly diagnostics?: never; readonly refusal?: never }
  | { readonly diagnostics: readonly Diagnostic[]; readonly text?: never; readonly refusal?: never }
  | { readonly refusal: Refusal; readonly text?: never; readonly diagnostics?: never };

/** Half a sentence behind the file's name. */
export interface Refusal {
  readonly isMissing: boolean;
  readonly why: string;
}

/** Reads the other files of a configuration, each once, and keeps what it saw. */
export interface FileReader {
  read(file: string): FileRead;
  /** The bytes by path; undefined for what could not be read. */
  readonly seen: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Opens a reader of files below `root`; links that lead out of it are not followed. */
export function openFileReader(root: string): FileReader {
  const seen = new Map<string, Uint8Array | undefined>();
  const top = realpathSync(root);
  return {
    seen,
    read(file) {
      const bytes = readInside(top, file);
      seen.set(file, bytes instanceof Uint8Array ? bytes : undefined);
      if (!(bytes instanceof Uint8Array)) return { refusal: bytes };
      const { value: text, diagnostics } = decode(file, bytes);
      return text === undefined ? { diagnostics } : { text };
    },
  };
}

/** As much as is compared when a plan is said again; far beyond any real file. */
const maximumBytes = 1024 * 1024;

function readInside(top: string, file: string): Uint8Array | Refusal {
  try {
    const real = realpathSync.native(join(top, file));
    const base = top.endsWith(sep) ? top : top + sep;
    if (!real.startsWith(base)) return refuse("is a symbolic link that leads out of the repository");
    if (/^\.git(?:[/\\]|$)/i.test(real.slice(base.length))) return refuse("lies in git's own folder");
    const stats = statSync(real);
    if (stats.isDirectory()) return refuse("is a folder and not a file");
    // A named pipe would be waited for without end.
    if (!stats.isFile()) return refuse("is not an ordinary file");
    if (stats.size > maximumBytes) return refuse(`has ${stats.size} bytes; at most ${maximumBytes} are read`);
    return readFileSync(real);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { isMissing: true, why: "does not exist" };
    return refuse(`cannot be read (${code})`);
  }
}

function refuse(why: string): Refusal {
  return { isMissing: false, why };
}
