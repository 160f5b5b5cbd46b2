import { dirname } from "node:path";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { pluginEnvironment } from "./process/environment.ts";
import { spawn } from "./process/spawn.ts";
import type { Running, Surroundings } from "./runner.ts";
import { Session } from "./session.ts";
import { openChannel } from "./wire/channel.ts";

/** Starts the program that all `guests` share: each gets a channel of its own, as file descriptor 3, 4, … */
export async function startSharedProcess(
  program: string,
  guests: readonly InstalledPlugin[],
  { directory, watchdog, deadlines, coreVersion }: Surroundings,
): Promise<Running> {
  const channels = await Promise.all(guests.map((_, index) => openChannel(directory, `shared-${index}`)));
  const child = await spawn({
    command: ["node", program, ...guests.map((guest) => guest.name)],
    cwd: dirname(program),
    env: pluginEnvironment(process.env, directory),
    stdin: "ignore",
    stdout: "ignore",
    extra: channels.map(({ end }) => end),
    watchdog,
  });
  // The process has its own copy of each; end() instead would hang up for it, too.
  for (const { end } of channels) end.destroy();
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
