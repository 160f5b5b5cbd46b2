import type { Stats } from "node:fs";
import { lstat, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic, Result } from "../diagnostic/diagnostic.ts";

/** Reads a configuration file as text, without its byte order mark. `file` is relative to `root`. */
export async function readSource(root: string, file: string): Promise<Result<string>> {
  const whole = path.resolve(root, file);
  try {
    const refused = refuseKind(file, await stat(whole));
    if (refused) return { diagnostics: [refused] };
    return decode(file, await readFile(whole));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    return {
      diagnostics: [
        reason === "ENOENT" && (await isLink(whole)) ? leadsNowhere(file) : unreadable(file, reason),
      ],
    };
  }
}

/** Far beyond any real file (10,000 jobs are 3 MB), and small enough to be held in memory several times. */
const maximumBytes = 32 * 1024 * 1024;

function refuseKind(file: string, stats: Stats): Diagnostic | undefined {
  if (stats.isDirectory()) return diagnose("CIG108", `"${file}" is a folder and not a file.`);
  // A named pipe would be waited for without end.
  if (!stats.isFile()) return diagnose("CIG108", `"${file}" is not an ordinary file.`);
  if (stats.size <= maximumBytes) return undefined;
  return diagnose("CIG108", `"${file}" has ${stats.size} bytes; at most ${maximumBytes} are read.`);
}

async function isLink(whole: string): Promise<boolean> {
  const stats = await lstat(whole).catch(() => undefined);
  return stats?.isSymbolicLink() === true;
}

function leadsNowhere(file: string): Diagnostic {
  return diagnose("CIG108", `"${file}" is a symbolic link to a file that does not exist.`, {
    hint: `See where it leads, and mend or remove it:\n  ls -l "${file}"`,
  });
}

function unreadable(file: string, reason: string): Diagnostic {
  if (reason === "ENOENT" || reason === "ENOTDIR")
    return diagnose("CIG101", `There is no "${file}" here.`, {
      hint:
        file === "cig.toml"
          ? "Write one from what this repository is:\n  cig init"
          : "Check the path given to --config, or write a cig.toml:\n  cig init",
    });
  const words: Record<string, string | undefined> = {
    EACCES: "this user may not read it",
    EPERM: "this user may not read it",
    ELOOP: "its symbolic links lead in a circle",
    EISDIR: "it is a folder",
    ENAMETOOLONG: "its path is too long",
  };
  return diagnose("CIG108", `"${file}" cannot be read: ${words[reason] ?? reason}.`);
}

/** The bytes as text, without a byte order mark; CIG102 where they are none. */
export function decode(file: string, bytes: Uint8Array): Result<string> {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return refuse(file, "is saved as UTF-16, and TOML is UTF-8", 1);
  const binary = bytes.indexOf(0);
  if (binary >= 0) return refuse(file, "holds a zero byte, so that it is not text", lineOf(bytes, binary));
  try {
    return { value: new TextDecoder("utf-8", { fatal: true }).decode(bytes), diagnostics: [] };
  } catch {
    return refuse(file, "holds bytes that are not UTF-8", lineOf(bytes, firstInvalid(bytes)));
  }
}

function refuse(file: string, what: string, line: number): Result<string> {
  const at = { file, line, column: 1 };
  return {
    diagnostics: [diagnose("CIG102", `"${file}" ${what}.`, { at, hint: "Save it as text in UTF-8." })],
  };
}

function lineOf(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = bytes.indexOf(10); at >= 0 && at < offset; at = bytes.indexOf(10, at + 1)) line++;
  return line;
}

/** Index of the first line's start from which on the bytes are no UTF-8: exact enough to name the line. */
function firstInvalid(bytes: Uint8Array): number {
  let start = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, at));
    } catch {
      return start;
    }
    start = at + 1;
  }
  return start;
}
