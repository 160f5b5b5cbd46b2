import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mayBeAlive, type Owner, parseOwner, thisProcess } from "./owner.ts";

/** What keeps the lock away from us. */
export interface Holder {
  /** Absent when the lock file says nothing sensible. */
  readonly owner: Owner | undefined;
}

/**
 * Takes the lock `file`, waiting for a living holder for at most `patienceMs`; the lock of a dead process is taken
 * over. Returns a function that gives it back, or who holds it. Throws what the file system says.
 */
export async function takeLock(file: string, patienceMs: number): Promise<(() => void) | Holder> {
  // The turn tells calls of one process apart.
  const content = JSON.stringify({ ...thisProcess(), turn: ++turns });
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    if (create(file, content)) return () => release(file, content);
    const held = read(file);
    if (held === undefined) continue;
    if (isStale(file, held)) takeAway(file, held);
    else if (waitedMs >= patienceMs) return { owner: ownerOf(held) };
    else await sleep(pollMs);
  }
}

/** Removes the lock of a process that is gone. */
export function dropStaleLock(file: string): void {
  const held = read(file);
  if (held !== undefined && isStale(file, held)) takeAway(file, held);
}

const pollMs = 20;
let turns = 0;
/** A lock of another machine, or one without content, is believed for so long. */
const unprovenAgeMs = 60_000;

/** The content is there from the first moment: a link to a finished file either appears or does not. */
function create(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}`;
  // The last writer may have removed the folder, because it had made it.
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(draft, content);
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    return createWithoutLinks(file, content, error);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Some file systems have no links. */
function createWithoutLinks(file: string, content: string, cause: unknown): boolean {
  if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK"].includes((cause as NodeJS.ErrnoException).code ?? ""))
    throw cause;
  try {
    writeFileSync(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function ownerOf(held: string): Owner | undefined {
  try {
    return parseOwner(JSON.parse(held));
  } catch {
    return undefined;
  }
}

function isStale(file: string, held: string): boolean {
  const owner = ownerOf(held);
  if (owner !== undefined && !mayBeAlive(owner)) return true;
  const isProven = owner !== undefined && owner.host === thisProcess().host;
  const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return !isProven && changed !== undefined && Date.now() - changed > unprovenAgeMs;
}

/** Moves the stale lock aside first: had somebody else replaced it meanwhile, theirs is put back. */
function takeAway(file: string, held: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (read(aside) !== held) linkSync(aside, file);
  rmSync(aside, { force: true });
}

/** A lock that cannot be removed is stale as soon as this process ends. */
function release(file: string, content: string): void {
  try {
    if (read(file) === content) rmSync(file, { force: true });
  } catch {
    return;
  }
}
