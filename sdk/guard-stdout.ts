import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { devNull } from "node:os";

// Before anything else: once the guard stands, `process.stdout` is something else.
const stdoutProperty = Object.getOwnPropertyDescriptor(process, "stdout")!;
const oneSocket = isSameSocket();
let isGuarded = false;

/**
 * Keeps stray output off the protocol stream. It must happen before the author's modules are evaluated, so it
 * runs while `cig/sdk` loads; the core says by CIG_PLUGIN that this process is a plugin, so that a test that
 * imports `cig/sdk` keeps its stdout.
 */
if (process.env.CIG_PLUGIN === "1") guardStdout();

/** Points `process.stdout`, and with it `console`, at stderr; where possible, also file descriptor 1. Idempotent. */
export function guardStdout(): void {
  if (isGuarded) return;
  isGuarded = true;
  Object.defineProperty(process, "stdout", {
    configurable: true,
    enumerable: true,
    get: () => process.stderr,
  });
  if (isOneSocket()) reopenStdout();
}

/** The stream that stdout was before the guard. Opened at the first call. */
export function unguardedStdout(): NodeJS.WriteStream {
  return (stdoutProperty.get ? stdoutProperty.get.call(process) : stdoutProperty.value) as NodeJS.WriteStream;
}

/** True when the core handed one socket over as both stdin and stdout; ordinary pipes are two different things. */
export function isOneSocket(): boolean {
  return oneSocket;
}

function isSameSocket(): boolean {
  try {
    const stdin = fstatSync(0, { bigint: true });
    const stdout = fstatSync(1, { bigint: true });
    return stdin.isSocket() && stdout.isSocket() && stdin.ino === stdout.ino && stdin.dev === stdout.dev;
  } catch {
    return false;
  }
}

/**
 * The socket stays open as descriptor 0; 1 becomes stderr, or the null device where stderr cannot be opened by
 * name (a socket). So `writeSync(1, …)` and grandchildren that inherit stdout do no harm either.
 */
function reopenStdout(): void {
  closeSync(1);
  try {
    openSync("/dev/fd/2", constants.O_WRONLY | constants.O_APPEND);
  } catch {
    openSync(devNull, "w");
  }
}
