import { type ChildProcess as NodeChild, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundledDirectory } from "../source/bundled-directory.ts";
import { pluginEnvironment } from "./process/environment.ts";
import { signalGroup } from "./process/process-group.ts";

/** The process that bundled plugins share, started before anybody knows whether it is needed. */
export interface EarlyHost {
  /** Absolute. */
  readonly program: string;
  /** Hands the process over to who asks its plugins; only the first gets it. */
  take(): NodeChild | undefined;
  /** Ends the process if nobody took it. */
  end(): void;
}

/**
 * Starts the shared process where nothing is remembered of a repository, so that it wakes up while this process still
 * loads its own code: on a first plan the two take about as long. Undefined where answers are likely to be
 * remembered, and on Windows, where the pipes of a process cannot carry both directions.
 */
export function startEarlyHost(root: string): EarlyHost | undefined {
  const program = join(bundledDirectory(), "shared-host.cjs");
  if (process.platform === "win32" || hasAnswers(root) || !existsSync(program)) return undefined;
  const child = spawn(process.execPath, [program], {
    cwd: dirname(program),
    env: pluginEnvironment(process.env, tmpdir()),
    // The last one, file descriptor 3, is the connection.
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    // A group of its own, as every plugin process has.
    detached: true,
  });
  const { pid } = child;
  // Where it cannot be started, the host says so when it tries itself.
  child.on("error", () => undefined);
  if (pid === undefined) return undefined;
  let isTaken = false;
  const end = () => {
    if (!isTaken) signalGroup(pid, "SIGKILL");
  };
  process.once("exit", end);
  return {
    program,
    take() {
      process.removeListener("exit", end);
      if (isTaken || child.exitCode !== null) return undefined;
      isTaken = true;
      return child;
    },
    end,
  };
}

function hasAnswers(root: string): boolean {
  try {
    return readdirSync(join(root, ".cig/cache/hooks")).length > 0;
  } catch {
    return false;
  }
}
