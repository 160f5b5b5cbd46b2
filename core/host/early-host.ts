import { type ChildProcess as NodeChild, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { bundledDirectory } from "../source/bundled-directory.ts";
import { reachesOutside } from "../source/installed-plugin.ts";
import { pluginEnvironment } from "./process/environment.ts";
import { signalGroup } from "./process/process-group.ts";

/** The process that bundled plugins share, started before anybody knows whether it is needed. */
export interface EarlyHost {
  /** Absolute. */
  readonly program: string;
  /** Names of its plugins: the first has file descriptor 3, the next 4, … */
  readonly names: readonly string[];
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
  const names = process.platform === "win32" || hasAnswers(root) ? [] : bundledNames();
  if (names.length === 0 || !existsSync(program)) return undefined;
  const child = spawn(process.execPath, [program, ...names], {
    cwd: dirname(program),
    env: pluginEnvironment(process.env, tmpdir()),
    stdio: ["ignore", "ignore", "pipe", ...names.map(() => "pipe" as const)],
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
    names,
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

function bundledNames(): string[] {
  try {
    const index = JSON.parse(readFileSync(join(bundledDirectory(), "bundled.json"), "utf8"));
    const names = Object.keys(index.plugins).filter((name) => !reachesOutside(index.plugins[name]));
    return names.sort();
  } catch {
    return [];
  }
}
