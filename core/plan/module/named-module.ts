import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import { fitsRange } from "../../manifest/version-range.ts";
import type { Context, Subject } from "../context.ts";

/** The plugin that `uses` names, if it plans and its version fits; else that is reported. */
export async function namedModule(
  context: Context,
  uses: string,
  subject: Subject,
): Promise<InstalledPlugin | undefined> {
  const { name, range } = parseModule(uses);
  const plugin = context.host.plugins.find((candidate) => candidate.name === name);
  if (!plugin?.manifest.hooks.includes("plan")) {
    context.report(unknownModule(context, name, subject));
    return undefined;
  }
  return range === undefined || (await fits(context, plugin, range, subject)) ? plugin : undefined;
}

/** "registry.cigen.dev/lang/ruby@~1.2" → lang/ruby, ~1.2. */
function parseModule(uses: string): { name: string; range?: string } {
  const at = uses.indexOf("@");
  const address = at === -1 ? uses : uses.slice(0, at);
  const segments = address.split("/");
  const name = segments.length > 2 && segments[0]!.includes(".") ? segments.slice(1).join("/") : address;
  return at === -1 ? { name } : { name, range: uses.slice(at + 1) };
}

function unknownModule(context: Context, name: string, subject: Subject) {
  const names = context.host.plugins
    .filter((plugin) => plugin.manifest.hooks.includes("plan"))
    .map((plugin) => plugin.name);
  const near = nearest(name, names);
  return diagnose("CIG403", `There is no module "${name}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `There ${names.length === 1 ? "is" : "are"} ${names.join(", ") || "none"}.`,
    subject,
  });
}

async function fits(
  context: Context,
  plugin: InstalledPlugin,
  range: string,
  subject: Subject,
): Promise<boolean> {
  const isFit = await fitsRange(plugin.version, range);
  if (isFit) return true;
  const minor = plugin.version.split(".").slice(0, 2).join(".");
  context.report(
    diagnose(
      "CIG303",
      isFit !== undefined
        ? `This asks for ${plugin.name} ${range}, and version ${plugin.version} is installed.`
        : `"${range}" is not a range of versions.`,
      { hint: `Write uses = "${plugin.name}@~${minor}", or install a version that fits.`, subject },
    ),
  );
  return false;
}
