import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Keeps the folder below its limits: the oldest entries go first, those of this run never. Leftovers of runs that
 * were killed go, too. Whatever cannot be removed stays.
 */
export function pruneEntries(
  directory: string,
  used: ReadonlySet<string>,
  limits: Limits = defaultLimits,
): void {
  const entries = readEntries(directory).sort((a, b) => b.modifiedMs - a.modifiedMs);
  let bytes = 0;
  let count = 0;
  for (const { name, size, modifiedMs } of entries) {
    const isLeftover = name.endsWith(".tmp") && Date.now() - modifiedMs > hourMs;
    bytes += size;
    count += 1;
    const isTooMuch = bytes > limits.bytes || count > limits.entries;
    if (isLeftover || (isTooMuch && !used.has(name))) remove(join(directory, name));
  }
}

export interface Limits {
  readonly bytes: number;
  readonly entries: number;
}

const defaultLimits: Limits = { bytes: 64 * 1024 * 1024, entries: 1000 };
const hourMs = 3_600_000;

function readEntries(directory: string): { name: string; size: number; modifiedMs: number }[] {
  try {
    return readdirSync(directory).flatMap((name) => {
      const stats = statSync(join(directory, name), { throwIfNoEntry: false });
      return stats?.isFile() ? [{ name, size: stats.size, modifiedMs: stats.mtimeMs }] : [];
    });
  } catch {
    return [];
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    return;
  }
}
