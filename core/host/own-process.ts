import { mkdtempSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { pluginEnvironment } from "./process/environment.ts";
import { type ChildProcess, spawn } from "./process/spawn.ts";
import type { Running, Surroundings } from "./runner.ts";
import { Session } from "./session.ts";
import { openChannel } from "./wire/channel.ts";
import { relay } from "./wire/relay.ts";

/**
 * How bytes travel between the core and a process.
 * - "direct": the process gets the core's connection itself as stdin and stdout; nothing is copied.
 * - "watched": it gets one socket likewise, and the core carries the bytes and looks at them, so that it can say
 *   what a plugin wrote there that is not the protocol.
 * - "pipes": the same over two ordinary pipes, for systems that cannot hand sockets over.
 */
export type Transport = "direct" | "watched" | "pipes";

/** Starts a plugin in a process of its own. */
export async function startOwnProcess(
  plugin: InstalledPlugin,
  surroundings: Surroundings,
  transport: Transport = transportFor(plugin),
): Promise<Running> {
  const { directory, watchdog, deadlines, coreVersion, granted, onLine } = surroundings;
  const temporary = mkdtempSync(join(directory, "p-"));
  const { channel, end } = await openChannel(temporary, "core");
  let stray: Uint8Array | undefined;
  const onStray = (bytes: Uint8Array) => {
    stray = bytes;
  };
  const start = (stdio: "pipe" | Socket) =>
    spawn({
      command: plugin.command,
      cwd: plugin.directory,
      // What every plugin has cannot be replaced by a grant.
      env: { ...granted, ...pluginEnvironment(process.env, temporary) },
      stdin: stdio,
      stdout: stdio,
      watchdog,
      onLine: (line) => onLine(plugin.name, line),
    });
  const child = await connectBy[transport](start, end, onStray, join(temporary, "pair"));
  const session = new Session({ plugin, channel, child, deadlines, coreVersion, strayBytes: () => stray });
  return {
    ask: (_plugin, method, request, deadlineMs) => session.ask(method, request, deadlineMs),
    end: (graceMs) => {
      channel.close();
      return child.end(graceMs);
    },
  };
}

function transportFor(plugin: InstalledPlugin): Transport {
  if (process.platform === "win32") return "pipes";
  return plugin.origin === "bundled" ? "direct" : "watched";
}

type Start = (stdio: "pipe" | Socket) => Promise<ChildProcess>;
type Connect = (
  start: Start,
  end: Socket,
  onStray: (bytes: Uint8Array) => void,
  address: string,
) => Promise<ChildProcess>;

const connectBy: Readonly<Record<Transport, Connect>> = {
  async direct(start, end) {
    const child = await start(end);
    // The process has its own copy; end() instead of destroy() would hang up for it, too.
    end.destroy();
    return child;
  },

  async watched(start, end, onStray, address) {
    const [near, far] = await socketPair(address);
    const child = await start(far);
    far.destroy();
    relay(end, { input: near, output: near }, onStray);
    return child;
  },

  async pipes(start, end, onStray) {
    const child = await start("pipe");
    if (child.stdin && child.stdout) relay(end, { input: child.stdin, output: child.stdout }, onStray);
    else end.destroy();
    return child;
  },
};

/** Two connected sockets; the second is unread, to be handed over. */
function socketPair(address: string): Promise<[near: Socket, far: Socket]> {
  return new Promise((resolve, reject) => {
    const listener = createServer({ pauseOnConnect: true });
    listener.once("error", reject);
    listener.listen(address, () => {
      const near = connect({ path: address });
      near.once("error", reject);
      listener.once("connection", (far) => {
        listener.close();
        near.removeListener("error", reject);
        resolve([near, far]);
      });
    });
  });
}
