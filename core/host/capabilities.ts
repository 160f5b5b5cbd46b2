import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { nearest } from "../diagnostic/nearest.ts";
import { openRanges } from "../manifest/version-range.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";

/** True when a pattern such as "cache:*" or "lang:ruby" covers a capability. `*` stands for any characters. */
export function capabilityMatches(pattern: string, capability: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === capability;
  const last = rest.pop()!;
  if (!capability.startsWith(first) || !capability.endsWith(last)) return false;
  const end = capability.length - last.length;
  let from = first.length;
  // The leftmost place for each piece leaves the most room for the next, so one pass decides.
  for (const piece of rest) {
    const at = capability.indexOf(piece, from);
    if (at < 0 || at + piece.length > end) return false;
    from = at + piece.length;
  }
  return from <= end;
}

/**
 * What keeps these plugins from working together: a requirement that none of the others meets (CIG314), or a
 * conflict (CIG315). Conflicts between providers are not judged here: they are about one output path.
 */
export async function checkCapabilities(plugins: readonly InstalledPlugin[]): Promise<Diagnostic[]> {
  const wishes = plugins.flatMap(({ manifest }) => [...manifest.requires, ...manifest.conflictsWith]);
  // Few plugins state a range, and loading semver takes longer than all the rest of this.
  const ranges = wishes.some((wish) => wish.includes("@")) ? await openRanges() : () => true;
  const fits: Fits = (version, range) => ranges(version, range) === true;
  return plugins.flatMap((plugin) => {
    const others = plugins.filter((other) => other !== plugin);
    return [...unmetRequirements(plugin, others, fits), ...conflicts(plugin, others, fits)];
  });
}

type Fits = (version: string, range: string) => boolean;

function unmetRequirements(
  plugin: InstalledPlugin,
  others: readonly InstalledPlugin[],
  fits: Fits,
): Diagnostic[] {
  return plugin.manifest.requires
    .filter((requirement) => !others.some((other) => meets(other, requirement, fits)))
    .map((requirement) =>
      diagnose(
        "CIG314",
        `${plugin.name} ${plugin.version} needs "${requirement}", and ${reason(requirement, others)}.`,
        {
          plugin: plugin.name,
          hint: `Add a plugin that has it to [plugins] in cig.toml, or remove ${plugin.name}.${suggestion(requirement, others)}`,
        },
      ),
    );
}

function meets(plugin: InstalledPlugin, requirement: string, fits: Fits): boolean {
  if (isCapability(requirement))
    return plugin.manifest.capabilities.some((capability) => capabilityMatches(requirement, capability));
  const [name, range] = splitRequirement(requirement);
  return plugin.name === name && fits(plugin.version, range);
}

function reason(requirement: string, others: readonly InstalledPlugin[]): string {
  if (isCapability(requirement)) return "no installed plugin has this capability";
  const [name] = splitRequirement(requirement);
  const installed = others.find((other) => other.name === name);
  return installed ? `${installed.version} is installed` : "that plugin is not installed";
}

function suggestion(requirement: string, others: readonly InstalledPlugin[]): string {
  const known = isCapability(requirement)
    ? others.flatMap((other) => other.manifest.capabilities)
    : others.map((other) => other.name);
  const near = nearest(isCapability(requirement) ? requirement : splitRequirement(requirement)[0], known);
  return near === undefined || near === requirement.split("@")[0]
    ? ""
    : ` The nearest that is installed is "${near}".`;
}

function conflicts(plugin: InstalledPlugin, others: readonly InstalledPlugin[], fits: Fits): Diagnostic[] {
  return plugin.manifest.conflictsWith
    .filter((pattern) => !pattern.startsWith("provider:"))
    .flatMap((pattern) => {
      const rival = others.find((other) => meets(other, pattern, fits));
      if (!rival) return [];
      const message = `${plugin.name} ${plugin.version} cannot be used together with "${pattern}", which ${rival.name} ${rival.version} has.`;
      return [
        diagnose("CIG315", message, {
          plugin: plugin.name,
          hint: `Remove ${plugin.name} or ${rival.name} from [plugins] in cig.toml.`,
        }),
      ];
    });
}

/** Capabilities have a colon, plugins a slash first: "cache:*" against "lang/ruby@~1.0". */
function isCapability(requirement: string): boolean {
  return /^[^/@]*:/.test(requirement);
}

function splitRequirement(requirement: string): [name: string, range: string] {
  const at = requirement.indexOf("@");
  return at < 0 ? [requirement, "*"] : [requirement.slice(0, at), requirement.slice(at + 1)];
}
