import type { Socket } from "node:net";
import { dirname } from "node:path";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { EarlyHost } from "./early-host.ts";
import { pluginEnvironment } from "./process/environment.ts";
import { adopt, type ChildProcess, spawn } from "./process/spawn.ts";
import type { Running, Surroundings } from "./runner.ts";
import { Session } from "./session.ts";
import { openChannel } from "./wire/channel.ts";
import { relay } from "./wire/relay.ts";

/**
 * Starts the program that all bundled plugins share, or takes over the one that was started early. It has one connection,
 * as file descriptor 3, and each call says whom it is for; a plugin's code is loaded when it is first called.
 */
export async function startSharedProcess(
  program: string,
  surroundings: Surroundings,
  early?: EarlyHost,
): Promise<Running> {
  const { directory, deadlines, coreVersion } = surroundings;
  const { channel, end } = await openChannel(directory, "shared");
  const child = takeOver(program, end, surroundings, early) ?? (await start(program, end, surroundings));
  const sessions = new Map<string, Session>();
  const sessionOf = (plugin: InstalledPlugin): Session => {
    const known = sessions.get(plugin.name) ?? new Session(guestOf(plugin));
    sessions.set(plugin.name, known);
    return known;
  };
  const guestOf = (plugin: InstalledPlugin) => ({
    plugin,
    channel: {
      ...channel,
      call: (path: string, request: Uint8Array, deadlineMs: number) =>
        channel.call(path, request, deadlineMs, plugin.name),
    },
    child,
    deadlines,
    coreVersion,
    strayBytes: () => undefined,
  });
  return {
    ask: (plugin, hook, request) => sessionOf(plugin).ask(hook, request),
    end: (graceMs) => {
      channel.close();
      return child.end(graceMs);
    },
  };
}

/** The early process is connected to a pipe, so the bytes are carried between it and the channel. */
function takeOver(
  program: string,
  end: Socket,
  { watchdog, onLine }: Surroundings,
  early: EarlyHost | undefined,
): ChildProcess | undefined {
  const child = early?.program === program ? early.take() : undefined;
  if (!child) return undefined;
  const adopted = adopt(child, { watchdog, onLine: (line) => onLine(guestsName, line) });
  const pipe = child.stdio[descriptor] as Socket;
  relay(end, { input: pipe, output: pipe }, () => undefined);
  return adopted;
}

async function start(
  program: string,
  end: Socket,
  { directory, watchdog, onLine }: Surroundings,
): Promise<ChildProcess> {
  const child = await spawn({
    command: ["node", program],
    cwd: dirname(program),
    env: pluginEnvironment(process.env, directory),
    stdin: "ignore",
    stdout: "ignore",
    extra: [end],
    watchdog,
    onLine: (line) => onLine(guestsName, line),
  });
  // The process has its own copy; end() instead would hang up for it, too.
  end.destroy();
  return child;
}

const descriptor = 3;
const guestsName = "bundled plugins";
