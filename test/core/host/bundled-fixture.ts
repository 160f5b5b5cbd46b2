import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildBundledIndex } from "../../../core/host/bundled-index.ts";
import type { InstalledPlugin } from "../../../core/host/host.ts";
import { bundledPlugins } from "../../../core/source/bundled.ts";
import { bundle, temporaryFolder } from "./fixtures.ts";

/**
 * Builds a folder of bundled plugins as the build does: a program for each, the shared host's program, and the
 * index. A plugin is given by the source text of its detect hook.
 */
export async function buildBundled(hooks: Readonly<Record<string, string>>): Promise<InstalledPlugin[]> {
  const [sources, directory] = [temporaryFolder(), temporaryFolder()];
  for (const [name, detect] of Object.entries(hooks)) {
    const folder = join(sources, name);
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, "module.toml"), manifestOf(name));
    writeFileSync(join(folder, "plugin.js"), pluginOf(name, detect));
    writeFileSync(
      join(folder, "main.js"),
      'import { serve } from "cig/sdk";\nimport plugin from "./plugin.js";\nserve(plugin);\n',
    );
    await bundle(join(folder, "main.js"), join(directory, name, "main.cjs"));
  }
  writeFileSync(join(sources, "shared.js"), sharedOf(Object.keys(hooks)));
  await bundle(join(sources, "shared.js"), join(directory, "shared-host.cjs"));
  writeFileSync(join(directory, "bundled.json"), JSON.stringify(await buildBundledIndex(directory)));
  return (await bundledPlugins(directory)).value!;
}

function manifestOf(name: string): string {
  return `[module]\nname = "${name}"\nversion = "1.0.0"\ncapabilities = ["lang:${name.split("/")[1]}"]\nhooks = ["detect"]\n`;
}

function pluginOf(name: string, detect: string): string {
  return `import { definePlugin } from "cig/sdk";
export default definePlugin({ name: "${name}", version: "1.0.0", capabilities: ["lang:${name.split("/")[1]}"], detect: ${detect} });
`;
}

function sharedOf(names: readonly string[]): string {
  const entries = names.map((name) => `"${name}": () => import("./${name}/plugin.js"),`).join("\n");
  const serveShared = new URL("../../../sdk/serve-shared.ts", import.meta.url).pathname;
  return `import { serveShared } from "${serveShared}";\nserveShared({ ${entries} });\n`;
}
