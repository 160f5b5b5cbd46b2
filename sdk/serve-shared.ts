import "./guard-stdout.ts";
import { Socket } from "node:net";
import type { Plugin } from "./define-plugin.ts";
import { serveGuests } from "./serve.ts";

/** Loads a plugin's module, whose default export is the plugin. */
export type PluginLoader = () => Promise<{ readonly default: Plugin }>;

/**
 * The program of the host process that the bundled plugins share, on file descriptor 3. A plugin is loaded when it is
 * first called: most repositories need a few of them.
 */
export async function serveShared(loaders: Readonly<Record<string, PluginLoader>>): Promise<void> {
  const loaded = new Map<string, Promise<Plugin>>();
  const load = async (name: string): Promise<Plugin> => {
    if (!Object.hasOwn(loaders, name)) throw new Error(`The shared host process has no plugin "${name}".`);
    return (await loaders[name]!()).default;
  };
  const guestOf = (name: string): Promise<Plugin> => {
    const known = loaded.get(name) ?? load(name);
    loaded.set(name, known);
    return known;
  };
  await serveGuests(guestOf, new Socket({ fd: descriptor, readable: true, writable: true }));
}

const descriptor = 3;
