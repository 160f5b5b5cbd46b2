import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import { available, type Context, pluginsWith } from "../context.ts";
import { namedModule } from "../module/named-module.ts";
import type { Choice } from "./chosen.ts";

/** The plugin that keeps the caches of a backend: the one that its table names, else the one with `cache:ID`. */
export async function keeperOf(
  context: Context,
  { backend, subject }: Choice,
): Promise<InstalledPlugin | undefined> {
  const { backends = {} } = context.schema;
  const uses = Object.hasOwn(backends, backend) ? backends[backend]!.uses : undefined;
  if (uses !== undefined) {
    const place = ["backends", backend, "uses"];
    const plugin = await namedModule(context, uses, place);
    if (!plugin || plugin.manifest.capabilities.some((each) => each.startsWith("cache:"))) return plugin;
    context.report(keepsNone(context, plugin, place));
    return undefined;
  }
  const [plugin] = pluginsWith(context, `cache:${backend}`);
  if (plugin?.manifest.hooks.includes("plan")) return plugin;
  context.report(unknownBackend(context, backend, subject));
  return undefined;
}

/** Names that `backend` can have: tables, and capabilities of plugins that make steps. */
function backendNames(context: Context): string[] {
  const capable = available(context, "cache").filter((name) =>
    pluginsWith(context, `cache:${name}`).some(({ manifest }) => manifest.hooks.includes("plan")),
  );
  return [...new Set([...Object.keys(context.schema.backends ?? {}), ...capable, "native"])].sort();
}

function unknownBackend(context: Context, backend: string, subject: Choice["subject"]) {
  const names = backendNames(context);
  const near = nearest(backend, names);
  return diagnose("CIG403", `No plugin keeps caches in a backend "${backend}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `There are ${names.join(", ")}; or say which plugin does:\n  [backends.${/^[\w-]+$/.test(backend) ? backend : JSON.stringify(backend)}]\n  uses = "cache/…"`,
    subject,
  });
}

function keepsNone(context: Context, { name }: InstalledPlugin, subject: Choice["subject"]) {
  const plugins = context.host.plugins
    .filter(({ manifest }) => manifest.hooks.includes("plan"))
    .filter(({ manifest }) => manifest.capabilities.some((each) => each.startsWith("cache:")))
    .map((plugin) => plugin.name);
  return diagnose("CIG403", `${name} keeps no caches.`, {
    hint: `These do: ${plugins.join(", ") || "none that is installed"}.`,
    subject,
  });
}
