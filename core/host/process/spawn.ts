import type { ChildProcess as NodeChild } from "node:child_process";
import type { Socket } from "node:net";
import { PassThrough, type Readable, type Writable } from "node:stream";
import type { Options } from "execa";
import { plainText } from "./plain-text.ts";
import { signalGroup } from "./process-group.ts";
import { StderrRing } from "./stderr-ring.ts";
import type { Watchdog } from "./watchdog.ts";

/** How a process ended: by itself with a code, by a signal, or it was never there. */
export interface Exit {
  readonly code?: number;
  readonly signal?: string;
  /** Why it could not be started, as the system says it. */
  readonly startError?: string;
}

/** What ending a process took. */
export type Ending = "ended" | "ignored SIGTERM";

/** A running plugin process, the leader of its own process group. */
export interface ChildProcess {
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  /** Settles when the process has ended and its output has been read. Never rejects. */
  readonly exited: Promise<Exit>;
  /** The last lines it wrote to stderr, once it has paused there: an answer may overtake them. */
  stderrLines(): Promise<string[]>;
  /** Ends the whole group: after `graceMs` by SIGTERM, then by SIGKILL. */
  end(graceMs: number): Promise<Ending>;
}

export interface SpawnOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Sockets are handed over; stderr is always kept by the core. */
  readonly stdin: "pipe" | "ignore" | Socket;
  readonly stdout: "pipe" | "ignore" | Socket;
  /** File descriptors 3, 4, … */
  readonly extra?: readonly Socket[];
  readonly watchdog: Watchdog;
  /** Told of each line that it writes to stderr, safe to show. */
  onLine?(line: string): void;
}

/** Starts a process in a group of its own. What goes wrong shows in `exited`. */
export async function spawn(options: SpawnOptions): Promise<ChildProcess> {
  const { execa } = await import("execa");
  const [program = "node", ...args] = options.command;
  const settings = {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    stdio: [options.stdin, options.stdout, "pipe", ...(options.extra ?? [])],
    detached: true,
    // The group is ended here; execa would only reach the process itself.
    cleanup: false,
    buffer: false,
    reject: false,
    encoding: "buffer",
    windowsHide: true,
  } as const satisfies Options;
  const child = execa(program === "node" ? process.execPath : program, args, settings);
  const ring = new StderrRing(options.onLine);
  // In the same tick: execa drains a stream that nobody reads.
  child.stderr?.on("data", (bytes: Uint8Array) => ring.write(bytes));
  child.stderr?.once("end", () => ring.end());
  const stdout = child.stdout ? child.stdout.pipe(new PassThrough()) : null;
  const { pid } = child;
  if (pid !== undefined) options.watchdog.watch(pid);
  const exited = child.then((result) => {
    if (pid !== undefined) options.watchdog.forget(pid);
    return toExit(result);
  });
  // What the process started itself must not outlive it, nor keep its stderr open.
  child.once("exit", () => pid !== undefined && signalGroup(pid, "SIGKILL"));
  return {
    stdin: child.stdin as Writable | null,
    stdout,
    exited,
    stderrLines: () => linesAfterPause(ring, exited),
    end: (graceMs) => (pid === undefined ? Promise.resolve("ended") : endGroup(pid, exited, graceMs)),
  };
}

/** Takes over a process that Node itself started, the leader of its own group, with stderr as a pipe. */
export function adopt(
  child: NodeChild,
  { watchdog, onLine }: Pick<SpawnOptions, "watchdog" | "onLine">,
): ChildProcess {
  const ring = new StderrRing(onLine);
  child.stderr?.on("data", (bytes: Uint8Array) => ring.write(bytes));
  child.stderr?.once("end", () => ring.end());
  const pid = child.pid!;
  watchdog.watch(pid);
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => {
      watchdog.forget(pid);
      resolve(code === null ? { signal: signal ?? "SIGKILL" } : { code });
    });
  });
  child.once("exit", () => signalGroup(pid, "SIGKILL"));
  return {
    stdin: null,
    stdout: null,
    exited,
    stderrLines: () => linesAfterPause(ring, exited),
    end: (graceMs) => endGroup(pid, exited, graceMs),
  };
}

function toExit(result: {
  exitCode?: number;
  signal?: string;
  code?: string;
  originalMessage?: string;
}): Exit {
  if (result.exitCode !== undefined) return { code: result.exitCode };
  if (result.signal !== undefined) return { signal: result.signal };
  return { startError: plainText(result.originalMessage ?? result.code ?? "it could not be started") };
}

async function endGroup(pid: number, exited: Promise<Exit>, graceMs: number): Promise<Ending> {
  if (graceMs > 0 && (await isSettled(exited, graceMs))) return "ended";
  signalGroup(pid, "SIGTERM");
  if (await isSettled(exited, termGraceMs)) return "ended";
  signalGroup(pid, "SIGKILL");
  await exited;
  return "ignored SIGTERM";
}

const termGraceMs = 1000;

async function linesAfterPause(ring: StderrRing, exited: Promise<Exit>): Promise<string[]> {
  for (let round = 0; round < 50; round++) {
    const { writes } = ring;
    const hasExited = await isSettled(exited, 50);
    // When this process was busy, the timer comes before what there is to read: let that come, too.
    await new Promise((resolve) => setImmediate(resolve));
    if (hasExited || ring.writes === writes) break;
  }
  return ring.lines();
}

async function isSettled(promise: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
