import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told apart from later ones that get the same number. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the kernel started it; absent where /proc does not tell. */
  readonly started?: string;
}

export function thisProcess(): Owner {
  const started = startOf(process.pid);
  return { pid: process.pid, host: hostname(), ...(started !== undefined && { started }) };
}

/** False only when the process is known to be gone. On another host nobody can know. */
export function mayBeAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  const started = startOf(owner.pid);
  return started === undefined || owner.started === undefined || started === owner.started;
}

export function parseOwner(value: unknown): Owner | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, host, started } = value as Record<string, unknown>;
  if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid <= 0 || typeof host !== "string")
    return undefined;
  return { pid, host, ...(typeof started === "string" && { started }) };
}

/** Field 22 of /proc/PID/stat; a zombie counts as gone. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "zombie" : fields[19];
  } catch {
    return undefined;
  }
}
