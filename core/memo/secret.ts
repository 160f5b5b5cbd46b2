import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Two seeds of 64 bits that only this user knows. */
export type Secret = readonly [bigint, bigint];

/**
 * The user's secret for remembered answers, made when there is none. Without it a repository could bring a `.cig`
 * folder along and so put words into a plugin's mouth: the names and checksums of entries depend on the secret, which
 * no repository knows. Undefined where the user's cache folder cannot be used; then nothing is remembered.
 */
export function userSecret(environment: Environment = process.env): Secret | undefined {
  const folder = join(cacheFolder(environment), "cig");
  const file = join(folder, "memo-secret");
  return read(file) ?? create(folder, file);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As the XDG base directory specification says, and Windows' own. */
function cacheFolder(environment: Environment): string {
  const own = environment.XDG_CACHE_HOME ?? environment.LOCALAPPDATA;
  return own || join(environment.HOME || homedir(), ".cache");
}

function read(file: string): Secret | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length === 16 ? [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)] : undefined;
  } catch {
    return undefined;
  }
}

/** Through a link, which fails where another process was first: its secret is then the one. */
function create(folder: string, file: string): Secret | undefined {
  const temporary = `${file}.${process.pid}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(temporary, randomBytes(16), { mode: 0o600 });
    try {
      linkSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch {
    // Whatever went wrong, what counts is whether a secret can be read now.
  }
  return read(file);
}
