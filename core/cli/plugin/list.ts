import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { foreignLine } from "../../report/foreign.ts";
import type { Invocation } from "../invocation.ts";
import { diagnosticJson, toJson } from "../json.ts";
import { installedPlugins } from "./installed.ts";

/** `cig plugin list`: what could take part here, started or not. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const { root, plugins, diagnostics } = await installedPlugins(invocation);
  reporter.diagnostics(diagnostics, root);
  if (given.has("json"))
    terminal.out.write(
      toJson({
        schema: "cig.plugins/1",
        plugins: plugins.map(({ name, version, origin, digest, manifest }) => ({
          name,
          version,
          origin,
          digest,
          description: manifest.description,
          capabilities: manifest.capabilities,
          hooks: manifest.hooks,
          inputs: Object.keys(manifest.inputs),
        })),
        diagnostics: diagnostics.map(diagnosticJson),
      }),
    );
  else terminal.out.write(listText(plugins));
  return hasErrors(diagnostics) ? 1 : 0;
}

function listText(plugins: Awaited<ReturnType<typeof installedPlugins>>["plugins"]): string {
  const names = plugins.map(({ name, version }) => `${name}@${version}`);
  const widest = Math.max(0, ...names.map((name) => name.length));
  return plugins
    .map(({ origin, manifest }, index) => {
      const place = origin === "bundled" ? "" : ` [${origin}]`;
      return `${names[index]!.padEnd(widest)}  ${foreignLine(manifest.description)}${place}\n`;
    })
    .join("");
}
