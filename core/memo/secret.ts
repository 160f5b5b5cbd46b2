import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** Two seeds of 64 bits that only this user knows. */
export type Secret = readonly [bigint, bigint];

/**
 * The user's secret for remembered answers, made when there is none. Without it a repository could bring a `.cig`
 * folder along and so put words into a plugin's mouth: the names and checksums of entries depend on the secret, which
 * no repository knows. Undefined where the user's cache folder cannot be used; then nothing is remembered.
 */
export function userSecret(environment: Environment = process.env): Secret | undefined {
  const cache = cacheFolder(environment);
  if (cache === undefined) return undefined;
  const folder = join(cache, "cig");
  const file = join(folder, "memo-secret");
  return read(file) ?? create(folder, file);
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * As the XDG base directory specification says, and Windows' own. A relative path counts for nothing: it would lead into
 * the repository, which could then bring the secret along.
 */
function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA, HOME }: Environment): string | undefined {
  const own = [XDG_CACHE_HOME, LOCALAPPDATA].find((folder) => folder !== undefined && isAbsolute(folder));
  if (own !== undefined) return own;
  const home = HOME !== undefined && isAbsolute(HOME) ? HOME : homeOfUser();
  return home && join(home, ".cache");
}

/** As the system's own list of users has it; not every user of a container is in there. */
function homeOfUser(): string | undefined {
  try {
    const { homedir } = userInfo();
    return isAbsolute(homedir) ? homedir : undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): Secret | undefined {
  try {
    const bytes = readFileSync(file);
    return bytes.length === 16 ? [bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(8)] : undefined;
  } catch {
    return undefined;
  }
}

/** With its parents. `recursive` of Node never returns where the system denies that a parent exists, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Through a link, which fails where another process was first: its secret is then the one. */
function create(folder: string, file: string): Secret | undefined {
  const temporary = `${file}.${process.pid}`;
  try {
    makeFolder(folder);
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
