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
 * Starts the program that all `guests` share, or takes over the one that was started early: each guest has a channel
 * of its own, as file descriptor 3, 4, …
 */
export async function startSharedProcess(
  program: string,
  guests: readonly InstalledPlugin[],
  surroundings: Surroundings,
  early?: EarlyHost,
): Promise<Running> {
  const { directory, deadlines, coreVersion } = surroundings;
  const channels = await Promise.all(guests.map((_, index) => openChannel(directory, `shared-${index}`)));
  const ends = channels.map(({ end }) => end);
  const child =
    takeOver(program, guests, ends, surroundings, early) ??
    (await start(program, guests, ends, surroundings));
  const sessions = new Map(
    guests.map((plugin, index) => {
      const { channel } = channels[index]!;
      const session = new Session({
        plugin,
        channel,
        child,
        deadlines,
        coreVersion,
        strayBytes: () => undefined,
      });
      return [plugin.name, session];
    }),
  );
  return {
    ask: (plugin, hook, request) => sessions.get(plugin.name)!.ask(hook, request),
    end: (graceMs) => {
      for (const { channel } of channels) channel.close();
      return child.end(graceMs);
    },
  };
}

/** The early process is connected to its pipes, so the bytes are carried between them and the channels. */
function takeOver(
  program: string,
  guests: readonly InstalledPlugin[],
  ends: readonly Socket[],
  { watchdog, onLine }: Surroundings,
  early: EarlyHost | undefined,
): ChildProcess | undefined {
  if (early?.program !== program || guests.some(({ name }) => !early.names.includes(name))) return undefined;
  const child = early.take();
  if (!child) return undefined;
  const adopted = adopt(child, { watchdog, onLine: (line) => onLine(guestsName, line) });
  const hasGuest = new Set(guests.map(({ name }) => name));
  for (const [index, end] of ends.entries()) {
    const pipe = child.stdio[firstDescriptor + early.names.indexOf(guests[index]!.name)] as Socket;
    relay(end, { input: pipe, output: pipe }, () => undefined);
  }
  // A plugin that has no part in this run, because another one of its name replaces it, is hung up on.
  for (const [index, name] of early.names.entries())
    if (!hasGuest.has(name)) (child.stdio[firstDescriptor + index] as Socket).destroy();
  return adopted;
}

async function start(
  program: string,
  guests: readonly InstalledPlugin[],
  ends: readonly Socket[],
  { directory, watchdog, onLine }: Surroundings,
): Promise<ChildProcess> {
  const child = await spawn({
    command: ["node", program, ...guests.map((guest) => guest.name)],
    cwd: dirname(program),
    env: pluginEnvironment(process.env, directory),
    stdin: "ignore",
    stdout: "ignore",
    extra: ends,
    watchdog,
    onLine: (line) => onLine(guestsName, line),
  });
  // The process has its own copy of each; end() instead would hang up for it, too.
  for (const end of ends) end.destroy();
  return child;
}

const firstDescriptor = 3;
const guestsName = "bundled plugins";
