import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import type { Writable } from "node:stream";
import { signalGroup } from "./process-group.ts";

/** Ends plugin processes when the core ends, in whatever way it does. */
export interface Watchdog {
  /** From now on this group ends with the core. */
  watch(pid: number): void;
  /** The group has ended. */
  forget(pid: number): void;
  /** Nothing is left to watch. */
  close(): void;
}

/**
 * A tiny shell in its own session reads the groups from a pipe that only the core holds. When the core is gone,
 * even by SIGKILL, the pipe ends, and the shell kills what is left and removes the temporary folder. For the
 * ways of ending that the core sees itself, it does the same at once.
 */
export function startWatchdog(temporaryDirectory: string): Watchdog {
  const groups = new Set<number>();
  const pipe = process.platform === "win32" ? undefined : startShell(temporaryDirectory);
  const killAll = () => {
    for (const pid of groups) signalGroup(pid, "SIGKILL");
    rmSync(temporaryDirectory, { recursive: true, force: true });
  };
  const onSignal = (signal: NodeJS.Signals) => {
    killAll();
    removeListeners();
    // Whoever else listens decides what happens; if nobody does, the core ends as the signal says.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const removeListeners = () => {
    process.removeListener("exit", killAll);
    for (const signal of endingSignals) process.removeListener(signal, onSignal);
  };
  process.on("exit", killAll);
  for (const signal of endingSignals) process.on(signal, onSignal);
  return {
    watch(pid) {
      groups.add(pid);
      pipe?.write(`add ${pid}\n`);
    },
    forget(pid) {
      groups.delete(pid);
      pipe?.write(`del ${pid}\n`);
    },
    close() {
      removeListeners();
      pipe?.end();
    },
  };
}

const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function startShell(temporaryDirectory: string): Writable {
  const shell = spawn("/bin/sh", ["-c", script, "cig-watchdog", temporaryDirectory], {
    cwd: "/",
    detached: true,
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell, the core's own handlers remain.
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  (shell.stdin as unknown as { unref(): void }).unref();
  return shell.stdin;
}

const script = `
trap '' INT TERM HUP
groups=
while read -r verb pid; do
  if [ "$verb" = add ]; then groups="$groups $pid"; continue; fi
  left=
  for group in $groups; do [ "$group" = "$pid" ] || left="$left $group"; done
  groups=$left
done
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
rm -rf -- "$1"
`;
