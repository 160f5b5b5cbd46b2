import "./guard-stdout.ts";
import { Socket } from "node:net";
import type { Plugin } from "./define-plugin.ts";
import { serveMany } from "./serve.ts";

/** Loads a plugin's module, whose default export is the plugin. */
export type PluginLoader = () => Promise<{ readonly default: Plugin }>;

/**
 * The program of the host process that the bundled plugins share. The arguments name the plugins to serve: the
 * first on file descriptor 3, the next on 4, and so on. Only those are loaded.
 */
export async function serveShared(loaders: Readonly<Record<string, PluginLoader>>): Promise<void> {
  const names = process.argv.slice(2);
  const served = await Promise.all(
    names.map(async (name, index) => {
      const load = loaders[name];
      if (!load) throw new Error(`The shared host process has no plugin "${name}".`);
      const { default: plugin } = await load();
      return { plugin, duplex: new Socket({ fd: firstDescriptor + index, readable: true, writable: true }) };
    }),
  );
  await serveMany(served);
}

const firstDescriptor = 3;
